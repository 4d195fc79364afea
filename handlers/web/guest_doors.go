package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// guestDoors are the two ways in which a stranger answers an event without an
// account: by a mailed link, and by her own handle.
type guestDoors struct {
	*render.Printer
	Path   string // of the event
	Mail   *form  // nil: this node sends no mail
	Handle *form
	Open   string // "mail" or "handle": the one that was sent and is shown again
}

func guestDoorsOf(page *render.Page, eventID string, mail bool) *guestDoors {
	d := &guestDoors{Printer: page.Printer, Path: "/events/" + eventID}
	words := func() *form { return &form{page: page, labels: "rsvp.field_", hints: "rsvp.hint_"} }
	if mail {
		d.Mail = words()
		d.Mail.add("guest_name", "text", func(in *formField) { in.Max, in.Complete = models.MaxGuestName, "given-name" })
		d.Mail.add("guest_address", "mail", func(in *formField) { in.Required, in.Max, in.Complete = true, 254, "email" })
		d.Mail.choose(d.Mail.add("guest_language", "radio", nil), "rsvp.language_", page.Lang(), render.Languages()...)
	}
	d.Handle = words()
	d.Handle.add("guest_handle", "handle", func(in *formField) { in.Required, in.Max = true, 320 })
	return d
}

type guestDoorsPage struct {
	render.Page
	Name  string // of the event
	Facts *eventPage
	Doors *guestDoors
	Form  *form // the one that was sent
}

func (page *guestDoorsPage) fill(item store.EventItem, n models.Node, mail bool) {
	page.Name, page.NoIndex, page.Here = item.Object.Name, true, "events"
	page.Title = page.T("rsvp.doors_title", "Title", item.Object.Name)
	page.Facts = &eventPage{Page: page.Page}
	page.Facts.fill(item, n, page.Now)
	page.Doors = guestDoorsOf(&page.Page, item.Object.ID, mail)
}

// guestDoors begins the page on which a form is shown again.
func (p *Pages) guestDoors(w http.ResponseWriter, r *http.Request) (*guestDoorsPage, models.Object, error) {
	w.Header().Set("Cache-Control", "no-store")
	n, err := p.node(r.Context())
	if err != nil {
		return nil, models.Object{}, err
	}
	if err := parsed(w, r); err != nil {
		return nil, models.Object{}, err
	}
	item, err := p.guestEvent(r, mux.Vars(r)["id"])
	if err != nil {
		return nil, item.Object, err
	}
	page := &guestDoorsPage{Page: p.o.Render.Page(r, "")}
	page.fill(item, n, p.o.Mail)
	return page, item.Object, nil
}

// guestEvent gives an event of ours that the visitor may see.
func (p *Pages) guestEvent(r *http.Request, id string) (item store.EventItem, err error) {
	if item.Object, item.Actor, err = p.visible(r, id); err != nil {
		return item, err
	}
	if item.Object.Type != models.EventObj {
		return item, models.Fail(models.NotFound, "error.not_found")
	}
	if item.Event, err = p.o.Store.Event(r.Context(), item.Object.ID); err != nil {
		return item, fmt.Errorf("read event: %w", err)
	}
	return item, nil
}

// AnswerByMail mails a link to who wants to answer: POST /events/ID/by-mail. It
// says the same to every address.
func (p *Pages) AnswerByMail(w http.ResponseWriter, r *http.Request) error {
	page, o, err := p.guestDoors(w, r)
	if err != nil {
		return err
	}
	f := page.Doors.Mail
	if f == nil {
		return models.Fail(models.Conflict, "error.mail_off")
	}
	page.Form, page.Doors.Open = f, "mail"
	f.read(r)
	in := store.NewGuestLink{EventID: o.ID, Name: f.value("guest_name"), Language: f.value("guest_language")}
	f.wrong("guest_name", models.CheckGuestName(in.Name))
	in.Mail, err = models.ParseMailAddress(f.value("guest_address"))
	f.wrong("guest_address", err)
	if r.PostForm.Get("website") != "" { // nobody sees that field
		f.wrong("", models.Fail(models.Invalid, "error.trap"))
	}
	return p.askGuestLink(w, r, page, in, "guest_address", "rsvp.notice_mailed")
}

// AnswerByHandle tells a link to the actor whom a visitor says she is: POST
// /events/ID/by-handle. Only the actor herself reads it.
func (p *Pages) AnswerByHandle(w http.ResponseWriter, r *http.Request) error {
	page, o, err := p.guestDoors(w, r)
	if err != nil {
		return err
	}
	f := page.Doors.Handle
	page.Form, page.Doors.Open = f, "handle"
	f.read(r)
	in := store.NewGuestLink{EventID: o.ID, Language: page.Lang()}
	in.Actor, err = p.namedElsewhere(r.Context(), f.value("guest_handle"))
	if err != nil && !f.wrong("guest_handle", err) {
		return err
	}
	return p.askGuestLink(w, r, page, in, "guest_handle", "rsvp.notice_told")
}

// namedElsewhere finds the person of another server whom a handle names.
func (p *Pages) namedElsewhere(ctx context.Context, typed string) (models.Actor, error) {
	n, err := p.node(ctx)
	if err != nil {
		return models.Actor{}, err
	}
	user, domain, ok := models.SplitAcct(pastedAcct(typed))
	domain = strings.ToLower(domain)
	switch {
	case typed == "":
		return models.Actor{}, models.Fail(models.Invalid, "follow.error_empty")
	case !ok:
		return models.Actor{}, models.Fail(models.Invalid, "error.follow_handle_invalid", "Handle", shortened(typed))
	case domain == n.HandleDomain || domain == originHost(n.Origin):
		return models.Actor{}, models.Fail(models.Invalid, "rsvp.error_own", "Host", domain)
	}
	if blocked, err := p.o.Store.DomainBlocked(ctx, domain); err != nil {
		return models.Actor{}, err
	} else if blocked {
		return models.Actor{}, models.Fail(models.Forbidden, "error.visitor_blocked", "Host", domain)
	}
	a, err := p.o.Remote.Resolve(ctx, user+"@"+domain)
	switch {
	case models.KindOf(err) != "":
		return a, err
	case err != nil:
		p.o.Logger.WarnContext(ctx, "handle not looked up", "request_id", render.RequestID(ctx), "remote_host", domain)
		return a, models.Fail(models.Invalid, "error.follow_unreachable", "Host", domain) // why may hold her address
	case a.Local:
		return a, models.Fail(models.Invalid, "rsvp.error_own", "Host", domain)
	case a.Kind != models.Person || a.GoneAt != nil:
		return a, models.Fail(models.Invalid, "rsvp.error_no_person", "Handle", shortened(typed))
	}
	return a, nil
}

// askGuestLink has a link sent, or shows what is wrong; field is where what the
// store finds wrong stands.
func (p *Pages) askGuestLink(w http.ResponseWriter, r *http.Request, page *guestDoorsPage, in store.NewGuestLink, field, notice string) error {
	status := http.StatusUnprocessableEntity
	if page.Form.wrongCount() == 0 {
		err := p.o.Store.AskGuestLink(r.Context(), in)
		if err == nil {
			p.o.Render.Say(w, notice)
			return redirect(w, r, page.Doors.Path+"#rsvp")
		}
		if kind := models.KindOf(err); kind != models.TooMany && kind != models.Forbidden {
			field = ""
		}
		if !page.Form.wrong(field, err) {
			return err
		}
		status = render.Status(err)
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, status, "guest_doors.html", page)
}
