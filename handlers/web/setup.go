package web

import (
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/locales"
)

// maxName bounds names in the form, in runes; maxCardLine a line of the card.
const (
	maxName     = 100
	maxCardLine = 500
)

type setupPage struct {
	render.Page
	Origin  string
	Domain  string
	Field   map[string]*field // by name
	Errors  []*field          // in the order of the form
	Failure string            // an error of no field
	Accents []accentPick
	Zones   []string
}

// field is one field of the form with what was typed.
type field struct {
	Name, Value, Error string
}

type accentPick struct {
	Name, Label string
	Checked     bool
}

// setupFields are the fields in the order of the form.
var setupFields = []string{
	"name", "handle", "language", "timezone", "accent", "person_name", "person_handle",
	"claim", "lead", "for_whom", "what_for", "not_for", "brings", "gives", "area", "contact",
}

// zones offered before all: what most will want. Any other IANA name may be
// typed.
var zones = []string{"Europe/Amsterdam", "Europe/Brussels", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Lisbon", "America/Paramaribo", "America/Curacao", "UTC"}

// setUp shows and answers the form that creates the collective.
func (p *Pages) setUp(w http.ResponseWriter, r *http.Request, token string) error {
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
	for _, name := range setupFields {
		values[name] = strings.TrimSpace(r.PostFormValue(name))
	}
	page.fill(values)
	page.check()
	if len(page.Errors) == 0 {
		err := p.create(w, r, token, page.setup())
		if err == nil {
			p.o.Render.Say(w, "welcome.notice_ready")
			return redirect(w, r, "/")
		}
		var e *models.Error
		if !errors.As(err, &e) {
			return err
		}
		page.Failure = page.T(e.Key, e.Args...)
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "setup.html", page)
}

// create sets the node up and signs its orchestrator in.
func (p *Pages) create(w http.ResponseWriter, r *http.Request, token string, s store.Setup) error {
	s.Origin, s.HandleDomain = p.o.Base.Origin, p.o.Base.Domain
	if _, err := p.o.Store.SetUp(r.Context(), s); err != nil {
		return err
	}
	return p.redeem(w, r, token)
}

func (page *setupPage) fill(values map[string]string) {
	page.Title, page.Bare, page.NoIndex = page.T("welcome.setup_title"), true, true
	page.Zones = zones
	page.Field = map[string]*field{}
	for _, name := range setupFields {
		page.Field[name] = &field{Name: name, Value: values[name]}
	}
	for _, accent := range render.Accents {
		page.Accents = append(page.Accents, accentPick{accent, page.T("welcome.accent_" + accent), accent == values["accent"]})
	}
}

func (page *setupPage) setup() store.Setup {
	v := func(name string) string { return page.Field[name].Value }
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

// check says per field what is wrong. What must hold together is the store's to
// judge.
func (page *setupPage) check() {
	page.wrong("name", checkName(page.Field["name"].Value))
	page.wrong("handle", models.CheckHandle(page.Field["handle"].Value))
	page.wrong("person_name", checkName(page.Field["person_name"].Value))
	page.wrong("person_handle", models.CheckHandle(page.Field["person_handle"].Value))
	if h := page.Field["person_handle"]; h.Error == "" && h.Value == page.Field["handle"].Value {
		page.wrong("person_handle", models.Fail(models.Conflict, "error.handle_taken", "Handle", h.Value))
	}
	zone := page.Field["timezone"].Value
	if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
		page.wrong("timezone", models.Fail(models.Invalid, "error.zone_invalid", "Zone", zone))
	}
	if f := page.Field["language"]; !known(locales.Languages(), f.Value) {
		f.Value = page.Lang()
	}
	if f := page.Field["accent"]; !known(render.Accents[:], f.Value) {
		f.Value = render.Accents[0]
	}
	for _, name := range setupFields[7:] {
		if utf8.RuneCountInString(page.Field[name].Value) > maxCardLine {
			page.wrong(name, models.Fail(models.Invalid, "error.text_too_long", "Max", maxCardLine))
		}
	}
	for _, name := range setupFields {
		if page.Field[name].Error != "" {
			page.Errors = append(page.Errors, page.Field[name])
		}
	}
}

func (page *setupPage) wrong(name string, err error) {
	var e *models.Error
	if errors.As(err, &e) && page.Field[name].Error == "" {
		page.Field[name].Error = page.T(e.Key, e.Args...)
	}
}

func checkName(s string) error {
	switch {
	case s == "":
		return models.Fail(models.Invalid, "error.name_empty")
	case utf8.RuneCountInString(s) > maxName:
		return models.Fail(models.Invalid, "error.name_too_long", "Max", maxName)
	}
	return nil
}

func known(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
