package remote_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store/storetest"
)

func TestLookAtLinks_findsThePageThatPointsBack(t *testing.T) {
	w := newWorld(t)
	p := w.mastodon(t)
	anna := storetest.Member(t, w.store, "anna")
	page := func(path, kind, body string) string {
		p.Serve(p.Origin+path, fedtest.Answer{Type: kind, Body: []byte(body)})
		return p.Origin + path
	}
	html := "text/html; charset=utf-8"
	want := map[string]models.ProofState{
		page("/a", html, `<p>Hoi</p><a class=x rel="nofollow ME noopener" href="`+anna.URL+`">ik</a>`):                                                                       models.ProofFound,
		page("/link", html, `<head><link rel="me" href="`+anna.URI+`/"></head>`):                                                                                             models.ProofFound,
		page("/other", html, `<a rel="me" href="`+storetest.Origin+`/@bea">iemand anders</a>`):                                                                               models.ProofMissing,
		page("/norel", html, `<a href="`+anna.URL+`">een vriendin</a><a rel="metoo" href="`+anna.URL+`">x</a>`):                                                              models.ProofMissing,
		page("/script", html, `<script>"<a rel=me href='`+anna.URL+`'>"</script><!-- <a rel=me href="`+anna.URL+`"> --><textarea><a rel=me href="`+anna.URL+`"></textarea>`): models.ProofMissing,
		page("/json", "application/json", `<a rel="me" href="`+anna.URL+`">`):                                                                                                models.ProofMissing,
		page("/large", html, strings.Repeat(" ", 2<<20)+`<a rel="me" href="`+anna.URL+`">`):                                                                                  models.ProofFailed,
		p.Origin + "/gone": models.ProofFailed,
	}
	p.Serve(p.Origin+"/moved", fedtest.Answer{Status: http.StatusFound, Header: http.Header{"Location": {p.Origin + "/a"}}})
	for address, state := range want {
		if got := w.remote.PointsBack(w.ctx, address, anna.URL, anna.URI); got != state {
			t.Errorf("%s: %s, want %s", address, got, state)
		}
	}
	if got := w.remote.PointsBack(w.ctx, "https://10.0.0.1/", anna.URL); got != models.ProofFailed {
		t.Errorf("a private address: %s", got)
	}
	profile, err := w.store.Profile(w.ctx, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	profile.Links = []models.ProfileLink{{URL: p.Origin + "/moved"}, {URL: p.Origin + "/other"}}
	if err := w.store.EditProfile(w.ctx, anna.ID, profile); err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(time.Minute)
	before := w.store.Generation()
	if err := w.remote.LookAtLinks(w.ctx); err != nil {
		t.Fatal(err)
	}
	proofs, err := w.store.LinkProofs(w.ctx, anna.ID)
	if err != nil || proofs[p.Origin+"/moved"].State != models.ProofFound || proofs[p.Origin+"/other"].State != models.ProofMissing {
		t.Errorf("proofs %+v, %v", proofs, err)
	}
	if w.store.Generation() == before {
		t.Error("her page would go on saying that nobody looked")
	}
	hits := p.AllHits()
	if err := w.remote.LookAtLinks(w.ctx); err != nil || p.AllHits() != hits {
		t.Errorf("looked again at once (%v)", err)
	}
}
