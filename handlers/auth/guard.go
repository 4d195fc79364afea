package auth

import (
	"net/http"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
)

// Protect is middleware that refuses a writing request which a browser sends
// from another site. Requests of servers pass: they name no origin.
func (a *Auth) Protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.cross.Check(r); err != nil {
			kind := render.Pages
			if accept := r.Header.Get("Accept"); strings.Contains(accept, "json") && !strings.Contains(accept, "html") {
				kind = render.JSON // the script of our own pages
			}
			a.o.Render.Error(w, r, kind, models.Fail(models.Forbidden, "error.cross_origin"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Require wraps a handler for people who may do this (models.Can). Who signed in
// through her own node too long ago for something that weighs (models.Weighty) is
// led there once more, and back.
func Require(action models.Action, f render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		switch v := Who(r); {
		case !v.SignedIn():
			return models.Fail(models.Forbidden, "error.sign_in")
		case !v.Can(action):
			return models.Fail(models.Forbidden, "error.forbidden")
		case v.Elsewhere() && v.Stale && models.Weighty(action):
			w.Header().Set("Cache-Control", "no-store")
			http.Redirect(w, r, HomePath(cameFrom(r)), http.StatusSeeOther)
			return nil
		}
		return f(w, r)
	}
}
