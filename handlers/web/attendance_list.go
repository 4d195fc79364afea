package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// answersPage is the organiser's list of who comes.
type answersPage struct {
	render.Page
	Event   string // its page
	Name    string
	Lists   []guestList
	All     []guestRow // to choose two of who are one
	Failure string
	Present string // "12 van 20 binnen"; "" while nobody is
	Says    []doorRow
	Poster  string // the code at the door, while it is of use
	Settles bool   // it is over, and some were neither ticked off nor missed
}

// guestList is everyone of one state.
type guestList struct {
	ID      string
	Heading string
	Guests  []guestRow
}

// guestRow is one who answered: by her first name, since the list is read aloud at
// the door.
type guestRow struct {
	ID      string
	Name    string
	Acct    string
	Door    string
	Place   int // of one who waits
	Seated  bool
	There   string // since when
	Missing bool
	State   string // in words, where rows are of several
	Asked   []models.AskedAnswer
	Remark  string
}

// Answers shows the list, and takes who is there and who is not:
// /events/ID/answers. It is for the orchestrators and for who organises the event.
func (p *Pages) Answers(w http.ResponseWriter, r *http.Request) error {
	return p.organiser(w, r, p.answers)
}

// organises lets in who organises an event, and the orchestrators.
func (p *Pages) organises(w http.ResponseWriter, r *http.Request, o models.Object, show render.HandlerFunc) error {
	if who := auth.Who(r); who.SignedIn() && who.Actor.ID == o.ActorID {
		return show(w, r)
	}
	return auth.Require(models.SeeAnswers, show)(w, r)
}

func (p *Pages) answers(w http.ResponseWriter, r *http.Request, o models.Object) error {
	ctx := r.Context()
	e, err := p.o.Store.Event(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	page := &answersPage{Page: p.o.Render.Page(r, "")}
	status := http.StatusOK
	if r.Method == http.MethodPost {
		err := p.atTheDoor(w, r, o)
		if err == nil {
			http.Redirect(w, r, "/events/"+o.ID+"/answers", http.StatusSeeOther)
			return nil
		}
		var why *models.Error
		if !errors.As(err, &why) || why.Kind != models.Conflict && why.Kind != models.Invalid {
			return err
		}
		status, page.Failure = render.Status(err), page.T(why.Key, why.Args...)
	}
	guests, err := p.o.Store.Guests(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("list answers: %w", err)
	}
	waiting, err := p.o.Store.AtDoor(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("list who says she is there: %w", err)
	}
	page.fill(o, e, guests)
	page.atDoor(e, guests, waiting)
	w.Header().Set("Cache-Control", "no-store")
	return p.o.Render.HTML(w, r, status, "event_answers.html", page)
}

// atTheDoor notes what a button says of one guest of this event.
func (p *Pages) atTheDoor(w http.ResponseWriter, r *http.Request, o models.Object) error {
	if err := parsed(w, r); err != nil {
		return err
	}
	if done, err := p.doorButton(w, r, o); done {
		return err
	}
	ctx, id := r.Context(), r.PostForm.Get("guest")
	if r.PostForm.Get("do") == "add" {
		_, err := p.o.Store.AddGuest(ctx, o.ID, r.PostForm.Get("name"))
		return err
	}
	a, err := p.o.Store.Attendance(ctx, id)
	if err == nil && a.EventID != o.ID {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	if err != nil {
		return err
	}
	switch r.PostForm.Get("do") {
	case "there":
		return p.o.Store.CheckIn(ctx, id, true)
	case "not_there":
		return p.o.Store.CheckIn(ctx, id, false)
	case "missed":
		return p.o.Store.NoShow(ctx, id, true)
	case "not_missed":
		return p.o.Store.NoShow(ctx, id, false)
	}
	return models.Fail(models.Invalid, "error.request_invalid")
}

func (page *answersPage) fill(o models.Object, e models.Event, guests []store.GuestItem) {
	page.Title = page.T("rsvp.list_title", "Title", o.Name)
	page.Here, page.NoIndex = "events", true
	page.Event, page.Name = "/events/"+o.ID, o.Name
	for _, state := range []models.AttendanceState{
		models.AttendanceComing, models.AttendanceWaiting, models.AttendanceMaybe, models.AttendanceInvited, models.AttendanceDeclined,
	} {
		list := guestList{ID: string(state), Heading: page.T("rsvp.list_" + string(state))}
		for _, g := range guests {
			if g.Attendance.State == state {
				list.Guests = append(list.Guests, guestRowOf(&page.Page, e, g, len(list.Guests)+1))
			}
		}
		page.All = append(page.All, list.Guests...)
		if len(list.Guests) > 0 {
			page.Lists = append(page.Lists, list)
		}
	}
}

func guestRowOf(page *render.Page, e models.Event, g store.GuestItem, place int) guestRow {
	a := g.Attendance
	row := guestRow{ID: a.ID, Name: a.Name, Seated: a.State == models.AttendanceComing, Missing: a.NoShow}
	if g.Actor.ID != "" {
		row.Name, row.Acct = g.Actor.DisplayName(), "@"+g.Actor.Acct()
	}
	row.Name, _, _ = strings.Cut(strings.TrimSpace(row.Name), " ")
	if row.Name == "" {
		row.Name = page.T("rsvp.unnamed")
	}
	if a.Door != "" {
		row.Door = page.T("rsvp.door_" + string(a.Door))
	}
	row.Asked, row.Remark = a.Asked, a.Remark
	if a.State == models.AttendanceWaiting {
		row.Place = place
	}
	if a.CheckedInAt != nil {
		row.There = page.T("rsvp.is_there", "Time", a.CheckedInAt.In(e.Location()).Format("15:04"))
	}
	return row
}
