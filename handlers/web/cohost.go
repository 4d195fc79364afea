package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// coorganise is what a server must be able to do before it is asked (FEP-844e).
const coorganise = "coorganise"

// together is who organises an event beside its author, as everybody may see it.
type together struct {
	*render.Printer
	Sentence string // "Georganiseerd door A, samen met B en C."
	Rows     []cohostRow
	Checked  string // when those of other nodes were last looked at
	Manage   string // where the orchestrators change it
}

// cohostRow is one collective's part, with how it is tied.
type cohostRow struct {
	personRow
	Tie  string // class and symbol: vast, los, af, onbekend
	Text string
}

// togetherOf gives who organises an event with its author.
func (p *Pages) togetherOf(r *http.Request, page *render.Page, eventID string) (together, error) {
	list, err := p.o.Store.Cohosts(r.Context(), store.CohostFilter{EventID: eventID, Shown: true})
	if err != nil {
		return together{}, fmt.Errorf("read co-hosts: %w", err)
	}
	return togetherIn(page, list), nil
}

func togetherIn(page *render.Page, list []store.CohostItem) together {
	out := together{Printer: page.Printer}
	var names []string
	var oldest time.Time
	for _, item := range list {
		if item.Object.Local && !item.Cohost.Listed { // agreed, not read yet: it stands among the questions
			continue
		}
		row := cohostRow{personRow: personRowOf(page, item.Collective)}
		row.Headline = item.Collective.Host
		row.Tie, row.Text = tieOf(page, item)
		out.Rows = append(out.Rows, row)
		now := item.Event.Judged(page.Now)
		if item.Cohost.Confirmed(now) {
			names = append(names, item.Collective.DisplayName())
		}
		if _, at := item.Cohost.Verdict(now); !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}
	if len(names) > 0 {
		out.Sentence = page.T("cohosts.sentence", "Host", list[0].Host.DisplayName(), "Names", page.List(names))
	}
	if !oldest.IsZero() {
		out.Checked = page.T("cohosts.checked", "Date", page.DateTime(oldest.In(page.Site.Location)))
	}
	return out
}

// tieOf says how a part that is shown is tied.
func tieOf(page *render.Page, item store.CohostItem) (tie, text string) {
	c := item.Cohost
	v, at := c.Verdict(item.Event.Judged(page.Now))
	date := page.Date(at.In(page.Site.Location))
	switch v {
	case models.VerdictConfirmed:
		return "vast", page.T("cohosts.confirmed")
	case models.VerdictSeen:
		return "vast", page.T("cohosts.seen", "Date", date)
	case models.VerdictSilent:
		return "onbekend", page.T("cohosts.silent", "Date", date)
	}
	if c.DeniedAt == nil && c.State == models.CohostAccepted {
		return "onbekend", page.T("cohosts.not_yet")
	}
	return "los", page.T("cohosts.unconfirmed")
}

// stateText says where a question stands that is not shown.
func stateText(page *render.Page, c models.Cohost) (tie, text string) {
	date := func(at time.Time) string { return page.Date(at.In(page.Site.Location)) }
	ended := c.UpdatedAt
	if c.EndedAt != nil {
		ended = *c.EndedAt
	}
	switch c.State {
	case models.CohostWished:
		return "onbekend", page.T("cohosts.state_wished")
	case models.CohostOffered:
		if c.Over(page.Now) {
			return "af", page.T("cohosts.state_expired", "Date", date(c.ExpiresAt))
		}
		if page.Now.Sub(c.OpenedAt) >= models.AskAgainAfter {
			return "los", page.T("cohosts.state_no_answer", "Date", date(c.OpenedAt))
		}
		return "los", page.T("cohosts.state_offered", "Date", date(c.OpenedAt))
	}
	return "af", page.T("cohosts.state_"+string(c.State), "Date", date(ended))
}

// togetherPage is where our collective asks others to organise an event with it.
type togetherPage struct {
	render.Page
	ID      string
	Name    string
	When    string
	Draft   bool
	Closed  string // why nobody can be asked
	Parts   []ourPart
	Known   []personRow
	Acct    string // of whom to ask, as typed
	Error   string
	Failure string
}

// ourPart is one question of ours, or what came of it.
type ourPart struct {
	cohostRow
	ID    string
	Note  string // the reason of a no
	Again bool
	Ends  bool // it can be taken back or ended
	Agree bool // they agreed
}

// EventTogether asks other collectives to organise an event of ours with us:
// /events/ID/together, with ?with= the address of one to begin with.
func (p *Pages) EventTogether(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), mux.Vars(r)["id"]
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	in, _, draft, err := p.planned(r, n, id)
	if err != nil {
		return err
	}
	page := &togetherPage{Page: p.o.Render.Page(r, ""), ID: id, Name: in.Title, Draft: draft}
	if !page.Visitor.Can(models.PostAsCollective) {
		return models.Fail(models.Forbidden, "error.forbidden")
	}
	page.Acct = shortened(strings.TrimSpace(strings.ToValidUTF8(r.URL.Query().Get("with"), "")))
	if models.IsWebURL(page.Acct) {
		switch a, err := p.o.Store.ActorByURI(ctx, page.Acct); {
		case err == nil:
			page.Acct = a.Acct()
		case models.KindOf(err) != models.NotFound:
			return fmt.Errorf("read whom to ask: %w", err)
		}
	}
	if r.Method == http.MethodPost {
		notice, err := p.askTogether(w, r, page)
		if err == nil {
			p.o.Render.Say(w, notice)
			return redirect(w, r, "/events/"+id+"/together")
		}
		var e *models.Error
		if !errors.As(err, &e) || e.Kind == models.NotFound && page.Acct == "" {
			return err
		}
		if page.Acct != "" || e.Key == "hats.error_empty" {
			page.Error = page.T(e.Key, e.Args...)
		} else {
			page.Failure = page.T(e.Key, e.Args...)
		}
	}
	switch err := in.Event.CanOffer(p.o.Clock()); {
	case in.ActorID != n.Collective:
		page.Closed = page.T("error.cohost_not_collective")
	case err != nil:
		page.Closed, _ = faultOf(&page.Page, err)
	}
	list, err := p.o.Store.Cohosts(ctx, store.CohostFilter{EventID: id})
	if err != nil {
		return fmt.Errorf("read co-hosts: %w", err)
	}
	known, err := p.knownCollectives(ctx, n)
	if err != nil {
		return err
	}
	page.fill(in.Event, list, known)
	status := http.StatusOK
	if page.Error != "" || page.Failure != "" {
		status = http.StatusUnprocessableEntity
		page.Title = page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "event_together.html", page)
}

// maxKnown is how many collectives that we know a page suggests.
const maxKnown = 30

// knownCollectives are the collectives elsewhere that ours follows.
func (p *Pages) knownCollectives(ctx context.Context, n models.Node) ([]models.Actor, error) {
	items, _, err := p.o.Store.Following(ctx, n.Collective, false, store.Page{Limit: 10 * maxKnown})
	if err != nil {
		return nil, fmt.Errorf("read whom we follow: %w", err)
	}
	var out []models.Actor
	for _, item := range items {
		if a := item.Actor; a.Kind == models.Group && !a.Local && a.GoneAt == nil && len(out) < maxKnown {
			out = append(out, a)
		}
	}
	return out, nil
}

func (page *togetherPage) fill(e models.Event, list []store.CohostItem, known []models.Actor) {
	page.Title, page.Here, page.NoIndex = page.T("cohosts.together_title"), "events", true
	if !e.StartsAt.IsZero() {
		page.When = page.Sentence(page.Range(e.LocalStart(), e.LocalEnd()))
	}
	asked := map[string]bool{}
	for _, item := range list {
		c := item.Cohost
		part := ourPart{cohostRow: cohostRow{personRow: personRowOf(&page.Page, item.Collective)}, ID: c.ID, Note: c.Reason, Agree: c.State == models.CohostAccepted}
		part.Headline = ""
		if part.Agree {
			part.Tie, part.Text = tieOf(&page.Page, item)
		} else {
			part.Tie, part.Text = stateText(&page.Page, c)
		}
		waits := c.State == models.CohostOffered && !c.Over(page.Now)
		part.Ends = waits || part.Agree || c.State == models.CohostWished
		part.Again = waits && page.Now.Sub(c.OpenedAt) >= models.AskAgainAfter
		asked[c.CollectiveURI] = part.Ends
		page.Parts = append(page.Parts, part)
	}
	for _, a := range known {
		if !asked[a.URI] {
			page.Known = append(page.Known, personRowOf(&page.Page, a))
		}
	}
}

// askTogether does what a button on the page says and gives the notice.
func (p *Pages) askTogether(w http.ResponseWriter, r *http.Request, page *togetherPage) (notice string, err error) {
	if err := parsed(w, r); err != nil {
		return "", err
	}
	ctx, id := r.Context(), r.PostForm.Get("part")
	page.Acct = ""
	switch r.PostForm.Get("do") {
	case "offer":
		page.Acct = shortened(strings.TrimSpace(strings.ToValidUTF8(r.PostForm.Get("acct"), "")))
		c, err := p.offerTo(ctx, page)
		if c.State == models.CohostWished {
			return "cohosts.notice_wished", err
		}
		return "cohosts.notice_offered", err
	case "again":
		item, err := p.o.Store.Cohost(ctx, id)
		if err == nil && item.Cohost.EventID == page.ID {
			_, err = p.o.Store.OfferEvent(ctx, page.ID, item.Cohost.CollectiveID)
		}
		return "cohosts.notice_offered_again", err
	case "withdraw":
		item, err := p.o.Store.Cohost(ctx, id)
		if err == nil && item.Cohost.EventID != page.ID {
			err = models.Fail(models.NotFound, "error.not_found")
		}
		if err != nil {
			return "", err
		}
		return "cohosts.notice_withdrawn", p.o.Store.WithdrawOffer(ctx, id)
	}
	return "", models.Fail(models.Invalid, "error.request_invalid")
}

// offerTo asks the collective whose address was typed.
func (p *Pages) offerTo(ctx context.Context, page *togetherPage) (models.Cohost, error) {
	bounded, cancel := context.WithTimeout(ctx, findTime)
	defer cancel()
	other, err := p.find(bounded, page.Acct)
	switch {
	case err != nil:
		return models.Cohost{}, err
	case other.Local:
		return models.Cohost{}, models.Fail(models.Invalid, "error.cohost_ours")
	case other.Kind != models.Group:
		return models.Cohost{}, models.Fail(models.Invalid, "error.cohost_no_collective")
	}
	if able, err := p.o.Remote.Can(bounded, other, coorganise); err != nil {
		return models.Cohost{}, models.Fail(models.Invalid, "remote.unreachable", "Host", other.Host)
	} else if !able {
		return models.Cohost{}, models.Fail(models.Invalid, "cohosts.error_unable", "Host", other.Host)
	}
	return p.o.Store.OfferEvent(ctx, page.ID, other.ID)
}
