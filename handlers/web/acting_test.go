package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestFollow_answersWithALinkToHerServer(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	storetest.Member(t, h.store, "anna")
	h.remote.template = "https://mastodon.example/authorize_interaction?uri={uri}"
	h.page(t, "/follow", http.StatusOK, "Volg Mokum vanaf je eigen server", "@mokum<wbr>@mokum.example")
	res := h.do(t, http.MethodPost, "/follow", url.Values{"acct": {" @Noor@Mastodon.example "}, "handle": {"anna"}})
	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %d", res.StatusCode)
	}
	contains(t, "the answer", body(res), `href="https://mastodon.example/authorize_interaction?uri=https%3A%2F%2Fmokum.example%2Fusers%2Fanna"`, "Verder naar mastodon.example")
	if got := strings.Join(h.remote.asked, " "); got != "Noor@mastodon.example" {
		t.Errorf("asked about %q", got)
	}
	if res.Header.Get("Cache-Control") != "no-store" {
		t.Error("the answer may be kept")
	}
}

func TestFollow_saysWhatIsWrongBesideTheField(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	for _, c := range []struct {
		acct, template string
		err            error
		want           string
	}{
		{"noor", "", nil, "noor is geen adres dat we kunnen vinden"},
		{" ", "", nil, "<span>Vul je adres in, als naam@server.</span>"},
		{strings.Repeat("x", 3000) + "@lang.example", "", nil, "<span>" + strings.Repeat("x", 60) + "… is geen adres dat we kunnen vinden"},
		{"anna@Mokum.example", "", nil, "mokum.example is deze plek zelf"},
		{`"><script>`, "", nil, "&lt;script&gt;"},
		{"noor@stil.example", "", errSilent, "We kregen geen antwoord van stil.example"},
		{"noor@oud.example", "", models.Fail(models.NotFound, "remote.no_follow_page", "Host", "oud.example"), "oud.example kan je niet hierheen sturen"},
		{"niemand@hier.example", "", models.Fail(models.NotFound, "remote.not_found", "Address", "niemand@hier.example"), "We vinden niemand op niemand@hier.example"},
		{"noor@kwaad.example", "javascript:alert('{uri}')", nil, "kwaad.example kan je niet hierheen sturen"},
		{"noor@vast.example", "https://vast.example/share", nil, "vast.example kan je niet hierheen sturen"},
	} {
		h.remote.template, h.remote.err = c.template, c.err
		res := h.do(t, http.MethodPost, "/follow", url.Values{"acct": {c.acct}})
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", c.acct, res.StatusCode)
		}
		contains(t, c.acct, body(res), c.want, `aria-invalid="true"`, `href="#acct"`, "<title>Fout: ", "!javascript:", "!<script>")
	}
	if strings.Contains(h.log.String(), "noor") {
		t.Error("her address is in the log")
	}
}

func TestFollow_knowsOnlyOurOwn(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.page(t, "/follow?handle=niemand", http.StatusNotFound)
}

func TestWelcome_isUsedUpByPostAlone(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	token, err := h.store.MakeLink(t.Context(), models.LinkSignIn, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a preview and a person
		h.page(t, "/welcome/"+token, http.StatusOK, "Welkom, anna", "Firefox, Linux", "noindex")
	}
	res := h.do(t, http.MethodPost, "/welcome/"+token, url.Values{})
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/welcome/passkey" {
		t.Fatalf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	var session *http.Cookie
	for _, c := range res.Cookies() {
		if c.Name == "__Host-knoop" {
			session = c
		}
	}
	if session == nil || !session.HttpOnly || !session.Secure || session.Path != "/" || session.Domain != "" || session.SameSite != http.SameSiteLaxMode {
		t.Fatalf("the session's cookie is %v", session)
	}
	h.page(t, "/", http.StatusOK, "Je bent ingelogd.", "Uitloggen", `href="/@anna"`)
	h.page(t, "/", http.StatusOK, "!Je bent ingelogd.</p>", "Uitloggen")
	h.page(t, "/welcome/"+token, http.StatusGone, "al gebruikt")
	if res := h.do(t, http.MethodPost, "/welcome/"+token, url.Values{}); res.StatusCode != http.StatusGone {
		t.Errorf("a used link: status %d", res.StatusCode)
	}
	if res := h.get(t, "/"); res.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("a page for one person has Cache-Control %q", res.Header.Get("Cache-Control"))
	}
	if res := h.do(t, http.MethodPost, "/logout", url.Values{}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("logout: status %d", res.StatusCode)
	}
	h.page(t, "/", http.StatusOK, "Je bent uitgelogd.", "!Uitloggen")
	h.cookie = []*http.Cookie{session}
	h.page(t, "/", http.StatusOK, "!Uitloggen") // the session is over, not only its cookie
}

func TestWelcome_knowsNoOtherToken(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.page(t, "/welcome/onzin", http.StatusNotFound)
}

func setupForm(change func(url.Values)) url.Values {
	form := url.Values{
		"name": {"Noorderwerf"}, "handle": {"noorderwerf"}, "accent": {"blauw"}, "language": {"en"}, "timezone": {"Europe/Amsterdam"},
		"person_name": {"Samira el Idrissi"}, "person_handle": {"samira"}, "claim": {"Makers met ruimte"}, "for_whom": {"Wie iets maakt"},
	}
	if change != nil {
		change(form)
	}
	return form
}

func TestSetUp_makesTheCollectiveAndSignsIn(t *testing.T) {
	h := newHouse(t)
	token, err := h.store.MakeLink(t.Context(), models.LinkSetup, "")
	if err != nil {
		t.Fatal(err)
	}
	h.page(t, "/welcome/"+token, http.StatusOK, "Richt je knoop in", "@kortenaam@mokum.example", `value="Europe/Amsterdam"`)
	res := h.do(t, http.MethodPost, "/welcome/"+token, setupForm(nil))
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/welcome/passkey" {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	h.page(t, "/", http.StatusOK, "Your collective is there.", "Makers met ruimte", "Wie iets maakt", `href="/@samira"`, `data-accent="blauw"`)
	n, err := h.store.Node(t.Context())
	if err != nil || n.Language != "en" || n.Origin != storetest.Origin {
		t.Errorf("the node is %+v, %v", n, err)
	}
	samira, err := h.store.ActorByHandle(t.Context(), "samira")
	if err != nil {
		t.Fatal(err)
	}
	if account, err := h.store.Account(t.Context(), samira.ID); err != nil || account.Role != models.Orchestrator {
		t.Errorf("her role is %q, %v", account.Role, err)
	}
	if res := h.do(t, http.MethodPost, "/welcome/"+token, setupForm(nil)); res.StatusCode != http.StatusGone {
		t.Errorf("the link again: status %d", res.StatusCode)
	}
}

func TestSetUp_saysPerFieldWhatIsWrong(t *testing.T) {
	h := newHouse(t)
	token, err := h.store.MakeLink(t.Context(), models.LinkSetup, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field, value, want string
	}{
		{"name", "", "Vul een naam in"},
		{"name", strings.Repeat("n", 500), "Deze naam is te lang"},
		{"handle", "Noorder Werf", "Noorder Werf kan geen naam zijn"},
		{"handle", "events", "De naam events gebruikt deze server zelf"},
		{"person_name", " ", "Vul een naam in"},
		{"person_handle", "noorderwerf", "De naam noorderwerf is al bezet"},
		{"timezone", "Mokum", "Mokum is geen tijdzone die we kennen"},
		{"lead", strings.Repeat("é", 501), "Deze tekst is te lang"},
	} {
		res := h.do(t, http.MethodPost, "/welcome/"+token, setupForm(func(f url.Values) { f.Set(c.field, c.value) }))
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s %q: status %d", c.field, c.value, res.StatusCode)
		}
		contains(t, c.field, body(res), c.want, `<a href="#`+c.field+`">`, `id="`+c.field+`-error"`, "<title>Fout: ", "Makers met ruimte")
	}
	if n, _ := h.store.Node(t.Context()); n.Ready() {
		t.Error("a wrong form set the node up")
	}
}

func TestSetUp_leavesNothingBehindWhenTheLinkIsUsed(t *testing.T) {
	h := newHouse(t)
	token, err := h.store.MakeLink(t.Context(), models.LinkSetup, "")
	if err != nil {
		t.Fatal(err)
	}
	storetest.Node(t, h.store) // meanwhile, from a terminal
	h.page(t, "/welcome/"+token, http.StatusConflict, "!Korte naam")
	res := h.do(t, http.MethodPost, "/welcome/"+token, setupForm(nil))
	if res.StatusCode < 400 {
		t.Errorf("status %d", res.StatusCode)
	}
	if _, err := h.store.ActorByHandle(t.Context(), "noorderwerf"); models.KindOf(err) != models.NotFound {
		t.Errorf("half a node was made: %v", err)
	}
}

func TestForms_refuseWhatComesFromAnotherSite(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	r := httptest.NewRequest(http.MethodPost, storetest.Origin+"/logout", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.serve.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
}

func TestEvent_showsItsReachToOurOwn(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	us := storetest.Collective(t, h.store)
	o := h.event(t, us, "Ontbijt", now.Add(time.Hour))
	h.page(t, "/events/"+o.ID, http.StatusOK, "!Wie het weet")
	h.signIn(t, storetest.Member(t, h.store, "anna"))
	h.page(t, "/events/"+o.ID, http.StatusOK, "!Wie het weet") // nobody had to be told
	facts, err := h.store.OpenFacts(t.Context(), 10)
	if err != nil || len(facts) == 0 {
		t.Fatalf("%d facts, %v", len(facts), err)
	}
	told := []models.Activity{{ID: "a", URI: storetest.Origin + "/activities/a", Type: "Create", ActorID: us.ID, ObjectURI: o.URI, FactID: facts[0].ID, CreatedAt: now}}
	letters := []models.Letter{{
		ID: models.NewID(), ActivityID: "a", ActorID: us.ID, ObjectURI: o.URI, Inbox: "https://elders.example/inbox", Host: "elders.example",
		OrderKey: "k", State: models.LetterWaiting, DueAt: now, CreatedAt: now,
	}}
	if err := h.store.FinishFact(t.Context(), store.Dispatch{FactID: facts[0].ID, Activities: told, Letters: letters}); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/events/"+o.ID, http.StatusOK, "Verteld aan 0 van de 1 server.", "elders.example", "onderweg")
	h.cookie = nil
	h.page(t, "/events/"+o.ID, http.StatusOK, "!Verteld aan", "!elders.example")
}
