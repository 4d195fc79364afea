package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/locales"
)

// rsvpPanel is where a visitor answers an event, or reads why she cannot.
type rsvpPanel struct {
	*render.Printer
	Action  string // of the form; "" when there is none
	Counts  string // who comes, and what is left
	Full    string
	Said    string // her answer until now
	Shown   bool
	Closed  string      // why nobody answers now
	Failure string      // what came of the answer she just gave
	SignIn  string      // where she signs in to answer
	Guest   *guestDoors // how she answers without an account
	Asked   *form       // the organiser's questions, in the form of who is signed in
	Poll    string      // that its announcement is a poll, while that is open
	Answers string      // the organiser's list
	Remind  *remindChoice
}

// remindChoice is whether she is reminded of this event, and how.
type remindChoice struct {
	On  bool
	How string
}

// rsvp reads the panel; nil when the event takes no answers.
func (p *Pages) rsvp(r *http.Request, page *render.Page, o models.Object, e models.Event, failure *models.Error) (*rsvpPanel, error) {
	if !e.TakesRSVP {
		return nil, nil
	}
	tally, err := p.o.Store.Tally(r.Context(), o.ID)
	if err != nil {
		return nil, fmt.Errorf("count answers: %w", err)
	}
	var mine models.Attendance
	place := 0
	if page.Visitor.SignedIn() {
		mine, place, err = p.o.Store.AnswerOf(r.Context(), o.ID, page.Visitor.Actor.ID)
		if err != nil && models.KindOf(err) != models.NotFound {
			return nil, fmt.Errorf("read answer: %w", err)
		}
	}
	panel := rsvpPanelOf(page, o, e, tally, mine, place)
	if panel.SignIn != "" {
		panel.Guest = guestDoorsOf(page, o.ID, p.o.Mail)
	}
	if panel.Action != "" {
		if panel.Remind, err = p.remindChoice(r, page, mine); err != nil {
			return nil, err
		}
	}
	if failure != nil {
		panel.Failure = page.T(failure.Key, failure.Args...)
		readAsked(r, panel.Asked, e, models.RSVP(r.PostForm.Get("answer"))) // what she typed stays
	}
	return panel, nil
}

// remindChoice gives nil to who cannot be reminded: she has no address here, or
// wants no such mail at all.
func (p *Pages) remindChoice(r *http.Request, page *render.Page, mine models.Attendance) (*remindChoice, error) {
	who := page.Visitor.Actor
	a, err := p.o.Store.AddressOf(r.Context(), who.ID)
	choice := &remindChoice{On: !mine.Unreminded}
	switch {
	case err != nil && models.KindOf(err) != models.NotFound:
		return nil, fmt.Errorf("read mail address: %w", err)
	case err == nil && a.Verified():
		if choice.How = page.T("rsvp.remind_mail"); !p.o.Mail || !a.Wants(models.MailEventReminder) {
			choice = nil
		}
	case who.Local:
		choice = nil
	default:
		choice.How = page.T("rsvp.remind_mention")
	}
	return choice, nil
}

func rsvpPanelOf(page *render.Page, o models.Object, e models.Event, tally models.Tally, mine models.Attendance, place int) *rsvpPanel {
	panel := &rsvpPanel{Printer: page.Printer, Shown: mine.Shown, Asked: askedForm(page, e, mine.Asked)}
	counts := []string{page.N("rsvp.coming_count", tally.Coming)}
	left := tally.Left(e)
	if left > 0 {
		counts = append(counts, page.N("rsvp.left_count", left))
	}
	if tally.Waiting > 0 {
		counts = append(counts, page.N("rsvp.waiting_count", tally.Waiting))
	}
	panel.Counts = strings.Join(counts, ", ")
	path := "/events/" + o.ID
	if page.Visitor.SignedIn() && (page.Visitor.Can(models.SeeAnswers) || page.Visitor.Actor.ID == o.ActorID) {
		panel.Answers = path + "/answers"
	}
	switch mine.State {
	case models.AttendanceWaiting:
		panel.Said = page.T("rsvp.said_waiting", "Place", place)
	case "":
	default:
		panel.Said = page.T("rsvp.said_" + string(mine.State))
	}
	var why *models.Error
	if errors.As(e.Answerable(page.Now), &why) {
		panel.Closed = page.T(why.Key)
		return panel
	}
	if left == 0 && !mine.State.Wants() {
		panel.Full = page.T("rsvp.full")
		if e.WaitingList {
			panel.Full = page.T("rsvp.full_list")
		}
	}
	if e.Votable(page.Now) == nil {
		panel.Poll = page.T("rsvp.poll_open")
	}
	switch {
	case !page.Visitor.SignedIn():
		panel.SignIn = auth.LoginPath(path)
	case errors.As(e.MayCome(models.Comer{Member: models.Can(page.Visitor.Role, models.SeeMemberFields), Invited: mine.Invited}), &why) && !mine.State.Wants():
		panel.Closed = page.T(why.Key)
	default:
		panel.Action = path + "/rsvp"
	}
	return panel
}

// Rsvp takes the answer of who is signed in: POST /events/ID/rsvp.
func (p *Pages) Rsvp(w http.ResponseWriter, r *http.Request) error {
	if err := parsed(w, r); err != nil {
		return err
	}
	o, _, err := p.visible(r, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	says, err := saidIn(r)
	var wrong *models.Error
	if errors.As(err, &wrong) {
		return p.showEvent(w, r, wrong)
	}
	e, err := p.o.Store.Event(r.Context(), o.ID)
	if err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	questions := askedForm(&render.Page{Printer: locales.For(render.LanguageOf(r.Context()))}, e, nil)
	asked := readAsked(r, questions, e, says)
	if questions.wrongCount() > 0 {
		return p.showEvent(w, r, models.Fail(models.Invalid, "rsvp.asked_open"))
	}
	shown := r.PostForm.Get("shown") == "1"
	word := models.Word{Door: models.DoorPage, Says: says, Shown: &shown, Asked: asked, Language: render.LanguageOf(r.Context())}
	if r.PostForm.Get("reminding") == "1" {
		remind := r.PostForm.Get("remind") == "1"
		word.Remind = &remind
	}
	answer, err := p.o.Store.Respond(r.Context(), store.Answer{EventID: o.ID, Actor: *auth.Who(r).Actor, Word: word})
	switch {
	case err != nil:
		return err
	case answer.Refused != nil:
		return p.showEvent(w, r, answer.Refused)
	}
	http.Redirect(w, r, "/events/"+o.ID+"#rsvp", http.StatusSeeOther)
	return nil
}
