package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/store"
	"knoop/models/text"
)

// monday is one, to name the days of the week by.
var monday = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)

// PictureName gives how the form carries a picture that is kept: HASH.ext.
func (page *seriesEditPage) PictureName() string {
	return writeForm{Picture: page.Picture}.PictureName()
}

// takes reads what was sent; the form has been parsed, and sent is its picture.
func (page *seriesEditPage) takes(r *http.Request, sent writeForm) {
	f := page.Form
	f.read(r)
	days := f.Get("days")
	for i := range days.Options {
		days.Options[i].Checked = slices.Contains(r.PostForm["days"], days.Options[i].Value)
	}
	if page.Picture = sent.Picture; sent.Errors["image"] != "" {
		in := f.Get("image")
		in.Error = sent.Errors["image"]
		f.Failed = append(f.Failed, in)
	}
}

// seriesFields say beside which field a mistake is shown.
var seriesFields = map[string]string{
	"error.title_empty": "title", "error.title_too_long": "title", "error.rule_invalid": "every", "error.rule_empty": "every",
	"error.end_before_start": "end", "error.capacity_invalid": "capacity", "error.url_invalid": "online", "error.line_too_long": "place",
	"error.handle_taken": "handle", "error.handle_reserved": "handle", "error.handle_invalid": "handle", "error.time_invalid": "date",
}

// wrong notes what is wrong, beside its field when it has one; false for what
// nobody can mend.
func (page *seriesEditPage) wrong(err error) bool {
	field := ""
	if e := asError(err); e != nil {
		field = seriesFields[e.Key]
	}
	return page.Form.wrong(field, err)
}

// typed makes a series of what was typed over the one that is there. All that is
// wrong with it is noted beside its field.
func (page *seriesEditPage) typed(one models.Series) (in store.NewSeries) {
	f := page.Form
	one.Title, one.Summary, one.Source = f.value("title"), f.value("summary"), f.value("source")
	if one.Title == "" {
		f.wrong("title", models.Fail(models.Invalid, "error.title_empty"))
	}
	if h := f.Get("handle"); h != nil {
		in.Handle = strings.ToLower(strings.TrimPrefix(h.Value, "@"))
		if in.Handle == "" {
			f.wrong("handle", models.Fail(models.Invalid, "error.handle_missing"))
		} else {
			f.wrong("handle", models.CheckHandle(in.Handle))
		}
	}
	wall, dated := page.typedWhen(&one)
	if dated && f.value("every") != "own" {
		if rule, field, err := page.rule(wall); err != nil {
			f.wrong(field, err)
		} else {
			one.Rule = rule.String()
		}
	}
	if one.Holidays = f.value("holidays"); one.Holidays == "no" {
		one.Holidays = ""
	} else if one.Holidays == "nl5" {
		one.Holidays = string(recurrence.DutchAndMay5)
	}
	one.Place.Name, one.Place.Street = f.value("place"), f.value("street")
	one.Place.Postcode, one.Place.Locality = f.value("postcode"), f.value("locality")
	if one.OnlineURL = f.value("online"); one.OnlineURL != "" && !models.IsWebURL(one.OnlineURL) {
		f.wrong("online", models.Fail(models.Invalid, "error.url_invalid", "URL", one.OnlineURL))
	}
	var err error
	if one.Capacity, err = atoi(f.value("capacity")); err != nil {
		f.wrong("capacity", models.Fail(models.Invalid, "error.capacity_invalid"))
	}
	one.Tasks, err = models.ReadTasks(f.value("tasks"))
	f.wrong("tasks", err)
	one.Attachments = nil
	if page.Picture != nil {
		picture := *page.Picture
		picture.Alt = oneLine(f.value("alt"))
		f.wrong("alt", models.CheckAlt(picture.Alt))
		one.Attachments = []models.Attachment{picture}
	}
	shown := text.Render(one.Source, nil)
	one.Content, one.Hashtags = shown.HTML, shown.Hashtags
	in.Series = one
	if f.wrongCount() == 0 {
		page.wrong(store.CheckSeries(in))
	}
	return in
}

// typedWhen reads the first date and how long it is; dated is whether there is one.
func (page *seriesEditPage) typedWhen(one *models.Series) (wall time.Time, dated bool) {
	f := page.Form
	const layout = "2006-01-02 15:04"
	wall, err := time.Parse(layout, f.value("date")+" "+f.value("time"))
	if err != nil {
		field := "date"
		if _, day := time.Parse(time.DateOnly, f.value("date")); day == nil {
			field = "time"
		}
		f.wrong(field, models.Fail(models.Invalid, "error.date_missing"))
		return wall, false
	}
	one.Start, one.Minutes = wall.Format(recurrence.WallLayout), 0
	if f.value("end") == "" {
		return wall, true
	}
	end, err := time.Parse(layout, f.value("date")+" "+f.value("end"))
	if err != nil {
		f.wrong("end", models.Fail(models.Invalid, "error.clock_invalid", "Time", f.value("end")))
		return wall, true
	}
	if !end.After(wall) { // after midnight
		end = end.AddDate(0, 0, 1)
	}
	one.Minutes = int(end.Sub(wall).Minutes())
	return wall, true
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
	c := recurrence.Choice{Every: f.value("every"), Steps: steps, Count: count, Until: f.value("until")}
	if c.Every == "week" {
		for _, o := range f.Get("days").Options {
			if n, err := strconv.Atoi(o.Value); err == nil && o.Checked {
				c.Days = append(c.Days, time.Weekday(n))
			}
		}
	}
	rule, err := c.Rule(wall)
	return rule, "every", err
}

// ruleShown says how a rule stands in the form: ticks its days, and gives "own" for
// one that the form cannot show.
func ruleShown(rule recurrence.Rule, wall time.Time) (c recurrence.Choice) {
	c, ok := rule.Choice()
	again := recurrence.Choice{Every: c.Every, Steps: c.Steps, Count: c.Count, Until: c.Until}
	if c.Every == "week" {
		again.Days = c.Days
	}
	if same, err := again.Rule(wall); !ok || err != nil || c.Every != "monthday" && same.String() != rule.String() {
		c.Every, c.Days = "own", nil
	}
	return c
}

// endSeries lets a series stop after a day: POST /manage/series/HANDLE/date with
// do=end. Dates after it that nobody answered are called off; of the others the
// page asks.
func (p *Pages) endSeries(w http.ResponseWriter, r *http.Request, a models.Actor) error {
	change, err := p.o.Store.EndSeries(r.Context(), a.ID, r.PostForm.Get("last"))
	if err != nil {
		return err
	}
	notice := "series.notice_ended"
	if len(change.Kept) > 0 {
		notice = "series.notice_ended_kept"
	}
	p.o.Render.Say(w, notice)
	return redirect(w, r, "/manage/series/"+a.Handle+"#dates")
}

// addDate gives a series one more date: POST /manage/series/HANDLE/date with do=add.
func (p *Pages) addDate(w http.ResponseWriter, r *http.Request, a models.Actor) error {
	if err := p.o.Store.AddDate(r.Context(), a.ID, r.PostForm.Get("on"), r.PostForm.Get("at")); err != nil {
		return err
	}
	p.o.Render.Say(w, "series.notice_added")
	return redirect(w, r, "/manage/series/"+a.Handle+"#dates")
}
