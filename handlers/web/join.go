package web

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type joinPage struct {
	render.Page
	By       *personRow // who invites
	Text     string     // her own words
	Claim    string
	Lead     string
	LeadLang string
	Card     []cardRow
	Form     *form
	Code     joinCode
	Key      string // of this form: sent twice, it makes one member
	Domain   string
	Suggest  string // the handle that we suggest, in a sentence
	Here     string // who is signed in, and so has joined already
	Wish     string // the handle she wished when she asked to join
	Speaks   string // the language in which we write to her
	Until    string
	Kept     string
	HasBy    bool
}

// Join is the page of an invitation: who invites, what for, a few questions and
// one button. /join/TOKEN. A POST makes the member, or nothing.
func (p *Pages) Join(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	token := mux.Vars(r)["token"]
	i, err := p.o.Store.InvitationByToken(ctx, token)
	if err == nil && r.Method != http.MethodPost { // what was sent twice is for Join to judge
		err = i.Usable(p.o.Clock())
	}
	if err != nil {
		return p.closed(w, r, err)
	}
	page := &joinPage{Page: p.o.Render.Page(r, ""), Domain: p.o.Base.Domain}
	if err := p.inviter(r, page, n, i); err != nil {
		return err
	}
	page.questions(i, p.o.Mail)
	if err := p.applied(ctx, page, i); err != nil {
		return err
	}
	if err := p.codeToJoin(r, page, i.Role); err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		return p.join(w, r, page, i, token)
	}
	if !page.Visitor.Can(models.Invite) { // who invites looks at her own links
		if err := p.o.Store.OpenInvitation(ctx, i); err != nil {
			return err
		}
	}
	if page.Key, err = formKey(); err != nil {
		return err
	}
	if err := p.known(ctx, page, i); err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "join.html", page)
}

// formKey makes the key of a form.
func formKey() (string, error) {
	var raw [18]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", fmt.Errorf("make the key of a form: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw[:]), nil
}

// inviter fills who invites and what the collective is for.
func (p *Pages) inviter(r *http.Request, page *joinPage, n models.Node, i models.Invitation) error {
	account, err := p.o.Store.Account(r.Context(), n.Collective)
	if err != nil {
		return fmt.Errorf("read collective: %w", err)
	}
	by, err := p.o.Store.Actor(r.Context(), i.MadeBy)
	if err != nil && models.KindOf(err) != models.NotFound {
		return err
	}
	page.fill(i, by, account.Card)
	return nil
}

func (page *joinPage) fill(i models.Invitation, by models.Actor, card models.Card) {
	page.Title, page.NoIndex = page.T("join.title", "Name", page.Site.Name), true
	if by.ID != "" && by.GoneAt == nil {
		row := personRowOf(&page.Page, by)
		page.By = &row
	}
	page.Speaks = page.Lang()
	page.Text, page.Claim, page.Card = i.Text, card.Claim, cardRows(&page.Page, card)
	page.Lead, page.LeadLang = leadOf(&page.Page, card)
	page.Until = page.T("join.until", "Date", page.Date(i.ExpiresAt.In(page.Now.Location())))
	if i.Personal() {
		page.Kept = page.T("join.kept")
	}
	if v := page.Visitor; v.SignedIn() {
		page.Here = v.Actor.DisplayName()
	}
}

// questions makes the form.
func (page *joinPage) questions(i models.Invitation, mail bool) {
	f := &form{page: &page.Page, labels: "join.field_", hints: "join.hint_"}
	page.Form = f
	f.add("name", "text", func(in *formField) {
		in.Required, in.Max, in.Complete, in.Value = true, models.MaxName, "name", i.Name
	})
	f.choose(f.add("name_for", "radio", nil), "join.name_for_", string(models.ForMembers), string(models.ForMembers), string(models.ForEveryone))
	f.add("handle", "handle", func(in *formField) { in.Max = 30; in.Hint = page.T("join.hint_handle", "Domain", page.Domain) })
	f.add("headline", "text", func(in *formField) { in.Max, in.Complete = models.MaxHeadline, "organization-title" })
	if mail {
		f.add("address", "mail", func(in *formField) { in.Max, in.Complete = 254, "email" })
	}
}

// join answers the form.
func (p *Pages) join(w http.ResponseWriter, r *http.Request, page *joinPage, i models.Invitation, token string) error {
	ctx := r.Context()
	if err := parsed(w, r); err != nil {
		return err
	}
	f := page.Form
	f.read(r)
	page.Key = r.PostForm.Get("key")
	if len(page.Key) > 64 {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	if page.Visitor.SignedIn() {
		return models.Fail(models.Conflict, "error.joined_already")
	}
	f.wrong("name", checkName(f.value("name")))
	audience := models.Audience(f.value("name_for"))
	if audience != models.ForEveryone {
		audience = models.ForMembers
	}
	address, err := page.address()
	if err != nil {
		f.wrong("address", err)
	}
	version := page.agreed(r)
	if ready, err := p.handle(r, page); err != nil {
		return err
	} else if ready && len(f.Failed) == 0 {
		session, person, err := p.o.Store.Join(ctx, store.Joining{
			Token: token, Key: page.Key, Handle: f.value("handle"), Name: f.value("name"), NameFor: audience, Headline: f.value("headline"),
			Language: page.Speaks, Code: version, Address: address, Device: auth.Device(r),
			CheckLink: func(token string) string { return p.o.Base.Origin + "/settings/mail/check/" + token },
		})
		switch {
		case err == nil:
			p.o.Auth.Start(w, session)
			p.o.Logger.InfoContext(ctx, "member joined", "request_id", render.RequestID(ctx), "member_id", person.ID)
			return redirect(w, r, withNext("/welcome/passkey", "/welcome/here"))
		case models.KindOf(err) == models.Gone || models.KindOf(err) == models.NotFound:
			return p.closed(w, r, err)
		}
		field := joinField(err)
		if field == "code" { // a version was published just now: show that one
			if err := p.codeToJoin(r, page, i.Role); err != nil {
				return err
			}
		}
		if !f.wrong(field, err) {
			return err
		}
	}
	status := http.StatusOK
	if f.wrongCount() > 0 {
		status, page.Title = http.StatusUnprocessableEntity, page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "join.html", page)
}

// address gives the mail address that was typed, "" for none.
func (page *joinPage) address() (string, error) {
	if page.Form.Get("address") == nil || page.Form.value("address") == "" {
		return "", nil
	}
	return models.ParseMailAddress(page.Form.value("address"))
}

// handle says whether the form has a handle that can be taken. Of one that was
// left open it makes a suggestion, and asks whether it is right: it stays for
// good.
func (p *Pages) handle(r *http.Request, page *joinPage) (ready bool, err error) {
	in := page.Form.Get("handle")
	in.Value = strings.ToLower(strings.TrimPrefix(in.Value, "@"))
	if in.Value != "" {
		if err := models.CheckHandle(in.Value); err != nil {
			page.Form.wrong("handle", err)
			return false, nil
		}
		return r.PostForm.Get("do") != "suggest", nil
	}
	if in.Value, err = p.o.Store.FreeHandle(r.Context(), page.Form.value("name")); err != nil {
		return false, err
	}
	if in.Value == "" {
		if page.Form.value("name") != "" {
			page.Form.wrong("handle", models.Fail(models.Invalid, "error.handle_choose"))
		}
		return false, nil
	}
	page.Suggest = page.T("join.suggested", "Handle", "@"+in.Value+"@"+page.Domain)
	return false, nil
}

func joinField(err error) string {
	switch {
	case isKey(err, "error.handle_taken"), isKey(err, "error.handle_reserved"), isKey(err, "error.handle_invalid"):
		return "handle"
	case isKey(err, "error.text_too_long"):
		return "headline"
	case isKey(err, "error.name_empty"), isKey(err, "error.name_too_long"):
		return "name"
	case isKey(err, "error.mail_address"):
		return "address"
	case isKey(err, "error.code_changed"), isKey(err, "error.code_unsigned"):
		return "code"
	}
	return ""
}
