package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/qr"
)

// isKey says whether an error is this one.
func isKey(err error, key string) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Key == key
}

type invitationPage struct {
	render.Page
	Rooms  roomNav
	ID     string
	Name   string
	Tie    string
	State  string
	Open   bool
	Link   typedLink // to hand over, while it can be used
	Show   bool      // the link is what this is about; else it is for when the mail does not arrive
	QR     qr.Code
	Facts  []fact
	Joined []joinedRow
	Text   string
	From   string // where the address comes from
	Basis  string
}

// fact is one thing that is known of an invitation, or not.
type fact struct{ Label, Tie, Text string }

type joinedRow struct {
	ID     string
	Person personRow
	When   string
	Met    bool // was at a first gathering, as far as we know
}

// Invitation shows one invitation, its link while that works, and what became of
// it: /manage/invitations/ID.
func (p *Pages) Invitation(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	i, link, err := p.invitation(r)
	if err != nil {
		return err
	}
	address, err := p.o.Store.InvitationAddress(i)
	if err != nil {
		return fmt.Errorf("open an invitation's address: %w", err)
	}
	people, err := p.o.Store.JoinedBy(ctx, i.ID)
	if err != nil {
		return err
	}
	page := &invitationPage{Page: p.o.Render.Page(r, "")}
	for _, one := range people {
		page.Joined = append(page.Joined, page.joined(one))
	}
	if err := page.fill(i, link, address); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "invitation.html", page)
}

func (page *invitationPage) joined(one store.Joined) joinedRow {
	return joinedRow{ID: one.ID, Person: personRowOf(&page.Page, one.Actor), When: page.Date(one.At.In(page.Now.Location())), Met: one.Met}
}

// invitation gives the invitation that the address names, and its link.
func (p *Pages) invitation(r *http.Request) (models.Invitation, string, error) {
	n, err := p.node(r.Context())
	if err != nil {
		return models.Invitation{}, "", err
	}
	i, err := p.o.Store.Invitation(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return i, "", err
	}
	return i, p.o.Store.InvitationLink(n, i), nil
}

func (page *invitationPage) fill(i models.Invitation, link, address string) error {
	page.ID, page.Name = i.ID, invitationName(&page.Page, i, address)
	page.Title, page.Here, page.NoIndex = page.T("invite.one_title", "Name", page.Name), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Tie, page.State = invitationTie(&page.Page, i)
	page.Text, page.From = i.Text, i.Source
	if i.Basis != "" {
		page.Basis = page.T("invite.basis_" + string(i.Basis))
	}
	page.facts(i)
	if i.State(page.Now) != models.InvitationOpen {
		return nil
	}
	page.Open, page.Link = true, typed(link)
	page.Show = i.MailState != models.MailWaiting && i.MailState != models.MailSent
	var err error
	page.QR, err = qr.Draw(link)
	return err
}

// typedLink is a link as it stands to be typed over: a line breaks between its
// parts rather than within a word.
type typedLink struct{ Site, Way, Token string }

func typed(link string) typedLink {
	token := strings.LastIndexByte(link, '/') + 1
	way := strings.LastIndexByte(link[:max(token-1, 0)], '/')
	if way < 0 {
		return typedLink{Token: link}
	}
	return typedLink{link[:way], link[way:token], link[token:]}
}

// short leaves out what browsers add by themselves.
func (l typedLink) short() typedLink {
	l.Site = strings.TrimPrefix(strings.TrimPrefix(l.Site, "https://"), "http://")
	return l
}

// facts says step by step what is known.
func (page *invitationPage) facts(i models.Invitation) {
	add := func(name, tie, key string, args ...any) {
		page.Facts = append(page.Facts, fact{page.T("invite.step_" + name), tie, page.T(key, args...)})
	}
	local := page.Now.Location()
	switch {
	case i.MailedAt != nil:
		add("mailed", "vast", "invite.fact_mailed", "When", page.DateTime(i.MailedAt.In(local)))
	case i.MailState == models.MailWaiting:
		add("mailed", "los", "invite.fact_mail_waiting")
	case i.MailState != "":
		add("mailed", "af", "invite.fact_mail_refused")
	default:
		add("mailed", "onbekend", "invite.fact_no_mail")
	}
	if i.OpenedAt != nil {
		add("opened", "vast", "invite.fact_opened", "When", page.DateTime(i.OpenedAt.In(local)))
	} else {
		add("opened", "los", "invite.fact_not_opened")
	}
	if i.Uses > 0 {
		add("joined", "vast", "invite.fact_joined", "Uses", page.Number(i.Uses), "Max", page.Number(i.MaxUses))
	} else {
		add("joined", "los", "invite.fact_not_joined", "Max", page.Number(i.MaxUses))
	}
	met := 0
	for _, one := range page.Joined {
		if one.Met {
			met++
		}
	}
	switch n := len(page.Joined); {
	case i.Uses == 0:
		add("met", "los", "invite.fact_not_opened")
	case met == 0:
		add("met", "onbekend", "invite.unknown")
	case met < n:
		add("met", "vast", "invite.fact_met_some", "N", page.Number(met), "Of", page.Number(n))
	default:
		add("met", "vast", "invite.of", "N", page.Number(met), "Of", page.Number(n))
	}
}

// NoteMet notes that somebody who joined by an invitation was at a first
// gathering, or takes that back: POST /manage/invitations/ID/met.
func (p *Pages) NoteMet(w http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	met := r.PostForm.Get("met") == "1"
	if err := p.o.Store.NoteMet(r.Context(), id, r.PostForm.Get("person"), met); err != nil {
		return err
	}
	p.o.Render.Say(w, map[bool]string{true: "invite.notice_met", false: "invite.notice_unmet"}[met])
	return redirect(w, r, invitationURL(id)+"#s-joined")
}

// RevokeInvitation takes an invitation back: POST /manage/invitations/ID/revoke.
func (p *Pages) RevokeInvitation(w http.ResponseWriter, r *http.Request) error {
	id := mux.Vars(r)["id"]
	if err := p.o.Store.RevokeInvitation(r.Context(), id); err != nil {
		return err
	}
	p.o.Render.Say(w, "invite.notice_revoked")
	return redirect(w, r, invitationURL(id))
}

// RenewInvitation gives an invitation another link: POST
// /manage/invitations/ID/renew.
func (p *Pages) RenewInvitation(w http.ResponseWriter, r *http.Request) error {
	i, err := p.o.Store.RenewInvitation(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	p.o.Render.Say(w, "invite.notice_renewed")
	return redirect(w, r, invitationURL(i.ID))
}

// qrPixels is the side of the picture: sharp on paper at ten centimetres.
const qrPixels = 1024

// InvitationQR is the code of an invitation's link as a picture:
// /manage/invitations/ID/qr.png.
func (p *Pages) InvitationQR(w http.ResponseWriter, r *http.Request) error {
	i, link, err := p.invitation(r)
	if err != nil {
		return err
	}
	if err := i.Usable(p.o.Clock()); err != nil {
		return err
	}
	picture, err := qr.PNG(link, qrPixels)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", `inline; filename="uitnodiging.png"`)
	_, _ = w.Write(picture) // the client went away; nothing to mend
	return nil
}

type printPage struct {
	render.Page
	Claim    string
	Lead     string
	LeadLang string
	Slips    []slip
	Until    string
	Back     string
	Next     string // address of the next sheet
	Several  bool   // slips to cut, instead of one sheet
}

// slip is one link on paper.
type slip struct {
	typedLink
	Name string
	QR   qr.Code
}

// PrintInvitation is a sheet with the link of an invitation to hang up or hand
// over: /manage/invitations/ID/print.
func (p *Pages) PrintInvitation(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	i, link, err := p.invitation(r)
	if err != nil {
		return err
	}
	if err := i.Usable(p.o.Clock()); err != nil {
		return err
	}
	page := &printPage{Page: p.o.Render.Page(r, ""), Back: invitationURL(i.ID)}
	if err := p.sheet(r, page); err != nil {
		return err
	}
	page.Until = page.T("invite.until", "Date", page.Date(i.ExpiresAt.In(page.Now.Location())))
	if err := page.slip(i, link); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "invite_print.html", page)
}

// sheet fills what stands on every sheet: who we are and what for.
func (p *Pages) sheet(r *http.Request, page *printPage) error {
	n, err := p.node(r.Context())
	if err != nil {
		return err
	}
	account, err := p.o.Store.Account(r.Context(), n.Collective)
	if err != nil {
		return fmt.Errorf("read collective: %w", err)
	}
	page.sheet(account.Card)
	return nil
}

func (page *printPage) sheet(c models.Card) {
	page.Title, page.Here, page.NoIndex, page.Bare = page.T("invite.print_title"), "manage", true, true
	page.Claim = c.Claim
	page.Lead, page.LeadLang = leadOf(&page.Page, c)
	if c.WhatFor != "" && c.Lead == "" {
		page.Lead, page.LeadLang = c.WhatFor, page.SiteLang()
	}
}

func (page *printPage) slip(i models.Invitation, link string) error {
	code, err := qr.Draw(link)
	if err != nil {
		return err
	}
	name := ""
	if i.Personal() {
		name = i.Name
	}
	page.Slips = append(page.Slips, slip{typedLink: typed(link).short(), Name: name, QR: code})
	return nil
}
