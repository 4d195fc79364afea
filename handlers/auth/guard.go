package auth

import (
	"net/http"

	"knoop/handlers/render"
	"knoop/models"
)

// Protect is middleware that refuses a writing request which a browser sends
// from another site. Requests of servers pass: they name no origin.
func (a *Auth) Protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.cross.Check(r); err != nil {
			a.o.Render.Error(w, r, render.Pages, models.Fail(models.Forbidden, "error.forbidden"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Require wraps a handler for people who may do this (models.Can).
func Require(action models.Action, f render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		switch v := Who(r); {
		case !v.SignedIn():
			return models.Fail(models.Forbidden, "error.sign_in")
		case !v.Can(action):
			return models.Fail(models.Forbidden, "error.forbidden")
		}
		return f(w, r)
	}
}
