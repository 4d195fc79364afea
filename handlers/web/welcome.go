package web

import (
	"net/http"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type welcomePage struct {
	render.Page
	Person personRow
	Device string
	Other  string // who is signed in on this device, when that is somebody else
}

// Welcome is a one-time link: /welcome/TOKEN. GET shows what it does and only
// POST uses it up, since mail programs open links to preview them. A set-up link
// shows the form that creates the collective.
func (p *Pages) Welcome(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	token := mux.Vars(r)["token"]
	link, err := p.o.Store.LinkByToken(ctx, token)
	if err != nil {
		return err
	}
	if err := link.Check(p.o.Clock()); err != nil {
		return err
	}
	if link.Purpose == models.LinkSetup {
		return p.setUp(w, r, token)
	}
	if r.Method == http.MethodPost {
		if err := p.redeem(w, r, token, link.ActorID); err != nil {
			return err
		}
		p.o.Render.Say(w, "welcome.notice_signed_in")
		next, err := p.codeFirst(ctx, link.ActorID, auth.Next(r.URL.Query().Get("next")))
		if err != nil {
			return err
		}
		if link.Purpose == models.LinkVisit {
			return redirect(w, r, next) // her passkeys are at home
		}
		return redirect(w, r, withNext("/welcome/passkey", next))
	}
	a, err := p.o.Store.Actor(ctx, link.ActorID)
	if err != nil {
		return err
	}
	page := &welcomePage{Page: p.o.Render.Page(r, ""), Device: auth.Device(r)}
	if v := page.Visitor; v.SignedIn() && v.Actor.ID != a.ID {
		page.Other = v.Actor.DisplayName()
	}
	page.fill(a)
	return p.o.Render.HTML(w, r, http.StatusOK, "welcome.html", page)
}

func (page *welcomePage) fill(a models.Actor) {
	page.Person = personRowOf(&page.Page, a)
	page.Title, page.NoIndex = page.T("welcome.title", "Name", page.Person.Name), true
}

// redeem uses a link up and gives the browser the session of its person in place
// of the one it had.
func (p *Pages) redeem(w http.ResponseWriter, r *http.Request, token, actorID string) error {
	ctx, session := r.Context(), ""
	err := p.o.Store.InTx(ctx, func(tx *store.Store) (err error) {
		if session, _, err = tx.RedeemLink(ctx, token, actorID, auth.Device(r)); err != nil {
			return err
		}
		if had := auth.Who(r).SessionID; had != "" {
			return tx.EndSession(ctx, had)
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.o.Auth.Start(w, session)
	return nil
}

// Logout ends the session: POST /logout.
func (p *Pages) Logout(w http.ResponseWriter, r *http.Request) error {
	if err := p.o.Auth.End(w, r); err != nil {
		return err
	}
	p.o.Render.Say(w, "welcome.notice_signed_out")
	return redirect(w, r, "/")
}
