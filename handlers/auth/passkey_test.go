package auth_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// door is the way in of a node, and the browser that stands before it.
type door struct {
	t       *testing.T
	store   *store.Store
	auth    *auth.Auth
	serve   http.Handler
	now     *time.Time
	cookies map[string]string
}

func newDoor(t *testing.T, origin string) *door {
	t.Helper()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	d := &door{t: t, now: &now, cookies: map[string]string{}}
	clock := func() time.Time { return *d.now }
	d.store = storetest.Open(t, store.Options{Dir: t.TempDir(), Clock: clock})
	storetest.Node(t, d.store)
	quiet := slog.New(slog.DiscardHandler)
	rd := render.New(render.Options{Origin: origin, Logger: quiet, Clock: clock})
	d.auth = auth.New(auth.Options{Store: d.store, Render: rd, Origin: origin, Logger: quiet, Clock: clock})
	m := http.NewServeMux()
	for path, f := range map[string]render.HandlerFunc{
		"/login/passkey/begin": d.auth.BeginSignIn, "/login/passkey/finish": d.auth.FinishSignIn,
		"/settings/keys/begin":  auth.Require(models.ManageOwnKeys, d.auth.BeginAdd),
		"/settings/keys/finish": auth.Require(models.ManageOwnKeys, d.auth.FinishAdd),
	} {
		m.Handle("POST "+path, rd.Handle(render.JSON, f))
	}
	d.serve = d.auth.Load(d.auth.Protect(m))
	return d
}

// post sends JSON as our script does and gives status and the error's key.
func (d *door) post(path string, value any, headers ...string) (int, string, *httptest.ResponseRecorder) {
	d.t.Helper()
	body, err := json.Marshal(value)
	if err != nil {
		d.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "https://mokum.example"+path, bytes.NewReader(body))
	r.Header.Set("Accept", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for name, value := range d.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	d.serve.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		d.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(d.cookies, c.Name)
		}
	}
	var told struct{ Key string }
	_ = json.Unmarshal(w.Body.Bytes(), &told)
	return w.Code, told.Key, w
}

// begin begins a ceremony and gives its options.
func (d *door) begin(path string) (options struct {
	Challenge        string
	RPID             string
	UserVerification string
	AllowCredentials []any
	RP               struct{ ID string }
	User             struct{ ID, Name string }

	AuthenticatorSelection struct{ ResidentKey, UserVerification string }
	ExcludeCredentials     []struct{ ID string }
},
) {
	d.t.Helper()
	status, key, w := d.post(path, map[string]any{})
	if status != http.StatusOK {
		d.t.Fatalf("%s: %d %s", path, status, key)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &options); err != nil {
		d.t.Fatal(err)
	}
	return options
}

// enrol lets a person come in by a link and add a passkey.
func (d *door) enrol(who models.Actor, key *authenticator) {
	d.t.Helper()
	d.cookies = map[string]string{"__Host-knoop": session(d.t, d.store, who)}
	options := d.begin("/settings/keys/begin")
	key.owner = who.ID
	if status, reason, w := d.post("/settings/keys/finish", map[string]any{"name": "Sleutelbos", "credential": key.create(options.Challenge)}); status != http.StatusOK {
		d.t.Fatalf("enrol: %d %s %s", status, reason, w.Body)
	}
}

const finish = "/login/passkey/finish"

func (d *door) signIn(key *authenticator) (int, string) {
	d.t.Helper()
	status, reason, _ := d.post(finish, map[string]any{"credential": key.get(d.begin("/login/passkey/begin").Challenge)})
	return status, reason
}

func TestPasskey_signsInAndRotatesTheSession(t *testing.T) {
	d := newDoor(t, "https://mokum.example")
	anna, key := storetest.Member(t, d.store, "anna"), newAuthenticator(t, "k1")
	d.enrol(anna, key)
	before := d.cookies["__Host-knoop"]
	if status, reason := d.signIn(key); status != http.StatusOK {
		t.Fatal(status, reason)
	}
	if after := d.cookies["__Host-knoop"]; after == before || after == "" {
		t.Error("the session is the one of before")
	}
	if _, err := d.store.SessionByToken(t.Context(), before); err == nil {
		t.Error("the session of before still holds")
	}
	if sess, err := d.store.SessionByToken(t.Context(), d.cookies["__Host-knoop"]); err != nil || sess.ActorID != anna.ID {
		t.Errorf("%+v, %v", sess, err)
	}
	kept, err := d.store.Credentials(t.Context(), anna.ID)
	if err != nil || len(kept) != 1 || kept[0].Name != "Sleutelbos" || kept[0].Counter != 1 || kept[0].Transports != "usb" || kept[0].UsedAt == nil {
		t.Errorf("%+v, %v", kept, err)
	}
}

func TestPasskey_asksForOneThatFindsItsOwner(t *testing.T) {
	d := newDoor(t, "https://mokum.example")
	anna, key := storetest.Member(t, d.store, "anna"), newAuthenticator(t, "k1")
	d.enrol(anna, key)
	if o := d.begin("/login/passkey/begin"); o.RPID != "mokum.example" || o.UserVerification != "required" || len(o.AllowCredentials) != 0 || len(o.Challenge) < 22 {
		t.Errorf("signing in asks %+v", o)
	}
	o := d.begin("/settings/keys/begin")
	if o.RP.ID != "mokum.example" || o.AuthenticatorSelection.ResidentKey != "required" || o.AuthenticatorSelection.UserVerification != "required" {
		t.Errorf("adding asks %+v", o)
	}
	if len(o.ExcludeCredentials) != 1 || o.ExcludeCredentials[0].ID != b64(key.id) || o.User.Name != "anna@mokum.example" {
		t.Errorf("adding knows %+v", o)
	}
}

func TestPasskey_saysWhatIsWrongAndLetsNobodyIn(t *testing.T) {
	for _, c := range []struct {
		name   string
		bad    func(*door, *authenticator)
		status int
		want   string
	}{
		{"another site", func(_ *door, a *authenticator) { a.origin = "https://kwaad.example" }, 403, "error.passkey_cross_origin"},
		{"another port", func(_ *door, a *authenticator) { a.origin = "https://mokum.example:8443" }, 403, "error.passkey_cross_origin"},
		{"a frame in another site", func(_ *door, a *authenticator) { a.cross = true }, 403, "error.passkey_cross_origin"},
		{"another host's key", func(_ *door, a *authenticator) { a.rp = "kwaad.example" }, 403, "error.passkey_refused"},
		{"nobody verified", func(_ *door, a *authenticator) { a.flags = present }, 403, "error.passkey_refused"},
		{"somebody else's signature", func(_ *door, a *authenticator) { a.key = newAuthenticator(t, "x").key }, 403, "error.passkey_refused"},
		{"somebody else's name", func(_ *door, a *authenticator) { a.owner = "other" }, 403, "error.passkey_refused"},
		{"a key of nowhere", func(_ *door, a *authenticator) { a.id = []byte("k9") }, 404, "error.passkey_unknown"},
		{"a copy", func(_ *door, a *authenticator) { a.counter = 0 }, 403, "error.passkey_cloned"},
		{"a key that may suddenly be copied", func(_ *door, a *authenticator) { a.flags |= eligible }, 403, "error.passkey_changed"},
		{"too late", func(d *door, _ *authenticator) { *d.now = d.now.Add(models.CeremonyLife + time.Second) }, 410, "error.ceremony_expired"},
		{"another browser", func(d *door, _ *authenticator) { d.cookies = map[string]string{} }, 422, "error.ceremony_missing"},
		{"a used cookie", func(d *door, _ *authenticator) { d.cookies["__Host-knoop-ceremony"] = "onzin" }, 410, "error.ceremony_used"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDoor(t, "https://mokum.example")
			key := newAuthenticator(t, "k1")
			d.enrol(storetest.Member(t, d.store, "anna"), key)
			if status, reason := d.signIn(key); status != http.StatusOK {
				t.Fatal(status, reason)
			}
			delete(d.cookies, "__Host-knoop")
			challenge := d.begin("/login/passkey/begin").Challenge
			c.bad(d, key)
			status, reason, _ := d.post(finish, map[string]any{"credential": key.get(challenge)})
			if status != c.status || reason != c.want {
				t.Errorf("%d %s, want %d %s", status, reason, c.status, c.want)
			}
			if d.cookies["__Host-knoop"] != "" {
				t.Error("and yet somebody is in")
			}
		})
	}
}

func TestPasskey_answersOneQuestionOnce(t *testing.T) {
	d := newDoor(t, "https://mokum.example")
	key := newAuthenticator(t, "k1")
	d.enrol(storetest.Member(t, d.store, "anna"), key)
	answer := map[string]any{"credential": key.get(d.begin("/login/passkey/begin").Challenge)}
	if status, reason, _ := d.post(finish, answer); status != http.StatusOK {
		t.Fatal(status, reason)
	}
	if status, reason, _ := d.post(finish, answer); status != http.StatusGone || reason != "error.ceremony_used" {
		t.Errorf("the same again: %d %s", status, reason)
	}
	d.begin("/login/passkey/begin")
	if status, reason, _ := d.post(finish, answer); status != http.StatusGone || reason != "error.ceremony_used" {
		t.Errorf("the same to a new question: %d %s", status, reason)
	}
}

func TestPasskey_isAddedByWhoBegan(t *testing.T) {
	d := newDoor(t, "https://mokum.example")
	anna, bea, key := storetest.Member(t, d.store, "anna"), storetest.Member(t, d.store, "bea"), newAuthenticator(t, "k1")
	d.cookies["__Host-knoop"] = session(t, d.store, anna)
	answer := map[string]any{"name": "x", "credential": key.create(d.begin("/settings/keys/begin").Challenge)}
	d.cookies["__Host-knoop"] = session(t, d.store, bea)
	if status, reason, _ := d.post("/settings/keys/finish", answer); status != http.StatusConflict || reason != "error.ceremony_other" {
		t.Errorf("somebody else: %d %s", status, reason)
	}
	delete(d.cookies, "__Host-knoop")
	if status, reason, _ := d.post("/settings/keys/finish", answer); status != http.StatusForbidden || reason != "error.sign_in" {
		t.Errorf("nobody: %d %s", status, reason)
	}
	d.cookies["__Host-knoop"] = session(t, d.store, anna)
	answer["name"] = " "
	if status, reason, _ := d.post("/settings/keys/finish", answer); status != 422 || reason != "error.key_name_empty" {
		t.Errorf("without a name: %d %s", status, reason)
	}
	answer["name"] = "Telefoon"
	if status, reason, _ := d.post("/settings/keys/finish", answer); status != http.StatusOK {
		t.Errorf("once more, with a name: %d %s", status, reason)
	}
	if status, reason, _ := d.post(finish, answer); status != http.StatusGone {
		t.Errorf("an added key as a sign-in: %d %s", status, reason)
	}
}

func TestPasskey_refusesWhatIsNoAnswer(t *testing.T) {
	d := newDoor(t, "https://mokum.example")
	d.begin("/login/passkey/begin")
	for name, value := range map[string]any{
		"text": "x", "nothing": map[string]any{}, "null": map[string]any{"credential": nil}, "half": map[string]any{"credential": map[string]any{"id": "x"}},
		"huge": map[string]any{"name": strings.Repeat("x", 100_000)},
	} {
		if status, reason, _ := d.post(finish, value); status < 400 || status >= 500 || reason == "" {
			t.Errorf("%s: %d %s", name, status, reason)
		}
	}
}

func TestPasskey_needsAName(t *testing.T) {
	d := newDoor(t, "http://127.0.0.1:8080")
	if status, reason, _ := d.post("/login/passkey/begin", map[string]any{}); status != http.StatusConflict || reason != "error.passkey_impossible" {
		t.Errorf("%d %s", status, reason)
	}
}

func TestProtect_tellsAPersonAPageAndAScriptJSON(t *testing.T) {
	d := newDoor(t, "https://mokum.example")
	for _, path := range []string{"/login/passkey/begin", finish, "/settings/keys/begin", "/settings/keys/finish"} {
		if status, reason, _ := d.post(path, map[string]any{}, "Sec-Fetch-Site", "cross-site"); status != http.StatusForbidden || reason != "error.cross_origin" {
			t.Errorf("%s from another site: %d %s", path, status, reason)
		}
	}
	_, _, w := d.post("/login/recover", nil, "Sec-Fetch-Site", "cross-site", "Accept", "text/html,application/xhtml+xml")
	if w.Code != http.StatusForbidden || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("a form from another site: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

func TestAllowCode_slowsGuessingDownByHandle(t *testing.T) {
	d := newDoor(t, "https://mokum.example")
	tries := 0
	for d.auth.AllowCode("Anna") == nil && tries < 100 {
		tries++
	}
	if err := d.auth.AllowCode("anna"); tries != 10 || models.KindOf(err) != models.TooMany {
		t.Errorf("after %d tries: %v", tries, err)
	}
	if err := d.auth.AllowCode("bea"); err != nil {
		t.Errorf("her neighbour pays for it: %v", err)
	}
	*d.now = d.now.Add(time.Minute)
	if err := d.auth.AllowCode("anna"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}
