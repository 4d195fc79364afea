package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
)

type welcomePasskeyPage struct {
	render.Page
	Passkey passkeyForm
	Codes   bool   // recovery codes come after this
	Remote  bool   // her passkeys are on her own server
	Next    string // without a passkey
	Failure string
}

// WelcomePasskey asks who just came in by a link or a code to make a passkey on
// this device: /welcome/passkey. After it come recovery codes, if there are none.
func (p *Pages) WelcomePasskey(w http.ResponseWriter, r *http.Request) error {
	who := auth.Who(r).Actor
	left, err := p.o.Store.RecoveryCodesLeft(r.Context(), who.ID)
	if err != nil {
		return err
	}
	page := &welcomePasskeyPage{Page: p.o.Render.Page(r, ""), Remote: !who.Local}
	page.fill(r, auth.Next(r.URL.Query().Get("next")), left)
	if r.Method == http.MethodPost {
		page.Failure = page.T("error.needs_script")
		return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "welcome_passkey.html", page)
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "welcome_passkey.html", page)
}

func (page *welcomePasskeyPage) fill(r *http.Request, next string, codesLeft int) {
	page.Title, page.NoIndex, page.Bare, page.Ceremony = page.T("signin.make_title"), true, true, true
	page.Next, page.Codes = auth.Landing(next), codesLeft == 0
	then := page.Next
	if page.Codes {
		then = withNext("/welcome/codes", next)
	}
	page.Passkey = addForm(&page.Page, r, withNext("/welcome/passkey", next), then, page.Next)
}
