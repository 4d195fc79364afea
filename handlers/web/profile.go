package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

const profileNotes = 10

type profilePage struct {
	render.Page
	Actor      models.Actor
	Name       string
	Acct       string
	Portrait   render.Portrait
	Collective bool
	Role       string // what she does here, in words; "" for the collective
	Notes      []noteRow
	Events     []eventRow
	Older      string // address of the next page of notes
	Followers  int
	Following  int
	Follow     followForm
	Headline   string
	Hats       hatList
	Person     bool
	Sides      profileSides
	Code       *tie   // which code of conduct she signed; nil for none
	Own        bool   // it is the visitor's own
	As         string // whose eyes she sees it with: "", "public" or "members"
	AsText     string
}

// Profile is the page of an actor of ours: /@HANDLE.
func (p *Pages) Profile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	a, err := p.o.Store.ActorByHandle(ctx, mux.Vars(r)["handle"])
	if err != nil {
		return err
	}
	if a.GoneAt != nil {
		return models.Fail(models.Gone, "error.gone")
	}
	if a.Kind == models.Group && a.ID != n.Collective {
		switch one, err := p.o.Store.Series(ctx, a.ID); {
		case err == nil:
			return p.series(w, r, store.SeriesItem{Series: one, Actor: a})
		case models.KindOf(err) != models.NotFound:
			return err
		}
	}
	page := &profilePage{Page: p.o.Render.Page(r, "")}
	page.actor(a)
	if a.Kind == models.Person {
		if err := p.profileOf(r, page); err != nil {
			return err
		}
		account, err := p.o.Store.Account(ctx, a.ID)
		if err != nil {
			return fmt.Errorf("read account: %w", err)
		}
		page.Role = page.T("profile.role_"+string(account.Role), "Name", page.Site.Name)
		signed, err := p.o.Store.Signature(ctx, a.ID)
		if err != nil {
			return err
		}
		page.Code = codeTie(&page.Page, signed)
		if page.Hats, err = p.hatsOf(r, &page.Page, a); err != nil {
			return err
		}
	}
	if err := p.profileLists(r, page, n); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "profile.html", page)
}

// profileOf adds what this visitor may see of a person's profile; she herself
// sees all, or may look with another's eyes (?as=).
func (p *Pages) profileOf(r *http.Request, page *profilePage) error {
	ctx, a := r.Context(), page.Actor
	whole, err := p.o.Store.Profile(ctx, a.ID)
	if err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
	proofs, err := p.o.Store.LinkProofs(ctx, a.ID)
	if err != nil {
		return fmt.Errorf("read links: %w", err)
	}
	page.person(whole, r.URL.Query().Get("as"), proofs)
	return nil
}

// person fills in a profile; as is whose eyes its owner asks for.
func (page *profilePage) person(whole models.Profile, as string, proofs map[string]models.LinkProof) {
	seen := whole.For(page.Visitor.Role)
	page.Own = page.Visitor.SignedIn() && page.Visitor.Actor.ID == page.Actor.ID
	if page.Own {
		page.As = as
		switch as {
		case "public":
			seen = whole.Public()
			page.AsText = page.T("profile.as_public")
		case "members":
			seen = whole.For(models.Member)
			page.AsText = page.T("profile.as_members")
		default:
			seen, page.As = whole, ""
		}
	}
	page.Person, page.Name, page.Headline = true, page.Actor.Handle, seen.Headline
	if seen.Name != "" {
		page.Name = seen.Name
	}
	bare := page.Actor
	bare.Photo = models.Photo{}
	page.Portrait = render.PortraitOf(bare, page.Site.Accent).With(seen.Photo)
	page.Sides = sidesOf(&page.Page, seen, proofs)
	page.named()
}

func (page *profilePage) actor(a models.Actor) {
	page.Actor, page.Name, page.Acct, page.Headline = a, a.DisplayName(), a.Acct(), a.Headline
	page.Portrait = page.Page.Portrait(a)
	page.Collective = a.URI == page.Site.URI
	page.Alternate, page.Kind, page.NoIndex = a.URI, "profile", !a.Indexable && !page.Collective
	if !page.Collective {
		page.Here = "members"
	}
	page.named()
}

// named puts the name where it is said.
func (page *profilePage) named() {
	page.Title, page.Description = page.Name, page.Headline
	page.Follow = followFormOf(&page.Page, page.Name, page.Actor.Handle, page.Acct)
	page.Follow.Popover = true
	at := "/@" + page.Actor.Handle
	page.Feeds = []render.Feed{{Href: at + ".atom", Type: render.AtomType, Title: page.Name}, {Href: at + ".ics", Type: render.CalendarType, Title: page.Name}}
}

func (p *Pages) profileLists(r *http.Request, page *profilePage, n models.Node) error {
	ctx, a := r.Context(), page.Actor
	notes, older, err := p.notesOf(ctx, a, r.URL.Query().Get("before"))
	if err != nil {
		return fmt.Errorf("read notes: %w", err)
	}
	if older != "" {
		page.Older = "?before=" + older
	}
	if err := p.seeFaces(ctx, &page.Page, a); err != nil {
		return err
	}
	for _, o := range notes {
		page.Notes = append(page.Notes, noteRowOf(&page.Page, store.NoteItem{Object: o, Actor: a}))
	}
	now := p.o.Clock()
	events, err := p.o.Store.Events(ctx, store.EventFilter{From: now.Add(-6 * time.Hour), ActorID: a.ID, Carried: true, Limit: 10})
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	for _, item := range events {
		if !item.Event.Over(now) {
			page.Events = append(page.Events, eventRowOf(&page.Page, item, a.ID))
		}
	}
	_, followers, err := p.o.Store.Followers(ctx, a.ID, store.Page{Limit: 1})
	if err != nil {
		return fmt.Errorf("count followers: %w", err)
	}
	_, following, err := p.o.Store.Following(ctx, a.ID, false, store.Page{Limit: 1})
	if err != nil {
		return fmt.Errorf("count following: %w", err)
	}
	page.Followers, page.Following = int(followers), int(following)
	return nil
}

// notesOf gives a page of an actor's notes, and after which row older ones come.
// What she published holds her events too, which have a list of their own: it is
// read on until the page is full, or for so long that a page may stay short.
func (p *Pages) notesOf(ctx context.Context, a models.Actor, before string) (notes []models.Object, older string, err error) {
	at := store.Page{Before: before, Limit: 4 * profileNotes}
	for range 5 {
		objects, _, err := p.o.Store.Published(ctx, a.ID, at)
		if err != nil {
			return nil, "", err
		}
		for _, o := range objects {
			if o.Type == models.EventObj {
				continue
			}
			if len(notes) == profileNotes {
				return notes, notes[profileNotes-1].ID, nil
			}
			notes = append(notes, o)
		}
		if len(objects) < at.Limit {
			return notes, "", nil
		}
		at.Before = objects[len(objects)-1].ID
	}
	return notes, at.Before, nil
}
