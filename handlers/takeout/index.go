package takeout

import (
	"bufio"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"sync"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/static"
	"knoop/static/locales"
)

// head is what stands above the posts.
type head struct {
	*locales.Printer
	Site, Name, Acct, URI, Headline, About, Photo string
	Written                                       string
	Fields                                        []field
	Belongs                                       []string
	Files                                         []field
}

type field struct{ Name, Value, Note string }

// post is one of hers as the page shows it.
type post struct {
	*locales.Printer
	When, Title, Content, Link, Where string
	Pictures                          []picture
}

type picture struct{ File, Alt string }

// pages are the pieces of index.html, parsed on first use.
var pages = sync.OnceValue(func() *template.Template {
	raw, err := fs.ReadFile(static.Templates(), "takeout/index.html")
	if err != nil {
		panic("takeout: " + err.Error())
	}
	text := strings.Replace(string(raw), "{{style}}", static.MailStyle(), 1)
	return template.Must(template.New("index").Funcs(template.FuncMap{"trusted": render.Trusted}).Parse(text))
})

// index writes the page to read, a post at a time.
func (a *archive) index(language string) error {
	p := locales.For(language)
	h, zone, err := a.head(p)
	if err != nil {
		return err
	}
	file, err := a.create("index.html", true)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	if err := pages().ExecuteTemplate(w, "head", h); err != nil {
		return fmt.Errorf("write index.html: %w", err)
	}
	n := 0
	err = a.each(func(o models.Object) error {
		n++
		one, err := a.post(p, o, zone)
		if err != nil {
			return err
		}
		return pages().ExecuteTemplate(w, "post", one)
	})
	if err != nil {
		return fmt.Errorf("write index.html: %w", err)
	}
	if err := pages().ExecuteTemplate(w, "foot", map[string]any{"P": p, "None": n == 0}); err != nil {
		return fmt.Errorf("write index.html: %w", err)
	}
	return w.Flush()
}

func (a *archive) head(p *locales.Printer) (head, *time.Location, error) {
	n, err := a.o.Store.Node(a.ctx)
	if err != nil {
		return head{}, nil, err
	}
	collective, err := a.o.Store.Actor(a.ctx, n.Collective)
	if err != nil {
		return head{}, nil, err
	}
	profile, err := a.o.Store.Profile(a.ctx, a.person.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return head{}, nil, err
	}
	h := head{
		Printer: p, Site: collective.DisplayName(), Name: profile.Name, Acct: "@" + a.person.Acct(), URI: a.person.URI,
		Headline: profile.Headline, About: profile.AboutHTML, Written: p.DateTime(a.now.In(n.Location())),
	}
	if h.Name == "" {
		h.Name = a.person.DisplayName()
	}
	if name := profile.Photo.Largest(); name != "" {
		h.Photo = "media/" + name
	}
	for _, f := range models.ProfileFields() {
		if text := inWords(profile, f); text != "" {
			h.Fields = append(h.Fields, field{p.T("takeout.field_" + string(f)), text, p.T("takeout.for_" + string(profile.Audiences.Of(f)))})
		}
	}
	list, err := a.o.Store.MembershipsOf(a.ctx, a.person.ID)
	if err != nil {
		return head{}, nil, err
	}
	for _, b := range list {
		if b.Membership.State == models.MembershipAccepted {
			h.Belongs = append(h.Belongs, b.Collective.DisplayName())
		}
	}
	for _, name := range []string{"actor", "outbox", "profile", "following", "followers", "memberships", "signatures", "devices", "passkeys", "sites", "mail", "drafts", "plans", "answers", "tasks"} {
		if a.written[name+".json"] {
			h.Files = append(h.Files, field{Name: name + ".json", Value: p.T("takeout.file_" + name)})
		}
	}
	return h, n.Location(), nil
}

// inWords gives a field of a profile as one text; "" for what is empty, and for
// what stands elsewhere on the page.
func inWords(p models.Profile, f models.ProfileField) string {
	switch f {
	case models.FieldServices:
		return strings.Join(p.Services, "; ")
	case models.FieldSkills:
		return strings.Join(p.Skills, ", ")
	case models.FieldBranches:
		return strings.Join(p.Branches, ", ")
	case models.FieldNeighbourhood:
		return p.Neighbourhood
	case models.FieldPostcode:
		return p.Postcode
	case models.FieldAvailability:
		return p.Availability.Text
	case models.FieldLanguages:
		return strings.Join(p.Languages, ", ")
	case models.FieldPurpose:
		return p.Purpose
	case models.FieldLinks:
		var all []string
		for _, l := range p.Links {
			all = append(all, l.URL)
		}
		return strings.Join(all, ", ")
	case models.FieldWork:
		var all []string
		for _, w := range p.Work {
			all = append(all, w.Title)
		}
		return strings.Join(all, "; ")
	}
	return ""
}

func (a *archive) post(p *locales.Printer, o models.Object, zone *time.Location) (post, error) {
	out := post{Printer: p, When: p.DateTime(o.Published.In(zone)), Title: o.Name, Content: o.Content, Link: fileOf(o)}
	if o.Type == models.EventObj {
		e, err := a.o.Store.Event(a.ctx, o.ID)
		if err != nil {
			return out, err
		}
		out.Where = p.DateTime(e.StartsAt.In(zone))
		if e.Place.Name != "" {
			out.Where += ", " + e.Place.Name
		}
	}
	for _, at := range o.Attachments {
		if name := a.known[at.URL]; name != "" {
			out.Pictures = append(out.Pictures, picture{"media/" + name, at.Alt})
		}
	}
	return out, nil
}
