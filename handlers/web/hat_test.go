package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func (r *remote) Resolve(_ context.Context, acct string) (models.Actor, error) {
	r.asked = append(r.asked, acct)
	if r.err != nil {
		return models.Actor{}, r.err
	}
	if a, ok := r.people[acct]; ok {
		return a, nil
	}
	return models.Actor{}, models.Fail(models.NotFound, "remote.not_found", "Address", acct)
}

func (r *remote) Can(context.Context, models.Actor, string) (bool, error) { return r.able, r.unread }

// far makes an actor elsewhere that can be found by its address.
func (h *house) far(t *testing.T, host, handle string, kind models.ActorKind) models.Actor {
	t.Helper()
	a := storetest.RemoteActor(host, handle)
	a.Kind, a.Name, a.Summary = kind, strings.ToUpper(handle[:1])+handle[1:], "<p>Makers in West.</p>"
	a, err := h.store.SaveRemoteActor(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if h.remote.people == nil {
		h.remote.people = map[string]models.Actor{}
	}
	h.remote.people[handle+"@"+host] = a
	return a
}

func (h *house) orchestrator(t *testing.T) models.Actor {
	t.Helper()
	a, err := h.store.AddMember(t.Context(), store.NewMember{Handle: "samira", Name: "Samira", Role: models.Orchestrator})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// asks lets a person elsewhere ask our collective.
func (h *house) asks(t *testing.T, person models.Actor, message string) models.Membership {
	t.Helper()
	uri := person.URI + "/joins/1"
	meant, err := h.store.ReceiveMembershipJoin(t.Context(), person, models.Said{URI: uri, Published: now, By: models.PersonSide},
		models.Opening{By: models.PersonSide, URI: uri, Message: message})
	if err != nil || !meant {
		t.Fatalf("the question did not count: %v", err)
	}
	n, err := h.store.Node(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.store.MembershipOf(t.Context(), person.ID, n.Collective)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (h *house) state(t *testing.T, id string) models.MembershipState {
	t.Helper()
	m, err := h.store.Membership(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return m.State
}

func TestHatJoin_showsTheCollectiveBeforeItAsks(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	kade := h.far(t, "kade.example", "kade", models.Group)
	h.remote.able = true
	h.signIn(t, anna)
	h.page(t, "/settings/hats", http.StatusOK, "Jouw petten", "Adres van het collectief")
	res := h.do(t, http.MethodPost, "/settings/hats/join", url.Values{"acct": {" https://kade.example/@kade "}})
	contains(t, "the answer", body(res), "Word lid van Kade", "Makers in West.", `name="collective" value="`+kade.ID+`"`, "thuis op kade.example")
	if _, err := h.store.MembershipOf(t.Context(), anna.ID, kade.ID); models.KindOf(err) != models.NotFound {
		t.Fatalf("looking up asked already: %v", err)
	}
	res = h.do(t, http.MethodPost, "/settings/hats/join", url.Values{"collective": {kade.ID}, "message": {"Ik maak boeken."}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	m, err := h.store.MembershipOf(t.Context(), anna.ID, kade.ID)
	if err != nil || m.State != models.MembershipAsked || m.Message != "Ik maak boeken." {
		t.Fatalf("%+v, %v", m, err)
	}
	h.page(t, "/settings/hats", http.StatusOK, "Je vraag is onderweg.", "gevraagd op", "Ik maak boeken.", `value="withdraw"`, `!value="again"`)
	res = h.do(t, http.MethodPost, "/settings/hats", url.Values{"hat": {m.ID}, "do": {"withdraw"}})
	if res.StatusCode != http.StatusSeeOther || h.state(t, m.ID) != models.MembershipWithdrawn {
		t.Errorf("status %d, state %s", res.StatusCode, h.state(t, m.ID))
	}
	res = h.do(t, http.MethodPost, "/settings/hats", url.Values{"hat": {m.ID}, "do": {"withdraw"}})
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("again: status %d", res.StatusCode)
	}
	contains(t, "again", body(res), "Dit is intussen voorbij")
}

func TestHatJoin_saysThatAServerCannotDoThis(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.signIn(t, storetest.Member(t, h.store, "anna"))
	h.far(t, "mobilizon.example", "zo", models.Group)
	res := h.do(t, http.MethodPost, "/settings/hats/join", url.Values{"acct": {"zo@mobilizon.example"}})
	contains(t, "the answer", body(res), "Deze server kan dit nog niet", `!name="collective"`)
}

func TestHatJoin_saysWhatIsWrongBesideTheField(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.signIn(t, storetest.Member(t, h.store, "anna"))
	h.far(t, "mastodon.example", "noor", models.Person)
	for typed, want := range map[string]string{
		"":                      "Vul een adres in, als naam@server.",
		"noor@mastodon.example": "Noor is geen collectief",
		"zo@stil.example":       "We vinden niemand op zo@stil.example",
		`"><script>`:            "&lt;script&gt;",
	} {
		res := h.do(t, http.MethodPost, "/settings/hats/join", url.Values{"acct": {typed}})
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%q: status %d", typed, res.StatusCode)
		}
		contains(t, typed, body(res), want, `aria-invalid="true"`, `href="#acct"`, "<title>Fout: ", "!<script>")
	}
}

func TestHatSettings_isAboutHerOwnAlone(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	kade := h.far(t, "kade.example", "kade", models.Group)
	anna, bo := storetest.Member(t, h.store, "anna"), storetest.Member(t, h.store, "bo")
	m, err := h.store.AskMembership(t.Context(), anna.ID, kade.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	h.signIn(t, bo)
	h.page(t, "/settings/hats", http.StatusOK, "!Kade")
	for _, do := range []string{"show", "hide", "leave", "withdraw", "yes", "no", "again"} {
		if res := h.do(t, http.MethodPost, "/settings/hats", url.Values{"hat": {m.ID}, "do": {do}}); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", do, res.StatusCode)
		}
	}
	if got := h.state(t, m.ID); got != models.MembershipAsked {
		t.Errorf("state %s", got)
	}
}

func TestHatManage_welcomesAndSendsAway(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.signIn(t, h.orchestrator(t))
	sam, noor := h.far(t, "kade.example", "sam", models.Person), h.far(t, "oost.example", "noor", models.Person)
	asked, other := h.asks(t, sam, "Ik teken."), h.asks(t, noor, "")
	h.page(t, "/manage/hats", http.StatusOK, "2 mensen wachten", "Ik teken.", "Sam", "@sam@kade.example", "!thuis op kade.example")
	if res := h.do(t, http.MethodPost, "/manage/hats", url.Values{"hat": {asked.ID}, "do": {"accept"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("accept: status %d: %s", res.StatusCode, body(res))
	}
	if res := h.do(t, http.MethodPost, "/manage/hats", url.Values{"hat": {other.ID}, "do": {"decline"}, "reason": {"We zitten vol."}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("decline: status %d", res.StatusCode)
	}
	if h.state(t, asked.ID) != models.MembershipAccepted || h.state(t, other.ID) != models.MembershipRefused {
		t.Fatalf("%s, %s", h.state(t, asked.ID), h.state(t, other.ID))
	}
	h.page(t, "/manage/hats", http.StatusOK, "Sam toont deze pet niet", "We zitten vol.", "Rol van Sam")
	if res := h.do(t, http.MethodPost, "/manage/hats", url.Values{"hat": {asked.ID}, "do": {"role"}, "role": {"host"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("role: status %d", res.StatusCode)
	}
	if res := h.do(t, http.MethodPost, "/manage/hats", url.Values{"hat": {asked.ID}, "do": {"role"}, "role": {"keizer"}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an unknown role: status %d", res.StatusCode)
	}
	if m, _ := h.store.Membership(t.Context(), asked.ID); m.Role != models.HostRole {
		t.Errorf("role %s", m.Role)
	}
	if res := h.do(t, http.MethodPost, "/manage/hats", url.Values{"hat": {asked.ID}, "do": {"remove"}, "reason": {strings.Repeat("x", 1001)}}); res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a reason that is too long: status %d", res.StatusCode)
	}
	if res := h.do(t, http.MethodPost, "/manage/hats", url.Values{"hat": {asked.ID}, "do": {"remove"}, "reason": {"Verhuisd."}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("remove: status %d", res.StatusCode)
	}
	if h.state(t, asked.ID) != models.MembershipEnded {
		t.Errorf("state %s", h.state(t, asked.ID))
	}
}

func TestHatManage_invitesWhoHasAHomeElsewhere(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	samira := h.orchestrator(t)
	h.signIn(t, samira)
	sam := h.far(t, "kade.example", "sam", models.Person)
	h.far(t, "kade.example", "kade", models.Group)
	h.remote.people["samira@mokum.example"] = samira
	invite := func(acct string) *http.Response {
		return h.do(t, http.MethodPost, "/manage/hats", url.Values{"acct": {acct}, "do": {"invite"}})
	}
	contains(t, "a server without hats", body(invite("sam@kade.example")), "kade.example kan dit nog niet")
	h.remote.able = true
	contains(t, "a group", body(invite("kade@kade.example")), "Kade is geen persoon")
	contains(t, "one of ours", body(invite("samira@mokum.example")), "Samira is hier thuis")
	contains(t, "nothing", body(invite("")), "Vul een adres in")
	if res := invite("https://kade.example/@sam"); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	n, _ := h.store.Node(t.Context())
	m, err := h.store.MembershipOf(t.Context(), sam.ID, n.Collective)
	if err != nil || m.State != models.MembershipInvited {
		t.Fatalf("%+v, %v", m, err)
	}
	h.page(t, "/manage/hats", http.StatusOK, "De uitnodiging is onderweg.", "uitgenodigd op")
	if res := h.do(t, http.MethodPost, "/manage/hats", url.Values{"hat": {m.ID}, "do": {"withdraw"}}); res.StatusCode != http.StatusSeeOther || h.state(t, m.ID) != models.MembershipWithdrawn {
		t.Errorf("status %d, state %s", res.StatusCode, h.state(t, m.ID))
	}
}

// A member from elsewhere stands in the directory and on a page of her own only
// while she shows it and both sides say so.
func TestMembers_listWhoLivesElsewhereOnlyWhenBothSaySo(t *testing.T) {
	h := newHouse(t)
	n := storetest.Node(t, h.store)
	sam := h.far(t, "kade.example", "sam", models.Person)
	m := h.asks(t, sam, "")
	if err := h.store.DecideMembership(t.Context(), m.ID, true, models.Member, ""); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/members", http.StatusOK, "!Sam")
	h.page(t, "/@sam@kade.example", http.StatusNotFound)
	us, err := h.store.Actor(t.Context(), n.Collective)
	if err != nil {
		t.Fatal(err)
	}
	if m, err = h.store.Membership(t.Context(), m.ID); err != nil {
		t.Fatal(err)
	}
	claims := []models.Claim{{Collective: us.URI, Stamp: m.StampURI}}
	if err := h.store.SeeClaims(t.Context(), sam, claims); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/members", http.StatusOK, "Ook lid, elders thuis", `href="/@sam@kade.example"`, "Makers in West., thuis op kade.example")
	h.page(t, "/@Sam@kade.example", http.StatusOK, "noindex", "bevestigd door beide", "Nagekeken op", "Naar de eigen pagina op kade.example", `href="`+sam.URI+`"`)
	if err := h.store.SeeClaims(t.Context(), sam, nil); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/members", http.StatusOK, "!Sam")
	h.page(t, "/@sam@kade.example", http.StatusNotFound)
}

func TestElsewhere_ofOneOfOursIsHerOwnPage(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	storetest.Member(t, h.store, "anna")
	res := h.get(t, "/@Anna@mokum.example")
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/@anna" {
		t.Errorf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
}

// What only she says is said to be hers alone, and is dashed.
func TestProfile_showsAHatThatIsNotConfirmed(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	kade := h.far(t, "kade.example", "kade", models.Group)
	m, err := h.store.AskMembership(t.Context(), anna.ID, kade.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	h.page(t, "/@anna", http.StatusOK, "!Kade")
	said := models.Said{URI: kade.URI + "/accepts/1", Published: now.Add(time.Second), By: models.CollectiveSide}
	if meant, err := h.store.MembershipAnswered(t.Context(), kade, said, m.OpeningURI, true, kade.URI+"/stamps/1", ""); err != nil || !meant {
		t.Fatalf("%v, %v", meant, err)
	}
	if err := h.store.ShowMembership(t.Context(), anna.ID, m.ID, true); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/@anna", http.StatusOK, "Petten", "zegt lid te zijn", "nog niet bevestigd door Kade", `<li class="los"`)
	check := func(c models.Check) {
		t.Helper()
		c.Of = kade.URI + "/stamps/1"
		if err := h.store.CheckHat(t.Context(), m.ID, c, models.Member); err != nil {
			t.Fatal(err)
		}
	}
	check(models.Check{Claim: models.Found, Stamp: models.Found, Entry: models.Found})
	h.page(t, "/@anna", http.StatusOK, "bevestigd door beide", "lid sinds maart 2026", "Nagekeken op", "!zegt lid te zijn")
	check(models.Check{Claim: models.Found, Stamp: models.Missing, Entry: models.Found})
	h.page(t, "/@anna", http.StatusOK, "niet bevestigd door Kade", "zegt lid te zijn")
}

// The page may be old, or the form somebody's own: what the server can do is
// looked at when she presses the button, too.
func TestHatJoin_asksOnlyAServerThatCan(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	kade := h.far(t, "kade.example", "kade", models.Group)
	h.signIn(t, anna)
	form := url.Values{"collective": {kade.ID}, "message": {"Ik maak boeken."}}
	for name, c := range map[string]struct {
		able   bool
		unread error
		texts  []string
	}{
		"cannot":      {false, nil, []string{"Deze server kan dit nog niet", "!<textarea"}},
		"is not read": {true, context.DeadlineExceeded, []string{"Ik maak boeken.</textarea>", `href="#message"`, `aria-invalid="true"`, "kade.example"}},
	} {
		h.remote.able, h.remote.unread = c.able, c.unread
		t.Run(name, func(t *testing.T) { h.refused(t, "/settings/hats/join", form, c.texts...) })
	}
	if _, err := h.store.MembershipOf(t.Context(), anna.ID, kade.ID); models.KindOf(err) != models.NotFound {
		t.Fatalf("asked all the same: %v", err)
	}
	h.remote.able, h.remote.unread = true, nil
	h.leads(t, "/settings/hats/join", form, "/settings/hats")
	m, err := h.store.MembershipOf(t.Context(), anna.ID, kade.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.leads(t, "/settings/hats", url.Values{"hat": {m.ID}, "do": {"withdraw"}}, "")
	h.remote.able = false
	if res := h.do(t, http.MethodPost, "/settings/hats", url.Values{"hat": {m.ID}, "do": {"again"}}); res.StatusCode != http.StatusUnprocessableEntity || h.state(t, m.ID) != models.MembershipWithdrawn {
		t.Errorf("asked again: status %d, %s", res.StatusCode, h.state(t, m.ID))
	}
}
