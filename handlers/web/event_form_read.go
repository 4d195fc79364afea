package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"knoop/federation/remote"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// takes reads what was sent. The multipart form has been parsed.
func (f *eventForm) takes(r *http.Request) {
	f.read(r)
	for _, in := range f.Fields {
		switch in.Kind {
		case "area":
			in.Value = strings.ReplaceAll(in.Value, "\r\n", "\n")
		case "checks":
			for i := range in.Options {
				in.Options[i].Checked = slices.Contains(r.PostForm[in.Name], in.Options[i].Value)
			}
		}
	}
}

// typed gives the four fields of when.
func (f *eventForm) typed(r *http.Request) models.TypedWhen {
	w := models.TypedWhen{
		Date: f.value("date"), Clock: f.value("time"), EndDate: f.value("end_date"), EndClock: f.value("end_time"),
		Hour: r.PostForm.Get("hour"), EndHour: r.PostForm.Get("end_hour"),
	}
	return w
}

// when reads start and end. draft lets the start be half there.
func (f *eventForm) when(w models.TypedWhen, e *models.Event, draft bool) {
	f.carry("hour", w.Hour)
	f.carry("end_hour", w.EndHour)
	if draft && (w.Date == "" || w.Clock == "") {
		return
	}
	if w.Date == "" {
		f.wrong("date", models.Fail(models.Invalid, "error.start_missing"))
		return
	}
	start, err := models.LocalMoment(w.Date, w.Clock, e.Timezone, w.Hour)
	if !f.moment(err, "date", "time", "hour") {
		e.StartsAt = start
	}
	if w.EndClock == "" {
		if w.EndDate != "" {
			f.wrong("end_time", models.Fail(models.Invalid, "error.clock_invalid", "Time", ""))
		}
		return
	}
	day := w.EndDate
	if day == "" { // the same day, or the night after it
		day = w.Date
		if t, err := time.Parse(time.DateOnly, day); err == nil && w.EndClock <= w.Clock {
			day = t.AddDate(0, 0, 1).Format(time.DateOnly)
		}
	}
	end, err := models.LocalMoment(day, w.EndClock, e.Timezone, w.EndHour)
	if !f.moment(err, "end_date", "end_time", "end_hour") {
		e.EndsAt = &end
	}
}

// moment puts what is wrong with a moment beside the right field, with the choice
// when an hour comes twice.
func (f *eventForm) moment(err error, date, clock, hour string) bool {
	if err == nil {
		return false
	}
	var e *models.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Key {
	case "error.zone_invalid":
		f.wrong("zone", err)
	case "error.date_invalid":
		f.wrong(date, err)
	case "error.hour_twice":
		f.wrong(clock, err)
		f.choice(hour)
	default:
		f.wrong(clock, err)
	}
	return true
}

// choice adds the question which of two hours is meant, after the times.
func (f *eventForm) choice(name string) {
	in := &formField{Name: name, Kind: "radio", Label: f.page.T("plan.field_" + name)}
	f.choose(in, "plan.hour_", "", models.HourFirst, models.HourSecond)
	at := slices.IndexFunc(f.Main, func(in *formField) bool { return in.Name == "zone" })
	if at < 0 {
		at = len(f.Main)
	}
	f.Main = slices.Insert(f.Main, at, in)
	f.Fields = append(f.Fields, in)
}

// where reads place, room and steps; save says that a typed place is to go into
// the register.
func (f *eventForm) where(e *models.Event) (save *models.Venue) {
	e.Room, e.OnlineURL = oneLine(f.value("room")), f.value("online")
	chosen := f.value("venue")
	if i := slices.IndexFunc(f.venues, func(v models.Venue) bool { return v.ID == chosen }); i >= 0 {
		f.venues[i].Use(e)
		return nil
	}
	typed := models.Place{
		Name: oneLine(f.value("place")), Street: oneLine(f.value("street")), Postcode: oneLine(f.value("postcode")),
		Locality: oneLine(f.value("locality")), Country: strings.ToUpper(f.value("country")),
	}
	bare := typed
	if bare.Country = ""; bare.IsZero() {
		if chosen == newVenue {
			f.wrong("place", models.Fail(models.Invalid, "error.name_empty"))
		}
		return nil
	}
	e.Place, e.StepFreeNote = typed, oneLine(f.value("step_note"))
	if s := f.value("step_free"); s != "unknown" {
		e.StepFree = models.StepFree(s)
	}
	if in := f.Get("save_place"); in != nil && in.Value != "" {
		save = &models.Venue{Place: e.Place, Room: e.Room, StepFree: e.StepFree, StepFreeNote: e.StepFreeNote}
		if err := save.Check(); err != nil {
			f.wrong("place", err)
		}
	}
	return save
}

// event makes of the form what is stored; what is wrong stands beside its field.
// Content, mentions and the tags of the text come from written.
func (f *eventForm) event(w models.TypedWhen, draft bool) (in store.NewEvent, save *models.Venue) {
	in = store.NewEvent{Title: oneLine(f.value("title")), Summary: oneLine(f.value("summary")), Source: f.value("text"), Language: f.value("language")}
	if !slices.Contains(render.Languages(), in.Language) {
		in.Language = f.page.Lang()
	}
	e := &in.Event
	e.Timezone, e.Status, e.Category = cmp.Or(f.value("zone"), f.zone), models.EventConfirmed, f.value("category")
	if f.value("status") == "tentative" {
		e.Status = models.EventTentative
	}
	if !models.IsCategory(e.Category) {
		e.Category = "MEETING"
	}
	f.when(w, e, draft)
	save = f.where(e)
	if s := f.value("capacity"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			n = -1
		}
		e.Capacity = n
	}
	e.TakesRSVP, e.WaitingList, e.Comes = f.value("rsvp") != "", f.value("waiting") != "", models.Gathering(f.value("comes"))
	if in := f.Get("poll"); in != nil {
		e.Poll = in.Value != "" && e.TakesRSVP
	}
	for _, o := range f.Get("hosts").Options {
		if o.Checked {
			e.Hosts = append(e.Hosts, o.Value)
		}
	}
	e.Contact = oneLine(f.value("contact"))
	for i := range models.MaxAsked {
		n := strconv.Itoa(i + 1)
		if label := oneLine(f.value("ask" + n)); label != "" {
			e.Questions = append(e.Questions, models.EventQuestion{Label: label, Needed: f.value("need"+n) != ""})
		}
	}
	if f.Picture != nil {
		picture := *f.Picture
		picture.Alt = oneLine(f.value("alt"))
		if !draft {
			f.wrong("alt", models.CheckAlt(picture.Alt))
		}
		in.Attachments = []models.Attachment{picture}
	}
	tags, err := models.ReadTags(f.value("tags"))
	f.wrong("tags", err)
	in.Hashtags = tags
	f.judge(in, draft)
	return in, save
}

// fieldOf is where a mistake of the model is shown.
var fieldOf = map[string]string{
	"error.title_empty": "title", "error.title_too_long": "title", "error.start_missing": "date", "error.time_invalid": "date",
	"error.end_before_start": "end_time", "error.capacity_invalid": "capacity", "error.country_invalid": "country", "error.zone_invalid": "zone",
	"error.url_invalid": "online", "error.line_too_long": "place", "error.too_many_hosts": "hosts", "error.contact_too_long": "contact",
	"error.question_too_long": "ask1", "error.text_too_long": "text", "error.coordinates_invalid": "place", "error.move_nothing": "date",
	"error.reason_too_long": "reason",
}

// judge asks the model, once the fields themselves could be read.
func (f *eventForm) judge(in store.NewEvent, draft bool) {
	if len(f.Failed) > 0 {
		return
	}
	check := in.Event.Check
	if draft {
		check = in.Event.CheckDraft
	}
	err := check(in.Title)
	if err == nil && !draft && in.Event.Status != models.EventTentative && in.Event.Place.IsZero() && in.Event.OnlineURL == "" {
		err = models.Fail(models.Invalid, "error.place_missing")
		f.wrong("venue", err)
		return
	}
	f.wrongIn(err)
}

// wrongIn shows a mistake beside the field it is about.
func (f *eventForm) wrongIn(err error) bool {
	var e *models.Error
	if !errors.As(err, &e) {
		return false
	}
	return f.wrong(fieldOf[e.Key], err)
}

// withWritten puts what the renderer found in the text into the event.
func withWritten(in store.NewEvent, w remote.Written) store.NewEvent {
	in.Content, in.Mentions = w.HTML, w.Mentions
	for _, tag := range w.Hashtags {
		if !slices.Contains(in.Hashtags, tag) {
			in.Hashtags = append(in.Hashtags, tag)
		}
	}
	return in
}
