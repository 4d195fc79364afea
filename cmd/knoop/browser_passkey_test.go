package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// TestPasskeys is the way in, in a real browser with virtual authenticators: the
// first orchestrator comes from the printed link to a passkey and recovery codes,
// signs out and in, adds a second passkey and removes the first, recovers by a
// code, and is told of a copy and of a replay.
func TestPasskeys(t *testing.T) {
	b := newBrowser(t)
	n := newFreshNode(t)
	p := b.tab(t)
	p.speak("nl")
	p.width(1280)
	j := &passkeyJourney{tab: p, n: n}
	for _, step := range []struct {
		name string
		walk func(*testing.T)
	}{
		{"from the printed link to a passkey", j.begins},
		{"recovery codes are shown once", j.keepsCodes},
		{"signs out and in", j.signsIn},
		{"adds a second passkey", j.addsSecond},
		{"removes the first", j.removesFirst},
		{"a removed passkey opens nothing", j.isUnknown},
		{"recovers by a code", j.recovers},
		{"a copy is refused", j.isCopied},
		{"a replay is refused", j.isReplayed},
		{"signs a device out", j.signsDeviceOut},
	} {
		p.t = t
		if !t.Run(step.name, func(t *testing.T) { p.t = t; step.walk(t) }) {
			return // the steps stand on each other
		}
	}
}

type passkeyJourney struct {
	*tab
	n             *freshNode
	phone, dongle string // authenticators
	codes         []string
}

// answer gives what a command of the protocol answers.
func answer[P, R any](p *tab, command cdp.Command[P, R], params P) (out R) {
	p.t.Helper()
	p.do("ask the browser", chromedp.Func(func(ctx context.Context, target *chromedp.Target) (err error) {
		out, err = cdp.Call(ctx, target, command, params)
		return err
	}))
	return out
}

func (j *passkeyJourney) authenticator(transport webauthn.AuthenticatorTransport) string {
	j.t.Helper()
	return string(answer(j.tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: transport, HasResidentKey: true, HasUserVerification: true,
		AutomaticPresenceSimulation: true, IsUserVerified: true,
	}}).AuthenticatorID)
}

// without takes an authenticator away and gives the passkeys it held.
func (j *passkeyJourney) without(id string) []*webauthn.Credential {
	j.t.Helper()
	held := answer(j.tab, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: webauthn.AuthenticatorID(id)}).Credentials
	answer(j.tab, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: webauthn.AuthenticatorID(id)})
	return held
}

// with brings an authenticator back with passkeys.
func (j *passkeyJourney) with(transport webauthn.AuthenticatorTransport, keys []*webauthn.Credential) string {
	j.t.Helper()
	id := j.authenticator(transport)
	for _, key := range keys {
		params := addKey{AuthenticatorID: id}
		params.Credential.CredentialID, params.Credential.IsResident = key.CredentialID, true
		params.Credential.RpID, params.Credential.PrivateKey = key.RpID, key.PrivateKey
		params.Credential.UserHandle, params.Credential.SignCount = key.UserHandle, key.SignCount
		answer(j.tab, cdp.Command[addKey, cdp.Empty]{Method: webauthn.CommandAddCredential}, params)
	}
	return id
}

// addKey is WebAuthn.addCredential without the fields of an extension that
// Chromium refuses however empty they are.
type addKey struct {
	AuthenticatorID string `json:"authenticatorId"`
	Credential      struct {
		CredentialID []byte  `json:"credentialId"`
		IsResident   bool    `json:"isResidentCredential"`
		RpID         string  `json:"rpId"`
		PrivateKey   []byte  `json:"privateKey"`
		UserHandle   []byte  `json:"userHandle"`
		SignCount    float64 `json:"signCount"`
	} `json:"credential"`
}

const pressPasskey = `document.querySelector("form[data-passkey] button").click()`

// goes wants the passkey button to lead to a page.
func (j *passkeyJourney) goes(path string) {
	j.t.Helper()
	status := j.after("press the passkey button", js(pressPasskey))
	j.isAt(path, status)
}

func (j *passkeyJourney) isAt(path string, status int) {
	j.t.Helper()
	if got := eval[string](j.tab, "location.pathname + location.search"); got != path || status != http.StatusOK {
		j.t.Fatalf("at %s with status %d, want %s: %s", got, status, path, j.text("main"))
	}
}

// stays wants the passkey button to say something instead.
func (j *passkeyJourney) stays(sentence string) {
	j.t.Helper()
	j.do("press the passkey button", js(pressPasskey))
	said := `(document.querySelector("[data-said][role=alert]")?.textContent ?? "")`
	j.arrives("nothing is said", said+` !== ""`)
	if got := eval[string](j.tab, said); !strings.Contains(got, sentence) {
		j.t.Fatalf("it says %q, want %q", got, sentence)
	}
}

// submit sends a form and gives the status of what comes.
func (j *passkeyJourney) submit(form string, fields ...string) int {
	j.t.Helper()
	script := ""
	for i := 0; i < len(fields); i += 2 {
		script += fmt.Sprintf("document.querySelector(%s).value = %s,", quoted(fields[i]), quoted(fields[i+1]))
	}
	return j.after("send a form", js(script+fmt.Sprintf("document.querySelector(%s).requestSubmit()", quoted(form))))
}

func (j *passkeyJourney) signOut() {
	j.t.Helper()
	j.submit("form[action='/logout']")
	if j.text(".hat") != "" {
		j.t.Fatal("signed out, and still there")
	}
}

func (j *passkeyJourney) begins(t *testing.T) {
	j.do("have authenticators", call(webauthn.Enable, webauthn.EnableParams{}))
	j.phone = j.authenticator(webauthn.AuthenticatorTransportInternal)
	j.open(j.n.link)
	status := j.submit("main form", "#name", "ZZP Mokum", "#handle", "mokum", "#person_name", "Samira el Idrissi", "#person_handle", "samira")
	j.isAt("/welcome/passkey", status)
	if j.text("[role=status]") == "" || !strings.Contains(j.text(".steps [aria-current]"), "Sleutel") {
		t.Errorf("the page says %s", j.text("main"))
	}
	shoot(j.tab, "passkey make", "nl", "light", 1280)
	j.goes("/welcome/codes")
	if held := answer(j.tab, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: webauthn.AuthenticatorID(j.phone)}).Credentials; len(held) != 1 || held[0].RpID != "nieuw.localhost" || !held[0].IsResidentCredential {
		t.Errorf("the phone holds %+v", held)
	}
}

func (j *passkeyJourney) keepsCodes(t *testing.T) {
	if status := j.submit("main form"); status != http.StatusOK {
		t.Fatalf("status %d: %s", status, j.text("main"))
	}
	j.codes = eval[[]string](j.tab, `[...document.querySelectorAll(".codes code")].map((e) => e.innerText)`)
	if len(j.codes) != 8 {
		t.Fatalf("the codes are %v", j.codes)
	}
	shoot(j.tab, "recovery codes", "nl", "light", 1280)
	status := j.after("say that they are kept", js(`document.querySelector("main a.btn").click()`))
	j.isAt("/week", status)
	j.open(j.n.origin + "/welcome/codes")
	if strings.Contains(j.text("body"), j.codes[0]) {
		t.Error("the codes are shown again")
	}
}

func (j *passkeyJourney) signsIn(t *testing.T) {
	j.signOut()
	status := j.open(j.n.origin + "/settings/keys")
	j.isAt("/login?next=%2Fsettings%2Fkeys", status)
	j.goes("/settings/keys")
	if got := j.text(".hat summary"); !strings.Contains(got, "Samira") {
		t.Errorf("the header says %q", got)
	}
	if got := j.text(".rows"); !strings.Contains(got, "Chrome, Linux") || !strings.Contains(got, "Laatst gebruikt: zojuist") {
		t.Errorf("the keys are %s", got)
	}
	if got := eval[string](j.tab, "document.cookie"); got != "" {
		t.Errorf("a script could read the cookie: %s", got)
	}
	j.stays("heb je al een sleutel") // on the same device
}

func (j *passkeyJourney) addsSecond(t *testing.T) {
	j.open(j.n.origin + "/settings/keys")
	j.dongle = j.authenticator(webauthn.AuthenticatorTransportUsb)
	eval[bool](j.tab, `document.getElementById("key-name").value = "Sleutelbos", true`)
	j.goes("/settings/keys")
	names := eval[[]string](j.tab, `[...document.querySelectorAll(".rows h3")].map((e) => e.innerText)`)
	if strings.Join(names, "|") != "Chrome, Linux|Sleutelbos" {
		t.Errorf("the keys are %v", names)
	}
	shoot(j.tab, "keys", "nl", "light", 1280)
}

func (j *passkeyJourney) removesFirst(t *testing.T) {
	status := j.submit(".rows li:first-child form[action$='/remove']")
	j.isAt("/settings/keys", status)
	names := eval[[]string](j.tab, `[...document.querySelectorAll(".rows h3")].map((e) => e.innerText)`)
	if len(names) != 1 || names[0] != "Sleutelbos" {
		t.Errorf("the keys are %v", names)
	}
}

func (j *passkeyJourney) isUnknown(*testing.T) {
	j.signOut()
	dongle := j.without(j.dongle)
	j.open(j.n.origin + "/login")
	j.stays("Deze sleutel kennen we hier niet")
	j.without(j.phone)
	j.dongle = j.with(webauthn.AuthenticatorTransportUsb, dongle)
	j.goes("/week")
}

func (j *passkeyJourney) recovers(t *testing.T) {
	j.signOut()
	j.open(j.n.origin + "/login/recover?next=%2Fsettings%2Fdevices")
	code := strings.ToUpper(strings.ReplaceAll(j.codes[0], "-", " "))
	status := j.submit("main form", "#handle", "@Samira", "#code", code)
	j.isAt("/welcome/passkey?next=%2Fsettings%2Fdevices", status)
	j.signOut()
	j.open(j.n.origin + "/login/recover")
	if status := j.submit("main form", "#handle", "samira", "#code", code); status != http.StatusUnprocessableEntity || !strings.Contains(j.text("[role=alert]"), "horen niet bij elkaar") {
		t.Errorf("the code again: %d, %s", status, j.text("main"))
	}
}

func (j *passkeyJourney) isCopied(t *testing.T) {
	keys := j.without(j.dongle)
	keys[0].SignCount = 1 // as a copy of the day it was made would have it
	j.dongle = j.with(webauthn.AuthenticatorTransportUsb, keys)
	j.open(j.n.origin + "/login")
	j.stays("Van sleutel Sleutelbos lijkt een kopie te bestaan")
	shoot(j.tab, "passkey copied", "nl", "light", 1280)
	j.open(j.n.origin + "/login/recover")
	status := j.submit("main form", "#handle", "samira", "#code", j.codes[1])
	j.isAt("/welcome/passkey", status)
	j.open(j.n.origin + "/settings/keys")
	if got := j.text(".rows li"); !strings.Contains(got, "Geblokkeerd op") {
		t.Errorf("the key is shown as %s", got)
	}
	shoot(j.tab, "key blocked", "nl", "light", 1280)
	status = j.submit(".rows li form[action$='/remove']")
	j.isAt("/settings/keys", status)
	j.without(j.dongle)
	j.phone = j.authenticator(webauthn.AuthenticatorTransportInternal)
	j.goes("/settings/keys")
}

// replay finishes one ceremony twice, with the same answer.
const replay = `(async () => {
	const ask = (address, value) => fetch(address, {method: "POST", headers: {"Accept": "application/json", "Content-Type": "application/json"}, body: JSON.stringify(value)});
	const options = await (await ask("/login/passkey/begin", {})).json();
	const credential = await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)});
	const answer = {credential: credential.toJSON()};
	const first = await ask("/login/passkey/finish", answer), second = await ask("/login/passkey/finish", answer);
	return first.status + " " + second.status + " " + (await second.json()).key;
})()`

func (j *passkeyJourney) isReplayed(t *testing.T) {
	j.signOut()
	j.open(j.n.origin + "/login")
	if got := eval[string](j.tab, replay); got != "200 410 error.ceremony_used" {
		t.Errorf("a replay: %s", got)
	}
}

func (j *passkeyJourney) signsDeviceOut(t *testing.T) {
	j.open(j.n.origin + "/settings/devices")
	if got := j.text(".status"); got != "Dit apparaat" {
		t.Errorf("the devices are %s", j.text("main"))
	}
	shoot(j.tab, "devices", "nl", "light", 1280)
	j.after("sign out everywhere", js(`document.querySelector("button[value=all]").click()`))
	if status := j.open(j.n.origin + "/settings/devices"); status != http.StatusOK || !strings.HasPrefix(eval[string](j.tab, "location.pathname"), "/login") {
		t.Errorf("signed out, it is %s", eval[string](j.tab, "location.href"))
	}
	if told := j.said(); len(told) != 0 {
		t.Errorf("the console says %v", told)
	}
}
