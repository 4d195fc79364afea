package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

const (
	weekDays   = 7
	weekEvents = 100
	weekNotes  = 10
)

// weekPage is what a person of ours comes home to: her collectives together.
type weekPage struct {
	render.Page
	Span    string // "van 2 tot en met 8 maart"
	Filters []weekFilter
	Events  []eventRow
	News    []weekNote
	Older   string // address of the next page of news
	Hats    []weekHat
	Asks    []weekAsk
	Waiting []waitingRow
	Writes  bool // she may write: the short form is there
	Line    string
	Button  string
	Hat     string
	Accent  string
}

// weekFilter narrows the page to one collective.
type weekFilter struct {
	Text, URL, Accent string
	Current           bool
}

// weekNote is a note with the collective it comes from.
type weekNote struct {
	noteRow
	Source string
	Accent string
}

// weekHat is a membership and how it stands.
type weekHat struct {
	Name, About, URL, Logo, Accent string
	Tie, Text                      string // class and symbol, and what it says
}

// weekAsk is something that waits for her.
type weekAsk struct{ Text, URL, Link string }

// weekSources are those whose week it is.
type weekSources struct {
	ours     bool
	authors  []string // rows of collectives she belongs to
	followed []string // rows of all whom she follows
	names    map[string]weekFilter
}

// Week is the home of a person of ours: /week, with ?collective=ROW for one of
// hers and ?before=ID for older news. Whoever lives elsewhere has her week there.
func (p *Pages) Week(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), auth.Who(r)
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	if !v.Actor.Local {
		return redirect(w, r, "/")
	}
	page := &weekPage{Page: p.o.Render.Page(r, "")}
	belongings, err := p.o.Store.MembershipsOf(ctx, v.Actor.ID)
	if err != nil {
		return fmt.Errorf("read memberships: %w", err)
	}
	follows, _, err := p.o.Store.Following(ctx, v.Actor.ID, false, store.Page{Limit: 100})
	if err != nil {
		return fmt.Errorf("read following: %w", err)
	}
	q, now := r.URL.Query(), p.o.Clock()
	sources := page.sources(n, belongings, follows, q.Get("collective"))
	page.fill()
	page.hats(belongings, n.Collective, now)
	if err := p.weekAsks(r, page); err != nil {
		return err
	}
	if err := p.weekLists(ctx, page, sources, q, now); err != nil {
		return err
	}
	if page.Writes {
		posts, err := p.o.Store.PendingPosts(ctx, v.Actor.ID)
		if err != nil {
			return fmt.Errorf("read what waits: %w", err)
		}
		page.Waiting = waitingRows(&page.Page, posts, "")
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "week.html", page)
}

// weekLists reads events and news, each with a fixed number of questions.
func (p *Pages) weekLists(ctx context.Context, page *weekPage, from weekSources, q url.Values, now time.Time) error {
	if q.Get("before") == "" {
		events, err := p.o.Store.Events(ctx, store.EventFilter{
			From: now.Add(-24 * time.Hour), To: weekEnd(page.Now), Authors: append(from.authors, from.followed...), OrOurs: from.ours, Limit: weekEvents,
		})
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		page.events(events, now)
	}
	news, err := p.o.Store.NewsOf(ctx, store.NewsFilter{Authors: from.authors, Followed: from.followed, Ours: from.ours}, store.Page{Before: q.Get("before"), Limit: weekNotes})
	if err != nil {
		return fmt.Errorf("read news: %w", err)
	}
	if err := p.seeFaces(ctx, &page.Page, writersOf(news)...); err != nil {
		return err
	}
	page.news(news, from, q.Get("collective"))
	return nil
}

// weekEnd is midnight after the seventh day, in the node's zone.
func weekEnd(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+weekDays, 0, 0, 0, 0, now.Location())
}

// sources gathers whose week it is, and makes the choice among them; chosen is
// the row of one collective of hers, anything else is all.
func (page *weekPage) sources(n models.Node, belongings []models.Belonging, follows []store.FollowItem, chosen string) weekSources {
	all := weekSources{ours: true, names: map[string]weekFilter{}}
	var order []string
	add := func(a models.Actor) {
		if _, known := all.names[a.ID]; known || a.GoneAt != nil {
			return
		}
		all.names[a.ID] = weekFilter{Text: a.DisplayName(), URL: "/week?collective=" + a.ID, Accent: accentOf(&page.Page, a), Current: a.ID == chosen}
		order = append(order, a.ID)
	}
	add(models.Actor{ID: n.Collective, Name: page.Site.Name, Local: true})
	for _, b := range belongings {
		if b.Membership.State == models.MembershipAccepted && b.Collective.ID != n.Collective {
			add(b.Collective)
			all.authors = append(all.authors, b.Collective.ID)
		}
	}
	for _, f := range follows {
		if isCollective(f.Actor) {
			add(f.Actor)
		}
		all.followed = append(all.followed, f.Actor.ID)
	}
	one, narrowed := all.names[chosen]
	if len(order) > 1 {
		page.Filters = append(page.Filters, weekFilter{Text: page.T("week.all"), URL: "/week", Current: !narrowed})
		for _, id := range order {
			page.Filters = append(page.Filters, all.names[id])
		}
	}
	if !narrowed {
		return all
	}
	only := weekSources{ours: chosen == n.Collective, names: map[string]weekFilter{chosen: one}}
	for _, id := range all.followed {
		if id == chosen && !only.ours {
			only.followed = []string{chosen}
		}
	}
	if !only.ours && only.followed == nil {
		only.authors = []string{chosen}
	}
	return only
}

// fill says which week it is and how one writes from here.
func (page *weekPage) fill() {
	page.Title, page.Here, page.NoIndex = page.T("week.title"), "week", true
	last := weekEnd(page.Now).Add(-time.Hour)
	page.Span = page.T("week.span", "From", page.DateShort(page.Now), "To", page.DateShort(last))
	v := page.Visitor
	if page.Writes = len(v.Hats) > 0; page.Writes {
		page.Line, page.Button = hatLine(&page.Page, v.Hat), hatPost(&page.Page, v.Hat)
		page.Hat, page.Accent = v.Hat.Key, page.HatAccent(v.Hat)
	}
}

func (page *weekPage) events(items []store.EventItem, now time.Time) {
	for _, item := range items {
		if !item.Event.Over(now) {
			row := eventRowOf(&page.Page, item, "")
			row.Month = page.MonthShort(item.Event.LocalStart()) // rows are narrow here, and the week is known
			page.Events = append(page.Events, row)
		}
	}
}

// news names the collective of each note: the one that wrote it, the one of the
// hat it was written under, or ours for our own people.
func (page *weekPage) news(items []store.NoteItem, from weekSources, chosen string) {
	for _, item := range items {
		note := weekNote{noteRow: noteRowOf(&page.Page, item), Accent: accentOf(&page.Page, item.Actor)}
		switch {
		case isCollective(item.Actor):
			// its name stands there as the writer's
		case item.Actor.Local:
			note.Source = page.Site.Name
		default:
			note.Source = item.Actor.Domain
		}
		page.News = append(page.News, note)
	}
	if len(items) == weekNotes {
		q := url.Values{"before": {items[len(items)-1].Object.ID}}
		if _, ok := from.names[chosen]; ok && chosen != "" {
			q.Set("collective", chosen)
		}
		page.Older = "/week?" + q.Encode()
	}
}

// hats lists her memberships as they stand: those that hold, those that wait,
// and what she is asked.
func (page *weekPage) hats(belongings []models.Belonging, ours string, now time.Time) {
	for _, b := range belongings {
		m, c := b.Membership, b.Collective
		row := weekHat{Name: c.DisplayName(), URL: actorURL(c), Accent: accentOf(&page.Page, c), Logo: "l-knoop", Tie: "los"}
		if c.ID == ours {
			row.Logo = page.Site.Logo
		}
		switch {
		case m.State == models.MembershipAccepted:
			row.About = page.T("week.role_" + string(m.Role))
			if m.SinceAt != nil {
				row.About += ", " + page.T("week.since", "Date", page.Date(m.SinceAt.In(page.Site.Location)))
			}
			if row.Text = page.T("hat.unconfirmed"); m.Confirmed(now) || c.ID == ours {
				row.Tie, row.Text = "vast", page.T("hat.confirmed")
			}
		case m.State == models.MembershipAsked && !m.Over(now):
			row.Text = page.T("week.asked", "Date", page.Date(m.OpenedAt.In(page.Site.Location)))
		case m.State == models.MembershipInvited && !m.Over(now):
			row.Text = page.T("week.invited")
			page.Asks = append(page.Asks, weekAsk{Text: page.T("week.ask_invited", "Name", row.Name), URL: "/settings/hats", Link: page.T("week.answer")})
		default:
			continue
		}
		page.Hats = append(page.Hats, row)
	}
}
