package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// settingsProfilePage is where a person says who she is: each field with, beside
// it, who may see it.
type settingsProfilePage struct {
	render.Page
	Rooms    roomNav
	Sections []profileSection
	Failed   []fieldError // in the order of the form
	Handle   string
}

// SettingsProfile is the editor of one's own profile: /settings/profile. Every
// button saves all of the form, so that nothing typed is lost on the way.
func (p *Pages) SettingsProfile(w http.ResponseWriter, r *http.Request) error {
	v := auth.Who(r)
	if !v.Actor.Local {
		return models.Fail(models.Forbidden, "error.profile_elsewhere")
	}
	ctx := r.Context()
	profile, err := p.o.Store.Profile(ctx, v.Actor.ID)
	if err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
	page := &settingsProfilePage{Page: p.o.Render.Page(r, "")}
	choices, err := p.o.Store.DirectoryChoices(ctx, models.AudienceOf(v.Role))
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	if r.Method != http.MethodPost {
		page.fill(profile, nil, choices)
		return p.o.Render.HTML(w, r, http.StatusOK, "settings_profile.html", page)
	}
	form, err := p.readProfile(w, r, profile)
	if err != nil {
		return err
	}
	form.check(page.Printer)
	if len(form.errors) == 0 {
		if err = p.saveProfile(ctx, v.Actor.ID, form.profile); err == nil {
			p.o.Render.Say(w, "profile.notice_saved")
			return redirect(w, r, "/settings/profile"+form.back)
		}
		var refused *models.Error
		if !errors.As(err, &refused) {
			return err
		}
		form.wrong(models.FieldName, page.T(refused.Key, refused.Args...))
	}
	page.fill(form.profile, form.errors, choices)
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "settings_profile.html", page)
}

// saveProfile puts the text into HTML, asking other servers for whom it names, and
// saves all.
func (p *Pages) saveProfile(ctx context.Context, actorID string, profile models.Profile) error {
	bounded, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	written, err := p.o.Remote.Write(bounded, profile.About)
	if err != nil {
		return fmt.Errorf("read the text: %w", err)
	}
	profile.AboutHTML = written.HTML
	return p.o.Store.EditProfile(ctx, actorID, profile)
}

func (page *settingsProfilePage) fill(p models.Profile, wrong map[models.ProfileField]string, choices map[models.TermKind][]store.DirectoryChoice) {
	page.Title, page.Here, page.NoIndex = page.T("settings.room_profile"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	page.Handle = page.Visitor.Actor.Handle
	page.Sections = profileSections(page.Printer, page.Page.Portrait(*page.Visitor.Actor), p, wrong, choices)
	for _, s := range page.Sections {
		for _, f := range s.Fields {
			if f.Error != "" {
				page.Failed = append(page.Failed, fieldError{f.ID(), f.Label + ": " + f.Error})
			}
		}
	}
}

// profileSection is a part of the form under its own heading.
type profileSection struct {
	ID, Title, Hint string
	Fields          []profileInput
}

// profileInput is one field of the form. Kind says how it is asked for.
type profileInput struct {
	*render.Printer
	Field              models.ProfileField
	Kind               string // text, area, lines, many, availability, photo, links, work, checks
	Label, Hint, Error string
	Value              string
	Values             []manyInput
	Suggest            []string
	Max                int
	Required           bool
	Audience           []option // who may see it
	States             []option // of availability
	Available          models.Availability
	Photo              models.Photo
	Portrait           render.Portrait
	Links              []linkInput
	Work               []workInput
	Checks             []checkInput
}

// ID is the id of the field, or of the first one of it.
func (f profileInput) ID() string { return "p-" + string(f.Field) }

// Described names what describes the field: its hint, and what is wrong with it.
func (f profileInput) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// PhotoFiles gives how the form carries a photo that is kept.
func (f profileInput) PhotoFiles() string { return photoFiles(f.Photo) }

// manyInput is one of several fields for the same.
type manyInput struct {
	N     int // from 1
	Value string
}

type linkInput struct {
	N         int // from 1
	URL, Name string
}

type workInput struct {
	*render.Printer
	models.WorkItem
	N    int // from 1
	Src  string
	Open bool
}

// YearText gives the year as it stands in the field.
func (w workInput) YearText() string {
	if w.Year <= 0 {
		return ""
	}
	return fmt.Sprint(w.Year)
}

type checkInput struct {
	Name, Label, Hint string
	Checked           bool
}

// profileForm are the sections of the form and what is asked for in each, as
// field:kind.
var profileForm = [][]string{
	{"who", "photo:photo", "name:text", "headline:text", "about:area"},
	{"trade", "services:lines", "skills:many", "branches:many", "availability:availability"},
	{"work", "work:work"},
	{"links", "links:links"},
	{"near", "neighbourhood:text", "postcode:text", "languages:many", "purpose:area"},
	{"found", "found:checks"},
}

// longest are the lengths that the fields hold to.
var longest = map[models.ProfileField]int{
	models.FieldName: models.MaxName, models.FieldHeadline: models.MaxHeadline, models.FieldAbout: models.MaxAbout,
	models.FieldServices: models.MaxServices * models.MaxService, models.FieldSkills: models.MaxSkill, models.FieldBranches: models.MaxBranch,
	models.FieldNeighbourhood: models.MaxPlaceName, models.FieldPostcode: 10, models.FieldLanguages: models.MaxSkill, models.FieldPurpose: models.MaxPurpose,
}

func profileSections(say *render.Printer, face render.Portrait, p models.Profile, wrong map[models.ProfileField]string, choices map[models.TermKind][]store.DirectoryChoice) []profileSection {
	var out []profileSection
	for _, row := range profileForm {
		s := profileSection{ID: row[0], Title: say.T("profile.part_" + row[0])}
		if hint := "profile.part_" + row[0] + "_hint"; say.Has(hint) {
			s.Hint = say.T(hint)
		}
		for _, spec := range row[1:] {
			name, kind, _ := strings.Cut(spec, ":")
			f := profileInput{Printer: say, Field: models.ProfileField(name), Kind: kind, Label: say.T("profile.field_" + name), Error: wrong[models.ProfileField(name)]}
			if hint := "profile.hint_" + name; say.Has(hint) {
				f.Hint = say.T(hint)
			}
			f.Max, f.Required = longest[f.Field], f.Field == models.FieldName
			for _, a := range models.AllAudiences() {
				f.Audience = append(f.Audience, option{Value: string(a), Label: say.T("profile.for_" + string(a)), Checked: p.Audiences.Of(f.Field) == a})
			}
			f.fill(p, face, choices)
			s.Fields = append(s.Fields, f)
		}
		out = append(out, s)
	}
	return out
}

// fill puts into a field what the profile says.
func (f *profileInput) fill(p models.Profile, face render.Portrait, choices map[models.TermKind][]store.DirectoryChoice) {
	suggest := func(kind models.TermKind) {
		for _, c := range choices[kind] {
			f.Suggest = append(f.Suggest, c.Label)
		}
	}
	switch f.Field {
	case models.FieldName:
		f.Value = p.Name
	case models.FieldHeadline:
		f.Value = p.Headline
	case models.FieldAbout:
		f.Value = p.About
	case models.FieldServices:
		f.Value = strings.Join(p.Services, "\n")
	case models.FieldSkills:
		f.Values = withRoom(p.Skills, 3, models.MaxSkills)
		suggest(models.TermSkill)
	case models.FieldBranches:
		f.Values = withRoom(p.Branches, 1, models.MaxBranches)
		suggest(models.TermBranch)
	case models.FieldAvailability:
		f.Available = p.Availability
		for _, state := range models.AvailabilityStates() {
			key := "availability." + string(state)
			if state == models.AvailabilityUnknown {
				key = "availability.unknown"
			}
			f.States = append(f.States, option{Value: string(state), Label: f.T(key), Checked: p.Availability.State == state})
		}
	case models.FieldNeighbourhood:
		f.Value = p.Neighbourhood
		suggest(models.TermNeighbourhood)
	case models.FieldPostcode:
		f.Value = p.Postcode
	case models.FieldLanguages:
		var names []string
		for _, tag := range p.Languages {
			names = append(names, f.Language(tag))
		}
		f.Values = withRoom(names, 2, models.MaxLanguages)
		for _, tag := range f.NamedLanguages() {
			f.Suggest = append(f.Suggest, f.Language(tag))
		}
	case models.FieldPurpose:
		f.Value = p.Purpose
	case models.FieldPhoto:
		f.Photo = p.Photo
		face.Src = ""
		f.Portrait = face.With(p.Photo)
	case models.FieldLinks:
		for i, l := range append(p.Links[:len(p.Links):len(p.Links)], models.ProfileLink{}) {
			if i < models.MaxLinks {
				f.Links = append(f.Links, linkInput{i + 1, l.URL, l.Name})
			}
		}
	case models.FieldWork:
		for i, item := range append(p.Work[:len(p.Work):len(p.Work)], models.WorkItem{}) {
			if i == models.MaxWork {
				break
			}
			in := workInput{Printer: f.Printer, WorkItem: item, N: i + 1, Open: f.Error != ""}
			if item.Image != "" {
				in.Src = "/media/" + item.Image
			}
			f.Work = append(f.Work, in)
		}
	default:
		f.Checks = []checkInput{
			{"discoverable", f.T("profile.discoverable"), f.T("profile.discoverable_hint"), p.Discoverable},
			{"indexable", f.T("profile.indexable"), f.T("profile.indexable_hint"), p.Indexable},
		}
	}
}

// withRoom gives a field for each, and some empty ones to type into.
func withRoom(values []string, room, most int) []manyInput {
	var out []manyInput
	for _, v := range values {
		out = append(out, manyInput{len(out) + 1, v})
	}
	for range room {
		if len(out) < most {
			out = append(out, manyInput{N: len(out) + 1})
		}
	}
	return out
}
