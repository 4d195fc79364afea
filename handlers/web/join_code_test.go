package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func (h *house) publish(t *testing.T, source, changes string) {
	t.Helper()
	_, err := h.store.PublishCode(t.Context(), store.NewConduct{Source: source, HTML: "<p>" + source + "</p>", Changes: changes})
	if err != nil {
		t.Fatal(err)
	}
}

func noor(code string) url.Values {
	return url.Values{"key": {"form"}, "name": {"Noor"}, "handle": {"noor"}, "code": {"yes"}, "code_version": {code}}
}

func TestJoin_signsTheCodeOfConduct(t *testing.T) {
	h := newHouse(t)
	_, path := h.invited(t, h.inviting(t), 3)
	h.cookie = nil
	h.page(t, path, http.StatusOK, "!gedragscode", "!code_version")
	h.publish(t, "Wees goed.", "")
	h.page(t, path, http.StatusOK, "Ik onderschrijf de gedragscode van Mokum, versie 1", "Lees versie 1, van 2 maart 2026", "<p>Wees goed.</p>", `href="/code/1"`, `name="code_version" value="1"`, "!checked aria")
	unsigned := noor("1")
	unsigned.Del("code")
	h.refused(t, path, unsigned, `href="#code"`, "zet een vinkje", "<details open>", `value="noor"`)
	suggest := url.Values{"name": {"Noor"}, "do": {"suggest"}, "code": {"yes"}, "code_version": {"1"}}
	contains(t, "a suggestion", body(h.do(t, http.MethodPost, path, suggest)), "Wordt dit je adres?", `value="yes" required checked`, "!zet een vinkje")
	suggest.Del("code")
	contains(t, "a suggestion first", body(h.do(t, http.MethodPost, path, suggest)), "Wordt dit je adres?", "!zet een vinkje")
	h.leads(t, path, noor("1"), "/welcome/passkey?next=%2Fwelcome%2Fhere")
	h.page(t, "/welcome/here", http.StatusOK, "!getekend")
	h.page(t, "/@noor", http.StatusOK, "Gedragscode versie 1, getekend 2 maart 2026")
}

func TestJoin_aNewVersionMeanwhileIsShownAndNothingDone(t *testing.T) {
	h := newHouse(t)
	id, path := h.invited(t, h.inviting(t), 3)
	h.cookie = nil
	h.publish(t, "Wees goed.", "")
	h.publish(t, "Wees beter.", "Goed werd beter.") // after she opened the page
	h.refused(t, path, noor("1"), "is net veranderd. Lees versie 2", "<p>Wees beter.</p>", `name="code_version" value="2"`, "!required checked")
	for _, odd := range []string{"", "0", "-1", "x", "99999999999999999999"} {
		h.refused(t, path, noor(odd), `href="#code"`)
	}
	if i, err := h.store.Invitation(t.Context(), id); err != nil || i.Uses != 0 {
		t.Errorf("used %d times, %v", i.Uses, err)
	}
	h.leads(t, path, noor("2"), "")
}

// The first code is published between the form and its answer.
func TestJoin_aCodeThatWasNotThereYetIsShown(t *testing.T) {
	h := newHouse(t)
	_, path := h.invited(t, h.inviting(t), 3)
	h.cookie = nil
	form := noor("")
	form.Del("code")
	form.Del("code_version")
	h.publish(t, "Wees goed.", "")
	h.refused(t, path, form, "zet een vinkje", "<p>Wees goed.</p>", `name="code_version" value="1"`)
}

func TestMember_isAskedToSignWhenSheFirstComesIn(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.publish(t, "Wees goed.", "")
	anna := storetest.Member(t, h.store, "anna") // made by knoop member add: signed nothing
	link := func(a models.Actor) string {
		token, err := h.store.MakeLink(t.Context(), models.LinkSignIn, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		return "/welcome/" + token
	}
	ask := "/code/sign?next=%2Fevents"
	h.leads(t, link(anna)+"?next=%2Fevents", url.Values{}, "/welcome/passkey?next="+url.QueryEscape(ask))
	h.page(t, "/welcome/passkey?next="+url.QueryEscape(ask), http.StatusOK, `href="`+ask+`"`)
	h.page(t, ask, http.StatusOK, "Ik teken versie 1", `<a href="/events">Later</a>`)
	h.refused(t, ask, url.Values{"version": {"9"}}, "is net veranderd", `<a href="/events">Later</a>`)
	h.leads(t, ask, url.Values{"version": {"1"}}, "/events")
	h.page(t, "/code/sign?next=https://kwaad.example/", http.StatusOK, "!kwaad.example/\"")
	h.cookie = nil
	h.leads(t, link(anna), url.Values{}, "/welcome/passkey") // once signed, never asked
	h.cookie = nil
	guest, err := h.store.AddMember(t.Context(), store.NewMember{Handle: "gast", Name: "Gast", Role: models.Guest})
	if err != nil {
		t.Fatal(err)
	}
	h.leads(t, link(guest), url.Values{}, "/welcome/passkey") // a guest signs nothing
}

func TestVisitor_isAskedToSignWhenSheFirstComesIn(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	noor := noorFromKade(t, h)
	h.publish(t, "Wees goed.", "")
	if to := h.get(t, back(h.leave(t, "/events"))).Header.Get("Location"); to != "/events" {
		t.Errorf("who is no member is led to %s", to)
	}
	h.cookie = nil
	storetest.MemberElsewhere(t, h.store, noor, models.Member)
	if to := h.get(t, back(h.leave(t, "/events"))).Header.Get("Location"); to != "/code/sign?next=%2Fevents" {
		t.Errorf("a member is led to %s", to)
	}
	h.get(t, "/about")
	h.page(t, "/members", http.StatusOK, "Je hebt de gedragscode nog niet getekend")
	if to := h.get(t, back(h.leave(t, "/events"))).Header.Get("Location"); to != "/events" { // again, in the same browser
		t.Errorf("who only says again who she is, is led to %s", to)
	}
	h.leads(t, "/code/sign?next=%2Fevents", url.Values{"version": {"1"}}, "/events")
	if signed, err := h.store.Signature(t.Context(), noor.ID); err != nil || signed.Version != 1 {
		t.Errorf("signed %+v, %v", signed, err)
	}
	h.cookie = nil
	if to := h.get(t, back(h.leave(t, "/events"))).Header.Get("Location"); to != "/events" {
		t.Errorf("who has signed is led to %s", to)
	}
}

func TestJoin_whereALinkEndsOneMayAsk(t *testing.T) {
	h := newHouse(t)
	_, path := h.invited(t, h.inviting(t), 1)
	h.cookie = nil
	h.now = h.now.Add(models.InvitationLife + time.Minute)
	h.page(t, path, http.StatusGone, "verlopen", `class="btn" href="/join"`, "Je kunt het ook zelf vragen")
	h.page(t, "/join/x", http.StatusNotFound, `class="btn" href="/join"`)
	if err := h.store.SetJoinDoor(t.Context(), models.JoinDoor{Closed: true}); err != nil {
		t.Fatal(err)
	}
	h.page(t, path, http.StatusGone, "verlopen", `!href="/join"`, "!zelf vragen")
}

func (h *house) approved(t *testing.T, form url.Values) (status, join string) {
	t.Helper()
	form.Set("key", h.formKey(t))
	status = h.do(t, http.MethodPost, "/join", form).Header.Get("Location")
	waiting, err := h.store.JoinRequests(t.Context(), true, 10)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("waiting %+v, %v", waiting, err)
	}
	if err := h.store.ApproveJoin(t.Context(), waiting[0].ID, h.first(t).ID, "Fijn dat je komt"); err != nil {
		t.Fatal(err)
	}
	return status, joinLink.FindString(body(h.get(t, status)))
}

func TestJoin_anApplicantFindsWhatSheWrote(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	status, join := h.approved(t, url.Values{"name": {"Soraya Lopes"}, "handle": {"@Soraya"}, "language": {"en"}, "address": {"soraya@elders.example"}})
	h.page(t, status, http.StatusOK, "Je hoort erbij", "Besloten door Joost", "Fijn dat je komt")
	h.page(t, join, http.StatusOK, `value="Soraya Lopes"`, `value="soraya"`, `value="soraya@elders.example"`, "Fijn dat je komt")
	h.leads(t, join, url.Values{"key": {"form"}, "name": {"Soraya L."}, "handle": {"soraya"}, "address": {"ander@elders.example"}}, "")
	soraya, err := h.store.ActorByHandle(t.Context(), "soraya")
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.store.AddressOf(t.Context(), soraya.ID)
	if err != nil || a.Language != "en" || a.PendingHash != h.store.MailHash("ander@elders.example") {
		t.Errorf("address %+v, %v", a, err)
	}
	h.cookie = nil
	h.page(t, status, http.StatusOK, "Je bent lid geworden", "Fijn dat je komt", "!Word lid")
	if strings.Contains(h.log.String(), "elders.example") {
		t.Error("the applicant is in the log")
	}
}

func TestJoin_aWishThatIsTakenLeadsToOneLikeIt(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	_, join := h.approved(t, url.Values{"name": {"Soraya Lopes"}, "handle": {"soraya"}, "language": {"nl"}})
	storetest.Member(t, h.store, "soraya")
	h.page(t, join, http.StatusOK, "@soraya is intussen van iemand anders", `value="soraya_2"`)
}

func TestJoin_whoDecidesIsNamedAsSheSays(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost := h.first(t)
	p, err := h.store.Profile(t.Context(), joost.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.EditProfile(t.Context(), joost.ID, p.Show(models.ForMembers, models.FieldName)); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/join", http.StatusOK, "Wie beslist", ">joost<", "!>Joost<")
	status, _ := h.approved(t, url.Values{"name": {"Soraya"}, "language": {"nl"}})
	h.page(t, status, http.StatusOK, "Besloten door joost")
}
