package web

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

const maxReplies = 100

type notePage struct {
	render.Page
	Note    noteRow
	Date    string
	Edited  string // when it was last changed; "" if never
	Private bool   // followers-only
	Likes   int
	Shares  int
	Replies []noteRow
	Reach   *reach
	ID      string // to paste in a search field elsewhere
	Handle  string // of the author
	Mine    bool   // the visitor may change it
}

// Note is the page of a note of ours: /notes/ID. The note form of an event has
// the event's page.
func (p *Pages) Note(w http.ResponseWriter, r *http.Request) error {
	n, err := p.node(r.Context())
	if err != nil {
		return err
	}
	o, author, err := p.visible(r, mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	if o.Type == models.EventObj {
		return redirect(w, r, "/events/"+o.ID)
	}
	page := &notePage{Page: p.o.Render.Page(r, "")}
	if err := p.seeFaces(r.Context(), &page.Page, author); err != nil {
		return err
	}
	page.fill(store.NoteItem{Object: o, Actor: author})
	if v := page.Visitor; v.SignedIn() {
		page.Mine = models.MayChange(o, v.Actor.ID, v.Role, n.Collective) == nil
	}
	if page.Likes, page.Shares, page.Replies, err = p.around(r, &page.Page, o); err != nil {
		return err
	}
	if page.Reach, err = p.reach(r, &page.Page, o); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "note.html", page)
}

func (page *notePage) fill(item store.NoteItem) {
	o := item.Object
	at := o.Published.In(page.Site.Location)
	page.Note = noteRowOf(&page.Page, item)
	page.Page.Title = page.T("note.title", "Name", page.Note.By.Name, "Date", page.Page.Date(at))
	page.ID, page.Handle = o.URI, item.Actor.Handle
	page.Kind, page.Alternate = "article", o.URI
	page.Date = page.Sentence(page.DateTime(at))
	page.Private = !o.Visibility.Open()
	page.NoIndex = o.Visibility != models.Public
	page.Description = excerpt(o.Content, 160)
	if o.Updated.After(o.Published) {
		page.Edited = page.DateTime(o.Updated.In(page.Site.Location))
	}
}

// maySee says whether the visitor may see an object: anyone what is open, its
// author (for the collective: who may speak as it) and her accepted followers
// what is for followers.
func (p *Pages) maySee(r *http.Request, o models.Object) (bool, error) {
	v := auth.Who(r)
	switch {
	case o.Visibility.Open():
		return true, nil
	case !v.SignedIn():
		return false, nil
	case v.Actor.ID == o.ActorID:
		return true, nil
	case v.Can(models.PostAsCollective):
		n, err := p.o.Store.Node(r.Context())
		if err != nil || o.ActorID == n.Collective {
			return err == nil, err
		}
	}
	f, err := p.o.Store.FollowOf(r.Context(), v.Actor.ID, o.ActorID)
	if err != nil && !errors.Is(err, &models.Error{Kind: models.NotFound}) {
		return false, fmt.Errorf("read follow: %w", err)
	}
	return models.VisibleTo(o, v.Actor.URI, err == nil && f.State == models.FollowAccepted), nil
}

// around gives what others did with an object.
func (p *Pages) around(r *http.Request, page *render.Page, o models.Object) (likes, shares int, replies []noteRow, err error) {
	ctx := r.Context()
	l, s, err := p.o.Store.ReactionCounts(ctx, o)
	if err != nil {
		return 0, 0, nil, fmt.Errorf("count reactions: %w", err)
	}
	uris := []string{o.URI}
	if o.NoteURI != "" {
		uris = append(uris, o.NoteURI)
	}
	for _, uri := range uris {
		items, err := p.o.Store.Replies(ctx, uri, maxReplies)
		if err != nil {
			return 0, 0, nil, fmt.Errorf("read replies: %w", err)
		}
		if err := p.seeFaces(ctx, page, writersOf(items)...); err != nil {
			return 0, 0, nil, err
		}
		for _, item := range items {
			replies = append(replies, noteRowOf(page, item))
		}
	}
	return int(l), int(s), replies, nil
}

// excerpt gives the beginning of a text on one line and without its markup, for
// search engines and previews. The template escapes it like any other text.
func excerpt(markup string, runes int) string {
	return text.Truncate(text.Line(text.Plain(markup)), runes)
}
