package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"knoop/federation/remote"
	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// waitPage shows a post in the half minute in which it can be taken back.
type waitPage struct {
	render.Page
	ID      string
	Note    noteRow
	To      string // for whom it is
	Line    string // under which hat
	At      string // when it leaves: "14.32.10"
	Left    int    // seconds
	From    int    // length of the bar in the drawing, of 320
	Ticks   []tick
	Missing string // whom it names and we did not find
}

// tick is one second of the clock that runs in the drawing.
type tick struct{ Number, At int }

// WaitingPost shows a post of hers that has not left: /write/ID. It asks the
// browser to come again when the time is over, and then leads to the note.
func (p *Pages) WaitingPost(w http.ResponseWriter, r *http.Request) error {
	ctx, v, id := r.Context(), auth.Who(r), mux.Vars(r)["id"]
	post, err := p.o.Store.PendingPost(ctx, id, v.Actor.ID)
	if models.KindOf(err) == models.NotFound {
		return p.afterWaiting(w, r, id)
	}
	if err != nil {
		return err
	}
	if !post.Waiting() {
		return redirect(w, r, "/write?draft="+id)
	}
	page := &waitPage{Page: p.o.Render.Page(r, "")}
	hat, _ := models.FindHat(v.Hats, post.Hat)
	author := *v.Actor
	if hat.AsCollective() {
		if author, err = p.o.Store.Actor(ctx, hat.CollectiveID); err != nil {
			return fmt.Errorf("read collective: %w", err)
		}
	}
	page.fill(post, hat, author, p.o.Clock())
	page.Missing = whoIsMissing(r)
	w.Header().Set("Refresh", strconv.Itoa(page.Left+1))
	return p.o.Render.HTML(w, r, http.StatusOK, "write_wait.html", page)
}

// afterWaiting leads to what became of a post that waits no longer.
func (p *Pages) afterWaiting(w http.ResponseWriter, r *http.Request, id string) error {
	o, err := p.o.Store.Object(r.Context(), id)
	if err != nil {
		return err
	}
	if !o.Local {
		return models.Fail(models.NotFound, "error.not_found")
	}
	if o.GoneAt == nil {
		p.o.Render.Say(w, "write.notice_posted")
	}
	return redirect(w, r, "/notes/"+id)
}

func (page *waitPage) fill(post store.Post, hat models.Hat, author models.Actor, now time.Time) {
	page.Title, page.Here, page.NoIndex = page.T("write.wait_title"), "write", true
	page.ID, page.Line = post.ID, hatLine(&page.Page, hat)
	o := models.Object{
		Type: models.Note, Local: true, Content: post.Note.Content, Summary: post.Note.Warning, Language: post.Note.Language,
		Attachments: post.Note.Attachments, Published: now,
	}
	if hat.Named() {
		o.Hat, o.HatName, o.HatConfirmed = hat.URI, hat.Name, hat.Confirmed
	}
	page.Note = noteRowOf(&page.Page, store.NoteItem{Object: o, Actor: author})
	page.Note.URL, page.Note.When = "", page.T("write.wait_when")
	page.To = page.T("write.to_public")
	if post.Note.Visibility == models.FollowersOnly {
		page.To = page.T("write.to_followers")
	}
	left := post.Left(now)
	page.Left = int((left + time.Second - 1) / time.Second)
	page.From = int(320 * left / models.UndoTime)
	page.At = page.TimeSeconds(post.ReleaseAt.In(page.Site.Location))
	for i := range page.Left + 1 {
		page.Ticks = append(page.Ticks, tick{page.Left - i, i})
	}
}

// UndoPost takes a post back: POST /write/ID/back. What she wrote is in the form
// again; when she is too late she is told, and where it stands.
func (p *Pages) UndoPost(w http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	err := p.o.Store.TakeBackPost(r.Context(), id, auth.Who(r).Actor.ID)
	if errors.Is(err, &models.Error{Kind: models.Conflict, Key: "error.post_left"}) {
		p.o.Render.Say(w, "write.notice_late")
		return redirect(w, r, "/notes/"+id)
	}
	if err != nil {
		return err
	}
	p.o.Render.Say(w, "write.notice_back")
	return redirect(w, r, "/write?draft="+id)
}

// PostNow posts without waiting: POST /write/ID/now.
func (p *Pages) PostNow(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), mux.Vars(r)["id"]
	if _, err := p.o.Store.PendingPost(ctx, id, auth.Who(r).Actor.ID); models.KindOf(err) == models.NotFound {
		return p.afterWaiting(w, r, id)
	} else if err != nil {
		return err
	}
	posted, err := p.o.Store.ReleasePost(ctx, id)
	if err != nil {
		return err
	}
	if !posted {
		return redirect(w, r, "/write?draft="+id)
	}
	p.o.Render.Say(w, "write.notice_posted")
	return redirect(w, r, "/notes/"+id)
}

// DropPost throws away what she took back: POST /write/ID/drop.
func (p *Pages) DropPost(w http.ResponseWriter, r *http.Request) error {
	if err := p.o.Store.DropPost(r.Context(), mux.Vars(r)["id"], auth.Who(r).Actor.ID); err != nil {
		return err
	}
	p.o.Render.Say(w, "write.notice_dropped")
	return redirect(w, r, "/write")
}

// maxMissing bounds how many names the next page repeats.
const maxMissing = 10

// missingQuery carries to the next page whom the text names and we did not find.
func missingQuery(written remote.Written) string {
	q := url.Values{}
	for i, m := range written.Missing {
		if i < maxMissing {
			q.Add("missing", m.Handle)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func whoIsMissing(r *http.Request) string {
	var names []string
	for i, handle := range r.URL.Query()["missing"] {
		if i < maxMissing && !strings.ContainsAny(handle, " \n\t") && len(handle) < 200 {
			names = append(names, "@"+handle)
		}
	}
	return strings.Join(names, ", ")
}
