package web

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// How much the directory shows, and takes.
const (
	directoryPage   = 30
	directorySkills = 4  // in a row
	maxSuggested    = 60 // skills, the commonest first
	maxFilter       = 80 // runes of one thing to filter by
	maxFilters      = 4  // of one kind
)

type membersPage struct {
	render.Page
	People []personRow
	Count  int
	Hidden int // who did not choose to be listed; a number only
	Form   directoryForm
	Next   string // address of the page after; "" for none
	First  string // address of the first page, when this is another

	Elsewhere elsewhere // members who live on other nodes; below the first page
}

// directoryForm is the filter as it stands, and what can be chosen.
type directoryForm struct {
	Text    string
	Skill   string
	Skills  []string // suggestions
	Selects []directorySelect
	Active  bool // something is filtered by
}

type directorySelect struct {
	Name, Label, Any string
	Options          []option
}

// directoryKinds are the parts of the filter, under the names that stand in the
// address.
var directoryKinds = []models.TermKind{models.TermSkill, models.TermBranch, models.TermNeighbourhood, models.TermLanguage, models.TermAvailability}

// Members is the directory: /members. Strangers see the people who chose to be
// found, by what is public; members see all members, by what is for members.
func (p *Pages) Members(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := p.node(ctx); err != nil {
		return err
	}
	page := &membersPage{Page: p.o.Render.Page(r, "")}
	viewer, query := models.AudienceOf(page.Visitor.Role), r.URL.Query()
	f := filterOf(query)
	f.Viewer = viewer
	found, err := p.o.Store.Directory(ctx, f)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	choices, err := p.o.Store.DirectoryChoices(ctx, viewer)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	members := found.Total
	if viewer == models.ForEveryone && len(f.Terms) == 0 && f.Text == "" {
		all, err := p.o.Store.Directory(ctx, store.DirectoryFilter{Viewer: models.ForMembers, Limit: 1})
		if err != nil {
			return fmt.Errorf("count members: %w", err)
		}
		members = all.Total
	}
	page.fill(f, found, choices, members)
	page.pages(query, f, found)
	if len(f.Terms) == 0 && f.After == "" { // of people elsewhere we know what their profile says to all, in words
		if page.Elsewhere, err = p.membersElsewhere(r, &page.Page, f.Text); err != nil {
			return err
		}
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "members.html", page)
}

// filterOf reads a filter from an address; what makes no sense is left out.
func filterOf(q url.Values) store.DirectoryFilter {
	f := store.DirectoryFilter{Text: short(q.Get("q")), Limit: directoryPage, Terms: map[models.TermKind][]string{}}
	for _, kind := range directoryKinds {
		for _, term := range q[string(kind)] {
			if term = short(term); term != "" && len(f.Terms[kind]) < maxFilters {
				f.Terms[kind] = append(f.Terms[kind], term)
			}
		}
	}
	if after, err := base64.RawURLEncoding.DecodeString(q.Get("after")); err == nil && len(after) < 1000 && utf8.Valid(after) {
		f.After = string(after)
	}
	return f
}

func short(s string) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > maxFilter {
		return string(r[:maxFilter])
	}
	return s
}

func (page *membersPage) fill(f store.DirectoryFilter, found store.DirectoryPage, choices map[models.TermKind][]store.DirectoryChoice, members int) {
	page.Title, page.Here = page.T("members.title"), "members"
	page.Description = page.T("members.lead", "Name", page.Site.Name)
	for _, item := range found.Items {
		page.People = append(page.People, directoryRowOf(&page.Page, item))
	}
	page.Count, page.Hidden = found.Total, members-found.Total
	page.form(f, choices)
	page.NoIndex = page.Form.Active || f.After != ""
}

func directoryRowOf(page *render.Page, item store.DirectoryItem) personRow {
	a, p := item.Actor, item.Profile
	a.Name, a.Headline, a.Photo = p.Name, p.Headline, p.Photo
	row := personRowOf(page, a)
	row.Skills = strings.Join(p.Skills[:min(len(p.Skills), directorySkills)], ", ")
	return row
}

func (page *membersPage) form(f store.DirectoryFilter, choices map[models.TermKind][]store.DirectoryChoice) {
	page.Form.Text, page.Form.Active = f.Text, len(f.Terms) > 0 || f.Text != ""
	page.Form.Skill = strings.Join(f.Terms[models.TermSkill], ", ")
	skills := choices[models.TermSkill]
	for _, c := range skills[:min(len(skills), maxSuggested)] {
		page.Form.Skills = append(page.Form.Skills, c.Label)
	}
	for _, kind := range directoryKinds[1:] {
		if s := page.choose(kind, f.Terms[kind], choices[kind]); len(s.Options) > 0 {
			page.Form.Selects = append(page.Form.Selects, s)
		}
	}
}

// choose makes a list to choose from. What is asked for stands in it also when
// nobody has it, so that the form says what was asked.
func (page *membersPage) choose(kind models.TermKind, asked []string, choices []store.DirectoryChoice) directorySelect {
	s := directorySelect{Name: string(kind), Label: page.T("members.by_" + string(kind)), Any: page.T("members.any")}
	wanted := ""
	if len(asked) > 0 {
		wanted = models.Fold(asked[0])
	}
	there := false
	for _, c := range choices {
		o := option{Value: c.Term, Label: page.T("members.choice", "Label", page.termLabel(kind, c.Label), "People", page.Number(c.People)), Checked: c.Term == wanted}
		there = there || o.Checked
		s.Options = append(s.Options, o)
	}
	if wanted != "" && !there {
		s.Options = append(s.Options, option{Value: wanted, Label: page.termLabel(kind, asked[0]), Checked: true})
	}
	return s
}

func (page *membersPage) termLabel(kind models.TermKind, label string) string {
	switch kind {
	case models.TermLanguage:
		return page.Language(label)
	case models.TermAvailability:
		if said := page.Availability(label, "", ""); page.Has("availability." + label) {
			return said
		}
	}
	return label
}

// pages makes the addresses of the page after and of the first one.
func (page *membersPage) pages(query url.Values, f store.DirectoryFilter, found store.DirectoryPage) {
	kept := url.Values{}
	for _, name := range append([]models.TermKind{"q"}, directoryKinds...) {
		for _, value := range query[string(name)] {
			if value != "" {
				kept.Add(string(name), value)
			}
		}
	}
	if f.After != "" {
		page.First = "/members?" + kept.Encode()
	}
	if found.Next != "" {
		kept.Set("after", base64.RawURLEncoding.EncodeToString([]byte(found.Next)))
		page.Next = "/members?" + kept.Encode()
	}
}
