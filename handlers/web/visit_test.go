package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	federation "knoop/federation/remote"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func (r *remote) Home(_ context.Context, acct string) (federation.Home, error) {
	r.asked = append(r.asked, acct)
	return r.home, r.err
}

func (r *remote) Vouched(_ context.Context, v federation.Voucher) (models.Actor, error) {
	r.vouchers = append(r.vouchers, v)
	return r.me, r.err
}

func (r *remote) Client(_ context.Context, id string) (federation.Client, error) {
	r.asked = append(r.asked, id)
	return r.client, r.err
}

const kade = "https://kade.example"

// noorFromKade is a person whose home the remote knows.
func noorFromKade(t *testing.T, h *house) models.Actor {
	t.Helper()
	noor := storetest.Remote(t, h.store, "kade.example", "noor")
	h.remote.home = federation.Home{Actor: noor, Issuer: kade, Authorize: kade + "/oauth/authorize?lang=nl", Token: kade + "/oauth/token"}
	h.remote.me = noor
	return noor
}

// leave goes out to her home, and gives what her browser takes along.
func (h *house) leave(t *testing.T, next string) url.Values {
	t.Helper()
	res := h.do(t, http.MethodPost, "/login/home", url.Values{"acct": {"@noor@kade.example"}, "next": {next}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	to, err := url.Parse(res.Header.Get("Location"))
	if err != nil || to.Scheme+"://"+to.Host+to.Path != kade+"/oauth/authorize" {
		t.Fatalf("leads to %s", to)
	}
	return to.Query()
}

func back(q url.Values, change ...string) string {
	answer := url.Values{"code": {"code"}, "state": {q.Get("state")}, "iss": {kade}}
	for i := 0; i+1 < len(change); i += 2 {
		answer.Set(change[i], change[i+1])
		if change[i+1] == "" {
			answer.Del(change[i])
		}
	}
	return "/login/home/return?" + answer.Encode()
}

func TestLoginHome_leadsOutAndTakesInWhomTheHomeNames(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	typed := noorFromKade(t, h)
	h.remote.me = storetest.Remote(t, h.store, "kade.example", "wie_ze_echt_is") // replaces what was typed
	h.page(t, "/login", http.StatusOK, `action="/login/home"`, "Log in met je eigen server")
	if policy := h.get(t, "/login/home").Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' https:;") {
		t.Errorf("Chromium would not follow the answer: %s", policy)
	}
	q := h.leave(t, "/events?tag=x")
	for name, want := range map[string]string{
		"response_type": "code", "client_id": storetest.Origin + "/actor", "redirect_uri": storetest.Origin + "/login/home/return",
		"code_challenge_method": "S256", "scope": "profile", "me": typed.URI, "lang": "nl",
	} {
		if q.Get(name) != want {
			t.Errorf("%s is %q", name, q.Get(name))
		}
	}
	if len(q.Get("state")) != 43 || !models.IsChallenge(q.Get("code_challenge")) {
		t.Errorf("state %q, challenge %q", q.Get("state"), q.Get("code_challenge"))
	}
	var round *http.Cookie
	for _, c := range h.cookie {
		if c.Name == "__Host-knoop-round" {
			round = c
		}
	}
	if round == nil || !round.HttpOnly || !round.Secure || round.Path != "/" || round.SameSite != http.SameSiteLaxMode || round.MaxAge != 600 {
		t.Errorf("the cookie is %v", round)
	}
	res := h.get(t, back(q))
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/events?tag=x" {
		t.Fatalf("status %d to %q: %s", res.StatusCode, res.Header.Get("Location"), body(res))
	}
	v := h.remote.vouchers[0]
	if v.Issuer != kade || v.Token != kade+"/oauth/token" || v.Code != "code" || models.Challenge(v.Verifier) != q.Get("code_challenge") {
		t.Errorf("redeemed with %+v", v)
	}
	h.page(t, "/", http.StatusOK, "Je bent ingelogd.", "wie_ze_echt_is<i>", "via kade.example</i>", `href="`+h.remote.me.URI+`"`, "!/@wie_ze_echt_is")
	h.page(t, "/settings", http.StatusOK, "Je kwam binnen via kade.example", "!/settings/sites")
	h.page(t, "/settings/sites", http.StatusForbidden)
	h.page(t, "/login/home", http.StatusOK, `value="@wie_ze_echt_is@kade.example"`)

	h.page(t, back(q), http.StatusNotFound, "Deze inlogpoging kennen we niet") // once
	h.do(t, http.MethodPost, "/logout", url.Values{})
	h.page(t, "/", http.StatusOK, "!via kade.example")
}

func TestLoginHome_saysWhatItCannot(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	noorFromKade(t, h)
	if err := h.store.BlockDomain(t.Context(), "kwaad.example"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		acct string
		err  error
		code int
		want string
	}{
		{"", nil, 422, "Vul je adres in"},
		{"noor", nil, 422, "noor is geen adres"},
		{`"><script>`, nil, 422, "&lt;script&gt;"},
		{"joost@mokum.example", nil, 422, "mokum.example is deze plek zelf"},
		{"x@kwaad.example", nil, 403, "We ontvangen hier niemand van kwaad.example"},
		{"x@sub.kwaad.example:8443", nil, 403, "We ontvangen hier niemand"},
		{"noor@mastodon.example", models.Fail(models.NotFound, "remote.no_sign_in", "Host", "x"), 422, "Op mastodon.example draait software die niet voor je kan instaan"},
		{"niemand@kade.example", models.Fail(models.NotFound, "remote.not_found", "Address", "niemand@kade.example"), 404, "We vinden niemand op niemand@kade.example"},
		{"noor@kade.example", models.Fail(models.Invalid, "remote.unreachable", "Host", "kade.example"), 503, "We wachtten vijf seconden op kade.example"},
	} {
		h.remote.err = c.err
		res := h.do(t, http.MethodPost, "/login/home", url.Values{"acct": {c.acct}})
		if got := body(res); res.StatusCode != c.code || !strings.Contains(got, c.want) || res.Header.Get("Cache-Control") != "no-store" || strings.Contains(got, "<script>") {
			t.Errorf("%q: %d, want %d and %q", c.acct, res.StatusCode, c.code, c.want)
		}
	}
	if strings.Contains(h.log.String(), "noor") {
		t.Error("her address is in the log")
	}
}

func TestHomeReturn_refuses(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	noorFromKade(t, h)
	for _, c := range []struct {
		name   string
		change func() []string
		cookie bool
		want   string
	}{
		{"a return without the cookie", nil, false, "Deze inlogpoging kennen we niet"},
		{"another state", func() []string { return []string{"state", strings.Repeat("x", 43)} }, true, "Deze inlogpoging kennen we niet"},
		{"no state", func() []string { return []string{"state", ""} }, true, "Deze inlogpoging kennen we niet"},
		{"another issuer", func() []string { return []string{"iss", "https://kwaad.example"} }, true, "Het antwoord kwam niet van kade.example"},
		{"no issuer", func() []string { return []string{"iss", ""} }, true, "Het antwoord kwam niet van kade.example"},
		{"an issuer with a slash", func() []string { return []string{"iss", kade + "/"} }, true, "Het antwoord kwam niet van kade.example"},
		{"her no", func() []string { return []string{"code", "", "error", "access_denied"} }, true, "Je zei nee bij kade.example"},
		{"another error", func() []string { return []string{"error", "server_error"} }, true, "heeft niet bevestigd"},
		{"no code", func() []string { return []string{"code", ""} }, true, "heeft niet bevestigd"},
	} {
		h.cookie = nil
		q := h.leave(t, "/")
		if !c.cookie {
			h.cookie = nil
		}
		var change []string
		if c.change != nil {
			change = c.change()
		}
		res := h.get(t, back(q, change...))
		if got := body(res); res.StatusCode < 400 || !strings.Contains(got, c.want) {
			t.Errorf("%s: %d", c.name, res.StatusCode)
		}
		h.page(t, "/", http.StatusOK, "!Uitloggen")
	}
	if len(h.remote.vouchers) > 0 {
		t.Errorf("a code was redeemed all the same: %+v", h.remote.vouchers)
	}
}

func TestHomeReturn_isAnswerToOneBrowserOnce(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	noorFromKade(t, h)
	mine := h.leave(t, "/")
	cookies := h.cookie
	h.cookie = nil
	theirs := h.leave(t, "/") // an attacker's own round, in her own browser
	h.cookie = cookies
	h.page(t, back(theirs), http.StatusNotFound) // swapped state: login as the attacker
	h.page(t, back(theirs), http.StatusNotFound)
	if res := h.get(t, back(mine)); res.StatusCode != http.StatusSeeOther {
		t.Errorf("her own round is spoilt: %d", res.StatusCode)
	}
	h.cookie = cookies
	if res := h.do(t, http.MethodHead, back(mine), nil); res.StatusCode == http.StatusSeeOther {
		t.Error("a look signs in")
	}

	h.cookie = nil
	late := h.leave(t, "/")
	h.now = h.now.Add(models.HomeRoundLife + time.Second)
	h.page(t, back(late), http.StatusGone, "langer dan tien minuten")
}

func TestHomeReturn_leadsToOurselvesAlone(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	noorFromKade(t, h)
	for _, next := range []string{"https://kwaad.example/", "//kwaad.example", `/\kwaad.example`, "/%5Ckwaad.example", "javascript:alert(1)", "/login/home", "\t//kwaad.example", "kwaad"} {
		h.cookie = nil
		res := h.get(t, back(h.leave(t, next)))
		if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || to != "/" {
			t.Errorf("%q leads to %q", next, to)
		}
	}
}

func TestHomeReturn_takesInNobodyBlockedMovedOrGone(t *testing.T) {
	h := newHouse(t)
	n := storetest.Node(t, h.store)
	noor := noorFromKade(t, h)
	refused := func(why, want string) {
		t.Helper()
		h.cookie = nil
		res := h.do(t, http.MethodPost, "/login/home", url.Values{"acct": {"noor@kade.example"}})
		if got := body(res); res.StatusCode < 400 || !strings.Contains(got, want) {
			t.Errorf("%s: %d", why, res.StatusCode)
		}
	}
	block := models.Block{ActorID: n.Collective, TargetID: noor.ID}
	if err := h.store.ReceiveBlock(t.Context(), block); err != nil {
		t.Fatal(err)
	}
	refused("blocked", "We ontvangen hier niemand van kade.example")
	if err := h.store.Unblock(t.Context(), block.ActorID, block.TargetID); err != nil {
		t.Fatal(err)
	}
	moved := noor
	moved.MovedTo = "https://elders.example/users/noor"
	if _, err := h.store.SaveRemoteActor(t.Context(), moved); err != nil {
		t.Fatal(err)
	}
	refused("moved", "Dit account is verhuisd")
	if err := h.store.EraseActor(t.Context(), noor.URI); err != nil {
		t.Fatal(err)
	}
	refused("gone", "Dit account is verwijderd")
}

func TestVisitor_isSignedOutByWhatEndsHerVisit(t *testing.T) {
	for name, end := range map[string]func(h *house, noor models.Actor) error{
		"her deletion": func(h *house, noor models.Actor) error { return h.store.EraseActor(t.Context(), noor.URI) },
		"her move": func(h *house, noor models.Actor) error {
			noor.MovedTo = "https://elders.example/users/noor"
			_, err := h.store.SaveRemoteActor(t.Context(), noor)
			return err
		},
		"a blocked domain": func(h *house, _ models.Actor) error { return h.store.BlockDomain(t.Context(), "kade.example") },
		"a block by the collective": func(h *house, noor models.Actor) error {
			n, _ := h.store.Node(t.Context())
			return h.store.ReceiveBlock(t.Context(), models.Block{ActorID: n.Collective, TargetID: noor.ID})
		},
		"her own block": func(h *house, noor models.Actor) error {
			n, _ := h.store.Node(t.Context())
			return h.store.ReceiveBlock(t.Context(), models.Block{ActorID: noor.ID, TargetID: n.Collective})
		},
		"fourteen days": func(h *house, _ models.Actor) error {
			for range 14 { // used every day: the end is absolute
				h.page(t, "/", http.StatusOK, "via kade.example")
				h.now = h.now.Add(24 * time.Hour)
			}
			h.now = h.now.Add(time.Minute)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			storetest.Node(t, h.store)
			noor := noorFromKade(t, h)
			h.get(t, back(h.leave(t, "/")))
			h.page(t, "/", http.StatusOK, "via kade.example")
			if err := end(h, noor); err != nil {
				t.Fatal(err)
			}
			h.page(t, "/", http.StatusOK, "!via kade.example")
		})
	}
}

func TestVisitor_comesInByMailWhileHerHomeIsSilent(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	noorFromKade(t, h)
	h.remote.err = models.Fail(models.Invalid, "remote.unreachable", "Host", "kade.example")
	said := map[string]string{}
	for _, acct := range []string{"noor@kade.example", "onbekend@kade.example"} {
		h.cookie = nil
		said[acct] = strings.ReplaceAll(body(h.do(t, http.MethodPost, "/login/home", url.Values{"acct": {acct}})), acct, "")
		res := h.do(t, http.MethodPost, "/login/home/mail", url.Values{})
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/login" {
			t.Fatalf("status %d", res.StatusCode)
		}
		h.page(t, "/login", http.StatusOK, "Kennen we een mailadres van je, dan ligt daar zo een link.")
		h.page(t, "/login/home/mail", http.StatusMethodNotAllowed)
		if res := h.do(t, http.MethodPost, "/login/home/mail", url.Values{}); res.StatusCode != http.StatusNotFound {
			t.Errorf("a second time: %d", res.StatusCode)
		}
	}
	if said["noor@kade.example"] != said["onbekend@kade.example"] {
		t.Error("the page tells who has an address here")
	}
}

func TestVisitor_hasTheRoleOfHerMembership(t *testing.T) {
	for role, want := range map[models.Role]int{"": http.StatusForbidden, models.Member: http.StatusForbidden, models.HostRole: http.StatusForbidden, models.Orchestrator: http.StatusOK} {
		t.Run("as "+string(role), func(t *testing.T) {
			h := newHouse(t)
			storetest.Node(t, h.store)
			noor := noorFromKade(t, h)
			var membership models.Membership
			if role != "" {
				membership = storetest.MemberElsewhere(t, h.store, noor, role)
			}
			h.get(t, back(h.leave(t, "/")))
			h.page(t, "/manage", want)
			if role == models.Orchestrator {
				h.page(t, "/", http.StatusOK, `href="/manage"`)
			} else {
				h.page(t, "/", http.StatusOK, `!href="/manage"`)
			}
			if role == "" {
				return
			}
			if err := h.store.RemoveMembership(t.Context(), membership.ID, "klaar"); err != nil {
				t.Fatal(err)
			}
			h.page(t, "/", http.StatusOK, "!via kade.example")
		})
	}
}

func TestVisitor_goesHomeOnceMoreForWhatWeighs(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	noor := noorFromKade(t, h)
	storetest.MemberElsewhere(t, h.store, noor, models.Orchestrator)
	h.get(t, back(h.leave(t, "/")))
	h.now = h.now.Add(models.FreshSignIn)
	h.page(t, "/manage", http.StatusOK)
	h.now = h.now.Add(time.Minute)
	res := h.get(t, "/manage?x=1")
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || to != "/login/home?next=%2Fmanage%3Fx%3D1" {
		t.Errorf("leads to %q, %d", to, res.StatusCode)
	}
	if res := h.do(t, http.MethodPost, "/manage", url.Values{}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/login/home" {
		t.Errorf("a form leads to %q, %d", res.Header.Get("Location"), res.StatusCode)
	}
	h.page(t, "/", http.StatusOK, "via kade.example") // all else goes on
	h.page(t, "/login/home?next=/manage", http.StatusOK, "ouder dan twaalf uur", `value="@noor@kade.example"`)
	if res := h.get(t, back(h.leave(t, "/manage"))); res.Header.Get("Location") != "/manage" {
		t.Errorf("comes back to %q", res.Header.Get("Location"))
	}
	h.page(t, "/manage", http.StatusOK)
}

func TestVisitor_byMailIsAMemberAtMost(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	noor := noorFromKade(t, h)
	storetest.MemberElsewhere(t, h.store, noor, models.Orchestrator)
	prove(t, h, noor, "noor@elders.example")
	h.remote.err = models.Fail(models.Invalid, "remote.unreachable", "Host", "kade.example")
	if res := h.do(t, http.MethodPost, "/login/home", url.Values{"acct": {"@Noor@kade.example"}, "next": {"/events"}}); !strings.Contains(body(res), "Mail me een link") {
		t.Fatalf("status %d", res.StatusCode)
	}
	h.do(t, http.MethodPost, "/login/home/mail", url.Values{})
	mails := h.mailed(t)
	if len(mails) != 1 || mails[0].To != "noor@elders.example" {
		t.Fatalf("mailed %+v", mails)
	}
	link := strings.TrimPrefix(mails[0].Values["Link"], storetest.Origin)
	h.page(t, link, http.StatusOK, "noor")
	if res := h.do(t, http.MethodPost, link, url.Values{}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/" {
		t.Fatalf("the link: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	h.page(t, "/", http.StatusOK, "via kade.example", `!href="/manage"`)
	h.page(t, "/manage", http.StatusForbidden)
	h.page(t, "/settings", http.StatusOK, "omdat kade.example niet antwoordde")
	for _, do := range []string{"address", "remove"} {
		res := h.do(t, http.MethodPost, "/settings/mail", url.Values{"do": {do}, "address": {"ander@elders.example"}})
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", do, res.StatusCode)
		}
	}
	if a, err := h.store.AddressOf(t.Context(), noor.ID); err != nil || !a.Verified() || len(a.Pending) > 0 {
		t.Errorf("her address is %+v, %v", a, err)
	}
	h.page(t, link, http.StatusGone)
	h.now = h.now.Add(models.HomeSessionLife + time.Minute)
	h.page(t, "/", http.StatusOK, "!via kade.example")
}

// prove gives a person a proved mail address.
func prove(t *testing.T, h *house, who models.Actor, address string) {
	t.Helper()
	var token string
	if err := h.store.SetAddress(t.Context(), who.ID, address, func(made string) string { token = made; return "https://mokum.example/x" }); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.VerifyAddress(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	h.mailed(t) // the one that asked
}

// --- the other end: we vouch ----------------------------------------------------

// ask is a request as another node sends people with.
func ask(person models.Actor, change ...string) url.Values {
	q := url.Values{
		"response_type": {"code"}, "client_id": {kade + "/actor"}, "redirect_uri": {kade + "/login/home/return"}, "state": {"st"},
		"code_challenge": {models.Challenge(verifier)}, "code_challenge_method": {"S256"}, "scope": {"profile"}, "me": {person.URI},
	}
	for i := 0; i+1 < len(change); i += 2 {
		q.Set(change[i], change[i+1])
		if change[i+1] == "" {
			q.Del(change[i])
		}
	}
	return q
}

const verifier = "0123456789012345678901234567890123456789012"

// vouching is a node with anna, and a client that is believed.
func vouching(t *testing.T) (*house, models.Actor) {
	t.Helper()
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.remote.client = federation.Client{ID: kade + "/actor", Origin: kade, Host: "kade.example", Name: "Kade West", Returns: []string{kade + "/login/home/return"}}
	return h, anna
}

// answered gives what stands in the address that a browser is sent to.
func answered(t *testing.T, res *http.Response) url.Values {
	t.Helper()
	to, err := url.Parse(res.Header.Get("Location"))
	if err != nil || res.StatusCode != http.StatusSeeOther || to.Scheme+"://"+to.Host+to.Path != kade+"/login/home/return" {
		t.Fatalf("status %d to %s: %s", res.StatusCode, to, body(res))
	}
	if to.Query().Get("iss") != storetest.Origin {
		t.Errorf("iss is %q", to.Query().Get("iss"))
	}
	return to.Query()
}

func TestAuthorize_asksAndRemembers(t *testing.T) {
	h, anna := vouching(t)
	path := "/oauth/authorize?" + ask(anna).Encode()
	res := h.get(t, path)
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/login?next=%2Foauth%2Fauthorize%3F") {
		t.Fatalf("a stranger gets %d to %s", res.StatusCode, to)
	}
	h.signIn(t, anna)
	res = h.get(t, path)
	page := body(res)
	contains(t, "the question", page, "Mag deze server weten wie je bent?", "Kade West", "@anna@mokum.example", "Niet je mailadres", `name="state" value="st"`)
	if policy := res.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "form-action 'self' https://kade.example;") {
		t.Errorf("the policy is %s", policy)
	}
	if res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, %s", res.StatusCode, res.Header.Get("Cache-Control"))
	}
	form := ask(anna)
	form.Set("answer", "no")
	if q := answered(t, h.do(t, http.MethodPost, "/oauth/authorize", form)); q.Get("error") != "access_denied" || q.Get("state") != "st" || q.Has("code") {
		t.Errorf("her no is %v", q)
	}
	form.Set("answer", "yes")
	q := answered(t, h.do(t, http.MethodPost, "/oauth/authorize", form))
	if len(q.Get("code")) != 22 || q.Get("state") != "st" || q.Has("error") {
		t.Errorf("her yes is %v", q)
	}
	if q := answered(t, h.get(t, path)); q.Get("code") == "" {
		t.Errorf("it is not remembered: %v", q)
	}
	h.page(t, "/settings/sites", http.StatusOK, "kade.example", "Kade West", "sinds maandag 2 maart 2026")
	h.do(t, http.MethodPost, "/settings/sites", url.Values{"origin": {kade}})
	h.page(t, "/settings/sites", http.StatusOK, "Ingetrokken.", "nog nergens via ons ingelogd")
	h.page(t, path, http.StatusOK, "Mag deze server weten wie je bent?")
}

func TestAuthorize_sendsNobodyToWhoCannotBeBelieved(t *testing.T) {
	h, anna := vouching(t)
	h.signIn(t, anna)
	if err := h.store.BlockDomain(t.Context(), "geblokkeerd.example"); err != nil {
		t.Fatal(err)
	}
	stays := func(name string, q url.Values) {
		t.Helper()
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			var res *http.Response
			if method == http.MethodGet {
				res = h.get(t, "/oauth/authorize?"+q.Encode())
			} else {
				q.Set("answer", "yes")
				res = h.do(t, method, "/oauth/authorize", q)
			}
			if res.StatusCode < 400 || res.Header.Get("Location") != "" {
				t.Errorf("%s: %d to %q", name, res.StatusCode, res.Header.Get("Location"))
			}
		}
	}
	for name, redirect := range map[string]string{
		"another path": kade + "/elsewhere", "a path below": kade + "/login/home/return/x", "a query": kade + "/login/home/return?x=1",
		"another port": "https://kade.example:8443/login/home/return", "a user name": "https://kade.example@kwaad.example/login/home/return",
		"another host": "https://kwaad.example/login/home/return", "http": "http://kade.example/login/home/return", "none": "",
		"a fragment": kade + "/login/home/return#x", "a script": "javascript:alert(1)", "capitals": "https://KADE.example/login/home/return",
		"dots": kade + "/login/home/x/../return", "too long": kade + "/" + strings.Repeat("x", 400),
	} {
		stays(name, ask(anna, "redirect_uri", redirect))
	}
	twice := ask(anna)
	twice.Add("redirect_uri", "https://kwaad.example/login/home/return")
	stays("two redirects", twice)
	twice = ask(anna)
	twice.Add("client_id", "https://kwaad.example/actor")
	stays("two clients", twice)
	for _, id := range []string{"", "kade.example", "javascript:alert(1)", "https://anna@kade.example/actor", kade + "/" + strings.Repeat("x", 400)} {
		stays("client "+id, ask(anna, "client_id", id))
	}
	h.remote.client.Host = "geblokkeerd.example"
	stays("a blocked client", ask(anna))
	h.remote.err = errSilent
	stays("a client that cannot be read", ask(anna))
}

func TestAuthorize_tellsABelievedClientWhatIsWrong(t *testing.T) {
	h, anna := vouching(t)
	h.signIn(t, anna)
	collective := storetest.Collective(t, h.store)
	gone := storetest.Member(t, h.store, "weg")
	if err := h.store.DeleteMember(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	noor := storetest.Remote(t, h.store, "kade.example", "noor")
	for _, c := range []struct{ name, value, want string }{
		{"response_type", "token", "unsupported_response_type"},
		{"response_type", "", "unsupported_response_type"},
		{"state", "", "invalid_request"},
		{"state", strings.Repeat("x", 400), "invalid_request"},
		{"code_challenge", "", "invalid_request"},
		{"code_challenge", "kort", "invalid_request"},
		{"code_challenge_method", "plain", "invalid_request"},
		{"code_challenge_method", "", "invalid_request"},
		{"scope", "read write", "invalid_scope"},
		{"scope", "", "invalid_scope"},
		{"me", "", "invalid_request"},
		{"me", noor.URI, "invalid_request"},
		{"me", collective.URI, "invalid_request"},
		{"me", gone.URI, "invalid_request"},
		{"me", storetest.Origin + "/users/niemand", "invalid_request"},
	} {
		q := answered(t, h.get(t, "/oauth/authorize?"+ask(anna, c.name, c.value).Encode()))
		if q.Get("error") != c.want || q.Has("code") || q.Get("state") == "" && c.name != "state" {
			t.Errorf("%s %q: %v", c.name, c.value, q)
		}
	}
	twice := ask(anna)
	twice.Add("scope", "profile")
	if q := answered(t, h.get(t, "/oauth/authorize?"+twice.Encode())); q.Get("error") != "invalid_request" {
		t.Errorf("twice: %v", q)
	}
}

func TestAuthorize_wantsThePersonHerselfAndAFreshSignIn(t *testing.T) {
	h, anna := vouching(t)
	piet := storetest.Member(t, h.store, "piet")
	h.signIn(t, piet)
	for _, answer := range []string{"", "yes"} {
		q := ask(anna, "answer", answer)
		res := h.do(t, http.MethodPost, "/oauth/authorize", q)
		if got := body(res); res.StatusCode != http.StatusForbidden || res.Header.Get("Location") != "" || !strings.Contains(got, "Log in als @anna@mokum.example") || !strings.Contains(got, "/login?again=1&amp;next=%2Foauth") {
			t.Errorf("another person gets %d", res.StatusCode)
		}
	}
	h.cookie = nil
	h.signIn(t, anna)
	h.now = h.now.Add(models.FreshSignIn + time.Minute)
	res := h.get(t, "/oauth/authorize?"+ask(anna).Encode())
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/login?again=1&next=%2Foauth%2Fauthorize%3F") {
		t.Errorf("an old sign-in gets %d to %s", res.StatusCode, to)
	}
	h.page(t, "/login?again=1&next=%2Fevents", http.StatusOK, "Log in") // and no redirect in a circle
}

// code asks for one as anna, who says yes.
func (h *house) code(t *testing.T, anna models.Actor) string {
	t.Helper()
	form := ask(anna)
	form.Set("answer", "yes")
	return answered(t, h.do(t, http.MethodPost, "/oauth/authorize", form)).Get("code")
}

func redemption(code string, change ...string) url.Values {
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "client_id": {kade + "/actor"},
		"redirect_uri": {kade + "/login/home/return"}, "code_verifier": {verifier},
	}
	for i := 0; i+1 < len(change); i += 2 {
		form.Set(change[i], change[i+1])
	}
	return form
}

func (h *house) redeem(t *testing.T, form url.Values) (int, map[string]any) {
	t.Helper()
	res := h.do(t, http.MethodPost, "/oauth/token", form)
	var said map[string]any
	if err := json.Unmarshal([]byte(body(res)), &said); err != nil || res.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		t.Errorf("the answer is %v (%v), %v", said, err, res.Header)
	}
	return res.StatusCode, said
}

func TestToken_saysWhatIsPublicAndNoMore(t *testing.T) {
	h, anna := vouching(t)
	h.signIn(t, anna)
	code := h.code(t, anna)
	h.cookie = nil // a server has none
	status, said := h.redeem(t, redemption(code))
	want := `{"me":"https://mokum.example/users/anna","profile":{"name":"anna","photo":"https://mokum.example/portraits/anna.png","url":"https://mokum.example/@anna"}}`
	if got, _ := json.Marshal(said); status != http.StatusOK || string(got) != want {
		t.Errorf("%d %s", status, got)
	}
	status, said = h.redeem(t, redemption(code))
	if status != http.StatusBadRequest || said["error"] != "invalid_grant" || !strings.Contains(h.log.String(), "error.home_code_used") {
		t.Errorf("the code again: %d %v", status, said)
	}
}

func TestToken_refusesWhatIsNotBoundToIt(t *testing.T) {
	h, anna := vouching(t)
	h.signIn(t, anna)
	for _, c := range []struct{ name, value, want string }{
		{"code", "onbekend", "invalid_grant"},
		{"code", "", "invalid_request"},
		{"client_id", "https://kwaad.example/actor", "invalid_grant"},
		{"redirect_uri", kade + "/elsewhere", "invalid_grant"},
		{"code_verifier", strings.Repeat("x", 43), "invalid_grant"},
		{"code_verifier", models.Challenge(verifier), "invalid_grant"},
		{"code_verifier", "kort", "invalid_grant"},
		{"code_verifier", strings.Repeat("x", 400), "invalid_request"},
		{"grant_type", "refresh_token", "unsupported_grant_type"},
		{"grant_type", "", "invalid_request"},
	} {
		code := h.code(t, anna)
		if status, said := h.redeem(t, redemption(code, c.name, c.value)); status != http.StatusBadRequest || said["error"] != c.want {
			t.Errorf("%s %q: %d %v", c.name, c.value, status, said)
		}
		// Presented wrongly once, it is worth nothing any more.
		if c.want == "invalid_grant" && c.name != "code" {
			if status, _ := h.redeem(t, redemption(code)); status != http.StatusBadRequest {
				t.Errorf("%s %q: the code lives on", c.name, c.value)
			}
		}
	}
	twice := redemption(h.code(t, anna))
	twice.Add("code", "x")
	if status, said := h.redeem(t, twice); status != http.StatusBadRequest || said["error"] != "invalid_request" {
		t.Errorf("two codes: %v", said)
	}
	late := h.code(t, anna)
	h.now = h.now.Add(models.HomeCodeLife + time.Second)
	if status, said := h.redeem(t, redemption(late)); status != http.StatusBadRequest || said["error"] != "invalid_grant" {
		t.Errorf("late: %d %v", status, said)
	}
	void := h.code(t, anna)
	if err := h.store.RevokeConsent(t.Context(), anna.ID, kade); err != nil {
		t.Fatal(err)
	}
	if status, _ := h.redeem(t, redemption(void)); status != http.StatusBadRequest {
		t.Error("a code outlives the consent")
	}
	if err := h.store.DeleteMember(t.Context(), anna.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.store.IssueCode(t.Context(), store.NewCode{ActorID: anna.ID, Origin: kade, Remember: true}); models.KindOf(err) != models.Gone {
		t.Errorf("a code for who is gone: %v", err)
	}
}

func TestToken_givesACodeToOneOfTwoAtOnce(t *testing.T) {
	h, anna := vouching(t)
	h.signIn(t, anna)
	code := h.code(t, anna)
	h.cookie = nil
	var got sync.Map
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			_, err := h.store.RedeemCode(t.Context(), code, kade+"/actor", kade+"/login/home/return", verifier)
			got.Store(i, err)
		})
	}
	wait.Wait()
	served := 0
	got.Range(func(_, err any) bool {
		if err == nil {
			served++
		}
		return true
	})
	if served != 1 {
		t.Errorf("%d were served", served)
	}
}
