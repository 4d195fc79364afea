package web

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type guestMergePage struct {
	render.Page
	Event string // the list
	Rows  []guestRow
}

// MergeGuests asks whether two guests are one person and which of them stays, and
// then makes them one: /events/ID/answers/merge.
func (p *Pages) MergeGuests(w http.ResponseWriter, r *http.Request) error {
	return p.organiser(w, r, p.mergeGuests)
}

// organiser lets in who organises the event of the address, and orchestrators.
func (p *Pages) organiser(w http.ResponseWriter, r *http.Request, f func(w http.ResponseWriter, r *http.Request, o models.Object) error) error {
	o, _, err := p.visible(r, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	if o.Type != models.EventObj {
		return models.Fail(models.NotFound, "error.not_found")
	}
	return p.organises(w, r, o, func(w http.ResponseWriter, r *http.Request) error { return f(w, r, o) })
}

func (p *Pages) mergeGuests(w http.ResponseWriter, r *http.Request, o models.Object) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	list := "/events/" + o.ID + "/answers"
	one, two := r.Form.Get("one"), r.Form.Get("two")
	guests, err := p.o.Store.Guests(ctx, o.ID)
	if err != nil {
		return err
	}
	e, err := p.o.Store.Event(ctx, o.ID)
	if err != nil {
		return err
	}
	page := &guestMergePage{Page: p.o.Render.Page(r, "")}
	page.fill(o, e, guests, one, two)
	if len(page.Rows) != 2 {
		p.o.Render.Say(w, "rsvp.notice_not_two")
		return redirect(w, r, list)
	}
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "guest_merge.html", page)
	}
	kept, gone := one, two
	switch r.PostForm.Get("keep") {
	case one:
	case two:
		kept, gone = two, one
	default:
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	if err := p.o.Store.MergeGuests(ctx, kept, gone, auth.Who(r).Actor.ID); err != nil {
		return err
	}
	p.o.Render.Say(w, "rsvp.notice_merged")
	return redirect(w, r, list)
}

func (page *guestMergePage) fill(o models.Object, e models.Event, guests []store.GuestItem, one, two string) {
	page.Title, page.NoIndex, page.Here = page.T("rsvp.merge_title"), true, "events"
	page.Event = "/events/" + o.ID + "/answers"
	for _, id := range []string{one, two} {
		for _, g := range guests {
			if g.Attendance.ID == id && one != two {
				row := guestRowOf(&page.Page, e, g, 0)
				row.State = page.T("rsvp.list_" + string(g.Attendance.State))
				page.Rows = append(page.Rows, row)
			}
		}
	}
}

// Whole gives a guest in one line, as a choice in a list.
func (row guestRow) Whole() string {
	var parts []string
	for _, s := range []string{row.Name, row.Acct, row.Door} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
