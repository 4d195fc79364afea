package web

import (
	"cmp"
	"errors"
	"fmt"
	"html"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/locales"
)

// eventEditPage is where an event is written: a new one, a draft, or a change of
// one that is out.
type eventEditPage struct {
	render.Page
	Form    *eventForm
	ID      string // "" for a new one
	Draft   bool   // it is not out
	Poll    string // of one that is out: whether it has one, which is fixed
	Preview *eventPreview
	Drafts  []draftRow
	Clash   *clashPart // what else there is around its time; nil: not looked for
}

// draftRow is an event that is not out.
type draftRow struct{ URL, Title, When string }

// eventPreview shows an event as it will be: on its page, in a list, and as note
// software shows it.
type eventPreview struct {
	*render.Printer
	Page *eventPage
	Note noteRow
}

// NewEvent plans an event: /events/new.
func (p *Pages) NewEvent(w http.ResponseWriter, r *http.Request) error {
	return p.eventEditor(w, r, "")
}

// EditEvent changes an event, or a draft of one: /events/ID/edit.
func (p *Pages) EditEvent(w http.ResponseWriter, r *http.Request) error {
	return p.eventEditor(w, r, mux.Vars(r)["id"])
}

func (p *Pages) eventEditor(w http.ResponseWriter, r *http.Request, id string) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	page := &eventEditPage{Page: p.o.Render.Page(r, ""), ID: id, Draft: true}
	old, when := store.NewEvent{}, models.TypedWhen{}
	if id != "" {
		if old, when, page.Draft, err = p.planned(r, n, id); err != nil {
			return err
		}
	}
	picks, err := p.picked(r, &page.Page, n)
	if err != nil {
		return err
	}
	if len(picks.Authors) == 0 { // at home elsewhere, and no orchestrator here
		return models.Fail(models.Forbidden, "error.forbidden")
	}
	if !page.Draft {
		picks.Authors, picks.Out = []option{{Value: old.ActorID, Checked: true}}, true
		page.Poll = page.T("plan.poll_fixed_off")
		if old.Event.Poll {
			page.Poll = page.T("plan.poll_fixed_on")
		}
	}
	page.begin(picks)
	if r.Method == http.MethodPost {
		return p.eventWritten(w, r, page, n, picks, old)
	}
	if id != "" {
		page.Form.show(old, when)
	}
	if page.Draft {
		if err := p.listDrafts(r, page, picks); err != nil {
			return err
		}
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "event_edit.html", page)
}

func (page *eventEditPage) begin(picks eventPicks) {
	page.Title, page.Here, page.NoIndex, page.Planner = page.T("plan.title_new"), "events", true, true
	if page.ID != "" {
		page.Title = page.T("plan.title_edit")
	}
	page.Form = newEventForm(&page.Page, picks)
}

// planned gives an event that the visitor may change, draft or out. Whoever may
// not see a draft is told that there is nothing.
func (p *Pages) planned(r *http.Request, n models.Node, id string) (in store.NewEvent, when models.TypedWhen, draft bool, err error) {
	ctx, v := r.Context(), auth.Who(r)
	d, err := p.o.Store.Draft(ctx, id)
	switch {
	case err == nil:
		if models.MayOrganise(d.ActorID, visitorID(v), v.Role, n.Collective) != nil {
			return in, when, false, models.Fail(models.NotFound, "error.not_found")
		}
		return d.New, d.When, true, nil
	case models.KindOf(err) != models.NotFound:
		return in, when, false, err
	}
	o, e, err := p.ourEvent(r, n, id)
	if err != nil {
		return in, when, false, err
	}
	return store.NewEvent{
		ActorID: o.ActorID, Title: o.Name, Summary: o.Summary, Source: o.Source, Content: o.Content, Language: o.Language,
		Hashtags: o.Hashtags, Mentions: o.Mentions, Attachments: o.Attachments, Event: e,
	}, when, false, nil
}

func visitorID(v auth.Visitor) string {
	if v.Actor == nil {
		return ""
	}
	return v.Actor.ID
}

// ourEvent gives an event that is out and that the visitor may change.
func (p *Pages) ourEvent(r *http.Request, n models.Node, id string) (models.Object, models.Event, error) {
	o, _, err := p.visible(r, id)
	if err != nil {
		return o, models.Event{}, err
	}
	if o.Type != models.EventObj {
		return o, models.Event{}, models.Fail(models.NotFound, "error.not_found")
	}
	v := auth.Who(r)
	if err := models.MayChange(o, visitorID(v), v.Role, n.Collective); err != nil {
		return o, models.Event{}, err
	}
	e, err := p.o.Store.Event(r.Context(), o.ID)
	if err != nil {
		return o, e, fmt.Errorf("read event: %w", err)
	}
	return o, e, nil
}

func (p *Pages) listDrafts(r *http.Request, page *eventEditPage, picks eventPicks) error {
	var ids []string
	for _, a := range picks.Authors {
		ids = append(ids, a.Value)
	}
	drafts, err := p.o.Store.Drafts(r.Context(), ids)
	if err != nil {
		return fmt.Errorf("read drafts: %w", err)
	}
	page.list(drafts)
	return nil
}

func (page *eventEditPage) list(drafts []store.Draft) {
	for _, d := range drafts {
		if d.ID == page.ID {
			continue
		}
		row := draftRow{URL: "/events/" + d.ID + "/edit", Title: d.Title, When: page.T("plan.no_date")}
		if e := d.New.Event; !e.StartsAt.IsZero() {
			row.When = page.Sentence(page.DateTime(e.LocalStart()))
		}
		page.Drafts = append(page.Drafts, row)
	}
}

// eventWritten answers the form: do is preview, draft or publish.
func (p *Pages) eventWritten(w http.ResponseWriter, r *http.Request, page *eventEditPage, n models.Node, picks eventPicks, old store.NewEvent) error {
	ctx, f := r.Context(), page.Form
	sent, err := p.readForm(w, r) // the picture that came with it, whatever else is wrong
	if err != nil {
		return err
	}
	f.takes(r)
	if f.Picture = sent.Picture; sent.Errors["image"] != "" {
		f.Get("image").Error = sent.Errors["image"]
		f.Failed = append(f.Failed, f.Get("image"))
	}
	do := r.PostForm.Get("do")
	with := wantsTogether(r)
	if with != "" {
		do = "draft"
	}
	typed := f.typed(r)
	in, save := f.event(typed, do == "draft" && page.Draft)
	in.ActorID = picks.Authors[0].Value
	if as := r.PostForm.Get("as"); slices.ContainsFunc(picks.Authors, func(o option) bool { return o.Value == as }) {
		in.ActorID = as
	}
	if !page.Draft && old.Event.Status == models.EventCancelled {
		in.Event.Status = models.EventCancelled // has a page of its own
	}
	if !page.Draft {
		in.Event.Poll, in.Event.PollLanguage = old.Event.Poll, old.Event.PollLanguage
	}
	if page.ID != "" { // the form has no field for where it is on the map
		in.Event.Place = sameSpot(in.Event.Place, old.Event.Place)
	}
	if len(f.Failed) > 0 || f.Failure != "" {
		return p.eventRefused(w, r, page, http.StatusUnprocessableEntity)
	}
	if in.Source != "" {
		written, err := p.markup(ctx, in.Source)
		if err != nil {
			return err
		}
		in = withWritten(in, written)
	}
	if with != "" && !page.Draft {
		return redirect(w, r, togetherURL(page.ID, with))
	}
	if do != "draft" && do != "publish" {
		return p.eventPreviewed(w, r, page, n, in)
	}
	id, err := p.saveEvent(r, page, in, typed, save, do)
	var refused *models.Error
	if errors.As(err, &refused) && refused.Kind != models.NotFound {
		f.wrongIn(refused)
		return p.eventRefused(w, r, page, render.Status(refused))
	}
	if err != nil {
		return err
	}
	switch {
	case with != "":
		return redirect(w, r, togetherURL(id, with))
	case do == "draft" && page.Draft:
		p.o.Render.Say(w, "plan.notice_draft")
		return redirect(w, r, "/events/"+id+"/edit")
	case page.Draft:
		p.o.Render.Say(w, "plan.notice_published")
	default:
		p.o.Render.Say(w, "plan.notice_changed")
	}
	return redirect(w, r, "/events/"+id)
}

// saveEvent keeps a draft, publishes, or changes what is out; a place that goes
// into the register goes in the same commit.
func (p *Pages) saveEvent(r *http.Request, page *eventEditPage, in store.NewEvent, typed models.TypedWhen, save *models.Venue, do string) (id string, err error) {
	ctx := r.Context()
	err = p.o.Store.InTx(ctx, func(tx *store.Store) error {
		if save != nil {
			v, err := tx.AddVenue(ctx, *save)
			if err != nil {
				return err
			}
			in.Event.VenueID = v.ID
		}
		switch {
		case page.Draft && do == "draft":
			d, err := tx.SaveDraft(ctx, page.ID, in, typed)
			id = d.ID
			return err
		case page.Draft:
			in.DraftID = page.ID
			o, err := tx.PublishEvent(ctx, in)
			id = o.ID
			return err
		}
		id = page.ID
		_, err := tx.EditEvent(ctx, page.ID, in)
		return err
	})
	return id, err
}

func (p *Pages) eventRefused(w http.ResponseWriter, r *http.Request, page *eventEditPage, status int) error {
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, status, "event_edit.html", page)
}

func (p *Pages) eventPreviewed(w http.ResponseWriter, r *http.Request, page *eventEditPage, n models.Node, in store.NewEvent) error {
	author, err := p.o.Store.Actor(r.Context(), in.ActorID)
	if err != nil {
		return fmt.Errorf("read author: %w", err)
	}
	shown, err := p.previewOf(r, page.Page, n, author, page.ID, in)
	if err != nil {
		return err
	}
	page.Preview = &shown
	if page.Clash, err = p.clashOf(r.Context(), &page.Page, in.Event, in.Hashtags, page.ID); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "event_edit.html", page)
}

// previewOf shows what would be published.
func (p *Pages) previewOf(r *http.Request, base render.Page, n models.Node, author models.Actor, id string, in store.NewEvent) (eventPreview, error) {
	o := models.Object{
		ID: id, Type: models.EventObj, Local: true, ActorID: author.ID, Name: in.Title, Summary: in.Summary, Content: in.Content, Language: in.Language,
		Hashtags: in.Hashtags, Attachments: in.Attachments, Published: p.o.Clock(), URL: p.o.Base.Event(id),
	}
	shown := eventPreview{Printer: base.Printer, Page: &eventPage{Page: base}}
	shown.Page.fill(store.EventItem{Object: o, Event: in.Event, Actor: author}, n, p.o.Clock())
	if err := p.eventHosts(r, shown.Page, in.Event); err != nil {
		return shown, err
	}
	o.Type, o.Name, o.Summary = models.Note, "", ""
	if p.o.EventText != nil {
		said := o
		said.Name, said.Summary = in.Title, in.Summary
		o.Content = p.o.EventText(said, in.Event)
	}
	o.Content += pollShown(n, in.Event)
	shown.Note = noteRowOf(&base, store.NoteItem{Object: o, Actor: author})
	shown.Note.URL = ""
	return shown, nil
}

// pollShown gives what an event's poll asks, as it is shown before it is
// published; "" where there is none.
func pollShown(n models.Node, e models.Event) string {
	if !e.Poll {
		return ""
	}
	say, list := locales.For(cmp.Or(e.PollLanguage, n.Language)), ""
	for _, name := range []string{say.T("federation.poll_yes"), say.T("federation.poll_maybe"), say.T("federation.poll_no")} {
		list += "<li>" + html.EscapeString(name) + "</li>"
	}
	return "<ul>" + list + "</ul>"
}
