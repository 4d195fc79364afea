package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/qr"
)

// doorRow is one who says she is there, in the organiser's list.
type doorRow struct {
	ID, Name, Acct string
	Guests         []claimRow // those of the list that she may be
}

// atDoor fills what the list says of the door.
func (page *answersPage) atDoor(e models.Event, guests []store.GuestItem, waiting []store.DoorItem) {
	present, coming, open := 0, 0, false
	for _, g := range guests {
		if g.Attendance.State == models.AttendanceComing {
			coming++
			if g.Attendance.CheckedInAt != nil {
				present++
			} else if !g.Attendance.NoShow {
				open = true
			}
		}
	}
	if present > 0 {
		page.Present = page.T("door.present", "N", page.Number(present), "Of", page.Number(coming))
	}
	page.Settles = open && e.CanSettle(page.Now) == nil
	if e.Status != models.EventCancelled && !page.Now.After(e.StartsAt.Add(models.DoorAfter)) {
		page.Poster = page.Event + "/door"
	}
	for _, item := range waiting {
		row := doorRow{ID: item.Word.ID, Name: item.Word.Name}
		if item.Actor.ID != "" {
			row.Name, row.Acct = item.Actor.DisplayName(), "@"+item.Actor.Acct()
		} else {
			row.Guests = page.alike(row.Name, e, guests)
		}
		page.Says = append(page.Says, row)
	}
}

// alike gives those of the list who are not ticked off and have the first name
// that somebody gave.
func (page *answersPage) alike(name string, e models.Event, guests []store.GuestItem) (out []claimRow) {
	for i, g := range guests {
		row := guestRowOf(&page.Page, e, g, i)
		if row.Seated && row.There == "" && strings.EqualFold(row.Name, models.FirstName(name)) {
			if row.Acct != "" {
				row.Name += " (" + row.Acct + ")"
			}
			out = append(out, claimRow{row.ID, row.Name})
		}
	}
	return out
}

// doorButton does what a button says of those who say they are there, and of all
// at once; done is false for any other button.
func (p *Pages) doorButton(w http.ResponseWriter, r *http.Request, o models.Object) (done bool, err error) {
	ctx, form := r.Context(), r.PostForm
	switch form.Get("do") {
	case "in", "not_in":
		return true, p.o.Store.SettleDoor(ctx, o.ID, form.Get("word"), form.Get("guest"), form.Get("do") == "in")
	case "settle":
		if _, err = p.o.Store.MissTheRest(ctx, o.ID); err == nil {
			p.o.Render.Say(w, "door.notice_missed")
		}
		return true, err
	}
	return false, nil
}

type doorPage struct {
	render.Page
	Event   string
	Name    string
	NameIn  string // language
	Closed  string // why nobody says so now
	Failure string
	Me      string // who is signed in
	Known   bool   // she is on the list
	In      string // she is ticked off
	Waits   bool   // for a host
	SignIn  string
	Form    *form // for those without an account
}

// AtDoor is where people say that they are at an event: /events/ID/here/CODE, which
// stands in the code at its door.
func (p *Pages) AtDoor(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), mux.Vars(r)["id"]
	w.Header().Set("Cache-Control", "no-store")
	o, e, err := p.behindDoor(r, id)
	if err != nil {
		return err
	}
	page := &doorPage{Page: p.o.Render.Page(r, "")}
	page.fill(o, e, r.URL.Path)
	status := http.StatusOK
	if r.Method == http.MethodPost && page.Closed == "" {
		notice, err := p.arrive(w, r, page, o)
		switch {
		case err == nil:
			p.o.Render.Say(w, notice)
			return redirect(w, r, r.URL.Path)
		case models.KindOf(err) == models.Invalid && page.Form != nil && page.Form.wrong("name", err):
			status, page.Title = http.StatusUnprocessableEntity, page.T("layout.error_prefix", "Title", page.Title)
		default:
			failure := asConflict(err)
			if failure == nil {
				return err
			}
			status, page.Failure = http.StatusConflict, page.T(failure.Key, failure.Args...)
		}
	}
	if who := auth.Who(r).Actor; who != nil && page.Closed == "" {
		a, _, err := p.o.Store.AnswerOf(ctx, o.ID, who.ID)
		if err != nil && models.KindOf(err) != models.NotFound {
			return fmt.Errorf("read answer: %w", err)
		}
		waiting, err := p.o.Store.AtDoor(ctx, o.ID)
		if err != nil {
			return fmt.Errorf("list who says she is there: %w", err)
		}
		page.stands(a, e, waiting)
	}
	return p.o.Render.HTML(w, r, status, "event_here.html", page)
}

// behindDoor gives the event of a code: whoever has it stands before the door, and
// sees the name of the event, whomever it is for.
func (p *Pages) behindDoor(r *http.Request, id string) (models.Object, models.Event, error) {
	absent := models.Fail(models.NotFound, "error.not_found")
	if !p.o.Store.DoorOpens(id, mux.Vars(r)["code"]) {
		return models.Object{}, models.Event{}, absent
	}
	o, err := p.o.Store.Object(r.Context(), id)
	if err == nil && (!o.Local || o.Type != models.EventObj || o.GoneAt != nil) {
		err = absent
	}
	if err != nil {
		return o, models.Event{}, err
	}
	e, err := p.o.Store.Event(r.Context(), id)
	return o, e, err
}

func (page *doorPage) fill(o models.Object, e models.Event, path string) {
	page.Title, page.Here, page.NoIndex = page.T("door.title", "Title", o.Name), "events", true
	page.Event, page.Name, page.NameIn = "/events/"+o.ID, o.Name, o.Language
	if why := asError(e.AtDoor(page.Now)); why != nil {
		page.Closed = page.T(why.Key, why.Args...)
		return
	}
	if v := page.Visitor; v.SignedIn() {
		page.Me = v.Actor.DisplayName()
		return
	}
	page.SignIn = auth.LoginPath(path)
	page.Form = &form{page: &page.Page, labels: "door.field_", hints: "door.hint_"}
	page.Form.add("name", "text", func(in *formField) { in.Max, in.Required, in.Complete = models.MaxNickname, true, "given-name" })
}

// stands says how it is with who is signed in.
func (page *doorPage) stands(a models.Attendance, e models.Event, waiting []store.DoorItem) {
	page.Known = a.State == models.AttendanceComing
	if page.Known && a.CheckedInAt != nil {
		page.In = page.T("door.in", "Time", a.CheckedInAt.In(e.Location()).Format("15:04"))
	}
	for _, w := range waiting {
		page.Waits = page.Waits || w.Actor.ID == page.Visitor.Actor.ID
	}
}

func (p *Pages) arrive(w http.ResponseWriter, r *http.Request, page *doorPage, o models.Object) (notice string, err error) {
	if err := parsed(w, r); err != nil {
		return "", err
	}
	if who := auth.Who(r).Actor; who != nil {
		got, err := p.o.Store.Arrive(r.Context(), o.ID, *who, render.LanguageOf(r.Context()))
		if got == store.ArrivalIn {
			return "door.notice_in", err
		}
		return "door.notice_waits", err
	}
	page.Form.read(r)
	return "door.notice_waits", p.o.Store.SayThere(r.Context(), o.ID, page.Form.value("name"))
}

type doorPoster struct {
	render.Page
	Event string
	Name  string
	Span  string
	Link  typedLink
	QR    qr.Code
}

// DoorPoster is the sheet with the code for the door: /events/ID/door, and
// /events/ID/door.png the code alone. It is for who sees the list.
func (p *Pages) DoorPoster(w http.ResponseWriter, r *http.Request) error {
	o, _, err := p.visible(r, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	if o.Type != models.EventObj {
		return models.Fail(models.NotFound, "error.not_found")
	}
	return p.organises(w, r, o, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		link := o.URI + "/here/" + p.o.Store.DoorCode(o.ID)
		if strings.HasSuffix(r.URL.Path, ".png") {
			return doorPicture(w, link)
		}
		e, err := p.o.Store.Event(r.Context(), o.ID)
		if err != nil {
			return fmt.Errorf("read event: %w", err)
		}
		page := &doorPoster{Page: p.o.Render.Page(r, "")}
		if err := page.fill(o, e, link); err != nil {
			return err
		}
		return p.o.Render.HTML(w, r, http.StatusOK, "event_door.html", page)
	})
}

func doorPicture(w http.ResponseWriter, link string) error {
	picture, err := qr.PNG(link, qrPixels)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Disposition", `inline; filename="deur.png"`)
	_, _ = w.Write(picture) // the client went away; nothing to mend
	return nil
}

func (page *doorPoster) fill(o models.Object, e models.Event, link string) (err error) {
	page.Title, page.Here, page.NoIndex, page.Bare = page.T("door.poster_title", "Title", o.Name), "events", true, true
	page.Event, page.Name, page.Link = "/events/"+o.ID, o.Name, typed(link).short()
	until := e.StartsAt
	if e.EndsAt != nil {
		until = *e.EndsAt
	}
	page.Span = page.T("door.poster_span", "From", page.DateTime(e.StartsAt.Add(-models.DoorBefore).In(e.Location())), "To", page.DateTime(until.Add(models.DoorAfter).In(e.Location())))
	page.QR, err = qr.Draw(link)
	return err
}
