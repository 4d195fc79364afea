package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store/storetest"
)

// archive is what a download writes here.
type archive struct {
	before, after error
	whose         string
}

func (a *archive) Write(_ context.Context, w io.Writer, person models.Actor, _ string) error {
	a.whose = person.Handle
	if a.before != nil {
		return a.before
	}
	if _, err := w.Write([]byte("PK")); err != nil {
		return err
	}
	return a.after
}

func TestDataDownload_isHersAndNeverHalf(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.signIn(t, storetest.Member(t, h.store, "anna"))
	h.page(t, "/settings/data", http.StatusOK, "Download alles", `href="/settings/data/delete"`)
	res := h.do(t, http.MethodPost, "/settings/data/download", url.Values{})
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "application/zip" || body(res) != "PK" || h.archive.whose != "anna" {
		t.Fatalf("status %d, %v", res.StatusCode, res.Header)
	}
	if got := res.Header.Get("Content-Disposition"); got != `attachment; filename="anna-2026-03-02.zip"` {
		t.Errorf("named %s", got)
	}
	if got := res.Header.Get("Cache-Control"); got != "private, no-store" {
		t.Errorf("kept: %s", got)
	}
	h.archive.before = errors.New("no")
	if res := h.do(t, http.MethodPost, "/settings/data/download", url.Values{}); res.StatusCode != http.StatusInternalServerError || !strings.Contains(res.Header.Get("Content-Type"), "text/html") {
		t.Errorf("failed before it began: %d as %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	h.archive.before, h.archive.after = nil, errors.New("no")
	defer func() {
		if err, ok := recover().(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
			t.Error("half an archive ends as if it were whole")
		}
	}()
	r := httptest.NewRequest(http.MethodPost, storetest.Origin+"/settings/data/download", nil)
	for _, c := range h.cookie {
		r.AddCookie(c)
	}
	h.serve.ServeHTTP(httptest.NewRecorder(), r)
}

func TestDataDelete_asksForTheHandleAndLeadsToWhatBecomesOfIt(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	h.page(t, "/settings/data/delete", http.StatusOK, "Wis alles en ga weg", "niemand kan hier ooit nog anna heten", "!Log opnieuw in")
	for _, typed := range []string{"", "bram", "ann", `"><script>`} {
		res := h.do(t, http.MethodPost, "/settings/data/delete", url.Values{"handle": {typed}})
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%q: status %d", typed, res.StatusCode)
		}
		contains(t, typed, body(res), "Typ precies anna", `aria-invalid="true"`, `href="#handle"`, "!<script>")
	}
	if a, err := h.store.Actor(t.Context(), anna.ID); err != nil || a.GoneAt != nil {
		t.Fatalf("she is gone: %v", err)
	}
	res := h.do(t, http.MethodPost, "/settings/data/delete", url.Values{"handle": {" @Anna "}})
	path := res.Header.Get("Location")
	if res.StatusCode != http.StatusSeeOther || !strings.HasPrefix(path, "/gone/") {
		t.Fatalf("status %d to %s: %s", res.StatusCode, path, body(res))
	}
	for _, c := range h.cookie {
		if strings.HasSuffix(c.Name, "knoop") {
			t.Error("she is still signed in")
		}
	}
	h.page(t, path, http.StatusOK, "Je bent weg", "@anna@mokum.example", "We schrijven de servers nu aan", "noindex", "Niet te weten", "!Uitloggen")
	if res := h.get(t, path); res.Header.Get("Cache-Control") != "no-store" {
		t.Error("the page may be kept")
	}
	h.page(t, "/gone/onzin", http.StatusNotFound)
	h.page(t, "/@anna", http.StatusGone)
}

func TestDataDelete_wantsARecentSignIn(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	h.now = h.now.Add(models.RecentSignIn + time.Minute)
	h.page(t, "/settings/data/delete", http.StatusOK, "Log opnieuw in", "!Wis alles en ga weg")
	res := h.do(t, http.MethodPost, "/settings/data/delete", url.Values{"handle": {"anna"}})
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %d", res.StatusCode)
	}
	contains(t, "the answer", body(res), "Je bent te lang geleden ingelogd")
	if a, err := h.store.Actor(t.Context(), anna.ID); err != nil || a.GoneAt != nil {
		t.Fatalf("she is gone: %v", err)
	}
	res = h.do(t, http.MethodPost, "/settings/data/delete", url.Values{"do": {"again"}})
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/login?next=/settings/data/delete" {
		t.Errorf("status %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	h.page(t, "/", http.StatusOK, "!Uitloggen")
}
