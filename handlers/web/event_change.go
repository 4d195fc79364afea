package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// eventChangePage asks one thing about an event: publish, move, cancel, or say
// that it was held.
type eventChangePage struct {
	render.Page
	ID      string
	Do      string // publish, move, cancel, hold
	Name    string
	When    string
	Form    *eventForm
	Preview *eventPreview
	Off     bool   // it is cancelled
	Failure string // why it cannot be
}

// PublishEvent shows a draft as it will be, and publishes it or throws it away:
// /events/ID/publish.
func (p *Pages) PublishEvent(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), mux.Vars(r)["id"]
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	in, _, draft, err := p.planned(r, n, id)
	if err != nil {
		return err
	}
	if !draft {
		return redirect(w, r, "/events/"+id)
	}
	page := &eventChangePage{Page: p.o.Render.Page(r, ""), ID: id, Do: "publish"}
	if r.Method == http.MethodPost {
		if err := parsed(w, r); err != nil {
			return err
		}
		if r.PostForm.Get("do") == "drop" {
			if err := p.o.Store.DropDraft(ctx, id); err != nil {
				return err
			}
			p.o.Render.Say(w, "plan.notice_dropped")
			return redirect(w, r, "/events/new")
		}
		_, err := p.o.Store.PublishDraft(ctx, id)
		var refused *models.Error
		switch {
		case err == nil:
			p.o.Render.Say(w, "plan.notice_published")
			return redirect(w, r, "/events/"+id)
		case !errors.As(err, &refused) || refused.Kind == models.Conflict:
			return err
		}
		page.Failure = page.T(refused.Key, refused.Args...)
	}
	author, err := p.o.Store.Actor(ctx, in.ActorID)
	if err != nil {
		return fmt.Errorf("read author: %w", err)
	}
	page.fill(in.Title, in.Event)
	if err := in.Event.Check(in.Title); err != nil {
		sentence, _ := faultOf(&page.Page, err)
		page.Failure = page.T("plan.incomplete") + " " + sentence
	} else {
		shown, err := p.previewOf(r, page.Page, n, author, id, in)
		if err != nil {
			return err
		}
		page.Preview = &shown
	}
	return p.o.Render.HTML(w, r, statusOf(page.Failure != "" && r.Method == http.MethodPost), "event_change.html", page)
}

func statusOf(refused bool) int {
	if refused {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

func (page *eventChangePage) fill(title string, e models.Event) {
	page.Name, page.Title, page.Here, page.NoIndex = title, page.T("plan.title_"+page.Do), "events", true
	page.Off = e.Status == models.EventCancelled
	if !e.StartsAt.IsZero() {
		page.When = page.Sentence(page.Range(e.LocalStart(), e.LocalEnd()))
	}
}

// change begins the page of a change to an event that is out.
func (p *Pages) change(r *http.Request, do string) (*eventChangePage, models.Node, models.Object, models.Event, error) {
	n, err := p.node(r.Context())
	if err != nil {
		return nil, n, models.Object{}, models.Event{}, err
	}
	o, e, err := p.ourEvent(r, n, mux.Vars(r)["id"])
	if err != nil {
		return nil, n, o, e, err
	}
	page := &eventChangePage{Page: p.o.Render.Page(r, ""), ID: o.ID, Do: do}
	page.fill(o.Name, e)
	return page, n, o, e, nil
}

// CancelEvent calls an event off, with a reason, or lets it go on after all:
// /events/ID/cancel.
func (p *Pages) CancelEvent(w http.ResponseWriter, r *http.Request) error {
	page, _, o, _, err := p.change(r, "cancel")
	if err != nil {
		return err
	}
	page.reason()
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "event_change.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	page.Form.read(r)
	if r.PostForm.Get("do") == "revive" {
		_, err = p.o.Store.ReviveEvent(r.Context(), o.ID)
		return p.changed(w, r, page, err, "plan.notice_revived")
	}
	_, err = p.o.Store.CancelEventBecause(r.Context(), o.ID, page.Form.value("reason"))
	return p.changed(w, r, page, err, "plan.notice_cancelled")
}

func (page *eventChangePage) reason() {
	page.Form = &eventForm{form: &form{page: &page.Page, labels: "plan.field_", hints: "plan.hint_" + page.Do + "_"}}
	page.Form.Main = append(page.Form.Main, page.Form.add("reason", "area", func(in *formField) { in.Max = models.MaxReason }))
}

// HoldEvent says that an event took place: /events/ID/hold.
func (p *Pages) HoldEvent(w http.ResponseWriter, r *http.Request) error {
	page, _, o, e, err := p.change(r, "hold")
	if err != nil {
		return err
	}
	if err := e.CanHold(p.o.Clock()); err != nil {
		page.Failure, _ = faultOf(&page.Page, err)
	}
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "event_change.html", page)
	}
	_, err = p.o.Store.HoldEvent(r.Context(), o.ID)
	return p.changed(w, r, page, err, "plan.notice_held")
}

// MoveEvent lets an event be at another moment or place: /events/ID/move.
func (p *Pages) MoveEvent(w http.ResponseWriter, r *http.Request) error {
	page, n, o, e, err := p.change(r, "move")
	if err != nil {
		return err
	}
	picks, err := p.picked(r, &page.Page, n)
	if err != nil {
		return err
	}
	picks.Authors = nil
	page.moving(picks, o, e)
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "event_change.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	f := page.Form
	f.Hidden = nil
	f.takes(r)
	m := models.Event{Timezone: cmp.Or(f.value("zone"), e.Timezone)}
	f.when(f.typed(r), &m, false)
	save := f.where(&m)
	if m.Place.IsZero() && m.OnlineURL == "" && len(f.Failed) == 0 {
		f.wrong("venue", models.Fail(models.Invalid, "error.place_missing"))
	}
	if len(f.Failed) > 0 {
		return p.changed(w, r, page, models.Fail(models.Invalid, ""), "")
	}
	ctx := r.Context()
	err = p.o.Store.InTx(ctx, func(tx *store.Store) error {
		if save != nil {
			v, err := tx.AddVenue(ctx, *save)
			if err != nil {
				return err
			}
			m.VenueID = v.ID
		}
		m.Place = sameSpot(m.Place, e.Place)
		_, err := tx.MoveEvent(ctx, o.ID, models.EventMove{
			StartsAt: m.StartsAt, EndsAt: m.EndsAt, Timezone: m.Timezone, Place: m.Place, Room: m.Room, OnlineURL: m.OnlineURL,
			VenueID: m.VenueID, StepFree: m.StepFree, StepNote: m.StepFreeNote, Reason: f.value("reason"),
		})
		return err
	})
	return p.changed(w, r, page, err, "plan.notice_moved")
}

// moving gives the page the fields of when and where, as they are now.
func (page *eventChangePage) moving(picks eventPicks, o models.Object, e models.Event) {
	f := newEventForm(&page.Page, picks)
	f.show(store.NewEvent{Title: o.Name, Event: e}, models.TypedWhen{})
	f.set("step_free", string(models.StepFreeUnknown))
	if e.StepFree != models.StepFreeUnknown {
		f.set("step_free", string(e.StepFree))
	} else {
		f.set("step_free", "unknown")
	}
	f.Main = slices.DeleteFunc(f.Main, func(in *formField) bool {
		return !slices.Contains([]string{"date", "time", "end_date", "end_time", "zone"}, in.Name)
	})
	f.hints = "plan.hint_move_"
	f.People, f.More = nil, nil
	reason := f.add("reason", "area", func(in *formField) { in.Max = models.MaxReason })
	f.More = []*formField{reason}
	page.Form = f
}

// changed answers a change: on to the event, or back to the form with what is
// wrong.
func (p *Pages) changed(w http.ResponseWriter, r *http.Request, page *eventChangePage, err error, notice string) error {
	var refused *models.Error
	switch {
	case err == nil:
		p.o.Render.Say(w, notice)
		return redirect(w, r, "/events/"+page.ID)
	case !errors.As(err, &refused) || refused.Kind == models.NotFound:
		return err
	case page.Form == nil:
		page.Failure = page.T(refused.Key, refused.Args...)
	case refused.Key != "":
		page.Form.wrongIn(refused)
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, render.Status(refused), "event_change.html", page)
}
