package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
)

type codesPage struct {
	render.Page
	Codes   []string // once; none: the button that makes them
	Welcome bool     // one of the first steps
	Left    int      // that still work and will no longer
	Handle  string
	Where   string // they are used
	Next    string
}

// WelcomeCodes makes a person her recovery codes after her first passkey and
// shows them this once: /welcome/codes. A GET makes none, so that nothing is lost
// by a look ahead.
func (p *Pages) WelcomeCodes(w http.ResponseWriter, r *http.Request) error {
	page := &codesPage{Page: p.o.Render.Page(r, ""), Welcome: true, Next: auth.Landing(r.URL.Query().Get("next"))}
	return p.codes(w, r, page)
}

// NewCodes makes a person a new set of recovery codes: POST /settings/codes.
func (p *Pages) NewCodes(w http.ResponseWriter, r *http.Request) error {
	return p.codes(w, r, &codesPage{Page: p.o.Render.Page(r, ""), Next: "/settings/keys"})
}

func (p *Pages) codes(w http.ResponseWriter, r *http.Request, page *codesPage) (err error) {
	who := auth.Who(r).Actor
	if r.Method == http.MethodPost {
		page.Codes, err = p.o.Store.NewRecoveryCodes(r.Context(), who.ID)
	} else {
		page.Left, err = p.o.Store.RecoveryCodesLeft(r.Context(), who.ID)
	}
	if err != nil {
		return err
	}
	page.fill(who.Handle, p.o.Base.Origin)
	w.Header().Set("Cache-Control", "no-store")
	return p.o.Render.HTML(w, r, http.StatusOK, "recovery_codes.html", page)
}

func (page *codesPage) fill(handle, origin string) {
	page.Title, page.NoIndex, page.Handle, page.Where = page.T("signin.codes_title"), true, handle, origin+"/login/recover"
	page.Bare = page.Welcome
	if !page.Welcome {
		page.Here = "settings"
	}
}
