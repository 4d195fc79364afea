package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

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
	Out     bool   // the event is out: whether it has a poll is fixed
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
	if !picks.Out {
		part(&f.People, "poll", "check", func(in *formField) { in.Value = "yes" })
	}
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
	f.check("poll", e.Poll)
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
