package web

import (
	"net/http"
	"net/url"

	"knoop/handlers/auth"
	"knoop/handlers/render"
)

// passkeyForm is a button that begins a ceremony by our script
// (static/js/passkey.js). Where it posts to without script answers that this one
// step needs it.
type passkeyForm struct {
	*render.Printer
	Kind   string // create, get
	Action string
	Begin  string
	Finish string
	Next   string // where it leads when done
	Name   string // of a new passkey, as a proposal
	Later  string // where to go instead; "" for nowhere
}

// signInForm signs in and leads to next.
func signInForm(page *render.Page, next string) passkeyForm {
	return passkeyForm{Printer: page.Printer, Kind: "get", Action: auth.LoginPath(next), Begin: "/login/passkey/begin", Finish: "/login/passkey/finish", Next: auth.Landing(next)}
}

// addForm adds a passkey on this device, from the page action, and leads to next.
func addForm(page *render.Page, r *http.Request, action, next, later string) passkeyForm {
	return passkeyForm{
		Printer: page.Printer, Kind: "create", Action: action, Begin: "/settings/keys/begin", Finish: "/settings/keys/finish",
		Next: next, Later: later, Name: auth.Device(r),
	}
}

// withNext adds where to go on to to the address of a page of ours.
func withNext(path, next string) string {
	if next == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}
