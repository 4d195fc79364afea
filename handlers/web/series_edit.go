package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/store"
	"knoop/models/text"
)

type seriesEditPage struct {
	render.Page
	Rooms   roomNav
	Form    *form
	Rule    string // of what was typed, in words
	Preview []seriesDate
	Handle  string // of one that is there
	Dates   []seriesEvent
}

// seriesEvent is a date to come that can be moved or cancelled.
type seriesEvent struct {
	Text, URL, Day, Off string
	Local               string // for datetime-local
}

// EditSeries makes a series or changes it: /manage/series/new and
// /manage/series/HANDLE. Its dates are shown before anything is kept.
func (p *Pages) EditSeries(w http.ResponseWriter, r *http.Request) error {
	n, err := p.node(r.Context())
	if err != nil {
		return err
	}
	page := &seriesEditPage{Page: p.o.Render.Page(r, ""), Handle: mux.Vars(r)["handle"]}
	one := models.Series{Timezone: n.Timezone, Language: n.Language, Holidays: string(recurrence.DutchHolidays)}
	if page.Handle != "" {
		if one, err = p.seriesByHandle(r, page); err != nil {
			return err
		}
	}
	page.fill(one)
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "series_edit.html", page)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxCode)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	page.Form.read(r)
	in, field, err := page.typed(one)
	if err == nil && r.PostForm.Get("do") == "save" {
		notice := ""
		if notice, err = p.saveSeries(r, &in); err == nil {
			p.o.Render.Say(w, notice)
			return redirect(w, r, "/@"+in.Handle)
		}
		if models.KindOf(err) == models.Conflict {
			field = "handle"
		}
	}
	status := http.StatusOK
	if err != nil {
		if !page.Form.wrong(field, err) {
			return err
		}
		status, page.Title = http.StatusUnprocessableEntity, page.T("layout.error_prefix", "Title", page.Title)
	} else if plan, err := store.Schedule(in.Series); err == nil {
		page.Rule, page.Preview = page.Sentence(plan.Say(page.Page.Printer)), datesOf(&page.Page, plan, p.o.Clock())
	}
	return p.o.Render.HTML(w, r, status, "series_edit.html", page)
}

// seriesByHandle reads a series of ours with its dates to come.
func (p *Pages) seriesByHandle(r *http.Request, page *seriesEditPage) (models.Series, error) {
	ctx := r.Context()
	a, err := p.o.Store.ActorByHandle(ctx, page.Handle)
	if err != nil {
		return models.Series{}, err
	}
	one, err := p.o.Store.Series(ctx, a.ID)
	if err != nil {
		return one, err
	}
	coming, err := p.o.Store.Events(ctx, store.EventFilter{Series: a.URI, LocalOnly: true, From: p.o.Clock(), Limit: 100})
	if err != nil {
		return one, fmt.Errorf("read dates: %w", err)
	}
	page.dates(coming)
	return one, nil
}

func (page *seriesEditPage) dates(coming []store.EventItem) {
	for _, e := range coming {
		start := e.Event.LocalStart()
		one := seriesEvent{
			Text: page.Sentence(page.DateTime(start)), URL: objectURL(e.Object),
			Day: start.Format(time.DateOnly), Local: start.Format("2006-01-02T15:04"),
		}
		if e.Event.Status == models.EventCancelled {
			one.Off = page.T("events.cancelled")
		}
		page.Dates = append(page.Dates, one)
	}
}

func (p *Pages) saveSeries(r *http.Request, in *store.NewSeries) (notice string, err error) {
	if in.Series.ActorID == "" {
		_, err = p.o.Store.CreateSeries(r.Context(), *in)
		return "series.notice_saved", err
	}
	a, err := p.o.Store.Actor(r.Context(), in.Series.ActorID)
	if err != nil {
		return "", err
	}
	in.Handle = a.Handle
	change, err := p.o.Store.EditSeries(r.Context(), a.ID, *in)
	if len(change.Kept) > 0 {
		return "series.notice_kept", err
	}
	return "series.notice_saved", err
}

func (page *seriesEditPage) fill(one models.Series) {
	page.Title, page.Here, page.NoIndex = page.T("series.new"), "manage", true
	if one.ActorID != "" {
		page.Title = page.T("series.edit")
	}
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	f := &form{page: &page.Page, labels: "series.field_", hints: "series.hint_"}
	page.Form = f
	value := func(s string) func(*formField) { return func(in *formField) { in.Value = s } }
	wall, _ := time.Parse(recurrence.WallLayout, one.Start)
	date, clock, end := "", "", ""
	if !wall.IsZero() {
		date, clock = wall.Format(time.DateOnly), wall.Format("15:04")
		if one.Minutes > 0 {
			end = wall.Add(time.Duration(one.Minutes) * time.Minute).Format("15:04")
		}
	}
	f.add("title", "text", func(in *formField) { in.Max, in.Required, in.Value = models.MaxTitle, true, one.Title })
	if one.ActorID == "" {
		f.add("handle", "handle", func(in *formField) { in.Required, in.Max = true, 30 })
	}
	f.add("summary", "text", value(one.Summary))
	f.add("source", "area", func(in *formField) { in.Max, in.Value = models.MaxText, one.Source })
	f.add("date", "date", func(in *formField) { in.Required, in.Value = true, date })
	f.add("time", "time", func(in *formField) { in.Required, in.Value = true, clock })
	f.add("end", "time", value(end))
	every, steps, count, until := "week", "1", "", ""
	choices := []string{"week", "month", "monthday"}
	if rule, err := recurrence.Parse(one.Rule); err == nil {
		c, ok := rule.Choice()
		every, steps, until = c.Every, strconv.Itoa(c.Steps), c.Until
		if c.Count > 0 {
			count = strconv.Itoa(c.Count)
		}
		if again, err := (recurrence.Choice{Every: c.Every, Steps: c.Steps, Count: c.Count, Until: c.Until}).Rule(wall); !ok || err != nil || len(c.Days) > 1 || len(c.Days) == 1 && again.String() != rule.String() {
			every, choices = "own", append(choices, "own")
		}
	}
	f.add("every", "radio", func(in *formField) { f.choose(in, "series.every_", every, choices...) })
	f.add("steps", "number", func(in *formField) { in.Max, in.Value = 2, steps })
	f.add("count", "number", func(in *formField) { in.Max, in.Value = 4, count })
	f.add("until", "date", value(until))
	holidays := map[recurrence.Holidays]string{recurrence.DutchHolidays: "nl", recurrence.DutchAndMay5: "nl5"}[recurrence.Holidays(one.Holidays)]
	if holidays == "" {
		holidays = "no"
	}
	f.add("holidays", "radio", func(in *formField) { f.choose(in, "series.holidays_", holidays, "nl", "nl5", "no") })
	f.add("place", "text", value(one.Place.Name))
	f.add("street", "text", value(one.Place.Street))
	f.add("postcode", "text", value(one.Place.Postcode))
	f.add("locality", "text", value(one.Place.Locality))
	f.add("online", "text", func(in *formField) { in.Max, in.Value = 2048, one.OnlineURL })
	capacity := ""
	if one.Capacity > 0 {
		capacity = strconv.Itoa(one.Capacity)
	}
	f.add("capacity", "number", func(in *formField) { in.Max, in.Value = 7, capacity })
}

// typed makes a series of what was typed over the one that is there; field is
// where what is wrong stands.
func (page *seriesEditPage) typed(one models.Series) (in store.NewSeries, field string, err error) {
	f := page.Form
	if h := f.Get("handle"); h != nil {
		in.Handle = strings.ToLower(strings.TrimPrefix(h.Value, "@"))
		if err := models.CheckHandle(in.Handle); err != nil {
			return in, "handle", err
		}
	}
	wall, err := time.Parse("2006-01-02 15:04", f.value("date")+" "+f.value("time"))
	if err != nil {
		return in, "date", models.Fail(models.Invalid, "error.date_missing")
	}
	one.Start, one.Minutes = wall.Format(recurrence.WallLayout), 0
	if f.value("end") != "" {
		end, err := time.Parse("2006-01-02 15:04", f.value("date")+" "+f.value("end"))
		if err != nil {
			return in, "end", models.Fail(models.Invalid, "error.date_missing")
		}
		if !end.After(wall) { // after midnight
			end = end.AddDate(0, 0, 1)
		}
		one.Minutes = int(end.Sub(wall).Minutes())
	}
	if f.value("every") != "own" {
		rule, field, err := page.rule(wall)
		if err != nil {
			return in, field, err
		}
		one.Rule = rule.String()
	}
	if one.Holidays = f.value("holidays"); one.Holidays == "no" {
		one.Holidays = ""
	} else if one.Holidays == "nl5" {
		one.Holidays = string(recurrence.DutchAndMay5)
	}
	one.Capacity, err = atoi(f.value("capacity"))
	if err != nil {
		return in, "capacity", models.Fail(models.Invalid, "error.capacity_invalid")
	}
	one.Title, one.Summary, one.Source = f.value("title"), f.value("summary"), f.value("source")
	one.Place.Name, one.Place.Street = f.value("place"), f.value("street")
	one.Place.Postcode, one.Place.Locality = f.value("postcode"), f.value("locality")
	one.OnlineURL = f.value("online")
	shown := text.Render(one.Source, nil)
	one.Content, one.Hashtags = shown.HTML, shown.Hashtags
	in.Series = one
	switch {
	case strings.TrimSpace(one.Title) == "":
		field = "title"
	case one.OnlineURL != "" && !models.IsWebURL(one.OnlineURL):
		field = "online"
	}
	return in, field, store.CheckSeries(in)
}

// rule reads how often.
func (page *seriesEditPage) rule(wall time.Time) (recurrence.Rule, string, error) {
	f := page.Form
	steps, err := atoi(f.value("steps"))
	if err != nil {
		return recurrence.Rule{}, "steps", models.Fail(models.Invalid, "error.rule_invalid")
	}
	count, err := atoi(f.value("count"))
	if err != nil {
		return recurrence.Rule{}, "count", models.Fail(models.Invalid, "error.rule_invalid")
	}
	rule, err := recurrence.Choice{Every: f.value("every"), Steps: steps, Count: count, Until: f.value("until")}.Rule(wall)
	return rule, "every", err
}

func atoi(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	return strconv.Atoi(s)
}

// SeriesDate moves or cancels one date: /manage/series/HANDLE/date.
func (p *Pages) SeriesDate(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	a, err := p.o.Store.ActorByHandle(ctx, mux.Vars(r)["handle"])
	if err != nil {
		return err
	}
	one, err := p.o.Store.Series(ctx, a.ID)
	if err != nil {
		return err
	}
	day, notice := r.PostForm.Get("day"), "series.notice_cancelled"
	if r.PostForm.Get("do") == "move" {
		notice = "series.notice_moved"
		wall, err := time.Parse("2006-01-02T15:04", r.PostForm.Get("to"))
		if err != nil {
			return models.Fail(models.Invalid, "error.date_missing")
		}
		zone, err := time.LoadLocation(one.Timezone)
		if err != nil {
			return fmt.Errorf("read zone: %w", err)
		}
		_, err = p.o.Store.MoveDate(ctx, a.ID, day, recurrence.Place(wall, zone))
		if err != nil {
			return err
		}
	} else if err := p.o.Store.CancelDate(ctx, a.ID, day); err != nil {
		return err
	}
	p.o.Render.Say(w, notice)
	return redirect(w, r, "/manage/series/"+a.Handle)
}
