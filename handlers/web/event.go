package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type eventPage struct {
	render.Page
	Row      eventRow
	Weekday  string // in full
	Month    string // "maart 2026"
	When     string // in one sentence
	EndISO   string
	Zone     string // said when it is not the node's own
	Over     bool
	Place    models.Place
	Address  string // street, postcode and locality
	Map      string
	Online   string
	Capacity int
	Lead     string
	Content  string
	Tags     []string
	Pictures []models.Attachment
	By       personRow
	Likes    int
	Shares   int
	Replies  []noteRow
	Reach    *reach
	RSVP     *rsvpPanel
	Tasks    *taskPanel
	ID       string // to paste in a search field elsewhere
	Handle   string // of the organiser

	State    models.EventState
	StateSay string // what became of it, in words
	Was      string // when it was, before it moved
	WasAt    string // where it was
	Reason   string // why
	Room     string
	StepFree string
	Hosts    []personRow
	Contact  string // shown to members alone
	Changes  []eventLink
	Series   *seriesTie
	Data     *eventData
	Together together

	Host     string // of one from elsewhere: its node
	Original string // its own page there
	Heard    string // how fresh it is
}

// eventLink leads to a change of the event.
type eventLink struct{ URL, Text string }

// Event is the page of an event of ours: /events/ID.
func (p *Pages) Event(w http.ResponseWriter, r *http.Request) error {
	return p.showEvent(w, r, nil)
}

// showEvent shows it, with what came of an answer.
func (p *Pages) showEvent(w http.ResponseWriter, r *http.Request, failure *models.Error) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["id"]
	o, author, err := p.visible(r, id)
	if models.KindOf(err) == models.NotFound && auth.Who(r).SignedIn() {
		if _, _, draft, not := p.planned(r, n, id); not == nil && draft {
			return redirect(w, r, "/events/"+id+"/publish")
		}
	}
	if models.KindOf(err) == models.NotFound {
		if held, err := p.heldEvent(w, r); held || err != nil {
			return err
		}
	}
	if models.KindOf(err) == models.NotFound && o.ID != "" && !o.Local {
		return p.eventElsewhere(w, r, n, o)
	}
	if err != nil {
		return err
	}
	if o.Type != models.EventObj {
		return models.Fail(models.NotFound, "error.not_found")
	}
	e, err := p.o.Store.Event(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	page := &eventPage{Page: p.o.Render.Page(r, "")}
	page.fill(store.EventItem{Object: o, Event: e, Actor: author}, n, p.o.Clock())
	if err := p.eventHosts(r, page, e); err != nil {
		return err
	}
	v := page.Visitor
	if v.Can(models.SeeMemberFields) {
		page.Contact = e.Contact
	}
	if v.SignedIn() && models.MayChange(o, v.Actor.ID, v.Role, n.Collective) == nil {
		page.changes(o.ID, e, p.o.Clock())
	}
	if page.Series, err = p.seriesOf(r, &page.Page, o, e); err != nil {
		return err
	}
	if page.Together, err = p.togetherOf(r, &page.Page, o.ID); err != nil {
		return err
	}
	if v.Can(models.PostAsCollective) && o.ActorID == n.Collective {
		page.Together.Manage = "/events/" + o.ID + "/together"
	}
	if page.Likes, page.Shares, page.Replies, err = p.around(r, &page.Page, o); err != nil {
		return err
	}
	if page.Reach, err = p.reach(r, &page.Page, o); err != nil {
		return err
	}
	ofAnswer, ofTask := failure, (*models.Error)(nil)
	if mux.Vars(r)["task"] != "" {
		ofAnswer, ofTask = nil, failure
	}
	if page.RSVP, err = p.rsvp(r, &page.Page, o, e, ofAnswer); err != nil {
		return err
	}
	if page.Tasks, err = p.tasks(r, &page.Page, o, e, ofTask); err != nil {
		return err
	}
	status := http.StatusOK
	if failure != nil {
		status = render.Status(failure)
		page.Title = page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "event.html", page)
}

func (page *eventPage) fill(item store.EventItem, n models.Node, now time.Time) {
	o, e := item.Object, item.Event
	start := e.LocalStart()
	page.Row = eventRowOf(&page.Page, item, "")
	page.Title = page.Row.Title + ", " + page.Date(start)
	page.Here, page.Kind, page.Alternate = "events", "article", o.URI
	page.Weekday = page.Page.Weekday(start)
	page.Month = page.Page.Month(start) + " " + start.Format("2006")
	page.When = page.Sentence(page.Range(start, e.LocalEnd()))
	if e.EndsAt != nil {
		page.EndISO = e.LocalEnd().Format(time.RFC3339)
	}
	if e.Timezone != n.Timezone {
		page.Zone = strings.ReplaceAll(e.Timezone, "_", " ")
	}
	page.Over = e.Over(now)
	page.Place = e.Place
	page.Address = models.Place{Street: e.Place.Street, Postcode: e.Place.Postcode, Locality: e.Place.Locality}.Line()
	page.Online = webURL(e.OnlineURL)
	page.Capacity = e.Capacity
	page.Lead, page.Content, page.Tags = o.Summary, o.Content, o.LooseHashtags()
	page.Pictures = picturesOf(o)
	page.became(e)
	page.Room = e.Room
	if e.StepFree != models.StepFreeUnknown || e.StepFreeNote != "" {
		page.StepFree = stepFreeLine(&page.Page, e.StepFree, e.StepFreeNote)
	}
	page.By = personRowOf(&page.Page, item.Actor)
	page.ID, page.Handle = o.URI, item.Actor.Handle
	page.Description = strings.TrimSuffix(page.When+", "+page.Row.Place, ", ")
	if page.Row.Off != "" {
		page.Description = page.Row.Off + ": " + page.Description
	}
	page.Data = eventDataOf(&page.Page, item)
	page.Feeds = []render.Feed{{Href: "/events/" + o.ID + ".ics", Type: render.CalendarType, Title: page.Row.Title}}
	if len(page.Pictures) > 0 {
		page.Picture = page.Pictures[0]
	}
}

// visible gives an object of ours and its author, if the visitor may see it.
func (p *Pages) visible(r *http.Request, id string) (models.Object, models.Actor, error) {
	ctx := r.Context()
	absent := models.Fail(models.NotFound, "error.not_found")
	o, err := p.o.Store.Object(ctx, id)
	if err != nil {
		return o, models.Actor{}, err
	}
	if !o.Local {
		return o, models.Actor{}, absent
	}
	author, err := p.o.Store.Actor(ctx, o.ActorID)
	if err != nil {
		return o, author, fmt.Errorf("read author: %w", err)
	}
	switch ok, err := p.maySee(r, o); {
	case err != nil:
		return o, author, err
	case !ok:
		return o, author, absent
	case o.GoneAt != nil:
		return o, author, models.Fail(models.Gone, "error.gone")
	}
	return o, author, nil
}
