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

// send posts a form and wants its answer to be a redirect to a page.
func (h *house) leads(t *testing.T, path string, form url.Values, to string) {
	t.Helper()
	res := h.do(t, http.MethodPost, path, form)
	if res.StatusCode != http.StatusSeeOther || to != "" && res.Header.Get("Location") != to {
		t.Fatalf("%s: status %d to %q: %s", path, res.StatusCode, res.Header.Get("Location"), body(res))
	}
}

// refused posts a form that must come back with these texts.
func (h *house) refused(t *testing.T, path string, form url.Values, texts ...string) {
	t.Helper()
	res := h.do(t, http.MethodPost, path, form)
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("%s: status %d", path, res.StatusCode)
	}
	contains(t, path, body(res), append(texts, "<title>Fout: ")...)
}

func (h *house) first(t *testing.T) models.Actor {
	t.Helper()
	a, err := h.store.ActorByHandle(t.Context(), "joost")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// as does something signed in as somebody.
func (h *house) as(t *testing.T, a models.Actor, do func()) {
	t.Helper()
	kept := h.cookie
	h.cookie = nil
	h.signIn(t, a)
	h.get(t, "/about") // takes the notice away
	do()
	h.cookie = kept
}

func TestCode_isPublishedSignedAndSignedAgain(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost, anna := h.first(t), storetest.Member(t, h.store, "anna")
	h.page(t, "/code", http.StatusNotFound, "nog geen gedragscode")
	h.page(t, "/", http.StatusOK, "!/code")
	h.as(t, joost, func() {
		h.page(t, "/manage/code", http.StatusOK, "Een voorstel om mee te beginnen", "Wie lid is van Mokum, tekent hem", "!Wat is er veranderd?")
		shown := h.do(t, http.MethodPost, "/manage/code", url.Values{"do": {"preview"}, "source": {"Wees **goed** <script>alert(1)</script>"}})
		contains(t, "preview", body(shown), "Wees <strong>goed</strong>", "!<script>")
		h.page(t, "/code", http.StatusNotFound)
		h.refused(t, "/manage/code", url.Values{"do": {"publish"}, "source": {""}}, `href="#source"`)
		h.leads(t, "/manage/code", url.Values{"do": {"publish"}, "source": {"Wees **goed**."}}, "/code/sign")
	})
	h.page(t, "/code", http.StatusOK, "Wees <strong>goed</strong>", "Versie 1, van 2 maart 2026", "!Je hebt de gedragscode")
	h.page(t, "/", http.StatusOK, "Gedragscode, versie 1")
	h.page(t, "/@anna", http.StatusOK, "!getekend")
	h.as(t, anna, func() {
		h.page(t, "/members", http.StatusOK, "Je hebt de gedragscode nog niet getekend", "Lees en teken versie 1")
		h.page(t, "/code/sign", http.StatusOK, "Ik teken versie 1", "!nog niet getekend")
		h.refused(t, "/code/sign", url.Values{"version": {"7"}}, "is net veranderd")
		h.leads(t, "/code/sign", url.Values{"version": {"1"}}, "/code")
		h.page(t, "/members", http.StatusOK, "!getekend</p>")
	})
	h.page(t, "/@anna", http.StatusOK, "Gedragscode versie 1, getekend 2 maart 2026")
	h.as(t, joost, func() {
		h.refused(t, "/manage/code", url.Values{"do": {"publish"}, "source": {"Wees beter."}, "changes": {""}}, `href="#changes"`, "Schrijf op wat er veranderd is")
		h.leads(t, "/manage/code", url.Values{"do": {"publish"}, "source": {"Wees beter."}, "changes": {"Goed werd beter."}}, "/code/sign")
	})
	h.as(t, anna, func() {
		h.page(t, "/about", http.StatusOK, "is veranderd sinds jij tekende")
		h.page(t, "/code/sign", http.StatusOK, "Sinds jij tekende", "Goed werd beter.", "Ik teken versie 2")
		h.page(t, "/settings", http.StatusOK) // nothing is locked
	})
	h.page(t, "/code/1", http.StatusOK, "Wees <strong>goed</strong>", "Dit is niet de versie die nu geldt", "Lees versie 2")
	h.page(t, "/code/9", http.StatusNotFound)
	h.page(t, "/@anna", http.StatusOK, "Gedragscode versie 1, getekend 2 maart 2026. Nu geldt versie 2.")
}

func TestRoles_aDeputyIsAskedAndSaysYes(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost, anna := h.first(t), storetest.Member(t, h.store, "anna")
	h.as(t, anna, func() { h.page(t, "/manage/roles", http.StatusForbidden) })
	h.as(t, joost, func() {
		h.page(t, "/manage/roles", http.StatusOK, "niemand")
		h.refused(t, "/settings/role", url.Values{"do": {"ask"}, "deputy": {"niemand"}}, "We kennen niemand met de naam niemand", `href="#deputy"`)
		h.refused(t, "/settings/role", url.Values{"do": {"ask"}, "deputy": {"joost"}}, "niet voor jezelf inspringen", `value="joost"`)
		h.leads(t, "/settings/role", url.Values{"do": {"ask"}, "deputy": {"@anna@mokum.example"}}, "/settings/role")
		h.page(t, "/manage/roles", http.StatusOK, "anna, gevraagd op 2 maart 2026")
		h.refused(t, "/settings/role", url.Values{"do": {"step"}}, "maar één orkestrator")
	})
	asked, err := h.store.Standings(t.Context(), store.StandingFilter{DeputyID: anna.ID})
	if err != nil || len(asked) != 1 {
		t.Fatalf("asked %+v, %v", asked, err)
	}
	id := asked[0].ID
	h.as(t, joost, func() { // nobody says yes for another
		h.refused(t, "/settings/role", url.Values{"do": {"yes"}, "standing": {id}}, "Dit mag je hier niet")
	})
	h.as(t, storetest.Member(t, h.store, "bram"), func() {
		h.refused(t, "/settings/role", url.Values{"do": {"end"}, "standing": {id}}, "Dit mag je hier niet")
	})
	h.as(t, anna, func() {
		h.page(t, "/settings", http.StatusOK, "Iemand vraagt je om een rol", `href="/settings/role"`)
		h.page(t, "/week", http.StatusOK, "Iemand vraagt je om een rol")
		h.page(t, "/settings/role", http.StatusOK, "Joost vraagt of je plaatsvervanger wilt zijn als orkestrator")
		h.leads(t, "/settings/role", url.Values{"do": {"yes"}, "standing": {id}}, "/settings/role")
		h.page(t, "/settings/role", http.StatusOK, "Je zei ja", "Jij springt in als orkestrator")
		h.page(t, "/manage/roles", http.StatusOK, "anna, aanvaard op 2 maart 2026")
		h.refused(t, "/manage/roles", url.Values{"do": {"give"}, "member": {"anna"}, "role": {"orchestrator"}}, "jezelf geen hogere rol")
		h.leads(t, "/settings/role", url.Values{"do": {"end"}, "standing": {id}}, "/settings/role")
		h.page(t, "/manage/roles", http.StatusForbidden)
	})
}

func TestRoles_aRoleIsHandedOver(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost, anna := h.first(t), storetest.Member(t, h.store, "anna")
	h.as(t, joost, func() {
		h.leads(t, "/settings/role", url.Values{"do": {"over"}, "heir": {"anna"}}, "/settings/role")
		h.page(t, "/manage/roles", http.StatusOK, "Overdracht gevraagd aan anna")
	})
	asked, _ := h.store.Standings(t.Context(), store.StandingFilter{DeputyID: anna.ID})
	h.as(t, anna, func() {
		h.page(t, "/settings/role", http.StatusOK, "Joost wil de rol van orkestrator aan jou overdragen")
		h.leads(t, "/settings/role", url.Values{"do": {"yes"}, "standing": {asked[0].ID}}, "/settings/role")
		h.page(t, "/manage/roles", http.StatusOK, "anna")
	})
	h.as(t, joost, func() { h.page(t, "/manage/roles", http.StatusForbidden) })
}

func TestRoles_whatComesFromOutsideIsRefused(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.as(t, h.first(t), func() {
		for _, form := range []url.Values{
			{},
			{"do": {"steal"}},
			{"do": {"yes"}},
			{"do": {"yes"}, "standing": {"x"}},
			{"do": {"end"}, "standing": {evilID}},
			{"do": {"ask"}, "deputy": {strings.Repeat("é", 5000)}},
			{"do": {"over"}, "heir": {""}},
		} {
			res := h.do(t, http.MethodPost, "/settings/role", form)
			if res.StatusCode < 400 || res.StatusCode >= 500 {
				t.Errorf("%v: status %d", form, res.StatusCode)
			}
		}
		for _, form := range []url.Values{{}, {"do": {"give"}, "member": {"joost"}, "role": {"koning"}}, {"do": {"ask"}, "holder": {"x"}, "deputy": {"joost"}}} {
			res := h.do(t, http.MethodPost, "/manage/roles", form)
			if res.StatusCode < 400 || res.StatusCode >= 500 {
				t.Errorf("%v: status %d", form, res.StatusCode)
			}
		}
	})
}

const evilID = `"><script>alert(1)</script>`

func TestMembers_areListedAndRemovedWithAReason(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost, anna := h.first(t), storetest.Member(t, h.store, "anna")
	h.as(t, anna, func() { h.page(t, "/manage/members", http.StatusForbidden) })
	h.as(t, joost, func() {
		h.page(t, "/manage/members", http.StatusOK, "2 mensen", "anna", "onbekend", "orkestrator", "lid")
		h.page(t, "/manage/members?q=ann", http.StatusOK, "1 mens", "!Joost</a>")
		h.page(t, "/manage/members?role=orchestrator", http.StatusOK, "1 mens", "!>anna<")
		h.page(t, "/manage/members?q=%25", http.StatusOK, "0 mensen", "Toon iedereen")
		at := "/manage/members/" + anna.ID
		h.page(t, at, http.StatusOK, "anna", "Beëindig het lidmaatschap van anna")
		h.page(t, "/manage/members/"+joost.ID, http.StatusOK, "!Beëindig het lidmaatschap")
		h.page(t, "/manage/members/x", http.StatusNotFound)
		h.refused(t, at, url.Values{"do": {"remove"}, "reason": {" "}}, `href="#reason"`, "Schrijf waarom")
		h.leads(t, at, url.Values{"do": {"role"}, "role": {"host"}}, at)
		h.refused(t, "/manage/members/"+joost.ID, url.Values{"do": {"role"}, "role": {"guest"}}, "maar één orkestrator")
		h.leads(t, at, url.Values{"do": {"remove"}, "reason": {"Ze verhuisde."}}, "/manage/members")
		h.page(t, at, http.StatusOK, "gast", "!Beëindig het lidmaatschap")
	})
	h.page(t, "/members", http.StatusOK, "!>anna<")
	h.page(t, "/@anna", http.StatusOK, "Gast bij Mokum")
	h.as(t, anna, func() { h.page(t, "/settings", http.StatusOK, "Jouw rol") })
}

func TestMembers_leaveByThemselves(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.as(t, anna, func() {
		h.page(t, "/settings/role", http.StatusOK, "Stop als lid van Mokum")
		h.leads(t, "/settings/role", url.Values{"do": {"leave"}}, "/settings/role")
		h.page(t, "/settings/role", http.StatusOK, "Je bent gast bij Mokum", "!Stop als lid")
	})
}

func (h *house) formKey(t *testing.T) string {
	t.Helper()
	_, rest, ok := strings.Cut(body(h.get(t, "/join")), `name="key" value="`)
	if !ok {
		t.Fatal("/join has no form")
	}
	key, _, _ := strings.Cut(rest, `"`)
	return key
}

func TestJoin_aStrangerAsksAndIsLetIn(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost := h.first(t)
	h.as(t, joost, func() {
		h.refused(t, "/manage/questions", url.Values{"open": {"1"}, "question1": {strings.Repeat("?", models.MaxQuestion+1)}}, `href="#question1"`)
		h.leads(t, "/manage/questions", url.Values{"open": {"1"}, "question1": {"Wat doe je?"}, "must1": {"1"}, "question4": {"Wat zoek je?"}}, "/manage/questions")
		h.page(t, "/join", http.StatusOK, "Je bent al lid", "!<textarea")
	})
	h.page(t, "/", http.StatusOK, `href="/join"`, "Doe mee")
	h.page(t, "/join", http.StatusOK, "Wat doe je?", "Wat zoek je?", "Wie beslist", "Joost", "90 dagen")
	form := url.Values{
		"key": {h.formKey(t)}, "name": {"Soraya Lopes"}, "handle": {"@Soraya"}, "language": {"nl"}, "address": {"soraya@elders.example"},
		"question": {"Wat doe je?", "Wat zoek je?"}, "answer1": {"Decors"}, "answer2": {""},
	}
	res := h.do(t, http.MethodPost, "/join", form)
	status := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(status, "/apply/") {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	if again := h.do(t, http.MethodPost, "/join", form).Header.Get("Location"); again != status {
		t.Errorf("the same form sent twice gave %q", again)
	}
	h.page(t, status, http.StatusOK, "Je aanvraag wacht op antwoord", "Vandaag binnengekomen", "Decors", "Joost", "noindex", storetest.Origin+status)
	if res := h.get(t, status); res.Header.Get("Cache-Control") != "no-store" {
		t.Error("her page may be kept by others")
	}
	mails := h.mailed(t)
	if len(mails) != 1 || mails[0].To != "soraya@elders.example" || mails[0].Values["Link"] != storetest.Origin+status {
		t.Errorf("mailed %+v", mails)
	}
	h.now = h.now.Add(73 * time.Hour)
	h.page(t, status, http.StatusOK, "Wacht 3 dagen")
	waiting, err := h.store.JoinRequests(t.Context(), true, 10)
	if err != nil || len(waiting) != 1 {
		t.Fatalf("waiting %+v, %v", waiting, err)
	}
	at := "/manage/requests/" + waiting[0].ID
	h.as(t, joost, func() {
		h.page(t, "/week", http.StatusOK, "Iemand wil lid worden")
		h.page(t, "/manage/requests", http.StatusOK, "Soraya Lopes", "1 mens", "Wacht 3 dagen")
		h.page(t, at, http.StatusOK, "Decors", "niets ingevuld", "@soraya", "per mail")
		h.refused(t, at, url.Values{"do": {"decline"}, "reason": {""}}, `href="#reason"`)
		h.leads(t, at, url.Values{"do": {"approve"}, "welcome": {"Fijn dat je komt"}}, "/manage/requests")
		h.refused(t, at, url.Values{"do": {"decline"}, "reason": {"toch niet"}}, "al beslist")
		h.page(t, "/manage/requests", http.StatusOK, "toegelaten op", "Besloten door Joost")
	})
	page := body(h.get(t, status))
	contains(t, status, page, "Je hoort erbij", "Fijn dat je komt", "Word lid", storetest.Origin+"/join/", "!Trek je aanvraag in")
	if strings.Contains(h.log.String(), "elders.example") || strings.Contains(h.log.String(), "Soraya") {
		t.Error("the applicant is in the log")
	}
}

func TestJoin_aNoSaysWhy(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	status := h.do(t, http.MethodPost, "/join", url.Values{"key": {h.formKey(t)}, "name": {"Henk"}, "language": {"nl"}}).Header.Get("Location")
	waiting, _ := h.store.JoinRequests(t.Context(), true, 10)
	if len(waiting) != 1 {
		t.Fatal("nothing waits")
	}
	h.as(t, h.first(t), func() {
		h.page(t, "/manage/requests/"+waiting[0].ID, http.StatusOK, "Er is geen mailadres")
		h.leads(t, "/manage/requests/"+waiting[0].ID, url.Values{"do": {"decline"}, "reason": {"We zitten <b>vol</b>."}}, "/manage/requests")
	})
	h.page(t, status, http.StatusOK, "Het wordt deze keer niets", "We zitten &lt;b&gt;vol&lt;/b&gt;.", "wissen we deze aanvraag", "!Word lid")
	if res := h.do(t, http.MethodPost, status, url.Values{}); res.StatusCode != http.StatusConflict {
		t.Errorf("withdrawn after the decision: status %d", res.StatusCode)
	}
}

func TestJoin_isWithdrawnAndForgotten(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	status := h.do(t, http.MethodPost, "/join", url.Values{"key": {h.formKey(t)}, "name": {"Henk"}, "language": {"nl"}}).Header.Get("Location")
	waiting, _ := h.store.JoinRequests(t.Context(), true, 10)
	h.leads(t, status, url.Values{}, status)
	h.page(t, status, http.StatusOK, "Je trok je aanvraag in", "!Henk")
	h.as(t, h.first(t), func() {
		h.page(t, "/manage/requests", http.StatusOK, "Niemand wacht", "!Henk")
		h.page(t, "/manage/requests/"+waiting[0].ID, http.StatusGone)
	})
	h.page(t, "/apply/x", http.StatusNotFound, "Deze aanvraag kennen we niet")
}

func TestJoin_saysWhatIsWrongBesideTheField(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	if err := h.store.SetJoinDoor(t.Context(), models.JoinDoor{Questions: []models.JoinQuestion{{Text: "Wat doe je?", Required: true}}}); err != nil {
		t.Fatal(err)
	}
	good := func() url.Values {
		return url.Values{"key": {h.formKey(t)}, "name": {"Henk"}, "language": {"nl"}, "question": {"Wat doe je?"}, "answer1": {"Schilder"}}
	}
	for name, c := range map[string]struct {
		field, value string
		texts        []string
	}{
		"no name":       {"name", "", []string{`href="#name"`}},
		"a bad handle":  {"handle", "Hènk", []string{`href="#handle"`}},
		"our handle":    {"handle", "manage", []string{`href="#handle"`}},
		"a bad address": {"address", "henk", []string{`href="#address"`, "naam@voorbeeld.nl"}},
		"no answer":     {"answer1", " ", []string{`href="#answer1"`, "Beantwoord deze vraag"}},
		"a long answer": {"answer1", strings.Repeat("é", models.MaxAnswer+1), []string{`href="#answer1"`}},
		"other one":     {"question", "Hoe heet je?", []string{"De vragen zijn net veranderd", "Schilder"}},
		"the trap":      {"website", "https://spam.example", []string{"Laat het veld"}},
		"markup":        {"handle", evilID, []string{"!<script>"}},
	} {
		form := good()
		form.Set(c.field, c.value)
		t.Run(name, func(t *testing.T) { h.refused(t, "/join", form, c.texts...) })
	}
	for _, key := range []string{"", strings.Repeat("x", 1000)} {
		form := good()
		form.Set("key", key)
		if res := h.do(t, http.MethodPost, "/join", form); res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("key of %d: status %d", len(key), res.StatusCode)
		}
	}
	if waiting, err := h.store.JoinRequests(t.Context(), true, 10); err != nil || len(waiting) != 0 {
		t.Errorf("kept %+v, %v", waiting, err)
	}
	if err := h.store.SetJoinDoor(t.Context(), models.JoinDoor{Closed: true}); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/join", http.StatusOK, "Je kunt nu niet vragen", "!<form method=\"post\" class=\"stack form\"")
	h.page(t, "/", http.StatusOK, `!href="/join"`)
}
