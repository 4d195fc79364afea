package models_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"knoop/models"
)

var picture = strings.Repeat("0a", 32) + ".jpg"

// fullProfile has something in every field.
func fullProfile() models.Profile {
	return models.Profile{
		ActorID: "1", Name: "Joost Verhagen", Headline: "grafisch ontwerper", About: "Maakt **boeken**.", AboutHTML: "<p>Maakt <strong>boeken</strong>.</p>",
		Services: []string{"Huisstijlen"}, Skills: []string{"Drukwerk", "InDesign"}, Branches: []string{"Ontwerp"},
		Neighbourhood: "Holendrecht", Postcode: "1106", Languages: []string{"nl", "pt-BR"},
		Availability: models.Availability{State: models.AvailabilityFree, From: "2026-03-16", Text: "twee dagen per week"},
		Links:        []models.ProfileLink{{URL: "https://joostverhagen.example/", Name: "Site"}},
		Work:         []models.WorkItem{{Title: "Buurtkeuken", Year: 2025, Image: picture, Alt: "Een wagen"}},
		Purpose:      "Collega's om mee te lunchen", Photo: models.Photo{Alt: "Joost lacht", Sizes: []models.PhotoSize{{Side: 96, Name: picture}}},
	}
}

// shows says which of the fields a profile has something in, read from what it
// would look like outside.
func shows(t *testing.T, p models.Profile, f models.ProfileField) bool {
	t.Helper()
	p.Audiences, p.ActorID = nil, ""
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	sign := map[models.ProfileField]string{
		models.FieldName: "Joost Verhagen", models.FieldHeadline: "grafisch", models.FieldAbout: "boeken", models.FieldServices: "Huisstijlen",
		models.FieldSkills: "InDesign", models.FieldBranches: "Ontwerp", models.FieldNeighbourhood: "Holendrecht", models.FieldPostcode: "1106",
		models.FieldAvailability: "twee dagen", models.FieldLanguages: "pt-BR", models.FieldLinks: "joostverhagen", models.FieldWork: "Buurtkeuken",
		models.FieldPurpose: "lunchen", models.FieldPhoto: "Joost lacht",
	}[f]
	if sign == "" {
		t.Fatalf("no sign for %s", f)
	}
	return strings.Contains(string(raw), sign)
}

func TestProfileFor_showsAFieldToItsAudienceAndNobodyElse(t *testing.T) {
	sees := map[models.Role][]models.Audience{
		"":                  {models.ForEveryone},
		models.Guest:        {models.ForEveryone},
		models.Member:       {models.ForEveryone, models.ForMembers},
		models.HostRole:     {models.ForEveryone, models.ForMembers},
		models.Orchestrator: {models.ForEveryone, models.ForMembers, models.ForOrchestrators},
	}
	for _, field := range models.ProfileFields() {
		for _, audience := range models.AllAudiences() {
			p := fullProfile().Show(models.ForEveryone).Show(audience, field)
			for role, allowed := range sees {
				got := p.For(role)
				for _, f := range models.ProfileFields() {
					want := f != field || slices.Contains(allowed, audience)
					if shows(t, got, f) != want {
						t.Errorf("%s for %s, seen by %q: %s shown is %v", field, audience, role, f, !want)
					}
				}
			}
			if !reflect.DeepEqual(p.Public(), p.For("")) {
				t.Errorf("%s for %s: what is public is not what a stranger sees", field, audience)
			}
		}
	}
}

func TestProfileFor_whatHasNoAudienceIsForMembers(t *testing.T) {
	p := fullProfile()
	for _, f := range models.ProfileFields() {
		if shows(t, p.For(""), f) || !shows(t, p.For(models.Member), f) {
			t.Errorf("%s: a stranger sees it %v, a member %v", f, shows(t, p.For(""), f), shows(t, p.For(models.Member), f))
		}
	}
	shown := p.Show(models.ForEveryone, models.FieldName)
	if len(p.Audiences) != 0 || !shows(t, shown.Public(), models.FieldName) || shows(t, shown.Public(), models.FieldHeadline) {
		t.Error("Show changes more than its field")
	}
}

func TestProfileOnto_putsOnlyWhatIsPublicIntoTheActor(t *testing.T) {
	for _, field := range models.ProfileFields() {
		hidden, _ := fullProfile().Show(models.ForEveryone).Show(models.ForMembers, field).Onto(models.Actor{Handle: "joost"}, "https://mokum.example")
		open, changed := fullProfile().Show(models.ForEveryone).Onto(models.Actor{Handle: "joost"}, "https://mokum.example")
		raw, _ := json.Marshal(hidden)
		all, _ := json.Marshal(open)
		if !changed || field != models.FieldWork && string(raw) == string(all) {
			t.Errorf("%s: hidden or not, the actor is the same", field)
		}
	}
	a, changed := fullProfile().Onto(models.Actor{Handle: "joost"}, "https://mokum.example")
	if raw, _ := json.Marshal(a); changed || strings.Contains(string(raw), "Joost V") || a.DisplayName() != "joost" {
		t.Errorf("nothing is public, and it says %s (changed %v)", raw, changed)
	}
	p := fullProfile().Show(models.ForEveryone)
	p.Discoverable = true
	a, _ = p.Onto(models.Actor{Fields: []models.Field{}}, "https://mokum.example")
	if a.Icon != "https://mokum.example/media/"+picture || !a.Discoverable || a.Indexable || a.Fields[0].Kind != models.FieldServices || a.Fields[1].Kind != models.FieldLinks {
		t.Errorf("the actor is %+v", a)
	}
	if again, changed := p.Onto(a, "https://mokum.example"); changed || !reflect.DeepEqual(again, a) {
		t.Error("writing the same again is a change")
	}
}

func TestProfileCheck_refusesWhatItShould(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) }
	for name, c := range map[string]struct {
		change func(*models.Profile)
		key    string
	}{
		"no name":               {func(p *models.Profile) { p.Name = " " }, "error.name_empty"},
		"a long name":           {func(p *models.Profile) { p.Name = long(101) }, "error.name_too_long"},
		"a long headline":       {func(p *models.Profile) { p.Headline = long(201) }, "error.text_too_long"},
		"a long story":          {func(p *models.Profile) { p.About = long(5001) }, "error.text_too_long"},
		"many services":         {func(p *models.Profile) { p.Services = slices.Repeat([]string{"x"}, 13) }, "error.list_too_long"},
		"a long skill":          {func(p *models.Profile) { p.Skills = []string{long(41)} }, "error.line_too_long"},
		"an empty skill":        {func(p *models.Profile) { p.Skills = []string{""} }, "error.line_empty"},
		"many branches":         {func(p *models.Profile) { p.Branches = slices.Repeat([]string{"x"}, 6) }, "error.list_too_long"},
		"an address":            {func(p *models.Profile) { p.Neighbourhood = "Gravenpad 8" }, "error.neighbourhood_exact"},
		"a whole postcode":      {func(p *models.Profile) { p.Postcode = "1106 AB" }, "error.postcode_area"},
		"a whole postcode, too": {func(p *models.Profile) { p.Postcode = "1106ab" }, "error.postcode_area"},
		"a postcode in a name":  {func(p *models.Profile) { p.Neighbourhood = "1106 AB" }, "error.neighbourhood_exact"},
		"a postcode with 0":     {func(p *models.Profile) { p.Postcode = "0106" }, "error.postcode_area"},
		"an unknown state":      {func(p *models.Profile) { p.Availability.State = "maybe" }, "error.availability_invalid"},
		"no date":               {func(p *models.Profile) { p.Availability.From = "16 maart" }, "error.date_invalid"},
		"no language":           {func(p *models.Profile) { p.Languages = []string{"Nederlands"} }, "error.language_invalid"},
		"a language with HTML":  {func(p *models.Profile) { p.Languages = []string{"nl\"><script>"} }, "error.language_invalid"},
		"a script as link":      {func(p *models.Profile) { p.Links = []models.ProfileLink{{URL: "javascript:alert(1)"}} }, "error.url_invalid"},
		"many links":            {func(p *models.Profile) { p.Links = make([]models.ProfileLink, 9) }, "error.list_too_long"},
		"a link twice": {func(p *models.Profile) {
			p.Links = []models.ProfileLink{{URL: "https://a.example"}, {URL: "https://a.example"}}
		}, "error.link_twice"},
		"work without title":    {func(p *models.Profile) { p.Work[0].Title = "" }, "error.title_empty"},
		"work of another age":   {func(p *models.Profile) { p.Work[0].Year = 24 }, "error.year_invalid"},
		"a picture without alt": {func(p *models.Profile) { p.Work[0].Alt = " " }, "error.image_alt"},
		"a picture elsewhere":   {func(p *models.Profile) { p.Work[0].Image = "../../secret" }, "error.image_invalid"},
		"a photo without alt":   {func(p *models.Profile) { p.Photo.Alt = "" }, "error.image_alt"},
		"a photo elsewhere":     {func(p *models.Profile) { p.Photo.Sizes[0].Name = "https://evil.example/x.jpg" }, "error.image_invalid"},
		"an unknown audience":   {func(p *models.Profile) { p.Audiences = models.Audiences{models.FieldName: "friends"} }, "error.audience_invalid"},
	} {
		p := fullProfile()
		if err := p.Check(); err != nil {
			t.Fatalf("a sound profile: %v", err)
		}
		c.change(&p)
		var refused *models.Error
		if err := p.Check(); !errors.As(err, &refused) || refused.Key != c.key || refused.Kind != models.Invalid {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

func TestProfileDirectory_findsHerByWhatTheViewerSees(t *testing.T) {
	p := fullProfile().Show(models.ForEveryone, models.FieldSkills, models.FieldHeadline).Show(models.ForOrchestrators, models.FieldPostcode)
	p.Discoverable = true
	entries, terms := p.Directory("joost")
	sorts := map[models.Audience]string{}
	for _, e := range entries {
		sorts[e.Audience] = e.Sort
	}
	if sorts[models.ForEveryone] != "joost" || sorts[models.ForMembers] != "joost verhagen" || len(entries) != 3 {
		t.Errorf("entries %v", entries)
	}
	at := map[string]models.Audience{}
	for _, x := range terms {
		key := string(x.Kind) + " " + x.Term
		if _, twice := at[key]; twice {
			t.Errorf("%s stands twice", key)
		}
		at[key] = x.Audience
	}
	for key, want := range map[string]models.Audience{
		"skill indesign": models.ForEveryone, "word indesign": models.ForEveryone, "word grafisch": models.ForEveryone, "word joost": models.ForEveryone,
		"branch ontwerp": models.ForMembers, "word verhagen": models.ForMembers, "language pt-br": models.ForMembers, "availability free": models.ForMembers,
		"neighbourhood holendrecht": models.ForMembers, "word 1106": models.ForOrchestrators,
	} {
		if at[key] != want {
			t.Errorf("%s: found by %q, want %q", key, at[key], want)
		}
	}
	p.Discoverable = false
	entries, terms = p.Directory("joost")
	for _, x := range terms {
		if x.Audience == models.ForEveryone {
			t.Errorf("unlisted, and a stranger finds her by %s %s", x.Kind, x.Term)
		}
	}
	if len(entries) != 2 {
		t.Errorf("unlisted, with entries %v", entries)
	}
	p.About = strings.Repeat("een twee drie ", 100) + strings.Join(strings.Split(strings.Repeat("aa,ab,ac,", 1), ","), " ")
	for i := range 3000 {
		p.About += " w" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26))
	}
	if _, terms := p.Directory("joost"); len(terms) > 300 {
		t.Errorf("%d terms of one profile", len(terms))
	}
}

func TestLinkProof_isLookedAtAgain(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	found := models.LinkProof{}.Looked(models.ProofFound, now)
	if !found.VerifiedAt.Equal(now) || !found.DueAt.Equal(now.Add(7*24*time.Hour)) {
		t.Errorf("found: %+v", found)
	}
	later := now.Add(7 * 24 * time.Hour)
	failed := found.Looked(models.ProofFailed, later)
	if !failed.VerifiedAt.Equal(now) || !failed.CheckedAt.Equal(later) || !failed.DueAt.Equal(later.Add(models.ProofAgainAfter)) {
		t.Errorf("failed: %+v", failed)
	}
}
