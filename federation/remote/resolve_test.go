package remote_test

import (
	"net/http"
	"strings"
	"testing"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store/storetest"
)

func TestResolve_findsByHandleIDAndProfile(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	anna.Peer.Serve(anna.Peer.Origin+"/@anna", fedtest.Answer{Type: "text/html", Body: []byte("<p>Anna</p>")})
	for _, typed := range []string{anna.Acct(), "@" + anna.Acct(), "acct:" + anna.Acct(), anna.ID, anna.Peer.Origin + "/@anna", "  " + anna.Acct() + " "} {
		a, err := w.remote.Resolve(w.ctx, typed)
		if err != nil || a.URI != anna.ID || a.Domain != anna.Peer.Host {
			t.Errorf("Resolve(%q) = %s at %s, %v", typed, a.URI, a.Domain, err)
		}
	}
}

func TestResolve_findsOurOwnWithoutAsking(t *testing.T) {
	w := newWorld(t)
	ours := storetest.Collective(t, w.store)
	for _, typed := range []string{"mokum@mokum.example", "@Mokum@MOKUM.example", ours.URI, storetest.Origin + "/@mokum"} {
		if a, err := w.remote.Resolve(w.ctx, typed); err != nil || a.ID != ours.ID {
			t.Errorf("Resolve(%q): %v", typed, err)
		}
	}
}

func TestResolve_saysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon(t)
	_, err := w.remote.Resolve(w.ctx, "nobody@"+masto.Host)
	wantKind(t, err, models.NotFound, "remote.not_found")
	_, err = w.remote.Resolve(w.ctx, masto.Origin+"/users/nobody")
	wantKind(t, err, models.NotFound, "remote.not_found")
	for _, typed := range []string{"anna", "", "anna@", "http://masto.example/anna", "ftp://x", "javascript:alert(1)", "a b@c"} {
		_, err = w.remote.Resolve(w.ctx, typed)
		wantKind(t, err, models.Invalid, "remote.address_invalid")
	}
	_, err = w.remote.Resolve(w.ctx, "anna@closed.localhost:1")
	wantKind(t, err, models.Invalid, "remote.unreachable")
	masto.Fail(http.StatusInternalServerError)
	_, err = w.remote.Resolve(w.ctx, "anna@"+masto.Host)
	wantKind(t, err, models.Invalid, "remote.unreachable")
}

func TestResolve_takesASplitDomainWhenTheLoopCloses(t *testing.T) {
	w := newWorld(t)
	home := w.peer(t, fedtest.Options{Name: "home"})
	social := w.peer(t, fedtest.Options{Name: "social", Domain: home.Host})
	anna := social.Person("anna")
	jrd := func(self string) fedtest.Answer {
		return fedtest.Answer{Type: "application/jrd+json", Body: []byte(`{"subject":"acct:anna@` + home.Host + `","links":[{"rel":"self","type":"application/activity+json","href":"` + self + `"}]}`)}
	}
	home.Serve("/.well-known/webfinger", jrd(anna.ID))
	a, err := w.remote.Resolve(w.ctx, "anna@"+home.Host)
	if err != nil || a.Domain != home.Host || a.Host != social.Host {
		t.Fatalf("domain %q, host %q, %v", a.Domain, a.Host, err)
	}
	// A refresh keeps what was confirmed.
	if a, err = w.remote.FetchActor(w.ctx, anna.ID); err != nil || a.Domain != home.Host {
		t.Errorf("after a refresh: %q, %v", a.Domain, err)
	}
}

func TestResolve_aDomainCannotClaimAnothersActor(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	evil := w.peer(t, fedtest.Options{Name: "evil"})
	evil.Serve("/.well-known/webfinger", fedtest.Answer{Type: "application/jrd+json", Body: []byte(`{"subject":"acct:anna@` + evil.Host + `","links":[{"rel":"self","type":"application/activity+json","href":"` + anna.ID + `"}]}`)})
	a, err := w.remote.Resolve(w.ctx, "anna@"+evil.Host)
	if err != nil {
		t.Fatal(err)
	}
	if a.Domain != anna.Peer.Host {
		t.Errorf("anna lives at %s by the word of %s", a.Domain, evil.Host)
	}
}

func TestResolve_followsHostMeta(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	old := w.peer(t, fedtest.Options{Name: "old"})
	old.Serve("/.well-known/webfinger", fedtest.Answer{Status: http.StatusNotFound})
	old.Serve("/.well-known/host-meta", fedtest.Answer{Type: "application/xrd+xml", Body: []byte(
		`<?xml version="1.0"?><XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="lrdd" template="` + old.Origin + `/wf?r={uri}"/></XRD>`,
	)})
	old.Serve("/wf", fedtest.Answer{Type: "application/jrd+json", Body: []byte(`{"subject":"acct:anna@` + old.Host + `","links":[{"rel":"self","type":"application/activity+json","href":"` + anna.ID + `"}]}`)})
	if a, err := w.remote.Resolve(w.ctx, "anna@"+old.Host); err != nil || a.URI != anna.ID {
		t.Errorf("%s, %v", a.URI, err)
	}
}

func TestSubscribe_givesTheFollowIntentBeforeTheOldTemplate(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon(t)
	masto.Person("anna")
	template, err := w.remote.Subscribe(w.ctx, "anna@"+masto.Host)
	if err != nil || template != masto.Origin+"/authorize_interaction?uri={uri}" {
		t.Errorf("%q, %v", template, err)
	}
	masto.Serve("/.well-known/webfinger", fedtest.Answer{Type: "application/jrd+json", Body: []byte(`{"subject":"acct:anna@` + masto.Host + `","links":[
		{"rel":"http://ostatus.org/schema/1.0/subscribe","template":"` + masto.Origin + `/old?uri={uri}"},
		{"rel":"https://w3id.org/fep/3b86/Follow","template":"` + masto.Origin + `/new?object={object}"}]}`)})
	template, err = w.remote.Subscribe(w.ctx, "anna@"+masto.Host)
	if err != nil || template != masto.Origin+"/new?object={uri}" {
		t.Errorf("%q, %v", template, err)
	}
	for _, bad := range []string{"javascript:alert({uri})", "http://" + masto.Host + "/x?uri={uri}", masto.Origin + "/none"} {
		masto.Serve("/.well-known/webfinger", fedtest.Answer{Type: "application/jrd+json", Body: []byte(`{"links":[{"rel":"http://ostatus.org/schema/1.0/subscribe","template":"` + bad + `"}]}`)})
		if _, err := w.remote.Subscribe(w.ctx, "anna@"+masto.Host); err == nil {
			t.Errorf("took the template %q", bad)
		} else {
			wantKind(t, err, models.NotFound, "remote.no_follow_page")
		}
	}
	if strings.Contains(template, "{object}") {
		t.Error("template still speaks FEP-3b86")
	}
}

func TestResolve_keepsTheHostWhenTheLoopDoesNotClose(t *testing.T) {
	jrd := func(user, domain, self string) fedtest.Answer {
		return fedtest.Answer{Type: "application/jrd+json", Body: []byte(`{"subject":"acct:` + user + `@` + domain + `","links":[{"rel":"self","type":"application/activity+json","href":"` + self + `"}]}`)}
	}
	for name, c := range map[string]struct {
		atHome, atSocial func(home, social, anna, other string) fedtest.Answer
	}{
		"theDomainNamesAnother": {
			func(home, _, _, other string) fedtest.Answer { return jrd("anna", home, other) },
			func(home, _, anna, _ string) fedtest.Answer { return jrd("anna", home, anna) },
		},
		"theActorsHostNamesAnother": {
			func(home, _, anna, _ string) fedtest.Answer { return jrd("anna", home, anna) },
			func(home, _, _, other string) fedtest.Answer { return jrd("anna", home, other) },
		},
		"theDomainPassesItOn": {
			func(_, social, anna, _ string) fedtest.Answer { return jrd("anna", social, anna) },
			func(home, _, anna, _ string) fedtest.Answer { return jrd("anna", home, anna) },
		},
		"anotherName": {
			func(home, _, anna, _ string) fedtest.Answer { return jrd("boss", home, anna) },
			func(home, _, anna, _ string) fedtest.Answer { return jrd("boss", home, anna) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			home, social := w.peer(t, fedtest.Options{Name: "home"}), w.peer(t, fedtest.Options{Name: "social"})
			anna, other := social.Person("anna"), social.Person("other")
			home.Serve("/.well-known/webfinger", c.atHome(home.Host, social.Host, anna.ID, other.ID))
			social.Serve("/.well-known/webfinger", c.atSocial(home.Host, social.Host, anna.ID, other.ID))
			a, err := w.remote.Resolve(w.ctx, anna.ID)
			if err != nil || a.Domain != social.Host {
				t.Errorf("domain %q, want %q (%v)", a.Domain, social.Host, err)
			}
		})
	}
}
