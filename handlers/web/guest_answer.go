package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// guestPage is where somebody without an account answers: by a one-time link, or
// later on a page of her own.
type guestPage struct {
	render.Page
	Name    string // of the event
	Event   string // its page
	Facts   *eventPage
	Whom    string // as whom she answers
	Said    string // her answer until now
	Contact string // for those who come
	Counts  string
	Full    string
	Closed  string // why nobody answers now
	Failure string
	Asked   *form // the organiser's questions; no fields: none
	Own     bool  // her own page: she can also be forgotten
	Kept    string
}

func (page *guestPage) fill(item store.EventItem, n models.Node, tally models.Tally, mine models.Attendance, place int) {
	page.Name, page.Event, page.NoIndex, page.Here = item.Object.Name, "/events/"+item.Object.ID, true, "events"
	page.Title = page.T("rsvp.guest_title", "Title", item.Object.Name)
	page.Facts = &eventPage{Page: page.Page}
	page.Facts.fill(item, n, page.Now)
	panel := rsvpPanelOf(&page.Page, item.Object, item.Event, tally, mine, place)
	page.Counts, page.Full, page.Said, page.Closed = panel.Counts, panel.Full, panel.Said, panel.Closed
	var why *models.Error
	if !errors.As(item.Event.Answerable(page.Now), &why) {
		page.Closed = "" // whom it is for is known when she answers
	}
	if mine.State == models.AttendanceComing {
		page.Contact = item.Event.Contact
	}
	page.Asked = askedForm(&page.Page, item.Event, mine.Asked)
	page.Kept = page.T("rsvp.kept", "Days", int(models.GuestKept.Hours()/24))
}

// askedForm holds the organiser's questions as fields.
func askedForm(page *render.Page, e models.Event, given []models.AskedAnswer) *form {
	f := &form{page: page}
	for i, q := range e.Questions {
		in := &formField{Name: askedName(i), Kind: "text", Label: q.Label, Max: models.MaxAskedAnswer, Hint: page.T("rsvp.asked_free")}
		if q.Needed {
			in.Hint = page.T("rsvp.asked_needed")
		}
		for _, a := range given {
			if a.Label == q.Label {
				in.Value = a.Text
			}
		}
		f.Fields = append(f.Fields, in)
	}
	return f
}

func askedName(i int) string { return "asked" + strconv.Itoa(i+1) }

// readAsked takes the answers to the organiser's questions; nil where the form had
// none. What is wrong is noted beside the fields. A question that changed while
// the form was open has no answer.
func readAsked(r *http.Request, f *form, e models.Event, says models.RSVP) []models.AskedAnswer {
	if len(e.Questions) == 0 {
		return nil
	}
	f.read(r)
	shown, out := r.PostForm["question"], []models.AskedAnswer{}
	for i, q := range e.Questions {
		in := f.Fields[i]
		if i >= len(shown) || shown[i] != q.Label {
			in.Value = ""
		}
		f.wrong(in.Name, q.Check(in.Value, says))
		out = append(out, models.AskedAnswer{Label: q.Label, Text: in.Value})
	}
	return out
}

// saidIn reads a yes, maybe or no.
func saidIn(r *http.Request) (models.RSVP, error) {
	says := models.RSVP(r.PostForm.Get("answer"))
	if says != models.RSVPYes && says != models.RSVPMaybe && says != models.RSVPNo {
		return "", models.Fail(models.Invalid, "error.answer_invalid")
	}
	return says, nil
}

// AnswerLink is what a one-time link leads to: /answer/TOKEN. GET shows buttons,
// since programs look at links; POST acts, and uses it up.
func (p *Pages) AnswerLink(w http.ResponseWriter, r *http.Request) error {
	ctx, token := r.Context(), mux.Vars(r)["token"]
	w.Header().Set("Cache-Control", "no-store")
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	link, err := p.o.Store.GuestLink(ctx, token)
	if err == nil {
		err = link.Check(p.o.Clock())
	}
	if err != nil {
		return err
	}
	page, item, err := p.guestPage(r, n, link.EventID, models.Attendance{}, 0)
	if err != nil {
		return err
	}
	if link.Door == models.DoorHandle {
		who, err := p.o.Store.Actor(ctx, link.ActorID)
		if err != nil {
			return err
		}
		page.Whom = page.T("rsvp.as_handle", "Acct", "@"+who.Acct())
	} else if link.Name != "" {
		page.Whom = page.T("mail.hello", "Name", link.Name)
	}
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "guest_answer.html", page)
	}
	return p.takeAnswer(w, r, page, item, func(word models.Word) (store.Response, error) { return p.o.Store.AnswerByLink(ctx, token, word) })
}

// Coming is a guest's own page, on which she changes her answer until the event is
// over, and can be forgotten: /coming/PASS.
func (p *Pages) Coming(w http.ResponseWriter, r *http.Request) error {
	ctx, pass := r.Context(), mux.Vars(r)["pass"]
	w.Header().Set("Cache-Control", "no-store")
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	mine, err := p.o.Store.AttendanceByPass(ctx, pass)
	if err != nil {
		return err
	}
	place, err := p.o.Store.PlaceOf(ctx, mine)
	if err != nil {
		return err
	}
	page, item, err := p.guestPage(r, n, mine.EventID, mine, place)
	if err != nil {
		return err
	}
	page.Own = true
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "guest_answer.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	switch r.PostForm.Get("do") {
	case "forget":
		if err := p.o.Store.ForgetByPass(ctx, pass); err != nil {
			return err
		}
		p.o.Render.Say(w, "rsvp.notice_forgotten")
		return redirect(w, r, page.Event)
	case "asked":
		given := readAsked(r, page.Asked, item.Event, models.RSVPMaybe) // only a yes owes an answer
		if page.Asked.wrongCount() > 0 {
			return p.guestRefused(w, r, page, http.StatusUnprocessableEntity)
		}
		if err := p.o.Store.TellAsked(ctx, mine.ID, given); err != nil {
			return err
		}
		p.o.Render.Say(w, "rsvp.notice_asked")
		return redirect(w, r, "/coming/"+pass)
	}
	return p.takeAnswer(w, r, page, item, func(word models.Word) (store.Response, error) { return p.o.Store.AnswerByPass(ctx, pass, word) })
}

func (p *Pages) guestPage(r *http.Request, n models.Node, eventID string, mine models.Attendance, place int) (*guestPage, store.EventItem, error) {
	item, err := p.guestEvent(r, eventID)
	if err != nil {
		return nil, item, err
	}
	tally, err := p.o.Store.Tally(r.Context(), eventID)
	if err != nil {
		return nil, item, err
	}
	page := &guestPage{Page: p.o.Render.Page(r, "")}
	page.fill(item, n, tally, mine, place)
	return page, item, nil
}

// takeAnswer takes what a guest says, and leads her to her own page.
func (p *Pages) takeAnswer(w http.ResponseWriter, r *http.Request, page *guestPage, item store.EventItem, answer func(models.Word) (store.Response, error)) error {
	if err := parsed(w, r); err != nil {
		return err
	}
	says, err := saidIn(r)
	if err != nil {
		page.Failure = page.T("error.answer_invalid")
		return p.guestRefused(w, r, page, http.StatusUnprocessableEntity)
	}
	word := models.Word{Says: says, Asked: readAsked(r, page.Asked, item.Event, says)}
	if page.Asked.wrongCount() > 0 {
		return p.guestRefused(w, r, page, http.StatusUnprocessableEntity)
	}
	out, err := answer(word)
	switch {
	case err != nil:
		return err
	case out.Refused != nil:
		page.Failure = page.T(out.Refused.Key, out.Refused.Args...)
		return p.guestRefused(w, r, page, render.Status(out.Refused))
	}
	own, err := p.o.Store.ComingURL(r.Context(), out.Attendance.ID)
	if err != nil {
		return err
	}
	return redirect(w, r, strings.TrimPrefix(own, p.o.Base.Origin))
}

func (p *Pages) guestRefused(w http.ResponseWriter, r *http.Request, page *guestPage, status int) error {
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, status, "guest_answer.html", page)
}
