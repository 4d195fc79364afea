package auth

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"knoop/handlers/render"
)

// maxNext bounds the path one comes back to after signing in.
const maxNext = 1000

// Next gives the page of ours to go to after signing in, as it was asked for
// with ?next=: a path on this site, or "/" for anything else. A link to our
// sign-in must never lead to another site.
func Next(asked string) string {
	u, err := url.Parse(asked)
	switch {
	case err != nil, len(asked) > maxNext, !strings.HasPrefix(asked, "/"):
		return "/"
	case u.IsAbs(), u.Host != "", u.User != nil, u.Opaque != "":
		return "/"
	case strings.HasPrefix(u.Path, "//"), strings.ContainsAny(asked, "\\"), strings.Contains(u.Path, "\\"):
		return "/" // browsers read these as another host
	case strings.ContainsFunc(asked+u.Path, unicode.IsControl):
		return "/"
	}
	if u.Path == "/welcome/here" { // where who has just joined arrives
		return asked
	}
	for _, path := range []string{"/login", "/logout", "/welcome"} {
		if u.Path == path || strings.HasPrefix(u.Path, path+"/") {
			return "/"
		}
	}
	return asked
}

// LoginPath gives the address of the sign-in page that leads on to next.
func LoginPath(next string) string { return withNext("/login", next) }

// SignInFirst wraps the handler of a page that needs a person: a stranger who
// asks for it is sent to sign in, and from there back. What is no question for a
// page stays an error.
func SignInFirst(f render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if Who(r).SignedIn() || r.Method != http.MethodGet && r.Method != http.MethodHead {
			return f(w, r)
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, LoginPath(r.URL.RequestURI()), http.StatusSeeOther)
		return nil
	}
}

// Landing gives where a person of ours comes once she has signed in: where she
// was going, or else the page of her week. Whoever lives elsewhere is led on from
// there.
func Landing(asked string) string {
	if next := Next(asked); next != "/" {
		return next
	}
	return "/week"
}
