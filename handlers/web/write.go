package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"knoop/federation/remote"
	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// lookupTime bounds what one who writes waits for other servers, to find those
// she names. Whom they do not give in time stays plain text, and she is told.
const lookupTime = 6 * time.Second

// writePage is where one writes: a new note, one that was taken back, or a
// change of one that is out.
type writePage struct {
	render.Page
	Form      writeForm
	Editing   string       // id of the note that is changed; "" for a new one
	Action    string       // where the form goes
	Line      string       // under which hat it is posted, in a sentence
	Quiet     string       // what is to be known of that hat
	Button    string       // and once more on the button
	Accent    string       // of the hat
	Others    []hatButton  // other hats she may write under
	Ask       *hatQuestion // when it may not be posted as it is
	Preview   *noteRow
	Missing   []string     // whom it names and we did not find
	Waiting   []waitingRow // what she has that is not out
	Failure   string       // what is wrong with no field in particular
	Elsewhere string       // her own server, when she cannot write here
}

// hatButton posts, or writes on, under another hat.
type hatButton struct{ Key, Text, Accent string }

// hatQuestion asks under which hat it is to be posted.
type hatQuestion struct {
	Title, Text string
	Options     []hatButton
}

// waitingRow is something of hers that is not out.
type waitingRow struct {
	ID, Text, URL, State, Tie string
	Droppable                 bool
}

// Write is where one writes: /write, with ?draft= for what was taken back. POST
// shows a preview, changes the hat, or holds the post for half a minute.
func (p *Pages) Write(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), auth.Who(r)
	page := &writePage{Page: p.o.Render.Page(r, ""), Action: "/write"}
	if len(v.Hats) == 0 {
		page.elsewhere(v)
		return p.o.Render.HTML(w, r, http.StatusOK, "write.html", page)
	}
	if r.Method == http.MethodPost {
		return p.written(w, r, page)
	}
	form := writeForm{Hat: v.Hat.Key, To: models.Public, Language: page.Lang()}
	if id := r.URL.Query().Get("draft"); id != "" {
		post, err := p.o.Store.PendingPost(ctx, id, v.Actor.ID)
		if err != nil {
			return err
		}
		if post.Waiting() {
			return redirect(w, r, "/write/"+post.ID)
		}
		form = formOf(post)
		if post.Why != "" {
			page.Failure = page.T(post.Why)
		}
		if _, ok := models.FindHat(v.Hats, form.Hat); !ok {
			form.Hat = v.Hat.Key
		}
	}
	return p.showForm(w, r, page, form, http.StatusOK)
}

// elsewhere fills the page of one whose home is another server.
func (page *writePage) elsewhere(v auth.Visitor) {
	page.Title, page.Here, page.NoIndex = page.T("write.title"), "write", true
	page.Elsewhere = webURL(v.Actor.URL, v.Actor.URI)
}

// showForm answers with the form, and with what else of hers is not out.
func (p *Pages) showForm(w http.ResponseWriter, r *http.Request, page *writePage, form writeForm, status int) error {
	if page.Editing == "" {
		posts, err := p.o.Store.PendingPosts(r.Context(), auth.Who(r).Actor.ID)
		if err != nil {
			return fmt.Errorf("read what waits: %w", err)
		}
		page.waiting(posts, form.Draft)
	}
	page.fill(form)
	if status >= http.StatusBadRequest {
		page.Title = page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "write.html", page)
}

// written answers the form.
func (p *Pages) written(w http.ResponseWriter, r *http.Request, page *writePage) error {
	form, err := p.readForm(w, r)
	if err != nil {
		return err
	}
	v := auth.Who(r)
	if key, ok := strings.CutPrefix(form.Do, "wear:"); ok {
		h, err := p.o.Store.WearHat(r.Context(), v.SessionID, key)
		if err != nil {
			return err
		}
		page.Visitor.Hat, form.Hat = h, h.Key
		return p.showForm(w, r, page, form, http.StatusOK)
	}
	hat, err := models.PostingHat(v.Hats, form.Hat, v.Hat.Key, form.PostAs)
	var refused *models.Error
	if errors.As(err, &refused) {
		page.ask(form, v, refused)
		return p.showForm(w, r, page, form, render.Status(refused))
	}
	form.Hat = hat.Key
	if form.check(page.Printer); form.Wrong() {
		return p.showForm(w, r, page, form, http.StatusUnprocessableEntity)
	}
	written, err := p.markup(r.Context(), form.Text)
	if err != nil {
		return err
	}
	if form.Do != "post" {
		page.preview(form, written, p.authorOf(page, hat), hat, p.o.Clock())
		return p.showForm(w, r, page, form, http.StatusOK)
	}
	post, err := p.o.Store.HoldPost(r.Context(), store.NewPost{PersonID: v.Actor.ID, Hat: hat.Key, Note: form.note(written), DraftID: form.Draft})
	switch {
	case errors.As(err, &refused) && refused.Key == "error.hat_gone": // it ended a moment ago
		page.ask(form, v, refused)
		return p.showForm(w, r, page, form, render.Status(refused))
	case errors.As(err, &refused):
		page.Failure = page.T(refused.Key, refused.Args...)
		return p.showForm(w, r, page, form, render.Status(refused))
	case err != nil:
		return fmt.Errorf("hold post: %w", err)
	}
	return redirect(w, r, "/write/"+post.ID+missingQuery(written))
}

// markup turns her Markdown into HTML, and looks up who is named in it.
func (p *Pages) markup(ctx context.Context, markdown string) (remote.Written, error) {
	bounded, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	written, err := p.o.Remote.Write(bounded, markdown)
	if err != nil {
		return written, fmt.Errorf("find who is named: %w", err)
	}
	return written, nil
}

// authorOf gives the actor in whose name a hat posts, as far as a page shows it.
func (p *Pages) authorOf(page *writePage, hat models.Hat) models.Actor {
	if hat.AsCollective() {
		return models.Actor{ID: hat.CollectiveID, URI: hat.URI, Name: hat.Name, Handle: page.Site.Handle, Kind: models.Group, Local: true}
	}
	return *page.Visitor.Actor
}

// ask makes the question under which hat to post. What she may no longer wear
// is not among the answers.
func (page *writePage) ask(form writeForm, v auth.Visitor, why *models.Error) {
	page.Ask = &hatQuestion{Title: page.T("write.ask_gone"), Text: page.T("write.ask_gone_text")}
	worn := []models.Hat{v.Hat}
	if why.Key == "error.hat_changed" {
		page.Ask.Title, page.Ask.Text = page.T("write.ask_changed"), page.T("write.ask_changed_text")
		if opened, ok := models.FindHat(v.Hats, form.Hat); ok && form.Hat != "" && opened.Key != v.Hat.Key {
			worn = []models.Hat{opened, v.Hat}
		}
	}
	for _, h := range worn {
		page.Ask.Options = append(page.Ask.Options, hatButton{h.Key, page.button(h), page.HatAccent(h)})
	}
}

// preview shows the note as it will be.
func (page *writePage) preview(form writeForm, written remote.Written, author models.Actor, hat models.Hat, now time.Time) {
	o := models.Object{
		Type: models.Note, Local: true, Content: written.HTML, Summary: form.Warning, Language: form.Language,
		Attachments: form.attachments(), Published: now,
	}
	if hat.Named() {
		o.Hat, o.HatName, o.HatConfirmed = hat.URI, hat.Name, hat.Confirmed
	}
	row := noteRowOf(&page.Page, store.NoteItem{Object: o, Actor: author})
	row.URL = ""
	page.Preview = &row
	for _, m := range written.Missing {
		page.Missing = append(page.Missing, "@"+m.Handle)
	}
}

// fill says under which hat the form posts, above the button and on it.
func (page *writePage) fill(form writeForm) {
	page.Title, page.Here, page.NoIndex = page.T("write.title"), "write", true
	page.Form = form
	page.Form.label(page.Printer)
	if page.Editing != "" {
		page.Title = page.T("write.edit_title")
		page.Button = page.T("write.save")
		return
	}
	hat, ok := models.FindHat(page.Visitor.Hats, form.Hat)
	if !ok {
		hat = page.Visitor.Hat
	}
	page.Line, page.Button, page.Accent = page.hatLine(hat), page.button(hat), page.HatAccent(hat)
	switch {
	case hat.AsCollective():
		page.Quiet = page.T("write.as_collective_hint")
	case hat.Named() && !hat.Confirmed:
		page.Quiet = page.T("write.unconfirmed_hint", "Name", hat.Name)
	case hat.Named() && hat.Private:
		page.Quiet = page.T("write.private_hint")
	}
	for _, h := range page.Visitor.Hats {
		if h.Key != hat.Key {
			page.Others = append(page.Others, hatButton{h.Key, page.hatAs(h), page.HatAccent(h)})
		}
	}
}

func (page *writePage) hatLine(h models.Hat) string { return hatLine(&page.Page, h) }
func (page *writePage) button(h models.Hat) string  { return hatPost(&page.Page, h) }

// hatLine says in a sentence under which hat one posts.
func hatLine(page *render.Page, h models.Hat) string {
	switch {
	case h.AsCollective():
		return page.T("write.line_collective", "Name", h.Name)
	case h.IsSelf():
		return page.T("write.line_self", "Person", page.Visitor.Actor.DisplayName())
	}
	return page.T("write.line_member", "Person", page.Visitor.Actor.DisplayName(), "Name", h.Name)
}

// hatPost is the same on a button.
func hatPost(page *render.Page, h models.Hat) string {
	switch {
	case h.AsCollective():
		return page.T("write.post_collective", "Name", h.Name)
	case h.IsSelf():
		return page.T("write.post_self", "Person", page.Visitor.Actor.DisplayName())
	}
	return page.T("write.post_member", "Name", h.Name)
}

// hatAs names another hat to write under.
func (page *writePage) hatAs(h models.Hat) string {
	switch {
	case h.AsCollective():
		return page.T("write.hat_collective", "Name", h.Name)
	case h.IsSelf():
		return page.T("write.hat_self")
	}
	return page.T("write.hat_member", "Name", h.Name)
}

// waiting lists what of hers is not out, without the one she is writing on.
func (page *writePage) waiting(posts []store.Post, draft string) {
	page.Waiting = waitingRows(&page.Page, posts, draft)
}

func waitingRows(page *render.Page, posts []store.Post, draft string) []waitingRow {
	var rows []waitingRow
	for _, post := range posts {
		if post.ID == draft {
			continue
		}
		row := waitingRow{ID: post.ID, Text: excerpt(post.Note.Content, 80), URL: "/write?draft=" + post.ID, Tie: "los", Droppable: true}
		switch {
		case post.Waiting():
			row.URL, row.State, row.Droppable = "/write/"+post.ID, page.T("write.state_waiting"), false
		case post.Why != "":
			row.Tie, row.State = "af", page.T("write.state_kept")
		default:
			row.State = page.T("write.state_back")
		}
		if row.Text == "" {
			row.Text = page.T("write.no_words")
		}
		rows = append(rows, row)
	}
	return rows
}
