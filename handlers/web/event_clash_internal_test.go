package web

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"knoop/handlers/render"
	"knoop/models"
)

// TestTogether_isAskedOfTheNeighbour holds the way from a clash to organising
// together: who is asked, and where that leads.
func TestTogether_isAskedOfTheNeighbour(t *testing.T) {
	const them = "https://kade.example/users/kade"
	if got := togetherURL("01", them); got != "/events/01/together?with=https%3A%2F%2Fkade.example%2Fusers%2Fkade" {
		t.Errorf("it leads to %s", got)
	}
	r := httptest.NewRequest("POST", "/events/new", nil)
	r = r.WithContext(render.WithVisitor(r.Context(), render.Visitor{Actor: &models.Actor{ID: "joost"}}))
	for _, c := range []struct {
		with, want string
	}{{them, them}, {"javascript:alert(1)", ""}, {"", ""}} {
		r.PostForm = url.Values{"with": {c.with}}
		if got := wantsTogether(r); got != c.want {
			t.Errorf("%+v asks %q", c, got)
		}
	}
}
