package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/store"
)

type seriesEditPage struct {
	render.Page
	Rooms   roomNav
	Form    *form
	Rule    string // of what was typed, in words
	Preview []seriesDate
	Handle  string // of one that is there
	Dates   []seriesEvent
	Picture *models.Attachment
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
	sent, err := p.readForm(w, r) // the picture that came with it, whatever else is wrong
	if err != nil {
		return err
	}
	page.takes(r, sent)
	in := page.typed(one)
	if page.Form.wrongCount() == 0 && r.PostForm.Get("do") == "save" {
		notice, err := p.saveSeries(r, &in)
		if err == nil {
			p.o.Render.Say(w, notice)
			return redirect(w, r, "/@"+in.Handle)
		}
		if !page.wrong(err) {
			return err
		}
	}
	status := http.StatusOK
	if page.Form.wrongCount() > 0 {
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
	var days []time.Weekday
	if rule, err := recurrence.Parse(one.Rule); err == nil {
		c := ruleShown(rule, wall)
		every, days, steps, until = c.Every, c.Days, strconv.Itoa(c.Steps), c.Until
		if c.Count > 0 {
			count = strconv.Itoa(c.Count)
		}
		if every == "own" {
			choices = append(choices, "own")
		}
	}
	f.add("every", "radio", func(in *formField) { f.choose(in, "series.every_", every, choices...) })
	f.add("days", "checks", func(in *formField) {
		for i := range 7 {
			day := monday.AddDate(0, 0, i)
			in.Options = append(in.Options, option{
				Value: strconv.Itoa(int(day.Weekday())), Label: page.Sentence(page.Weekday(day)),
				Checked: every == "week" && slices.Contains(days, day.Weekday()),
			})
		}
	})
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
	f.add("tasks", "area", func(in *formField) { in.Max, in.Value = models.MaxText, models.TaskLines(one.Tasks) })
	f.add("image", "picture", nil)
	alt := ""
	for _, a := range one.Attachments {
		if a.Kind == "image" && page.Picture == nil {
			page.Picture, alt = &a, a.Alt
		}
	}
	f.add("alt", "text", func(in *formField) { in.Max, in.Value = models.MaxAlt, alt })
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
	switch r.PostForm.Get("do") {
	case "end":
		return p.endSeries(w, r, a)
	case "add":
		return p.addDate(w, r, a)
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
