package models

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits on a profile: how many, and how long in runes.
const (
	MaxName         = 100
	MaxHeadline     = 200
	MaxAbout        = 5000 // Mobilizon refuses an actor that says more
	MaxServices     = 12
	MaxService      = 160
	MaxSkills       = 24
	MaxSkill        = 40
	MaxBranches     = 5
	MaxBranch       = 60
	MaxPlaceName    = 60
	MaxAvailability = 160
	MaxLanguages    = 12
	MaxLinks        = 8
	MaxLinkName     = 40
	MaxWork         = 12
	MaxWorkText     = 600
	MaxPurpose      = 600
	MaxAlt          = 500
)

var (
	postcodeArea = regexp.MustCompile(`^[1-9][0-9]{3}$`)
	languageTag  = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)
	pictureName  = regexp.MustCompile(`^[0-9a-f]{64}\.(jpg|png)$`)
)

// Check says whether a profile may be saved: a name, nothing too long, no exact
// address, and nothing that is not what it should be. Texts are taken to be
// plain lines: whoever reads them from a form cleans them first.
func (p Profile) Check() error {
	for _, f := range ProfileFields() {
		if err := p.CheckField(f); err != nil {
			return err
		}
	}
	for _, audience := range p.Audiences {
		if _, known := audienceRank[audience]; !known {
			return Fail(Invalid, "error.audience_invalid")
		}
	}
	return nil
}

// CheckField is Check for one field.
func (p Profile) CheckField(f ProfileField) error {
	switch f {
	case FieldName:
		return checkName(p.Name)
	case FieldHeadline:
		return checkLength(p.Headline, MaxHeadline)
	case FieldAbout:
		return checkLength(p.About, MaxAbout)
	case FieldServices:
		return checkList(p.Services, MaxServices, MaxService)
	case FieldSkills:
		return checkList(p.Skills, MaxSkills, MaxSkill)
	case FieldBranches:
		return checkList(p.Branches, MaxBranches, MaxBranch)
	case FieldNeighbourhood:
		return CheckNeighbourhood(p.Neighbourhood)
	case FieldPostcode:
		return CheckPostcodeArea(p.Postcode)
	case FieldAvailability:
		return p.Availability.Check()
	case FieldLanguages:
		return p.checkLanguages()
	case FieldLinks:
		return p.checkLinks()
	case FieldWork:
		return p.checkWork()
	case FieldPurpose:
		return checkLength(p.Purpose, MaxPurpose)
	case FieldPhoto:
		return p.checkPhoto()
	}
	return nil
}

func checkName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return Fail(Invalid, "error.name_empty")
	case utf8.RuneCountInString(name) > MaxName:
		return Fail(Invalid, "error.name_too_long", "Max", MaxName)
	}
	return nil
}

func checkLength(s string, max int) error {
	if utf8.RuneCountInString(s) > max {
		return Fail(Invalid, "error.text_too_long", "Max", max)
	}
	return nil
}

func checkList(list []string, most, longest int) error {
	if len(list) > most {
		return Fail(Invalid, "error.list_too_long", "Max", most)
	}
	for _, s := range list {
		switch {
		case strings.TrimSpace(s) == "":
			return Fail(Invalid, "error.line_empty")
		case utf8.RuneCountInString(s) > longest:
			return Fail(Invalid, "error.line_too_long", "Max", longest, "Text", shown(s))
		}
	}
	return nil
}

// shown gives enough of a text to find it again.
func shown(s string) string {
	if r := []rune(s); len(r) > 30 {
		return string(r[:30])
	}
	return s
}

// CheckNeighbourhood says whether this can be a neighbourhood's name: with a
// number in it, it would be an address.
func CheckNeighbourhood(name string) error {
	if strings.ContainsAny(name, "0123456789") {
		return Fail(Invalid, "error.neighbourhood_exact")
	}
	return checkLength(name, MaxPlaceName)
}

// CheckPostcodeArea says whether this is the area of a postcode, four digits;
// a whole postcode names a street.
func CheckPostcodeArea(code string) error {
	if code != "" && !postcodeArea.MatchString(code) {
		return Fail(Invalid, "error.postcode_area", "Postcode", shown(code))
	}
	return nil
}

// Check says whether this can be.
func (a Availability) Check() error {
	switch a.State {
	case AvailabilityUnknown, AvailabilityFree, AvailabilitySome, AvailabilityFull:
	default:
		return Fail(Invalid, "error.availability_invalid")
	}
	if a.From != "" {
		if t, err := time.Parse(time.DateOnly, a.From); err != nil || t.Year() < 2000 || t.Year() > 2100 {
			return Fail(Invalid, "error.date_invalid", "Date", shown(a.From))
		}
	}
	return checkLength(a.Text, MaxAvailability)
}

// IsLanguageTag says whether this is a language as BCP 47 writes it, of those we
// take: language, script, region.
func IsLanguageTag(tag string) bool { return languageTag.MatchString(tag) }

func (p Profile) checkLanguages() error {
	if len(p.Languages) > MaxLanguages {
		return Fail(Invalid, "error.list_too_long", "Max", MaxLanguages)
	}
	for _, tag := range p.Languages {
		if !IsLanguageTag(tag) {
			return Fail(Invalid, "error.language_invalid", "Language", shown(tag))
		}
	}
	return nil
}

func (p Profile) checkLinks() error {
	if len(p.Links) > MaxLinks {
		return Fail(Invalid, "error.list_too_long", "Max", MaxLinks)
	}
	seen := map[string]bool{}
	for _, l := range p.Links {
		switch {
		case !IsWebURL(l.URL):
			return Fail(Invalid, "error.url_invalid", "URL", shown(l.URL))
		case seen[l.URL]:
			return Fail(Invalid, "error.link_twice", "URL", shown(l.URL))
		}
		seen[l.URL] = true
		if err := checkLength(l.Name, MaxLinkName); err != nil {
			return err
		}
	}
	return nil
}

func (p Profile) checkWork() error {
	if len(p.Work) > MaxWork {
		return Fail(Invalid, "error.list_too_long", "Max", MaxWork)
	}
	for _, w := range p.Work {
		if err := w.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Check says whether a piece of work can be shown.
func (w WorkItem) Check() error {
	switch {
	case strings.TrimSpace(w.Title) == "":
		return Fail(Invalid, "error.title_empty")
	case utf8.RuneCountInString(w.Title) > MaxTitle:
		return Fail(Invalid, "error.title_too_long", "Max", MaxTitle)
	case w.Year != 0 && (w.Year < 1900 || w.Year > 2100):
		return Fail(Invalid, "error.year_invalid")
	case w.URL != "" && !IsWebURL(w.URL):
		return Fail(Invalid, "error.url_invalid", "URL", shown(w.URL))
	case w.Image != "" && !pictureName.MatchString(w.Image):
		return Fail(Invalid, "error.image_invalid")
	case w.Image != "" && strings.TrimSpace(w.Alt) == "":
		return Fail(Invalid, "error.image_alt")
	}
	if err := checkLength(w.Text, MaxWorkText); err != nil {
		return err
	}
	return checkLength(w.Alt, MaxAlt)
}

func (p Profile) checkPhoto() error {
	for _, s := range p.Photo.Sizes {
		if !pictureName.MatchString(s.Name) || s.Side < 1 {
			return Fail(Invalid, "error.image_invalid")
		}
	}
	if !p.Photo.IsZero() && strings.TrimSpace(p.Photo.Alt) == "" {
		return Fail(Invalid, "error.image_alt")
	}
	return checkLength(p.Photo.Alt, MaxAlt)
}
