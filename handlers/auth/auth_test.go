package auth_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func newAuth(t *testing.T, origin string, clock func() time.Time) (*auth.Auth, *store.Store) {
	t.Helper()
	s := storetest.Open(t, store.Options{Dir: t.TempDir(), Clock: clock})
	storetest.Node(t, s)
	quiet := slog.New(slog.DiscardHandler)
	rd := render.New(render.Options{Origin: origin, Logger: quiet})
	return auth.New(auth.Options{Store: s, Render: rd, Origin: origin, Logger: quiet}), s
}

func session(t *testing.T, s *store.Store, a models.Actor) string {
	t.Helper()
	link, err := s.MakeLink(t.Context(), models.LinkSignIn, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := s.RedeemLink(t.Context(), link, a.ID, "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// ask lets a browser with a cookie through Load and gives who it was.
func ask(au *auth.Auth, name, token string) (auth.Visitor, *http.Response) {
	var who auth.Visitor
	r := httptest.NewRequest(http.MethodGet, "https://mokum.example/", nil)
	if token != "" {
		r.AddCookie(&http.Cookie{Name: name, Value: token})
	}
	w := httptest.NewRecorder()
	au.Load(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { who = auth.Who(r) })).ServeHTTP(w, r)
	return who, w.Result()
}

func TestLoad_knowsHerByTheSession(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	au, s := newAuth(t, "https://mokum.example", func() time.Time { return now })
	anna := storetest.Member(t, s, "anna")
	token := session(t, s, anna)
	if who, _ := ask(au, "__Host-knoop", token); !who.SignedIn() || who.Actor.ID != anna.ID || who.Role != models.Member {
		t.Errorf("she is %+v", who)
	}
	if who, res := ask(au, "__Host-knoop", ""); who.SignedIn() || len(res.Cookies()) != 0 {
		t.Error("nobody is somebody")
	}
	if who, _ := ask(au, "knoop", token); who.SignedIn() {
		t.Error("a cookie without the prefix is believed over https")
	}
	who, res := ask(au, "__Host-knoop", "onzin")
	if c := res.Cookies(); who.SignedIn() || len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("a false token: %+v, %v", who, c)
	}
	now = now.Add(models.SessionIdleLife + time.Minute)
	if who, _ := ask(au, "__Host-knoop", token); who.SignedIn() {
		t.Error("a session outlives its idle time")
	}
}

func TestLoad_knowsNobodyWhoIsGone(t *testing.T) {
	au, s := newAuth(t, "https://mokum.example", nil)
	anna := storetest.Member(t, s, "anna")
	token := session(t, s, anna)
	if err := s.DeleteMember(t.Context(), anna.ID); err != nil {
		t.Fatal(err)
	}
	if who, _ := ask(au, "__Host-knoop", token); who.SignedIn() {
		t.Error("she is gone and still signed in")
	}
}

func TestStart_namesTheCookieByTheScheme(t *testing.T) {
	for origin, want := range map[string]string{"https://mokum.example": "__Host-knoop", "http://localhost:8080": "knoop"} {
		au, s := newAuth(t, origin, nil)
		w := httptest.NewRecorder()
		au.Start(w, session(t, s, storetest.Collective(t, s)))
		c := w.Result().Cookies()[0]
		if c.Name != want || c.Secure != (want == "__Host-knoop") || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("%s: %v", origin, c)
		}
	}
}

func TestProtect_refusesBrowsersOfOtherSitesAlone(t *testing.T) {
	au, _ := newAuth(t, "https://mokum.example", nil)
	h := au.Protect(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for _, c := range []struct {
		name, method string
		header       [2]string
		want         int
	}{
		{"a server's delivery", http.MethodPost, [2]string{}, 204},
		{"our own form", http.MethodPost, [2]string{"Sec-Fetch-Site", "same-origin"}, 204},
		{"our own form, older browser", http.MethodPost, [2]string{"Origin", "https://mokum.example"}, 204},
		{"another site's form", http.MethodPost, [2]string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a neighbour's form", http.MethodPost, [2]string{"Sec-Fetch-Site", "same-site"}, 403},
		{"another site's form, older browser", http.MethodPost, [2]string{"Origin", "https://kwaad.example"}, 403},
		{"a link from elsewhere", http.MethodGet, [2]string{"Sec-Fetch-Site", "cross-site"}, 204},
	} {
		r := httptest.NewRequest(c.method, "https://mokum.example/logout", nil)
		if c.header[0] != "" {
			r.Header.Set(c.header[0], c.header[1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: status %d", c.name, w.Code)
		}
	}
}

func TestRequire_asksWhatTheRoleMay(t *testing.T) {
	ok := func(http.ResponseWriter, *http.Request) error { return nil }
	for _, c := range []struct {
		has     models.Role
		does    models.Action
		allowed bool
	}{
		{models.Member, models.PostAsSelf, true},
		{models.Orchestrator, models.PostAsSelf, true},
		{models.Member, models.Invite, false},
		{models.Guest, models.PostAsSelf, false},
		{"", models.EditOwnProfile, false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r = r.WithContext(render.WithVisitor(r.Context(), auth.Visitor{Actor: &models.Actor{Local: true}, Role: c.has}))
		if err := auth.Require(c.does, ok)(nil, r); (err == nil) != c.allowed {
			t.Errorf("%q does %s: %v", c.has, c.does, err)
		}
	}
	if err := auth.Require(models.EditOwnProfile, ok)(nil, httptest.NewRequest(http.MethodGet, "/", nil)); models.KindOf(err) != models.Forbidden {
		t.Errorf("nobody: %v", err)
	}
}

func TestDevice_namesTheBrowserShortly(t *testing.T) {
	for ua, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                  "Firefox, Linux",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36":                                "Chrome, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0":               "Edge, Windows",
		"curl/8.9.1": "curl/8.9.1", "": "",
		"x0123456789012345678901234567890123456789012345678901234567890": "x012345678901234567890123456789012345678",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("User-Agent", ua)
		if got := auth.Device(r); got != want {
			t.Errorf("%q is called %q", ua, got)
		}
	}
}
