package web

import (
	"net/http"
	"strconv"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type inviteFormPage struct {
	render.Page
	Rooms  roomNav
	Lead   string
	Button string
	Off    bool // mail is off, and this would be mailed
	Form   *form
	Kept   string // what we keep, and how long
	File   bool   // the form takes a file
	Help   []string
	Sample string
}

// fillForm begins a page with a form in the room of invitations.
func (page *inviteFormPage) fillForm(kind string) {
	page.Title, page.Here, page.NoIndex = page.T("invite.title_"+kind), "manage", true
	page.Lead, page.Button = page.T("invite.lead_"+kind), page.T("invite.button_"+kind)
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Form = &form{page: &page.Page, labels: "invite.field_", hints: "invite.hint_"}
	page.Kept = page.T("invite.kept")
}

func (page *inviteFormPage) days() {
	page.Form.add("days", "number", func(f *formField) {
		f.Value, f.Required, f.Max = strconv.Itoa(int(models.InvitationLife/(24*time.Hour))), true, 3
	})
}

func (page *inviteFormPage) grounds(required bool) {
	page.Form.add("source", "text", func(f *formField) { f.Required, f.Max = required, models.MaxSource })
	page.Form.choose(page.Form.add("basis", "radio", nil), "invite.basis_", "", baseNames()...)
}

func baseNames() []string {
	var names []string
	for _, b := range models.AllBases() {
		names = append(names, string(b))
	}
	return names
}

func (page *inviteFormPage) linkForm() {
	page.fillForm("link")
	page.Form.add("uses", "number", func(f *formField) { f.Value, f.Required, f.Max = "1", true, 3 })
	page.days()
	page.Form.add("name", "text", func(f *formField) { f.Max = models.MaxName; f.Hint = page.T("invite.hint_name_link") })
	page.Form.add("text", "area", func(f *formField) { f.Max = models.MaxInvitationText })
}

func (page *inviteFormPage) mailForm() {
	page.fillForm("mail")
	page.Form.add("address", "mail", func(f *formField) { f.Required, f.Max = true, 254 })
	page.Form.add("name", "text", func(f *formField) { f.Max = models.MaxName })
	page.Form.add("text", "area", func(f *formField) { f.Max = models.MaxInvitationText })
	page.grounds(true)
	page.days()
}

// number reads a whole number as people type it; -1 is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1_000_000 {
		return -1
	}
	return n
}

func daysOf(f *form) time.Duration { return time.Duration(number(f.value("days"))) * 24 * time.Hour }

// InviteByLink makes a link to hand over: /manage/invitations/link.
func (p *Pages) InviteByLink(w http.ResponseWriter, r *http.Request) error {
	page := &inviteFormPage{Page: p.o.Render.Page(r, "")}
	page.linkForm()
	return p.invite(w, r, page, func(f *form) store.NewInvitation {
		return store.NewInvitation{MaxUses: number(f.value("uses")), Name: f.value("name"), Text: f.value("text")}
	})
}

// InviteByMail invites one person, by mail or, where this node sends none, by a
// link to hand over: /manage/invitations/mail.
func (p *Pages) InviteByMail(w http.ResponseWriter, r *http.Request) error {
	page := &inviteFormPage{Page: p.o.Render.Page(r, ""), Off: !p.o.Mail}
	page.mailForm()
	return p.invite(w, r, page, func(f *form) store.NewInvitation {
		return store.NewInvitation{
			MaxUses: 1, Name: f.value("name"), Text: f.value("text"), Address: f.value("address"),
			Source: f.value("source"), Basis: models.Basis(f.value("basis")), Mail: p.o.Mail, Personal: true,
		}
	})
}

// invite shows and answers a form that makes one invitation.
func (p *Pages) invite(w http.ResponseWriter, r *http.Request, page *inviteFormPage, read func(*form) store.NewInvitation) error {
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "invite_form.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	f := page.Form
	f.read(r)
	in := read(f)
	in.MadeBy, in.Role, in.Life = auth.Who(r).Actor.ID, models.Member, daysOf(f)
	if f.Get("address") != nil {
		if _, err := models.ParseMailAddress(in.Address); err != nil {
			f.wrong("address", err)
		}
	}
	for _, err := range in.Faults(p.o.Clock()) {
		f.wrong(inviteField(err), err)
	}
	if len(f.Failed) == 0 {
		i, err := p.o.Store.Invite(r.Context(), in)
		if err == nil {
			p.o.Render.Say(w, "invite.notice_made")
			return redirect(w, r, invitationURL(i.ID))
		}
		if !f.wrong(inviteField(err), err) {
			return err
		}
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "invite_form.html", page)
}

// inviteField says beside which field an error stands.
func inviteField(err error) string {
	for key, name := range map[string]string{
		"error.invitation_uses": "uses", "error.invitation_life": "days", "error.name_too_long": "name", "error.text_too_long": "text",
		"error.source_empty": "source", "error.source_too_long": "source", "error.basis_empty": "basis", "error.basis_unknown": "basis",
		"error.mail_unwanted": "address", "error.already_invited": "address", "error.member_address": "address", "error.invited_enough": "address", "error.name_empty": "list",
		"error.wave_size": "file", "error.wave_workbook": "file", "error.wave_empty": "file", "error.wave_columns": "file", "error.wave_rows": "file", "error.wave_missing": "file",
	} {
		if isKey(err, key) {
			return name
		}
	}
	return ""
}
