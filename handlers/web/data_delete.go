package web

import (
	"errors"
	"net/http"
	"strings"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

type dataDeletePage struct {
	render.Page
	Rooms  roomNav
	Fresh  bool   // signed in a moment ago
	Handle string // what is to be typed
	Typed  string
	Error  string
}

// DataDelete says what deleting all that is one's own means, and does it:
// /settings/data/delete. It asks for a sign-in of the last quarter of an hour and
// for the handle, since it cannot be undone.
func (p *Pages) DataDelete(w http.ResponseWriter, r *http.Request) error {
	who := auth.Who(r)
	page := &dataDeletePage{Page: p.o.Render.Page(r, "")}
	page.fill(*who.Actor, p.o.Clock().Sub(who.SignedInAt) <= models.RecentSignIn)
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "data_delete.html", page)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	if r.PostForm.Get("do") == "again" {
		if err := p.o.Auth.End(w, r); err != nil {
			return err
		}
		return redirect(w, r, "/login?next=/settings/data/delete")
	}
	page.Typed = shortened(r.PostForm.Get("handle"))
	err := p.leave(w, r, page)
	var e *models.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	page.Error = page.T(e.Key, e.Args...)
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "data_delete.html", page)
}

func (page *dataDeletePage) fill(who models.Actor, fresh bool) {
	page.Title, page.Here, page.NoIndex = page.T("leaving.delete_title"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	page.Handle, page.Fresh = who.Handle, fresh
}

// leave deletes and leads to the page that shows how far it is.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request, page *dataDeletePage) error {
	typed := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(r.PostForm.Get("handle")), "@"))
	switch {
	case !page.Fresh:
		return models.Fail(models.Forbidden, "error.sign_in_again")
	case typed != page.Handle:
		return models.Fail(models.Invalid, "error.handle_typed", "Handle", page.Handle)
	}
	link := func(token string) string { return p.o.Base.Origin + "/gone/" + token }
	if !p.o.Mail {
		link = nil
	}
	token, err := p.o.Store.Leave(r.Context(), auth.Who(r).Actor.ID, link)
	if err != nil {
		return err
	}
	if err := p.o.Auth.End(w, r); err != nil {
		return err
	}
	return redirect(w, r, "/gone/"+token)
}
