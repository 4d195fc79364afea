package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
)

// placesPage is the register of places, with a form for one more.
type placesPage struct {
	render.Page
	Rooms   roomNav
	Places  []placeRow
	Retired []placeRow
	Form    *form
	ID      string // the one that is changed; "" adds one
	Gone    bool   // it is retired
}

type placeRow struct{ ID, Name, Address, About, Contact string }

// ManagePlaces lists the register and adds to it: /manage/places.
func (p *Pages) ManagePlaces(w http.ResponseWriter, r *http.Request) error {
	page := &placesPage{Page: p.o.Render.Page(r, "")}
	page.begin(models.Venue{Place: models.Place{Country: "NL"}})
	if r.Method == http.MethodPost {
		return p.placeWritten(w, r, page)
	}
	return p.showPlaces(w, r, page, http.StatusOK)
}

// ManagePlace changes a place, takes it out of use, or back: /manage/places/ID.
func (p *Pages) ManagePlace(w http.ResponseWriter, r *http.Request) error {
	v, err := p.o.Store.Venue(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	page := &placesPage{Page: p.o.Render.Page(r, ""), ID: v.ID, Gone: v.RetiredAt != nil}
	page.begin(v)
	if r.Method == http.MethodPost {
		return p.placeWritten(w, r, page)
	}
	return p.showPlaces(w, r, page, http.StatusOK)
}

func (page *placesPage) begin(v models.Venue) {
	page.Title, page.Here, page.NoIndex = page.T("places.title"), "manage", true
	if page.ID != "" {
		page.Title = v.Place.Name
	}
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	f := &form{page: &page.Page, labels: "places.field_", hints: "places.hint_"}
	page.Form = f
	text := func(name, value string) {
		f.add(name, "text", func(in *formField) { in.Max, in.Value, in.Required = models.MaxLine, value, name == "name" })
	}
	text("name", v.Place.Name)
	text("room", v.Room)
	text("street", v.Place.Street)
	text("postcode", v.Place.Postcode)
	text("locality", v.Place.Locality)
	text("country", v.Place.Country)
	f.add("capacity", "number", func(in *formField) {
		if in.Max = 7; v.Capacity > 0 {
			in.Value = strconv.Itoa(v.Capacity)
		}
	})
	step := string(v.StepFree)
	if step == "" {
		step = "unknown"
	}
	f.add("step_free", "radio", func(in *formField) { f.choose(in, "plan.step_free_", step, "unknown", "yes", "no") })
	text("step_note", v.StepFreeNote)
	f.add("contact", "text", func(in *formField) { in.Max, in.Value = models.MaxContact, v.Contact })
	text("coordinates", coordinates(v.Place))
}

func coordinates(p models.Place) string {
	if p.Latitude == nil || p.Longitude == nil {
		return ""
	}
	number := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	return number(*p.Latitude) + " " + number(*p.Longitude)
}

// readCoordinates reads "52.31, 4.97". A comma parts two numbers with points;
// "52,31" may be either and is refused.
func readCoordinates(s string, place *models.Place) error {
	if strings.Contains(s, ".") {
		s = strings.ReplaceAll(s, ",", " ")
	}
	parts := strings.Fields(s)
	if len(parts) == 0 {
		return nil
	}
	wrong := models.Fail(models.Invalid, "error.coordinates_invalid")
	if len(parts) != 2 {
		return wrong
	}
	lat, err := strconv.ParseFloat(parts[0], 64)
	if err != nil {
		return wrong
	}
	lon, err := strconv.ParseFloat(parts[1], 64)
	if err != nil {
		return wrong
	}
	place.Latitude, place.Longitude = &lat, &lon
	return nil
}

// placeOf is where a mistake in a place is shown.
var placeOf = map[string]string{
	"error.name_empty": "name", "error.capacity_invalid": "capacity", "error.country_invalid": "country",
	"error.contact_too_long": "contact", "error.coordinates_invalid": "coordinates", "error.line_too_long": "name",
}

func (p *Pages) placeWritten(w http.ResponseWriter, r *http.Request, page *placesPage) error {
	ctx := r.Context()
	if err := parsed(w, r); err != nil {
		return err
	}
	if do := r.PostForm.Get("do"); page.ID != "" && (do == "retire" || do == "restore") {
		if err := p.o.Store.RetireVenue(ctx, page.ID, do == "retire"); err != nil {
			return fmt.Errorf("retire place: %w", err)
		}
		p.o.Render.Say(w, map[string]string{"retire": "places.notice_retired", "restore": "places.notice_restored"}[do])
		return redirect(w, r, "/manage/places")
	}
	f := page.Form
	f.read(r)
	get := func(name string) string { return oneLine(f.value(name)) }
	v := models.Venue{
		ID: page.ID, Room: get("room"), StepFreeNote: get("step_note"), Contact: get("contact"),
		Place: models.Place{Name: get("name"), Street: get("street"), Postcode: get("postcode"), Locality: get("locality"), Country: strings.ToUpper(get("country"))},
	}
	if s := f.value("step_free"); s != "unknown" {
		v.StepFree = models.StepFree(s)
	}
	if s := f.value("capacity"); s != "" {
		n, err := strconv.Atoi(s)
		if v.Capacity = n; err != nil {
			v.Capacity = -1
		}
	}
	err := readCoordinates(f.value("coordinates"), &v.Place)
	if err == nil {
		if page.ID == "" {
			_, err = p.o.Store.AddVenue(ctx, v)
		} else {
			err = p.o.Store.EditVenue(ctx, v)
		}
	}
	if err == nil {
		p.o.Render.Say(w, "places.notice_saved")
		return redirect(w, r, "/manage/places")
	}
	_, key := faultOf(&page.Page, err)
	if !f.wrong(placeOf[key], err) {
		return err
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.showPlaces(w, r, page, http.StatusUnprocessableEntity)
}

func (p *Pages) showPlaces(w http.ResponseWriter, r *http.Request, page *placesPage, status int) error {
	if page.ID == "" {
		venues, err := p.o.Store.Venues(r.Context(), true)
		if err != nil {
			return fmt.Errorf("read places: %w", err)
		}
		page.list(venues)
	}
	return p.o.Render.HTML(w, r, status, "place_manage.html", page)
}

func (page *placesPage) list(venues []models.Venue) {
	for _, v := range venues {
		row := placeRow{ID: v.ID, Name: v.Place.Name, Contact: v.Contact}
		row.Address = models.Place{Street: v.Place.Street, Postcode: v.Place.Postcode, Locality: v.Place.Locality}.Line()
		var about []string
		if v.Room != "" {
			about = append(about, v.Room)
		}
		if v.Capacity > 0 {
			about = append(about, page.N("event.places", v.Capacity))
		}
		about = append(about, stepFreeLine(&page.Page, v.StepFree, v.StepFreeNote))
		row.About = strings.Join(about, " · ")
		if v.RetiredAt != nil {
			page.Retired = append(page.Retired, row)
		} else {
			page.Places = append(page.Places, row)
		}
	}
}

// stepFreeLine says whether one gets in without steps.
func stepFreeLine(page *render.Page, s models.StepFree, note string) string {
	line := page.T("event.step_free_unknown")
	switch s {
	case models.StepFreeYes:
		line = page.T("event.step_free_yes")
	case models.StepFreeNo:
		line = page.T("event.step_free_no")
	}
	if note != "" {
		line += ", " + note
	}
	return line
}
