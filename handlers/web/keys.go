package web

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

type keysPage struct {
	render.Page
	Rooms   roomNav
	Keys    []keyRow
	Passkey passkeyForm
	Codes   int  // recovery codes left
	Remote  bool // her passkeys are on her own server
	Failure string
}

// keyRow is a passkey in the list.
type keyRow struct {
	ID, Name string
	Made     string
	Used     string
	Copied   bool
	Suspect  string // why it is blocked, "" when it is not
}

// Keys is the room of passkeys and recovery codes: /settings/keys. A POST comes
// from a browser that ran no script.
func (p *Pages) Keys(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodPost {
		return p.keys(w, r, http.StatusUnprocessableEntity, models.Fail(models.Invalid, "error.needs_script"))
	}
	return p.keys(w, r, http.StatusOK, nil)
}

func (p *Pages) keys(w http.ResponseWriter, r *http.Request, status int, failure *models.Error) error {
	ctx, who := r.Context(), auth.Who(r).Actor
	list, err := p.o.Store.Credentials(ctx, who.ID)
	if err != nil {
		return err
	}
	page := &keysPage{Page: p.o.Render.Page(r, ""), Remote: !who.Local}
	if page.Codes, err = p.o.Store.RecoveryCodesLeft(ctx, who.ID); err != nil {
		return err
	}
	page.fill(r, list)
	if failure != nil {
		page.Failure = page.T(failure.Key, failure.Args...)
		page.Title = page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "keys.html", page)
}

func (page *keysPage) fill(r *http.Request, list []models.Credential) {
	page.Title, page.Here, page.NoIndex, page.Ceremony = page.T("signin.keys_title"), "settings", true, true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	page.Passkey = addForm(&page.Page, r, "/settings/keys", "/settings/keys", "")
	for _, c := range list {
		row := keyRow{ID: c.ID, Name: c.Name, Copied: c.BackedUp, Made: page.T("signin.key_made", "Date", page.Date(c.CreatedAt.In(page.Site.Location))), Used: page.T("signin.key_unused")}
		if c.UsedAt != nil {
			row.Used = page.T("signin.key_used", "When", page.Ago(c.UsedAt.In(page.Site.Location), page.Now))
		}
		if c.SuspectAt != nil {
			row.Suspect = page.T("signin.key_suspect", "Date", page.Date(c.SuspectAt.In(page.Site.Location)))
		}
		page.Keys = append(page.Keys, row)
	}
}

// RenameKey gives a passkey another name: POST /settings/keys/{id}/rename.
func (p *Pages) RenameKey(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	err := p.o.Store.RenameCredential(r.Context(), auth.Who(r).Actor.ID, mux.Vars(r)["id"], r.PostForm.Get("name"))
	return p.keyDone(w, r, err, "signin.notice_key_renamed")
}

// RemoveKey takes a passkey away: POST /settings/keys/{id}/remove.
func (p *Pages) RemoveKey(w http.ResponseWriter, r *http.Request) error {
	err := p.o.Store.RemoveCredential(r.Context(), auth.Who(r).Actor.ID, mux.Vars(r)["id"], p.o.Mail)
	return p.keyDone(w, r, err, "signin.notice_key_removed")
}

// keyDone leads back to the keys, or shows them with what went wrong above.
func (p *Pages) keyDone(w http.ResponseWriter, r *http.Request, err error, notice string) error {
	if err == nil {
		p.o.Render.Say(w, notice)
		return redirect(w, r, "/settings/keys")
	}
	var e *models.Error
	if !errors.As(err, &e) {
		return err
	}
	return p.keys(w, r, render.Status(err), e)
}
