package web

import (
	"net/url"
	"strconv"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
)

// profileSides is what a person says of herself, as this viewer may see it: her
// trade, and her neighbourhood, which has a side of its own when there is
// something on it.
type profileSides struct {
	AboutHTML string
	Services  []string
	Skills    []tagLink
	Branches  []tagLink
	Work      []workItem
	Available *tie // nil: nothing is said
	Area      string
	AreaHref  string // who else is there; "" when only the postcode is known
	Languages []tagLink
	Purpose   string
	Links     []profileLink
	Near      bool // there is something on the second side
	Private   bool // none of which strangers see
	Shown     bool // there is something on the first side
}

// tagLink is a word, and who else has it.
type tagLink struct{ Text, Href string }

// tie is a state with its sign.
type tie struct{ Tie, Text string }

type workItem struct {
	models.WorkItem
	Src  string // of its picture
	Line string // its year
}

type profileLink struct {
	URL, Text, Name string
	Proof           *tie
}

// sidesOf puts a profile as a viewer may see it into words; whole is the same
// profile, for its audiences.
func sidesOf(page *render.Page, p models.Profile, proofs map[string]models.LinkProof) profileSides {
	s := profileSides{AboutHTML: p.AboutHTML, Services: p.Services, Purpose: p.Purpose, AreaHref: membersBy(models.TermNeighbourhood, p.Neighbourhood)}
	for _, skill := range p.Skills {
		s.Skills = append(s.Skills, tagLink{skill, membersBy(models.TermSkill, skill)})
	}
	for _, branch := range p.Branches {
		s.Branches = append(s.Branches, tagLink{branch, membersBy(models.TermBranch, branch)})
	}
	for _, tag := range p.Languages {
		s.Languages = append(s.Languages, tagLink{page.Language(tag), membersBy(models.TermLanguage, tag)})
	}
	for _, w := range p.Work {
		item := workItem{WorkItem: w}
		if w.Image != "" {
			item.Src = "/media/" + w.Image
		}
		if w.Year != 0 {
			item.Line = strconv.Itoa(w.Year)
		}
		s.Work = append(s.Work, item)
	}
	if a := p.Availability; !a.IsZero() {
		s.Available = &tie{map[models.AvailabilityState]string{models.AvailabilityFree: "vast", models.AvailabilitySome: "los", models.AvailabilityFull: "af"}[a.State], page.Availability(string(a.State), a.From, a.Text)}
		if s.Available.Tie == "" {
			s.Available.Tie = "onbekend"
		}
	}
	s.Area = p.Neighbourhood
	if p.Postcode != "" {
		s.Area = strings.TrimPrefix(s.Area+", "+p.Postcode, ", ")
	}
	for _, l := range p.Links {
		s.Links = append(s.Links, profileLinkOf(page, l, proofs[l.URL]))
	}
	s.Near = s.Area != "" || s.Purpose != "" || len(s.Languages) > 0
	s.Shown = s.AboutHTML != "" || len(s.Services) > 0 || len(s.Skills) > 0 || len(s.Branches) > 0 || len(s.Work) > 0
	s.Private = true
	for _, f := range []models.ProfileField{models.FieldNeighbourhood, models.FieldPostcode, models.FieldPurpose, models.FieldLanguages} {
		s.Private = s.Private && p.Audiences.Of(f) != models.ForEveryone
	}
	return s
}

// membersBy gives the directory filtered by one thing.
func membersBy(kind models.TermKind, term string) string {
	if term == "" {
		return ""
	}
	return "/members?" + string(kind) + "=" + url.QueryEscape(term)
}

func profileLinkOf(page *render.Page, l models.ProfileLink, proof models.LinkProof) profileLink {
	_, text, _ := strings.Cut(l.URL, "://")
	out := profileLink{URL: l.URL, Text: strings.TrimSuffix(text, "/"), Name: l.Name}
	if len([]rune(out.Text)) > 40 {
		out.Text = string([]rune(out.Text)[:39]) + "…"
	}
	when := func() string { return page.Ago(proof.CheckedAt.In(page.Site.Location), page.Now) }
	switch {
	case proof.State == models.ProofFound && proof.CheckedAt != nil:
		out.Proof = &tie{"vast", page.T("profile.link_found", "When", when())}
	case proof.State == models.ProofMissing && proof.CheckedAt != nil:
		out.Proof = &tie{"los", page.T("profile.link_missing", "When", when())}
	case proof.State == models.ProofFailed && proof.CheckedAt != nil:
		out.Proof = &tie{"onbekend", page.T("profile.link_failed", "When", when())}
	default:
		out.Proof = &tie{"onbekend", page.T("profile.link_unknown")}
	}
	return out
}
