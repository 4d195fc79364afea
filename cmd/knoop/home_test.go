package main

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// visit is a browser with the cookies of both nodes.
type visit struct {
	t      *testing.T
	client *http.Client
}

// post sends a form as a page does, and follows to where that leads.
func (v visit) post(address string, form url.Values) (at *url.URL, status int, body string) {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return response.Request.URL, response.StatusCode, string(content)
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)">`)

// formOn gives the hidden fields of a page.
func formOn(page string) url.Values {
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form
}

func TestTwoNodes_signEachOthersPeopleIn(t *testing.T) {
	ca := newAuthority(t)
	kade, wijk := newNode(t, ca, "kade").setUp(), newNode(t, ca, "wijk").setUp()
	kade.start()
	wijk.start()
	samira := visit{t, kade.signIn()}
	acct := "@samira_kade@" + kade.host
	ask := url.Values{"acct": {acct}, "next": {"/events"}}

	// Out from wijk, asked at kade, and back in.
	at, status, page := samira.post(wijk.origin+"/login/home", ask)
	if at.Host != kade.host || at.Path != "/oauth/authorize" || status != http.StatusOK || !strings.Contains(page, wijk.host) || !strings.Contains(page, "die zich wijk noemt") {
		t.Fatalf("wijk leads to %s, %d: %s", at, status, page)
	}
	consent := formOn(page)
	consent.Set("answer", "no")
	if at, status, page = samira.post(kade.origin+"/oauth/authorize", consent); at.Host != wijk.host || status != http.StatusForbidden || !strings.Contains(page, "Je zei nee bij "+kade.host) {
		t.Fatalf("her no leads to %s, %d: %s", at, status, page)
	}
	_, _, page = samira.post(wijk.origin+"/login/home", ask)
	consent = formOn(page)
	consent.Set("answer", "yes")
	at, status, page = samira.post(kade.origin+"/oauth/authorize", consent)
	if at.String() != wijk.origin+"/events" || status != http.StatusOK || !strings.Contains(page, ", </span>via "+kade.host) {
		t.Fatalf("her yes leads to %s, %d: %s", at, status, page)
	}
	if _, body, err := wijk.askAs(samira.client, "/settings", "text/html"); err != nil || !strings.Contains(body, "Je kwam binnen via "+kade.host) {
		t.Errorf("her settings at wijk: %v", err)
	}
	if status, _, _ := wijk.askAs(samira.client, "/manage", "text/html"); status != http.StatusForbidden {
		t.Errorf("a guest is in the orchestrators' rooms: %d", status)
	}
	for _, path := range []string{"/", "/@wijk", "/@samira_wijk", "/members", "/events", "/collectives", "/about", "/follow", "/login", "/login/home"} {
		if status, body, err := wijk.askAs(samira.client, path, "text/html"); err != nil || status != http.StatusOK || !strings.Contains(body, "via "+kade.host) && !strings.HasPrefix(path, "/login") {
			t.Errorf("%s: %d %v", path, status, err)
		}
	}
	// The same yes again: its code is gone, and its round too.
	if at, status, _ := samira.post(kade.origin+"/oauth/authorize", consent); at.Host != wijk.host || status != http.StatusNotFound {
		t.Errorf("the same state leads to %s, %d", at, status)
	}

	// The second time nobody is asked, until she takes her word back.
	if at, _, page := samira.post(wijk.origin+"/logout", nil); at.Host != wijk.host || strings.Contains(page, "via "+kade.host) {
		t.Error("she did not get out")
	}
	if at, _, page := samira.post(wijk.origin+"/login/home", ask); at.String() != wijk.origin+"/events" || !strings.Contains(page, "via "+kade.host) {
		t.Errorf("the second time leads to %s", at)
	}
	if _, _, page := samira.post(kade.origin+"/settings/sites", url.Values{"origin": {wijk.origin}}); !strings.Contains(page, "nog nergens via ons ingelogd") {
		t.Error("her word is not taken back")
	}
	if at, _, _ := samira.post(wijk.origin+"/login/home", ask); at.Path != "/oauth/authorize" {
		t.Errorf("after she took it back she is led to %s", at)
	}

	// A home that is away says nothing, and wijk says that.
	kade.stop()
	if at, status, page := samira.post(wijk.origin+"/login/home", ask); at.Host != wijk.host || status != http.StatusServiceUnavailable || !strings.Contains(page, "We wachtten vijf seconden op "+kade.host) || strings.Contains(page, "/login/home/mail") {
		t.Errorf("a silent home: %s, %d: %s", at, status, page)
	}
}

func TestTwoNodes_aMemberVisitsInHerRoleAndIsOutWhenItEnds(t *testing.T) {
	p := newPair(t)
	p.join()
	code := filepath.Join(t.TempDir(), "code.md")
	if err := os.WriteFile(code, []byte("Wees goed."), 0o600); err != nil {
		t.Fatal(err)
	}
	p.away.do("code", "publish", code)
	joost := visit{t, p.home.signInAs("joost")}
	ask := url.Values{"acct": {"@" + p.acct()}}
	_, _, page := joost.post(p.away.origin+"/login/home", ask)
	consent := formOn(page)
	consent.Set("answer", "yes")
	at, status, page := joost.post(p.home.origin+"/oauth/authorize", consent)
	if at.Host != p.away.host || at.Path != "/code/sign" || status != http.StatusOK || !strings.Contains(page, "via "+p.home.host) || !strings.Contains(page, "Wees goed.") {
		t.Fatalf("his yes leads to %s, %d", at, status)
	}
	if at, status, page := joost.post(at.String(), formOn(page)); at.String() != p.away.origin+"/" || status != http.StatusOK || !strings.Contains(page, "Je hebt de gedragscode getekend") {
		t.Errorf("his signature leads to %s, %d", at, status)
	}
	sees := func(path string) int {
		t.Helper()
		status, _, err := p.away.askAs(joost.client, path, "text/html")
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	if got := sees("/manage"); got != http.StatusForbidden {
		t.Errorf("a member is in the orchestrators' rooms: %d", got)
	}
	p.away.do("member", "role", p.acct(), "orchestrator")
	if got := sees("/manage"); got != http.StatusOK {
		t.Errorf("an orchestrator is not: %d", got)
	}
	for _, path := range []string{"/", "/week", "/write", "/settings", "/settings/mail", "/members", "/@wijk"} {
		if got := sees(path); got != http.StatusOK {
			t.Errorf("%s: %d", path, got)
		}
	}
	for _, path := range []string{"/settings/profile", "/settings/keys", "/settings/sites"} {
		if got := sees(path); got != http.StatusForbidden {
			t.Errorf("what is at his home is here: %s: %d", path, got)
		}
	}

	p.home.do("member", "leave", "--as", "joost", "wijk@"+p.away.host)
	p.away.eventually("he is out", func() bool {
		_, body, err := p.away.askAs(joost.client, "/", "text/html")
		return err == nil && !strings.Contains(body, "via "+p.home.host)
	})
}
