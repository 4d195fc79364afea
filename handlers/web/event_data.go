package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// eventData is an event in the words of schema.org, as search engines and link
// previews read it. html/template writes it as JSON in which no tag can end.
type eventData struct {
	Context     string      `json:"@context"`
	Type        string      `json:"@type"`
	ID          string      `json:"@id"`
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	Start       string      `json:"startDate"`
	End         string      `json:"endDate,omitempty"`
	Status      string      `json:"eventStatus"`
	Attendance  string      `json:"eventAttendanceMode"`
	Location    []placeData `json:"location,omitempty"`
	Organizer   partyData   `json:"organizer"`
	Image       []string    `json:"image,omitempty"`
	URL         string      `json:"url"`
	Language    string      `json:"inLanguage,omitempty"`
	Capacity    int         `json:"maximumAttendeeCapacity,omitempty"`
}

// placeData is a Place or a VirtualLocation.
type placeData struct {
	Type    string       `json:"@type"`
	Name    string       `json:"name,omitempty"`
	URL     string       `json:"url,omitempty"`
	Address *addressData `json:"address,omitempty"`
	Geo     *geoData     `json:"geo,omitempty"`
}

type addressData struct {
	Type     string `json:"@type"`
	Street   string `json:"streetAddress,omitempty"`
	Postcode string `json:"postalCode,omitempty"`
	Locality string `json:"addressLocality,omitempty"`
	Region   string `json:"addressRegion,omitempty"`
	Country  string `json:"addressCountry,omitempty"`
}

type geoData struct {
	Type      string  `json:"@type"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

type partyData struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

const schema = "https://schema.org/"

// eventDataOf gives an event of ours. schema.org has no word for one that may not
// be: a tentative event is a scheduled one.
func eventDataOf(page *render.Page, item store.EventItem) *eventData {
	o, e := item.Object, item.Event
	d := &eventData{
		Context: schema, Type: "Event", ID: o.URI, Name: o.Name, Description: page.Description, URL: o.URI, Language: o.Language, Capacity: e.Capacity,
		Start: e.LocalStart().Format(time.RFC3339), Status: schema + "EventScheduled", Attendance: schema + "OfflineEventAttendanceMode",
		Organizer: partyData{Type: "Organization", Name: item.Actor.DisplayName(), URL: item.Actor.URI},
	}
	if d.Name == "" {
		d.Name = page.T("events.untitled")
	}
	if e.EndsAt != nil {
		d.End = e.LocalEnd().Format(time.RFC3339)
	}
	if e.Status == models.EventCancelled {
		d.Status = schema + "EventCancelled"
	}
	if item.Actor.Kind == models.Person {
		d.Organizer.Type = "Person"
	}
	if !e.Place.IsZero() {
		d.Location = append(d.Location, placeDataOf(e.Place))
	}
	if online := webURL(e.OnlineURL); online != "" {
		d.Attendance = schema + "OnlineEventAttendanceMode"
		if len(d.Location) > 0 {
			d.Attendance = schema + "MixedEventAttendanceMode"
		}
		d.Location = append(d.Location, placeData{Type: "VirtualLocation", URL: online})
	}
	for _, picture := range picturesOf(o) {
		d.Image = append(d.Image, picture.URL)
	}
	return d
}

func placeDataOf(p models.Place) placeData {
	d := placeData{
		Type: "Place", Name: p.Name,
		Address: &addressData{Type: "PostalAddress", Street: p.Street, Postcode: p.Postcode, Locality: p.Locality, Region: p.Region, Country: p.Country},
	}
	if d.Name == "" {
		d.Name = p.Line()
	}
	if *d.Address == (addressData{Type: "PostalAddress"}) {
		d.Address = nil
	}
	if p.Latitude != nil && p.Longitude != nil {
		d.Geo = &geoData{Type: "GeoCoordinates", Latitude: *p.Latitude, Longitude: *p.Longitude}
	}
	return d
}
