package web

import (
	"cmp"
	"errors"
	"fmt"
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

// What the field of the place says besides the id of one of the register.
const (
	noVenue  = ""
	newVenue = "new"
)

// eventForm is the form of an event: what it is made of, and what was typed.
type eventForm struct {
	*form
	Main, Place, People, More []*formField // by the part of the form they stand in
	Picture                   *models.Attachment
	Hidden                    []option // what is carried along
	venues                    []models.Venue
	zone                      string // when none is typed
}

// eventPicks are what the form offers to choose from.
type eventPicks struct {
	Authors []option // rows of those as whom the visitor may organise
	Venues  []models.Venue
	Members []store.Member
	Zone    string // the node's
	Places  bool   // the visitor keeps the register
}

func newEventForm(page *render.Page, picks eventPicks) *eventForm {
	f := &eventForm{form: &form{page: page, labels: "plan.field_", hints: "plan.hint_"}, venues: picks.Venues, zone: picks.Zone}
	part := func(to *[]*formField, name, kind string, more func(*formField)) {
		*to = append(*to, f.add(name, kind, more))
	}
	limit := func(n int) func(*formField) { return func(in *formField) { in.Max = n } }
	choice := func(words string, values ...string) func(*formField) {
		return func(in *formField) { f.choose(in, words, values[0], values...) }
	}
	if len(picks.Authors) > 1 {
		part(&f.Main, "as", "radio", func(in *formField) { in.Options = slices.Clone(picks.Authors); in.Value = picks.Authors[0].Value })
	}
	part(&f.Main, "title", "text", func(in *formField) { in.Max, in.Required = models.MaxTitle, true })
	part(&f.Main, "date", "date", nil)
	part(&f.Main, "time", "time", nil)
	part(&f.Main, "end_date", "date", nil)
	part(&f.Main, "end_time", "time", nil)
	part(&f.Main, "zone", "text", func(in *formField) { in.Max, in.Value = 64, picks.Zone })
	part(&f.Main, "summary", "text", limit(models.MaxLine))
	part(&f.Main, "text", "area", limit(models.MaxText))

	part(&f.Place, "venue", "select", func(in *formField) {
		in.Options = []option{{Value: noVenue, Label: page.T("plan.venue_none")}}
		for _, v := range picks.Venues {
			in.Options = append(in.Options, option{Value: v.ID, Label: venueLabel(page, v)})
		}
		in.Options = append(in.Options, option{Value: newVenue, Label: page.T("plan.venue_new")})
	})
	part(&f.Place, "room", "text", nil)
	part(&f.Place, "place", "text", nil)
	part(&f.Place, "street", "text", nil)
	part(&f.Place, "postcode", "text", limit(20))
	part(&f.Place, "locality", "text", nil)
	part(&f.Place, "country", "text", func(in *formField) { in.Max, in.Value = 2, "NL" })
	part(&f.Place, "step_free", "radio", choice("plan.step_free_", "unknown", "yes", "no"))
	part(&f.Place, "step_note", "text", nil)
	if picks.Places {
		part(&f.Place, "save_place", "check", nil)
	}
	part(&f.Place, "online", "text", limit(2048))

	part(&f.People, "comes", "radio", choice("plan.comes_", string(models.GatheringEveryone), string(models.GatheringMembers), string(models.GatheringInvited)))
	part(&f.People, "capacity", "number", limit(7))
	part(&f.People, "rsvp", "check", func(in *formField) { in.Value = "yes" })
	part(&f.People, "waiting", "check", func(in *formField) { in.Value = "yes" })
	part(&f.People, "hosts", "checks", func(in *formField) {
		for _, m := range picks.Members {
			in.Options = append(in.Options, option{Value: m.Actor.ID, Label: m.Actor.DisplayName()})
		}
	})
	part(&f.People, "contact", "text", limit(models.MaxContact))
	for i := range models.MaxAsked {
		n := strconv.Itoa(i + 1)
		part(&f.People, "ask"+n, "text", func(in *formField) {
			in.Max, in.Label = models.MaxAskedText, page.T("plan.ask", "Number", n)
		})
		part(&f.People, "need"+n, "check", func(in *formField) { in.Label = page.T("plan.need", "Number", n) })
	}

	part(&f.More, "image", "picture", nil)
	part(&f.More, "alt", "text", limit(500))
	part(&f.More, "tags", "text", limit(models.MaxTags*(models.MaxTag+1)))
	part(&f.More, "category", "select", func(in *formField) {
		for _, c := range models.Categories() {
			in.Options = append(in.Options, option{Value: c, Label: page.T("plan.category_" + strings.ToLower(c)), Checked: c == "MEETING"})
		}
	})
	part(&f.More, "language", "radio", func(in *formField) { f.choose(in, "write.language_", page.Lang(), render.Languages()...) })
	part(&f.More, "status", "radio", choice("plan.status_", "confirmed", "tentative"))
	return f
}

// venueLabel names a place with what one wants to know before choosing it.
func venueLabel(page *render.Page, v models.Venue) string {
	parts := []string{v.Place.Name}
	if v.Room != "" {
		parts[0] += ", " + v.Room
	}
	if v.Capacity > 0 {
		parts = append(parts, page.N("event.places", v.Capacity))
	}
	if v.StepFree == models.StepFreeYes {
		parts = append(parts, page.T("event.step_free_yes"))
	}
	return strings.Join(parts, " · ")
}

// set puts a value in a field.
func (f *eventForm) set(name, value string) {
	in := f.Get(name)
	if in == nil {
		return
	}
	in.Value = value
	for i := range in.Options {
		in.Options[i].Checked = in.Options[i].Value == value
	}
}

func (f *eventForm) check(name string, on bool) {
	if in := f.Get(name); in != nil {
		in.Value = ""
		if on {
			in.Value = "yes"
		}
	}
}

// show fills the form with an event as it is, or as it was kept.
func (f *eventForm) show(in store.NewEvent, when models.TypedWhen) {
	e := in.Event
	f.set("as", in.ActorID)
	f.set("title", in.Title)
	f.set("summary", in.Summary)
	f.set("text", in.Source)
	f.set("zone", e.Timezone)
	if !e.StartsAt.IsZero() {
		start := e.LocalStart()
		when.Date, when.Clock, when.Hour = start.Format(time.DateOnly), start.Format("15:04"), models.HourSaid(start, e.Location())
		if end := e.LocalEnd(); !end.IsZero() {
			when.EndDate, when.EndClock, when.EndHour = end.Format(time.DateOnly), end.Format("15:04"), models.HourSaid(end, e.Location())
			if when.EndDate == when.Date {
				when.EndDate = ""
			}
		}
	}
	f.set("date", when.Date)
	f.set("time", when.Clock)
	f.set("end_date", when.EndDate)
	f.set("end_time", when.EndClock)
	f.carry("hour", when.Hour)
	f.carry("end_hour", when.EndHour)
	f.showPlace(e)
	f.set("online", e.OnlineURL)
	if e.Comes != "" {
		f.set("comes", string(e.Comes))
	}
	if e.Capacity > 0 {
		f.set("capacity", strconv.Itoa(e.Capacity))
	}
	f.check("rsvp", e.TakesRSVP)
	f.check("waiting", e.WaitingList)
	hosts := f.Get("hosts")
	for i := range hosts.Options {
		hosts.Options[i].Checked = slices.Contains(e.Hosts, hosts.Options[i].Value)
	}
	f.set("contact", e.Contact)
	for i, q := range e.Questions[:min(len(e.Questions), models.MaxAsked)] {
		f.set("ask"+strconv.Itoa(i+1), q.Label)
		f.check("need"+strconv.Itoa(i+1), q.Needed)
	}
	for _, a := range in.Attachments {
		if a.Kind == "image" {
			f.Picture = &a
			f.set("alt", a.Alt)
			break
		}
	}
	o := models.Object{Content: in.Content, Hashtags: in.Hashtags}
	f.set("tags", strings.Join(o.LooseHashtags(), " "))
	if e.Category != "" {
		f.set("category", e.Category)
	}
	if in.Language != "" {
		f.set("language", in.Language)
	}
	if e.Status == models.EventTentative {
		f.set("status", "tentative")
	}
}

func (f *eventForm) showPlace(e models.Event) {
	venue := newVenue
	switch {
	case slices.ContainsFunc(f.venues, func(v models.Venue) bool { return v.ID == e.VenueID }):
		venue = e.VenueID
	case e.Place.IsZero():
		venue = noVenue
	default:
		f.set("place", e.Place.Name)
		f.set("street", e.Place.Street)
		f.set("postcode", e.Place.Postcode)
		f.set("locality", e.Place.Locality)
		f.set("country", e.Place.Country)
	}
	f.set("venue", venue)
	f.set("room", e.Room)
	if e.StepFree != models.StepFreeUnknown {
		f.set("step_free", string(e.StepFree))
	}
	f.set("step_note", e.StepFreeNote)
}

// carry keeps a value in the form that has no field of its own, or adds the
// question which of two hours is meant.
func (f *eventForm) carry(name, value string) {
	if value != "" && f.Get(name) == nil {
		f.Hidden = append(f.Hidden, option{Value: value, Label: name})
	}
}

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

// picked reads what the form of this visitor offers.
func (p *Pages) picked(r *http.Request, page *render.Page, n models.Node) (eventPicks, error) {
	v := page.Visitor
	picks := eventPicks{Zone: n.Timezone, Places: v.Can(models.KeepPlaces)}
	if v.Can(models.PostAsCollective) {
		picks.Authors = append(picks.Authors, option{Value: n.Collective, Label: page.Site.Name})
	}
	if v.Can(models.PostAsSelf) {
		picks.Authors = append(picks.Authors, option{Value: v.Actor.ID, Label: v.Actor.DisplayName()})
	}
	if len(picks.Authors) > 0 {
		if v.Hat.IsSelf() && len(picks.Authors) > 1 {
			slices.Reverse(picks.Authors)
		}
		picks.Authors[0].Checked = true
	}
	var err error
	if picks.Venues, err = p.o.Store.Venues(r.Context(), false); err != nil {
		return picks, fmt.Errorf("read places: %w", err)
	}
	members, err := p.o.Store.Members(r.Context(), false)
	if err != nil {
		return picks, fmt.Errorf("read members: %w", err)
	}
	for _, m := range members {
		if models.Can(m.Role, models.PostAsSelf) {
			picks.Members = append(picks.Members, m)
		}
	}
	return picks, nil
}

// sameSpot gives a typed place the coordinates and region it had, if all that is
// typed is still the same.
func sameSpot(typed, had models.Place) models.Place {
	bare := had
	bare.Latitude, bare.Longitude, bare.Region = nil, nil, ""
	if typed.Same(bare) {
		return had
	}
	return typed
}

// PictureName gives how the form carries a picture that is kept: HASH.ext.
func (f *eventForm) PictureName() string { return writeForm{Picture: f.Picture}.PictureName() }

// Text gives what stands in a field.
func (f *eventForm) Text(name string) string { return f.value(name) }

// Field gives a field by its name.
func (f *eventForm) Field(name string) *formField { return f.Get(name) }
