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
)

// changeable gives a note of ours that the visitor may change or delete.
func (p *Pages) changeable(r *http.Request) (models.Object, models.Actor, error) {
	n, err := p.node(r.Context())
	if err != nil {
		return models.Object{}, models.Actor{}, err
	}
	o, author, err := p.visible(r, mux.Vars(r)["id"])
	if err != nil {
		return o, author, err
	}
	if o.Type != models.Note {
		return o, author, models.Fail(models.NotFound, "error.not_found")
	}
	v := auth.Who(r)
	return o, author, models.MayChange(o, v.Actor.ID, v.Role, n.Collective)
}

// EditNote changes a note that is out: /notes/ID/edit. Everyone who was told of
// it is told again; who may see it and its hat stay.
func (p *Pages) EditNote(w http.ResponseWriter, r *http.Request) error {
	o, author, err := p.changeable(r)
	if err != nil {
		return err
	}
	page := &writePage{Page: p.o.Render.Page(r, ""), Editing: o.ID, Action: "/notes/" + o.ID + "/edit"}
	if r.Method != http.MethodPost {
		return p.showForm(w, r, page, formOfNote(o.Source, o.Summary, o.Language, o.Visibility, o.Attachments), http.StatusOK)
	}
	form, err := p.readForm(w, r)
	if err != nil {
		return err
	}
	form.To = o.Visibility
	if form.check(page.Printer); form.Wrong() {
		return p.showForm(w, r, page, form, http.StatusUnprocessableEntity)
	}
	written, err := p.markup(r.Context(), form.Text)
	if err != nil {
		return err
	}
	if form.Do != "post" {
		hat := models.Hat{Key: models.NoHat}
		if o.Hat != "" {
			hat = models.Hat{Key: o.Hat, URI: o.Hat, Name: o.HatName, Confirmed: o.HatConfirmed}
		}
		page.preview(form, written, author, hat, o.Published)
		return p.showForm(w, r, page, form, http.StatusOK)
	}
	note := form.note(written)
	note.ActorID = o.ActorID
	_, err = p.o.Store.EditNote(r.Context(), o.ID, note)
	var refused *models.Error
	if errors.As(err, &refused) {
		page.Failure = page.T(refused.Key, refused.Args...)
		return p.showForm(w, r, page, form, render.Status(refused))
	}
	if err != nil {
		return fmt.Errorf("edit note: %w", err)
	}
	p.o.Render.Say(w, "write.notice_edited")
	return redirect(w, r, "/notes/"+o.ID)
}

// deletePage asks whether a note is to go.
type deletePage struct {
	render.Page
	ID   string
	Note noteRow
}

// DeleteNote asks first (GET), and leaves a tombstone (POST): /notes/ID/delete.
func (p *Pages) DeleteNote(w http.ResponseWriter, r *http.Request) error {
	o, author, err := p.changeable(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		if _, err := p.o.Store.DeleteObject(r.Context(), o.ID); err != nil {
			return err
		}
		p.o.Render.Say(w, "write.notice_deleted")
		return redirect(w, r, "/@"+author.Handle)
	}
	page := &deletePage{Page: p.o.Render.Page(r, "")}
	page.fill(o, author)
	return p.o.Render.HTML(w, r, http.StatusOK, "note_delete.html", page)
}

func (page *deletePage) fill(o models.Object, author models.Actor) {
	page.Title, page.NoIndex, page.ID = page.T("write.delete_title"), true, o.ID
	page.Note = noteRowOf(&page.Page, store.NoteItem{Object: o, Actor: author})
}
