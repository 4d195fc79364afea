package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store/storetest"
)

// key gives a person a passkey, without the ceremony.
func (h *house) key(t *testing.T, who models.Actor, name string) models.Credential {
	t.Helper()
	token, err := h.store.BeginCeremony(t.Context(), models.CeremonyAdd, who.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := h.store.AddCredential(t.Context(), token, models.Credential{KeyID: models.NewID(), ActorID: who.ID, Name: name, Counter: 1})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLogin_leadsOnToOurOwnPagesAlone(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.page(t, "/login?next=/settings/keys", http.StatusOK, `data-next="/settings/keys"`, "/login/recover?next=%2Fsettings%2Fkeys", "passkey.", "<noscript>")
	h.page(t, "/login?next=//kwaad.example", http.StatusOK, `data-next="/week"`, `!="//kwaad.example`)
	res := h.get(t, "/login")
	if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self'") || !strings.Contains(policy, "connect-src 'self'") {
		t.Errorf("the policy is %s", policy)
	}
	if policy := h.get(t, "/about").Header.Get("Content-Security-Policy"); strings.Contains(policy, "script") {
		t.Errorf("the policy of a page without script is %s", policy)
	}
	if res := h.do(t, http.MethodPost, "/login", url.Values{}); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body(res), "is JavaScript nodig") {
		t.Errorf("without script: %d", res.StatusCode)
	}
	h.signIn(t, storetest.Member(t, h.store, "anna"))
	for next, want := range map[string]string{"/settings/keys": "/settings/keys", "https://kwaad.example": "/week"} {
		if res := h.get(t, "/login?next="+url.QueryEscape(next)); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != want {
			t.Errorf("signed in, %s leads to %s", next, res.Header.Get("Location"))
		}
	}
}

func TestWelcome_isFollowedByAPasskeyAndCodesShownOnce(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	token, err := h.store.MakeLink(t.Context(), models.LinkSignIn, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	res := h.do(t, http.MethodPost, "/welcome/"+token+"?next=%2Fevents", url.Values{})
	if got := res.Header.Get("Location"); got != "/welcome/passkey?next=%2Fevents" {
		t.Fatalf("the link leads to %s", got)
	}
	h.page(t, "/welcome/passkey?next=%2Fevents", http.StatusOK, "Maak je sleutel", `data-next="/welcome/codes?next=%2Fevents"`, `value="Firefox, Linux"`, `href="/events"`)
	h.page(t, "/welcome/codes?next=%2Fevents", http.StatusOK, "Toon mijn herstelcodes", "!<code>")
	first := body(h.do(t, http.MethodPost, "/welcome/codes?next=%2Fevents", url.Values{}))
	codes := regexp.MustCompile(`<code>([0-9a-z-]{14})</code>`).FindAllStringSubmatch(first, -1)
	if len(codes) != models.RecoveryCodes || !strings.Contains(first, `<a class="btn" href="/events">`) {
		t.Fatalf("%d codes", len(codes))
	}
	h.page(t, "/welcome/codes", http.StatusOK, "!"+codes[0][1], "Je hebt nog 8 codes.")
	h.page(t, "/welcome/passkey", http.StatusOK, `data-next="/week"`)
	h.page(t, "/settings/keys", http.StatusOK, "Je hebt nog 8 codes.", "!"+codes[0][1])
	if strings.Contains(h.log.String(), codes[0][1]) {
		t.Error("a code is in the log")
	}
}

func TestRecover_signsInOncePerCode(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	codes, err := h.store.NewRecoveryCodes(t.Context(), anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.page(t, "/login/recover", http.StatusOK, "Korte naam", "Herstelcode")
	form := url.Values{"handle": {" @Anna@mokum.example "}, "code": {strings.ToUpper(codes[0])}}
	if res := h.do(t, http.MethodPost, "/login/recover?next=/events", form); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/welcome/passkey?next=%2Fevents" {
		t.Fatalf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	h.page(t, "/", http.StatusOK, "Uitloggen", "Die code is nu op")
	h.cookie = nil
	res := h.do(t, http.MethodPost, "/login/recover", form)
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("the code again: %d", res.StatusCode)
	}
	contains(t, "the answer", body(res), "horen niet bij elkaar", `aria-invalid="true"`, `href="#code"`, "!"+strings.ToUpper(codes[0]))
	for range 20 {
		res = h.do(t, http.MethodPost, "/login/recover", url.Values{"handle": {"anna"}, "code": {"0000-0000-0000"}})
	}
	if res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" {
		t.Errorf("guessing on: %d", res.StatusCode)
	}
	contains(t, "the answer", body(res), "te veel codes geprobeerd")
}

func TestKeys_areRenamedAndRemovedButNeverTheLast(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	h.page(t, "/settings/keys", http.StatusOK, "Je hebt nog geen sleutel", "Je hebt geen herstelcodes.")
	one, two := h.key(t, anna, "Telefoon"), h.key(t, anna, "Laptop")
	if res := h.do(t, http.MethodPost, "/settings/keys/"+one.ID+"/rename", url.Values{"name": {" Oude telefoon "}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("rename: %d", res.StatusCode)
	}
	h.page(t, "/settings/keys", http.StatusOK, "Oude telefoon", "De sleutel heeft een nieuwe naam.", "Nog niet gebruikt.")
	res := h.do(t, http.MethodPost, "/settings/keys/"+one.ID+"/rename", url.Values{"name": {" "}})
	contains(t, "no name", body(res), "Geef de sleutel een naam")
	if res := h.do(t, http.MethodPost, "/settings/keys/"+one.ID+"/remove", url.Values{}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("remove: %d", res.StatusCode)
	}
	res = h.do(t, http.MethodPost, "/settings/keys/"+two.ID+"/remove", url.Values{})
	if res.StatusCode != http.StatusConflict {
		t.Errorf("the last one: %d", res.StatusCode)
	}
	contains(t, "the last one", body(res), "Laptop is je laatste sleutel. Maak eerst een andere sleutel, of herstelcodes.")
	bea := storetest.Member(t, h.store, "bea")
	hers := h.key(t, bea, "Van Bea")
	if res := h.do(t, http.MethodPost, "/settings/keys/"+hers.ID+"/remove", url.Values{}); res.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else's: %d", res.StatusCode)
	}
}

func TestDevices_areSignedOutOneByOneOrAll(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	phone := h.cookie
	h.cookie = nil
	h.signIn(t, anna)
	h.page(t, "/settings/devices", http.StatusOK, "Dit apparaat", "Firefox, Linux", "Log alle andere uit")
	list, err := h.store.Sessions(t.Context(), anna.ID)
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	if res := h.do(t, http.MethodPost, "/settings/devices", url.Values{"which": {"others"}}); res.Header.Get("Location") != "/settings/devices" {
		t.Errorf("others: %d", res.StatusCode)
	}
	desk := h.cookie
	h.cookie = phone
	h.page(t, "/", http.StatusOK, "!Uitloggen")
	h.cookie = desk
	if res := h.do(t, http.MethodPost, "/settings/devices", url.Values{"which": {list[1].ID}}); res.StatusCode != http.StatusNotFound {
		t.Errorf("one that is out: %d", res.StatusCode)
	}
	if res := h.do(t, http.MethodPost, "/settings/devices", url.Values{"which": {"all"}}); res.Header.Get("Location") != "/" {
		t.Errorf("all: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	h.page(t, "/", http.StatusOK, "!Uitloggen")
	if list, _ := h.store.Sessions(t.Context(), anna.ID); len(list) != 0 {
		t.Errorf("%d are left", len(list))
	}
}

func TestHandOutLink_isShownOnceWithItsCode(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	storetest.Member(t, h.store, "anna")
	h.signIn(t, storetest.Collective(t, h.store))
	h.page(t, "/manage/links?handle=anna", http.StatusOK, `value="anna"`, "Maak de link")
	for _, nobody := range []string{"niemand", "mokum", ""} {
		res := h.do(t, http.MethodPost, "/manage/links", url.Values{"handle": {nobody}})
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", nobody, res.StatusCode)
		}
		contains(t, nobody, body(res), "We kennen niemand", `href="#handle"`)
	}
	res := h.do(t, http.MethodPost, "/manage/links", url.Values{"handle": {"@anna"}})
	page := body(res)
	found := regexp.MustCompile(`https://mokum\.example(/welcome/[A-Za-z0-9_-]{43})`).FindStringSubmatch(page)
	if res.StatusCode != http.StatusOK || found == nil || res.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %s", res.StatusCode, res.Header.Get("Cache-Control"))
	}
	contains(t, "the link", page, "Een link voor anna", `<svg class="qr" viewBox="0 0 `, `<path d="M4 4h7v1h-7z`)
	if strings.Contains(h.log.String(), found[1]) {
		t.Error("the link is in the log")
	}
	// Somebody else is signed in where the link is opened.
	h.page(t, found[1], http.StatusOK, "Deze link is van anna", "Op dit apparaat is Mokum ingelogd")
	h.cookie = nil
	h.page(t, found[1], http.StatusOK, "Welkom, anna", "!Deze link is van")
}

func TestLinks_sayWhatIsWrongAndLeadOn(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	token, err := h.store.MakeLink(t.Context(), models.LinkSignIn, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.page(t, "/welcome/onzin", http.StatusNotFound, "Deze link kennen we niet", `href="/login"`)
	h.now = h.now.Add(models.LinkLife + time.Minute)
	h.page(t, "/welcome/"+token, http.StatusGone, "Deze link is te oud", `href="/login"`)
	if res := h.do(t, http.MethodPost, "/welcome/"+token, url.Values{}); res.StatusCode != http.StatusGone {
		t.Errorf("too old: %d", res.StatusCode)
	}
}

func TestLoginMail_answersTheSameToAll(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	token := ""
	if err := h.store.SetAddress(t.Context(), anna.ID, "anna@post.example", func(s string) string { token = s; return "https://mokum.example/x" }); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.VerifyAddress(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	handed, err := h.store.MakeLink(t.Context(), models.LinkSignIn, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	var answers []string
	for _, address := range []string{"Anna@Post.example", "niemand@post.example", "anna@post.example", "anna@post.example", "anna@post.example"} {
		res := h.do(t, http.MethodPost, "/login/mail?next=%2Fevents", url.Values{"address": {address}})
		answers = append(answers, res.Status+res.Header.Get("Location"))
	}
	for _, a := range answers {
		if a != "303 See Other/login?next=%2Fevents" {
			t.Errorf("an answer is %s", a)
		}
	}
	h.page(t, "/login", http.StatusOK, "Hoort dit adres bij iemand hier")
	mails, err := h.store.ClaimMails(t.Context(), h.now, h.now.Add(time.Minute), 20)
	if err != nil {
		t.Fatal(err)
	}
	var links []string
	for _, m := range mails {
		if m.Kind == models.MailSignIn {
			links = append(links, strings.TrimPrefix(m.Values["Link"], storetest.Origin))
		}
	}
	if len(links) != models.MaxMailedLinks {
		t.Fatalf("%d links were mailed", len(links))
	}
	if strings.Contains(h.log.String(), "post.example") {
		t.Error("an address is in the log")
	}
	h.page(t, links[0], http.StatusNotFound, "vervangen door een nieuwere", "!Welkom") // older ones are void
	h.page(t, "/welcome/"+handed, http.StatusOK, "Welkom, anna")                       // one that was handed over is not
	if res := h.do(t, http.MethodPost, links[2], url.Values{}); res.Header.Get("Location") != "/welcome/passkey?next=%2Fevents" {
		t.Errorf("the mailed link leads to %s", res.Header.Get("Location"))
	}
	res := h.do(t, http.MethodPost, "/login/mail", url.Values{"address": {"geen adres"}})
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("no address: %d", res.StatusCode)
	}
	contains(t, "no address", body(res), `id="address-error"`, "<title>Fout: ")
}

func TestRedeem_endsTheSessionThatTheBrowserHad(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	h.signIn(t, anna)
	if list, err := h.store.Sessions(t.Context(), anna.ID); len(list) != 1 {
		t.Errorf("%d sessions, %v", len(list), err)
	}
}

func TestSignIn_isRefusedFromAnotherSite(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	for _, path := range []string{"/login", "/login/mail", "/login/recover", "/settings/keys", "/settings/codes", "/settings/devices", "/manage/links", "/welcome/codes"} {
		r := httptest.NewRequest(http.MethodPost, storetest.Origin+path, nil)
		r.Header.Set("Origin", "https://kwaad.example")
		w := httptest.NewRecorder()
		h.serve.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "Dit verzoek kwam van een andere site") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
