package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// eventOffersPage is what our collective organises with others: what it is asked,
// what it agreed to, and its own events that others help with.
type eventOffersPage struct {
	render.Page
	Rooms   roomNav
	Failure string
	Asked   []offered
	Agreed  []offered
	Ours    []offered
	Over    []offered
}

// offered is one event with another collective.
type offered struct {
	*render.Printer
	ID      string
	Event   string // its title
	URL     string
	When    string
	Place   string
	Who     personRow // who organises it, or of ours who is asked
	Tie     string
	Text    string
	Note    string // a reason
	Until   string // until when an answer is awaited
	Changed []string
	Heard   string // since when its organiser is silent
}

const maxOffersOver = 20

// EventOffers shows the orchestrators what other collectives ask ours to organise
// with them, and answers: /manage/events.
func (p *Pages) EventOffers(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.node(r.Context()); err != nil {
		return err
	}
	page := &eventOffersPage{Page: p.o.Render.Page(r, "")}
	if r.Method == http.MethodPost {
		notice, err := p.answerOffer(w, r)
		if err == nil {
			p.o.Render.Say(w, notice)
			return redirect(w, r, "/manage/events")
		}
		var e *models.Error
		if !errors.As(err, &e) || e.Kind == models.NotFound {
			return err
		}
		page.Failure = page.T(e.Key, e.Args...)
	}
	list, err := p.o.Store.Cohosts(r.Context(), store.CohostFilter{Newest: true, Limit: 500})
	if err != nil {
		return fmt.Errorf("read co-hosts: %w", err)
	}
	page.fill(list)
	status := http.StatusOK
	if page.Failure != "" {
		status = http.StatusUnprocessableEntity
		page.Title = page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "event_offers.html", page)
}

func (p *Pages) answerOffer(w http.ResponseWriter, r *http.Request) (notice string, err error) {
	if err := parsed(w, r); err != nil {
		return "", err
	}
	ctx, id := r.Context(), r.PostForm.Get("offer")
	reason, err := models.ParseMembershipText(r.PostForm.Get("reason"))
	if err != nil {
		return "", err
	}
	switch r.PostForm.Get("do") {
	case "accept":
		return "cohosts.notice_accepted", p.o.Store.AnswerOffer(ctx, id, true, "")
	case "decline":
		return "cohosts.notice_declined", p.o.Store.AnswerOffer(ctx, id, false, reason)
	case "seen":
		return "cohosts.notice_seen", p.o.Store.SeeEvent(ctx, id)
	case "leave":
		return "cohosts.notice_left", p.o.Store.LeaveEvent(ctx, id, reason)
	}
	return "", models.Fail(models.Invalid, "error.request_invalid")
}

func (page *eventOffersPage) fill(list []store.CohostItem) {
	page.Title, page.Here, page.NoIndex = page.T("cohosts.manage_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	for _, item := range list {
		c := item.Cohost
		if c.State == models.CohostClaimed && !item.Ours() {
			continue // between others
		}
		row := offeredOf(&page.Page, item)
		switch asks := item.Ours() && !item.Object.Local; {
		case c.State == models.CohostOffered && asks && !c.Over(page.Now):
			page.Asked = append(page.Asked, row)
		case c.State == models.CohostAccepted && asks:
			page.Agreed = append(page.Agreed, row)
		case (c.State == models.CohostOffered && !c.Over(page.Now) || c.State == models.CohostAccepted || c.State == models.CohostWished) && !asks:
			page.Ours = append(page.Ours, row)
		case len(page.Over) < maxOffersOver:
			page.Over = append(page.Over, row)
		}
	}
}

func offeredOf(page *render.Page, item store.CohostItem) offered {
	c, e := item.Cohost, item.Event
	row := offered{Printer: page.Printer, ID: c.ID, Event: item.Object.Name, Note: c.Reason, Who: personRowOf(page, item.Host), Place: placeLine(page, e)}
	row.Who.Headline = ""
	if row.Event == "" {
		row.Event = page.T("cohosts.event_gone")
	}
	if !e.StartsAt.IsZero() {
		row.When = page.Sentence(page.Range(e.LocalStart(), e.LocalEnd()))
	}
	asks := item.Ours() && !item.Object.Local
	if !asks {
		row.Who = personRowOf(page, item.Collective)
		row.Who.Headline = ""
		row.URL = "/events/" + c.EventID + "/together"
	} else if item.Object.GoneAt == nil {
		row.URL = "/events/" + c.EventID
	}
	if c.State == models.CohostAccepted {
		row.Tie, row.Text = tieOf(page, item)
	} else if row.Tie, row.Text = stateText(page, c); asks && c.State == models.CohostOffered && !c.Over(page.Now) {
		row.Tie, row.Text = "los", page.T("cohosts.asked_on", "Date", page.Date(c.OpenedAt.In(page.Site.Location)))
		row.Until = page.T("cohosts.answer_until", "Date", page.Date(c.ExpiresAt.In(page.Site.Location)))
	}
	if asks && c.State == models.CohostAccepted {
		row.Changed, row.Heard = changesOf(page, item), heardOf(page, c)
	}
	return row
}

// changesOf says what the organiser changed since our people looked.
func changesOf(page *render.Page, item store.CohostItem) []string {
	known := item.Cohost.Known
	if known == nil {
		return nil
	}
	var out []string
	for _, what := range known.Changed(item.Object.Name, item.Event) {
		was := ""
		switch what {
		case "title":
			was = known.Title
		case "date":
			at := known.StartsAt.In(item.Event.Location())
			was = page.Date(at) + ", " + page.Time(at)
		case "place":
			if was = known.Place; was == "" {
				was = page.T("events.online")
			}
		case "status":
			if item.Event.Status == models.EventCancelled {
				out = append(out, page.T("cohosts.changed_off"))
			} else {
				out = append(out, page.T("cohosts.changed_on"))
			}
			continue
		}
		out = append(out, page.T("cohosts.changed_"+what, "Was", was))
	}
	return out
}

// heardOf says when an organiser who does not answer was last heard; "" for one who
// does.
func heardOf(page *render.Page, c models.Cohost) string {
	if c.SilentSince == nil || c.ClaimSeenAt == nil || page.Now.Sub(*c.SilentSince) < 24*time.Hour {
		return ""
	}
	return page.T("cohosts.heard", "Date", page.Date(c.ClaimSeenAt.In(page.Site.Location)))
}

// weekOffers adds the questions of other collectives to what waits for an
// orchestrator, and what changed of what was agreed.
func (p *Pages) weekOffers(r *http.Request, page *weekPage) error {
	n, err := p.node(r.Context())
	if err != nil {
		return err
	}
	list, err := p.o.Store.Cohosts(r.Context(), store.CohostFilter{CollectiveID: n.Collective, States: []models.CohostState{models.CohostOffered, models.CohostAccepted}})
	if err != nil {
		return fmt.Errorf("read offers: %w", err)
	}
	asked, changed := 0, 0
	for _, item := range list {
		switch c := item.Cohost; {
		case c.State == models.CohostOffered && !c.Over(page.Now):
			asked++
		case c.State == models.CohostAccepted && !item.Event.Over(page.Now) && len(changesOf(&page.Page, item)) > 0:
			changed++
		}
	}
	if asked > 0 {
		page.Asks = append(page.Asks, weekAsk{Text: page.N("cohosts.asks", asked), URL: "/manage/events", Link: page.T("cohosts.read_all")})
	}
	if changed > 0 {
		page.Asks = append(page.Asks, weekAsk{Text: page.N("cohosts.changes", changed), URL: "/manage/events", Link: page.T("cohosts.read_all")})
	}
	return nil
}
