package web

import (
	"errors"
	"net/http"
	"strings"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type setupPage struct {
	render.Page
	Heading  string
	Origin   string
	Domain   string
	Sections []formSection
	Inputs   map[string]*input // by name
	Errors   []*input          // in the order of the form
	Failure  string            // what is wrong with none of them
	Wrong    int               // how many things are wrong
}

// setUp shows and answers the form that creates the collective.
func (p *Pages) setUp(w http.ResponseWriter, r *http.Request, token string) error {
	switch n, err := p.o.Store.Node(r.Context()); {
	case err != nil:
		return err
	case n.Ready():
		return models.Fail(models.Conflict, "error.already_set_up")
	}
	page := &setupPage{Page: p.o.Render.Page(r, ""), Origin: p.o.Base.Origin, Domain: p.o.Base.Domain}
	if r.Method != http.MethodPost {
		page.fill(map[string]string{"language": page.Lang(), "timezone": "Europe/Amsterdam", "accent": render.Accents[0]})
		return p.o.Render.HTML(w, r, http.StatusOK, "setup.html", page)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	values := map[string]string{}
	for name := range r.PostForm {
		values[name] = strings.TrimSpace(strings.ToValidUTF8(r.PostForm.Get(name), ""))
	}
	page.fill(values)
	page.check()
	if len(page.Errors) == 0 {
		err := p.create(w, r, token, page.setup())
		if err == nil {
			p.o.Render.Say(w, "welcome.notice_ready")
			return redirect(w, r, "/welcome/passkey")
		}
		var e *models.Error
		if !errors.As(err, &e) {
			return err
		}
		page.Failure = page.T(e.Key, e.Args...)
	}
	page.Wrong = max(1, len(page.Errors))
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "setup.html", page)
}

// create sets the node up, uses the link up and starts the session of its first
// orchestrator: all three or none, so that a link pressed twice makes one node.
func (p *Pages) create(w http.ResponseWriter, r *http.Request, token string, s store.Setup) error {
	s.Origin, s.HandleDomain = p.o.Base.Origin, p.o.Base.Domain
	ctx, session := r.Context(), ""
	err := p.o.Store.InTx(ctx, func(tx *store.Store) error {
		if _, err := tx.SetUp(ctx, s); err != nil {
			return err
		}
		person, err := tx.ActorByHandle(ctx, s.OrchestratorHandle)
		if err != nil {
			return err
		}
		session, _, err = tx.RedeemLink(ctx, token, person.ID, auth.Device(r))
		return err
	})
	if err != nil {
		return err
	}
	p.o.Auth.Start(w, session)
	return nil
}

func (page *setupPage) setup() store.Setup {
	v := func(name string) string { return page.Inputs[name].Value }
	return store.Setup{
		Language: v("language"), Timezone: v("timezone"),
		Name: v("name"), Handle: v("handle"),
		OrchestratorName: v("person_name"), OrchestratorHandle: v("person_handle"),
		Accent: v("accent"), Logo: "l-knoop",
		Card: models.Card{
			Claim: v("claim"), Lead: v("lead"), ForWhom: v("for_whom"), WhatFor: v("what_for"), NotFor: v("not_for"),
			Brings: v("brings"), Gives: v("gives"), Area: v("area"), Contact: v("contact"),
		},
	}
}
