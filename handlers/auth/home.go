package auth

import (
	"context"
	"net/http"
	"net/url"

	"knoop/models"
)

// visiting gives a person whose home is another node: while she is neither
// blocked, moved nor gone, in the role of her membership here. A mailed link
// makes nobody more than a member.
func (a *Auth) visiting(ctx context.Context, s models.Session) (Visitor, error) {
	actor, err := a.o.Store.Visitor(ctx, s.ActorID)
	if err != nil {
		return Visitor{}, err
	}
	if s.Way == models.SignedInByMail {
		return a.known(ctx, s, actor, models.Member)
	}
	return a.known(ctx, s, actor, models.Orchestrator)
}

func (a *Auth) stale(s models.Session) bool {
	return a.o.Store.Now().Sub(s.CreatedAt) > models.FreshSignIn
}

// StartRound binds a way out to a home node to this browser. The cookie comes
// along when the home node sends her back (SameSite=Lax), and with nothing else.
func (a *Auth) StartRound(w http.ResponseWriter, token string) {
	c := a.round()
	c.Value, c.MaxAge = token, int(models.HomeRoundLife.Seconds())
	http.SetCookie(w, c)
}

// Round gives what StartRound gave this browser, or "".
func (a *Auth) Round(r *http.Request) string {
	c, err := r.Cookie(a.round().Name)
	if err != nil {
		return ""
	}
	return c.Value
}

// EndRound takes it back.
func (a *Auth) EndRound(w http.ResponseWriter) {
	c := a.round()
	c.MaxAge = -1
	http.SetCookie(w, c)
}

func (a *Auth) round() *http.Cookie {
	c := a.bare()
	c.Name += "-round"
	return c
}

// HomePath gives the page from which one signs in through one's own node, and
// comes back to next.
func HomePath(next string) string { return withNext("/login/home", next) }

// AgainPath gives the sign-in page for somebody who is signed in already, and
// must show once more who she is.
func AgainPath(next string) string {
	return "/login?again=1&next=" + url.QueryEscape(Next(next))
}

func withNext(path, next string) string {
	if next = Next(next); next == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

// cameFrom gives the page to come back to: this one, or for what is no question
// the page whose form it was.
func cameFrom(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host {
		return from.RequestURI()
	}
	return "/"
}
