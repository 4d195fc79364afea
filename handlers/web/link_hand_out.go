package web

import (
	"context"
	"errors"
	"net/http"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/static/qr"
)

type linkPage struct {
	render.Page
	Rooms  roomNav
	Handle string // typed
	Error  string
	Person personRow // for whom the link is, when it was made
	Link   string    // shown this once
	QR     qr.Code
	Until  string
}

// HandOutLink makes a member a one-time link to sign in with and shows it once,
// to hand over: /manage/links.
func (p *Pages) HandOutLink(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	page := &linkPage{Page: p.o.Render.Page(r, "")}
	page.fill()
	if r.Method != http.MethodPost {
		page.Handle = typedHandle(r.URL.Query().Get("handle"), p.o.Base.Domain)
		return p.o.Render.HTML(w, r, http.StatusOK, "link_hand_out.html", page)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	page.Handle = typedHandle(r.PostForm.Get("handle"), p.o.Base.Domain)
	who, err := p.member(ctx, page.Handle)
	if err == nil {
		err = p.handOut(ctx, page, who)
	}
	var e *models.Error
	switch {
	case err == nil:
		return p.o.Render.HTML(w, r, http.StatusOK, "link_hand_out.html", page)
	case !errors.As(err, &e):
		return err
	}
	page.Error = page.T(e.Key, e.Args...)
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "link_hand_out.html", page)
}

// member gives a person of this node who is still here.
func (p *Pages) member(ctx context.Context, handle string) (models.Actor, error) {
	a, err := p.o.Store.ActorByHandle(ctx, handle)
	switch {
	case models.KindOf(err) == models.NotFound, err == nil && (a.Kind != models.Person || a.GoneAt != nil):
		return a, models.Fail(models.NotFound, "error.no_such_actor", "Handle", handle)
	}
	return a, err
}

func (p *Pages) handOut(ctx context.Context, page *linkPage, who models.Actor) error {
	token, err := p.o.Store.MakeLink(ctx, models.LinkSignIn, who.ID)
	if err != nil {
		return err
	}
	p.o.Logger.InfoContext(ctx, "link handed out", "request_id", render.RequestID(ctx), "member_id", who.ID, "by", page.Visitor.Actor.ID)
	return page.made(who, p.o.Base.Origin+"/welcome/"+token)
}

func (page *linkPage) fill() {
	page.Title, page.Here, page.NoIndex = page.T("signin.link_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
}

func (page *linkPage) made(who models.Actor, link string) (err error) {
	page.Person, page.Link = personRowOf(&page.Page, who), link
	page.Until = page.DateTime(page.Now.Add(models.LinkLife))
	page.QR, err = qr.Draw(link)
	return err
}
