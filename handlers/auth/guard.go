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

// Require wraps a handler that only people with at least this role may use.
func Require(role models.Role, f render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		switch v := Who(r); {
		case !v.SignedIn():
			return models.Fail(models.Forbidden, "error.sign_in")
		case rank[v.Role] < rank[role]:
			return models.Fail(models.Forbidden, "error.forbidden")
		}
		return f(w, r)
	}
}

var rank = map[models.Role]int{models.Guest: 1, models.Member: 2, models.HostRole: 3, models.Orchestrator: 4}
