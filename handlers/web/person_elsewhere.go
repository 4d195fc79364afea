package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/text"
)

// elsewherePage is the page of a person of another node who is a member of a
// collective we know.
type elsewherePage struct {
	render.Page
	Name, Acct, Host string
	Headline         string
	URL              string // of her own page
	Portrait         render.Portrait
	Hats             hatList
}

// Elsewhere shows a person who lives on another node, with her hats and how far
// they are confirmed: /@handle@domain. Her own page is there; search engines are
// asked to leave this one out.
func (p *Pages) Elsewhere(w http.ResponseWriter, r *http.Request) error {
	n, err := p.node(r.Context())
	if err != nil {
		return err
	}
	handle, domain := mux.Vars(r)["handle"], mux.Vars(r)["domain"]
	if strings.EqualFold(domain, n.HandleDomain) {
		return redirect(w, r, "/@"+strings.ToLower(handle))
	}
	a, err := p.o.Store.PersonElsewhere(r.Context(), handle, domain)
	if err != nil {
		return err
	}
	page := &elsewherePage{Page: p.o.Render.Page(r, "")}
	page.fill(a)
	if page.Hats, err = p.hatsOf(r, &page.Page, a); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "person_elsewhere.html", page)
}

func (page *elsewherePage) fill(a models.Actor) {
	page.Name, page.Acct, page.Host = a.DisplayName(), a.Acct(), a.Host
	page.Title, page.Here, page.NoIndex = page.Name, "members", true
	page.Headline, page.URL = headlineOf(a), webURL(a.URL, a.URI)
	page.Portrait = page.Page.Portrait(a)
}

// headlineOf gives the line under a name: of someone elsewhere the first
// paragraph of what she says of herself.
func headlineOf(a models.Actor) string {
	if a.Headline != "" {
		return a.Headline
	}
	first, _, _ := strings.Cut(text.Plain(a.Summary), "\n\n")
	return text.Truncate(text.Line(first), 140)
}

// elsewhere is the members of our collective who live elsewhere: those who show
// it, and of whom both sides say so.
type elsewhere struct {
	*render.Printer
	People []personRow
}

func (p *Pages) membersElsewhere(r *http.Request, page *render.Page, text string) (elsewhere, error) {
	n, err := p.node(r.Context())
	if err != nil {
		return elsewhere{}, err
	}
	shown, err := p.o.Store.MembersElsewhere(r.Context(), n.Collective)
	if err != nil {
		return elsewhere{}, fmt.Errorf("read members elsewhere: %w", err)
	}
	return elsewhereOf(page, shown, text), nil
}

func elsewhereOf(page *render.Page, shown []models.Belonging, text string) elsewhere {
	out := elsewhere{Printer: page.Printer}
	wanted := models.Words(text)
	for _, b := range shown {
		if !b.Membership.Confirmed(page.Now) || !says(b.Person, wanted) {
			continue
		}
		row := personRowOf(page, b.Person)
		row.URL = "/@" + b.Person.Acct()
		row.Headline = page.T("hats.lives_at", "Host", b.Person.Host)
		if line := headlineOf(b.Person); line != "" {
			row.Headline = page.T("hats.line_lives_at", "Headline", line, "Host", b.Person.Host)
		}
		out.People = append(out.People, row)
	}
	return out
}

// says tells whether each word is the beginning of one in a person's name,
// handle or headline, as in the directory.
func says(a models.Actor, wanted []string) bool {
	have := models.Words(a.DisplayName() + " " + a.Handle + " " + headlineOf(a))
	for _, word := range wanted {
		if !slices.ContainsFunc(have, func(s string) bool { return strings.HasPrefix(s, word) }) {
			return false
		}
	}
	return true
}
