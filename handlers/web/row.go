package web

import (
	"context"
	"fmt"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// personRow is an actor in a list.
type personRow struct {
	Name     string
	Headline string
	URL      string
	Acct     string
	Handle   string
	Portrait render.Portrait
	Skills   string // the first of them, in the directory
}

func personRowOf(page *render.Page, a models.Actor) personRow {
	return personRow{
		Name: a.DisplayName(), Headline: a.Headline, URL: actorURL(a), Acct: "@" + a.Acct(), Handle: a.Handle,
		Portrait: page.Portrait(a),
	}
}

// seeFaces lets a member see the photos of these people beside their names as far
// as she may; strangers see what everyone may, which is in the actor's row.
func (p *Pages) seeFaces(ctx context.Context, page *render.Page, people ...models.Actor) error {
	viewer := models.AudienceOf(page.Visitor.Role)
	if !page.Visitor.SignedIn() || viewer == models.ForEveryone {
		return nil
	}
	var ids []string
	for _, a := range people {
		if a.Local && a.Kind == models.Person && a.ID != page.Visitor.Actor.ID && a.Photo.IsZero() {
			ids = append(ids, a.ID)
		}
	}
	profiles, err := p.o.Store.Profiles(ctx, ids)
	if err != nil {
		return fmt.Errorf("read photos: %w", err)
	}
	for id, whole := range profiles {
		page.See(id, whole.SeenBy(viewer).Photo)
	}
	return nil
}

func writersOf(items []store.NoteItem) []models.Actor {
	writers := make([]models.Actor, len(items))
	for i, item := range items {
		writers[i] = item.Actor
	}
	return writers
}

// noteRow is a note in a list or on its own page.
type noteRow struct {
	By       personRow
	Title    string // of an article
	Content  string // sanitised HTML
	URL      string
	ISO      string
	When     string
	Lang     string // of the text, when it is not the page's
	Remote   bool
	Warning  string // what stands before a text that is shown on asking
	Hat      *hatTie
	Pictures []models.Attachment
}

func noteRowOf(page *render.Page, item store.NoteItem) noteRow {
	o := item.Object
	at := o.Published.In(page.Site.Location)
	row := noteRow{
		By: personRowOf(page, item.Actor), Title: o.Name, Content: o.Content, URL: objectURL(o),
		ISO: at.Format(time.RFC3339), When: page.Ago(at, page.Now), Remote: !o.Local, Pictures: picturesOf(o),
		Hat: hatTieOf(page, o),
	}
	if o.Type == models.Note {
		row.Warning = o.Summary
	}
	if o.Language != page.Lang() {
		row.Lang = o.Language
	}
	return row
}

// picturesOf gives the pictures of an object of ours. Pictures of other servers
// are not shown: to load one would tell that server who reads here.
func picturesOf(o models.Object) []models.Attachment {
	var out []models.Attachment
	for _, a := range o.Attachments {
		if o.Local && a.Kind == "image" {
			out = append(out, a)
		}
	}
	return out
}

// objectURL gives the page of an object: ours here, another's on its own server.
func objectURL(o models.Object) string {
	if o.Local {
		if o.Type == models.EventObj {
			return "/events/" + o.ID
		}
		return "/notes/" + o.ID
	}
	return webURL(o.URL, o.URI)
}

// actorURL gives the page of an actor.
func actorURL(a models.Actor) string {
	if a.Local {
		return "/@" + a.Handle
	}
	return webURL(a.URL, a.URI)
}

// webURL gives the first that is a web address: what another server calls its
// page may be anything.
func webURL(candidates ...string) string {
	for _, u := range candidates {
		if models.IsWebURL(u) {
			return u
		}
	}
	return ""
}
