package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

type mailSettingsPage struct {
	render.Page
	Rooms     roomNav
	On        bool // this node can send mail
	Address   string
	Since     string // when it was proved
	Pending   string
	Typed     string
	Error     string // beside the field
	Kinds     []mailChoice
	Languages []option
}

// mailChoice is one kind of mail that she may do without.
type mailChoice struct {
	Name, Label, Hint string
	On                bool
}

// MailSettings is a person's mail address and which mail she wants:
// /settings/mail.
func (p *Pages) MailSettings(w http.ResponseWriter, r *http.Request) error {
	who := auth.Who(r).Actor.ID
	if r.Method == http.MethodPost {
		return p.changeMail(w, r, who)
	}
	page, err := p.mailSettings(r, who)
	if err != nil {
		return err
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "mail_settings.html", page)
}

func (p *Pages) mailSettings(r *http.Request, who string) (*mailSettingsPage, error) {
	a, err := p.o.Store.AddressOf(r.Context(), who)
	if err != nil && models.KindOf(err) != models.NotFound {
		return nil, err
	}
	address, pending, err := p.o.Store.OpenAddress(a)
	if err != nil {
		return nil, err
	}
	page := &mailSettingsPage{Page: p.o.Render.Page(r, ""), On: p.o.Mail}
	page.fill(a, address, pending)
	return page, nil
}

func (page *mailSettingsPage) fill(a models.Address, address, pending string) {
	page.Title, page.Here, page.NoIndex = page.T("mailroom.settings_title"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	page.Address, page.Pending = address, pending
	if a.VerifiedAt != nil {
		page.Since = page.Date(a.VerifiedAt.In(page.Now.Location()))
	}
	for _, kind := range models.ChoiceMails() {
		name := string(kind)
		page.Kinds = append(page.Kinds, mailChoice{name, page.T("mailroom.when_" + name), page.T("mailroom.about_" + name), a.Wants(kind)})
	}
	page.Languages = []option{{Value: "", Label: page.T("mailroom.language_site", "Name", page.Site.Name), Checked: a.Language == ""}}
	for _, l := range render.Languages() {
		page.Languages = append(page.Languages, option{Value: l, Label: page.T("mailroom.language_" + l), Checked: a.Language == l})
	}
}

// changeMail does what the button says.
func (p *Pages) changeMail(w http.ResponseWriter, r *http.Request, who string) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	if auth.Who(r).Way == models.SignedInByMail && r.PostFormValue("do") != "wishes" {
		return models.Fail(models.Forbidden, "error.address_by_mail") // the mail itself must not be the way to another address
	}
	ctx, notice := r.Context(), ""
	var err error
	switch r.PostForm.Get("do") {
	case "address":
		notice, err = "mailroom.notice_asked", p.askAddress(r, who)
	case "remove":
		notice, err = "mailroom.notice_removed", p.o.Store.RemoveAddress(ctx, who)
	case "wishes":
		language := r.PostForm.Get("language")
		if !slices.Contains(render.Languages(), language) {
			language = ""
		}
		var on []models.MailKind
		for _, kind := range r.PostForm["kind"] {
			on = append(on, models.MailKind(kind))
		}
		notice, err = "mailroom.notice_saved", p.o.Store.EditMailWishes(ctx, who, language, on)
	default:
		err = models.Fail(models.Invalid, "error.request_invalid")
	}
	if err != nil {
		return p.addressRefused(w, r, who, err)
	}
	p.o.Render.Say(w, notice)
	return redirect(w, r, "/settings/mail")
}

func (p *Pages) askAddress(r *http.Request, who string) error {
	if !p.o.Mail {
		return models.Fail(models.Conflict, "error.mail_off")
	}
	return p.o.Store.SetAddress(r.Context(), who, r.PostForm.Get("address"), func(token string) string {
		return p.o.Base.Origin + "/settings/mail/check/" + token
	})
}

// addressRefused shows the page again with what is wrong beside the field.
func (p *Pages) addressRefused(w http.ResponseWriter, r *http.Request, who string, err error) error {
	var e *models.Error
	if !errors.As(err, &e) || r.PostForm.Get("do") != "address" {
		return err
	}
	page, failure := p.mailSettings(r, who)
	if failure != nil {
		return failure
	}
	page.Typed, page.Error = typedAddress(r), page.T(e.Key, e.Args...)
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "mail_settings.html", page)
}

// typedAddress gives back what was typed, within bounds.
func typedAddress(r *http.Request) string {
	s := r.PostForm.Get("address")
	return strings.ToValidUTF8(s[:min(len(s), 254)], "")
}

type mailCheckPage struct {
	render.Page
	Address string
}

// MailCheck is the link that proves a mail address: /settings/mail/check/TOKEN.
// As with all one-time links only the POST uses it up.
func (p *Pages) MailCheck(w http.ResponseWriter, r *http.Request) error {
	ctx, token := r.Context(), mux.Vars(r)["token"]
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodPost {
		if _, err := p.o.Store.VerifyAddress(ctx, token); err != nil {
			return err
		}
		p.o.Render.Say(w, "mailroom.notice_proved")
		if auth.Who(r).SignedIn() {
			return redirect(w, r, "/settings/mail")
		}
		return redirect(w, r, "/")
	}
	a, err := p.o.Store.AddressByToken(ctx, token)
	if err != nil {
		return err
	}
	_, pending, err := p.o.Store.OpenAddress(a)
	if err != nil {
		return err
	}
	page := &mailCheckPage{Page: p.o.Render.Page(r, "")}
	page.fill(pending)
	return p.o.Render.HTML(w, r, http.StatusOK, "mail_check.html", page)
}

func (page *mailCheckPage) fill(address string) {
	page.Title, page.Address, page.NoIndex = page.T("mailroom.check_title"), address, true
}
