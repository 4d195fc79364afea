package auth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

func TestNext_leadsToOurOwnPagesAlone(t *testing.T) {
	for _, fine := range []string{"/", "/settings/keys", "/events?tag=ontbijt&before=2026-03-02T09:00:00Z", "/manage#x", "/@anna", "/loginfo"} {
		if got := auth.Next(fine); got != fine {
			t.Errorf("%s leads to %s", fine, got)
		}
	}
	for _, bad := range []string{
		"", "settings", "https://kwaad.example/", "//kwaad.example", "/\\kwaad.example", "\\\\kwaad.example", "/%5Ckwaad.example", "///kwaad.example",
		"/%2Fkwaad.example", "javascript:alert(1)", "/\t/kwaad.example", "/x\r\nSet-Cookie: a=b", "/%0d%0aX", "/%zz", "/" + strings.Repeat("x", 1000),
		"/login", "/login/recover", "/logout", "/welcome/abc", "mailto:a@b", "http:/x",
	} {
		if got := auth.Next(bad); got != "/" {
			t.Errorf("%q leads to %s", bad, got)
		}
	}
	if got := auth.LoginPath("/settings/keys?a=b"); got != "/login?next=%2Fsettings%2Fkeys%3Fa%3Db" {
		t.Error(got)
	}
	if got := auth.LoginPath("//kwaad.example"); got != "/login" {
		t.Error(got)
	}
}

func TestSignInFirst_sendsStrangersWhoRead(t *testing.T) {
	reached := 0
	h := auth.SignInFirst(func(http.ResponseWriter, *http.Request) error { reached++; return nil })
	w := httptest.NewRecorder()
	if err := h(w, httptest.NewRequest(http.MethodGet, "https://mokum.example/settings/keys?x=1", nil)); err != nil || reached != 0 {
		t.Fatal(err, reached)
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/login?next=%2Fsettings%2Fkeys%3Fx%3D1" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	_ = h(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/settings/keys", nil))
	r := httptest.NewRequest(http.MethodGet, "/settings/keys", nil)
	_ = h(httptest.NewRecorder(), r.WithContext(render.WithVisitor(r.Context(), auth.Visitor{Actor: &models.Actor{}})))
	if reached != 2 {
		t.Errorf("%d of 2 reached the handler", reached)
	}
}

func TestLanding_isHerWeekUnlessSheWasOnHerWay(t *testing.T) {
	for asked, want := range map[string]string{"": "/week", "/": "/week", "//kwaad.example": "/week", "/events": "/events"} {
		if got := auth.Landing(asked); got != want {
			t.Errorf("%q lands on %s", asked, got)
		}
	}
}
