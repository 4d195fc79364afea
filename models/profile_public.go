package models

import (
	"encoding/json"
	"slices"
	"strconv"
)

// Onto gives an actor with the public part of the profile in its columns, and
// says whether that changed anything. Fields hold no words: federation and the
// pages say them, each in its own language.
func (p Profile) Onto(a Actor, origin string) (Actor, bool) {
	pub, old := p.Public(), a
	a.Name, a.Headline, a.Source, a.Summary = pub.Name, pub.Headline, pub.About, pub.AboutHTML
	a.Fields, a.Photo, a.Icon = pub.Fields(), pub.Photo, ""
	if name := pub.Photo.Largest(); name != "" {
		a.Icon = MediaURI(origin, name)
	}
	a.Discoverable, a.Indexable = p.Discoverable, p.Indexable
	changed := old.Name != a.Name || old.Headline != a.Headline || old.Source != a.Source || old.Summary != a.Summary ||
		old.Icon != a.Icon || old.Discoverable != a.Discoverable || old.Indexable != a.Indexable ||
		!sameJSON(old.Fields, a.Fields) || !sameJSON(old.Photo, a.Photo)
	return a, changed
}

// sameJSON compares as the rows would be, where nil and empty are one.
func sameJSON(a, b any) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	none := []string{"null", "[]"}
	return err == nil && err2 == nil && (string(x) == string(y) || slices.Contains(none, string(x)) && slices.Contains(none, string(y)))
}

// Fields gives the lines of the profile, those first that matter most: Mastodon
// shows four. Kind says which, Values what; a link has its name beside it.
func (p Profile) Fields() []Field {
	var fields []Field
	add := func(kind ProfileField, name string, values ...string) {
		if len(values) > 0 {
			fields = append(fields, Field{Kind: kind, Name: name, Values: values})
		}
	}
	add(FieldServices, "", p.Services...)
	for _, l := range p.Links {
		add(FieldLinks, l.Name, l.URL)
	}
	if a := p.Availability; !a.IsZero() {
		add(FieldAvailability, "", string(a.State), a.From, a.Text)
	}
	add(FieldSkills, "", p.Skills...)
	add(FieldBranches, "", p.Branches...)
	switch {
	case p.Neighbourhood != "" && p.Postcode != "":
		add(FieldNeighbourhood, "", p.Neighbourhood, p.Postcode)
	case p.Neighbourhood != "" || p.Postcode != "":
		add(FieldNeighbourhood, "", p.Neighbourhood+p.Postcode)
	}
	add(FieldLanguages, "", p.Languages...)
	if p.Purpose != "" {
		add(FieldPurpose, "", p.Purpose)
	}
	var work []string
	for _, w := range p.Work {
		switch {
		case w.Title != "" && w.Year > 0:
			work = append(work, w.Title+" ("+strconv.Itoa(w.Year)+")")
		case w.Title != "":
			work = append(work, w.Title)
		}
	}
	add(FieldWork, "", work...)
	return fields
}

// ReadAvailability reads a field of that kind back.
func ReadAvailability(f Field) Availability {
	if len(f.Values) != 3 {
		return Availability{}
	}
	return Availability{State: AvailabilityState(f.Values[0]), From: f.Values[1], Text: f.Values[2]}
}
