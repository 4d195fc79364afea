package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/store"
)

// seriesPage is what stands at the address of a series: the next date first.
type seriesPage struct {
	render.Page
	Name, Rule, Lead, Content, Acct string
	TextLang                        string // of its texts, when it is not the page's
	Next                            *eventRow
	Later, Past                     []eventRow
	By                              personRow
	Follow                          followForm
	Manage                          string // its room, for who may enter
}

// seriesTie is the link from one date to its series.
type seriesTie struct{ URL, Text, Manage string }

// maxPast is how many dates that are over the page lists.
const maxPast = 10

// series is the page of a series of ours: /@HANDLE.
func (p *Pages) series(w http.ResponseWriter, r *http.Request, item store.SeriesItem) error {
	ctx, now := r.Context(), p.o.Clock()
	by, err := p.o.Store.Actor(ctx, item.Series.OrganizerID)
	if err != nil {
		return fmt.Errorf("read organiser: %w", err)
	}
	from := now.Add(-14 * 24 * time.Hour) // the longest that a date may last
	coming, err := p.o.Store.Events(ctx, store.EventFilter{Series: item.Actor.URI, LocalOnly: true, From: from, Limit: 100})
	if err != nil {
		return fmt.Errorf("read dates to come: %w", err)
	}
	past, err := p.o.Store.Events(ctx, store.EventFilter{Series: item.Actor.URI, LocalOnly: true, To: now, Backward: true, Limit: 2 * maxPast})
	if err != nil {
		return fmt.Errorf("read past dates: %w", err)
	}
	page := &seriesPage{Page: p.o.Render.Page(r, "")}
	if err := page.fill(item, by, coming, past, now); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "series.html", page)
}

func (page *seriesPage) fill(item store.SeriesItem, by models.Actor, coming, past []store.EventItem, now time.Time) error {
	plan, err := store.Schedule(item.Series)
	if err != nil {
		return fmt.Errorf("read rule: %w", err)
	}
	a := item.Actor
	page.Name, page.Acct, page.Lead, page.Content = a.DisplayName(), a.Acct(), item.Series.Summary, item.Series.Content
	page.Rule = page.Sentence(plan.Say(page.Page.Printer))
	page.Title, page.Here, page.Kind, page.Alternate = page.Name, "events", "profile", a.URI
	page.Description = page.Rule
	if item.Series.Language != page.Page.Lang() {
		page.TextLang = item.Series.Language
	}
	page.By = personRowOf(&page.Page, by)
	page.Follow = followFormOf(&page.Page, page.Name, a.Handle, page.Acct)
	page.Follow.Popover = true
	if page.Visitor.Can(models.PostAsCollective) {
		page.Manage = "/manage/series/" + a.Handle
	}
	for _, e := range coming {
		if e.Event.Over(now) {
			continue
		}
		row := eventRowOf(&page.Page, e, by.ID)
		if page.Next == nil && row.Off == "" {
			page.Next = &row
			continue
		}
		page.Later = append(page.Later, row)
	}
	for _, e := range past {
		if e.Event.Over(now) && len(page.Past) < maxPast {
			page.Past = append(page.Past, eventRowOf(&page.Page, e, by.ID))
		}
	}
	return nil
}

// seriesOf gives the link from an event to its series; nil for one that stands
// alone.
func (p *Pages) seriesOf(r *http.Request, page *render.Page, o models.Object, e models.Event) (*seriesTie, error) {
	if e.SuperEvent == "" || !o.Local {
		return nil, nil
	}
	item, _, err := p.o.Store.SeriesOf(r.Context(), o.ID)
	if models.KindOf(err) == models.NotFound || err == nil && item.Actor.GoneAt != nil {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read series: %w", err)
	}
	plan, err := store.Schedule(item.Series)
	if err != nil {
		return nil, fmt.Errorf("read rule: %w", err)
	}
	tie := &seriesTie{URL: "/@" + item.Actor.Handle, Text: page.T("series.of_event", "Rule", page.Sentence(plan.Say(page.Printer)), "Name", item.Actor.DisplayName())}
	if page.Visitor.Can(models.PostAsCollective) {
		tie.Manage = "/manage/series/" + item.Actor.Handle + "#dates"
	}
	return tie, nil
}

// seriesDate is one date in a preview.
type seriesDate struct{ Text string }

// datesOf gives the next six dates, and between them what a holiday takes away.
func datesOf(page *render.Page, plan recurrence.Schedule, now time.Time) (out []seriesDate) {
	for _, d := range plan.Next(now, 6, models.SeriesHorizon) {
		text := page.Sentence(page.DateTime(d.Start))
		if !d.Held() {
			text = page.T("series.skipped", "Date", page.Sentence(page.Date(d.Start)), "Holiday", page.T("rule.holiday_"+string(d.Holiday)))
		}
		out = append(out, seriesDate{text})
	}
	return out
}

type seriesListPage struct {
	render.Page
	Rooms roomNav
	All   []seriesLine
}

type seriesLine struct{ Name, Rule, URL, Manage string }

// SeriesList lists the series there are: /manage/series.
func (p *Pages) SeriesList(w http.ResponseWriter, r *http.Request) error {
	all, err := p.o.Store.AllSeries(r.Context())
	if err != nil {
		return fmt.Errorf("read series: %w", err)
	}
	page := &seriesListPage{Page: p.o.Render.Page(r, "")}
	if err := page.fill(all); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "series_list.html", page)
}

func (page *seriesListPage) fill(all []store.SeriesItem) error {
	page.Title, page.Here, page.NoIndex = page.T("series.title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	for _, item := range slices.Backward(all) {
		plan, err := store.Schedule(item.Series)
		if err != nil {
			return fmt.Errorf("read rule: %w", err)
		}
		page.All = append(page.All, seriesLine{
			Name: item.Actor.DisplayName(), Rule: page.Sentence(plan.Say(page.Page.Printer)),
			URL: "/@" + item.Actor.Handle, Manage: "/manage/series/" + item.Actor.Handle,
		})
	}
	return nil
}
