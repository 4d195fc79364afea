package web

import (
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// agendaKm are the distances one can ask for, and agendaKmUsual the one that is
// meant when none is said.
var agendaKm = []int{5, 10, 25}

const agendaKmUsual = 10

// agendaQuery is what was asked of the agenda, as it stands in the address.
type agendaQuery struct {
	By       string // of the collective: handle, or handle@domain
	Theme    string
	Tag      string // a hashtag, which has a page of its own
	Place    string
	Near     string
	Km       int
	From, To string // days
	Mine     bool   // only where the visitor comes
	Month    string // "2026-12": as a month
	View     string // "month"
	After    string
	Before   string

	from, to, month time.Time // what was read of it, in the node's zone
}

// agendaQueryOf reads an address; what makes no sense in a filter is left out. A
// time or month that does not exist is Invalid.
func agendaQueryOf(r *http.Request, zone *time.Location) (agendaQuery, error) {
	q := r.URL.Query()
	a := agendaQuery{
		By: short(q.Get("by")), Theme: strings.ToLower(strings.TrimPrefix(short(q.Get("theme")), "#")), Place: short(q.Get("place")), Near: short(q.Get("near")),
		Tag: strings.ToLower(strings.TrimPrefix(strings.TrimSpace(q.Get("tag")), "#")), Mine: q.Get("mine") != "", After: short(q.Get("after")), Before: q.Get("before"),
	}
	if a.Km = number(q.Get("km")); !slices.Contains(agendaKm, a.Km) {
		a.Km = agendaKmUsual
	}
	day := func(name string) (time.Time, string, error) {
		s := q.Get(name)
		if s == "" {
			return time.Time{}, "", nil
		}
		t, err := time.ParseInLocation(time.DateOnly, s, zone)
		if err != nil || t.Year() < 1970 || t.Year() > 9000 {
			return time.Time{}, "", models.Fail(models.Invalid, "error.date_invalid", "Date", s)
		}
		return t, s, nil
	}
	var err error
	if a.from, a.From, err = day("from"); err != nil {
		return a, err
	}
	if a.to, a.To, err = day("to"); err != nil {
		return a, err
	}
	if !a.to.IsZero() {
		if !a.from.IsZero() && a.to.Before(a.from) {
			a.from, a.to, a.From, a.To = a.to, a.from, a.To, a.From
		}
		a.to = a.to.AddDate(0, 0, 1)
	}
	if q.Get("view") != "month" {
		return a, nil
	}
	a.View = "month"
	if s := q.Get("month"); s != "" {
		if a.month, err = time.ParseInLocation("2006-01", s, zone); err != nil || a.month.Year() < 1970 || a.month.Year() > 9000 {
			return a, models.Fail(models.Invalid, "error.date_invalid", "Date", s)
		}
		a.Month = s
	}
	return a, nil
}

// filter is the part that narrows, without the page and the view.
func (a agendaQuery) values() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("by", a.By)
	set("theme", a.Theme)
	set("tag", a.Tag)
	set("place", a.Place)
	if a.Near != "" {
		q.Set("near", a.Near)
		q.Set("km", strconv.Itoa(a.Km))
	}
	if a.Mine {
		q.Set("mine", "1")
	}
	set("from", a.From)
	set("to", a.To)
	set("view", a.View)
	set("month", a.Month)
	set("after", a.After)
	set("before", a.Before)
	return q
}

// with gives the address of the agenda as it is asked for here, but for what change
// does.
func (a agendaQuery) with(change func(*agendaQuery)) string {
	a.After, a.Before = "", ""
	change(&a)
	q := a.values()
	if len(q) == 0 {
		return "/events"
	}
	return "/events?" + q.Encode()
}

// Narrowed says whether something is filtered by, beside a hashtag.
func (a agendaQuery) Narrowed() bool {
	return a.By != "" || a.Theme != "" || a.Place != "" || a.Near != "" || a.Mine || (a.View == "" && (a.From != "" || a.To != ""))
}

// asks makes the filter of the store. Unknown is what cannot be found: a collective
// or place nobody knows; then nothing fits.
func (a agendaQuery) asks(choices store.AgendaChoices, ours string) (f store.AgendaFilter, unknown bool) {
	f = store.AgendaFilter{Theme: a.Theme, Place: a.Place, Km: float64(a.Km)}
	if a.Tag != "" {
		f.Theme = a.Tag
	}
	if a.By != "" {
		i := slices.IndexFunc(choices.Origins, func(o store.AgendaOrigin) bool { return originKey(o.Actor) == a.By })
		if unknown = i < 0; !unknown {
			f.Origin = choices.Origins[i].Actor.ID
		}
	}
	if a.Near != "" {
		at, ok := choices.Anchor(a.Near)
		unknown = unknown || !ok
		f.Near = &at.Point
	}
	return f, unknown
}

// originKey names an organiser in an address.
func originKey(a models.Actor) string {
	if a.Local {
		return a.Handle
	}
	return a.Acct()
}

// agendaForm is the filter as it stands, and what can be chosen.
type agendaForm struct {
	agendaQuery
	Active  bool
	Clear   string // address without filters
	Origins []option
	Themes  []option
	Places  []option // suggestions
	Anchors []optionGroup
	Kms     []option
	Months  bool // the period is a month
	Member  bool // she can ask where she comes herself
}

type optionGroup struct {
	Label   string
	Options []option
}

// Offer makes an option a render.Choice.
func (o option) Offer() (value, label string, chosen bool) { return o.Value, o.Label, o.Checked }

// The lists as they stand in the page: with many collectives they are long.
func (f agendaForm) OriginChoices() template.HTML { return render.Choices(f.Origins) }
func (f agendaForm) ThemeChoices() template.HTML  { return render.Choices(f.Themes) }
func (f agendaForm) PlaceChoices() template.HTML  { return render.Choices(f.Places) }
func (g optionGroup) Choices() template.HTML      { return render.Choices(g.Options) }

func agendaFormOf(page *render.Page, a agendaQuery, c store.AgendaChoices) agendaForm {
	f := agendaForm{agendaQuery: a, Active: a.Narrowed(), Months: a.View == "month", Member: page.Visitor.SignedIn()}
	f.Clear = agendaQuery{View: a.View, Month: a.Month}.with(func(*agendaQuery) {})
	pick := func(list *[]option, value, label, chosen string) {
		*list = append(*list, option{Value: value, Label: label, Checked: value == chosen})
	}
	// What is asked for stands in its list also when there is nothing of it.
	keep := func(list *[]option, chosen, label string) {
		if chosen != "" && !slices.ContainsFunc(*list, func(o option) bool { return o.Checked }) {
			pick(list, chosen, label, chosen)
		}
	}
	for _, o := range c.Origins {
		label := o.Actor.DisplayName()
		if !o.Actor.Local {
			label = page.T("events.origin", "Name", label, "Host", o.Actor.Host)
		}
		pick(&f.Origins, originKey(o.Actor), label, a.By)
	}
	keep(&f.Origins, a.By, a.By)
	theme := a.Theme
	if a.Tag != "" {
		theme = a.Tag
	}
	for _, t := range c.Themes {
		pick(&f.Themes, t.Term, themeLabel(page, t.Term, t.Category), theme)
	}
	keep(&f.Themes, theme, themeLabel(page, theme, models.IsCategory(strings.ToUpper(theme))))
	var register, areas []option
	for _, p := range c.Anchors {
		if p.Register {
			pick(&register, p.Key, p.Key, a.Near)
		} else {
			pick(&areas, p.Key, p.Key, a.Near)
		}
	}
	if !slices.ContainsFunc(register, func(o option) bool { return o.Checked }) {
		keep(&areas, a.Near, a.Near)
	}
	if len(register) > 0 {
		f.Anchors = append(f.Anchors, optionGroup{page.T("events.near_places"), register})
	}
	if len(areas) > 0 {
		f.Anchors = append(f.Anchors, optionGroup{page.T("events.near_areas"), areas})
	}
	for _, place := range c.Places {
		pick(&f.Places, place, "", "\x00")
	}
	for _, km := range agendaKm {
		pick(&f.Kms, strconv.Itoa(km), page.T("events.km", "Km", km), strconv.Itoa(a.Km))
	}
	return f
}

func themeLabel(page *render.Page, term string, category bool) string {
	if category {
		return page.T("plan.category_" + term)
	}
	return "#" + term
}

// distanceSaid gives "op 4 km", or "op 300 meter" for what is near.
func distanceSaid(page *render.Page, km float64) string {
	switch {
	case km < 0.1:
		return page.T("events.close")
	case km < 0.95:
		return page.T("events.metres_away", "Metres", int(math.Round(km*10))*100)
	}
	return page.T("events.km_away", "Km", int(math.Round(km)))
}
