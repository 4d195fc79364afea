package web

import (
	"errors"
	"net/http"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// week is how far back the counts of mail look.
const week = 7 * 24 * time.Hour

type manageMailPage struct {
	render.Page
	Rooms    roomNav
	On       bool
	Settings []string // what to set to switch mail on
	Counts   []mailCount
	Trouble  []mailRow
	Test     *mailRow // the last test mail
	Typed    string
	Error    string
}

type mailCount struct {
	Label string
	N     int
}

// mailRow is one mail and what became of it.
type mailRow struct {
	What, Whom, When, ISO string
	Tie, State, Reason    string
}

// ManageMail shows what is sent by mail and what was refused, and sends a test
// mail: /manage/mail.
func (p *Pages) ManageMail(w http.ResponseWriter, r *http.Request) error {
	page, err := p.manageMail(r)
	if err != nil {
		return err
	}
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "mail_manage.html", page)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	page.Typed = typedAddress(r)
	err = models.Fail(models.Conflict, "error.mail_off")
	if p.o.Mail {
		err = p.o.Store.QueueTestMail(r.Context(), auth.Who(r).Actor.ID, page.Typed)
	}
	var e *models.Error
	switch {
	case err == nil:
		p.o.Render.Say(w, "mailroom.notice_test")
		return redirect(w, r, "/manage/mail")
	case !errors.As(err, &e):
		return err
	}
	page.Error = page.T(e.Key, e.Args...)
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "mail_manage.html", page)
}

func (p *Pages) manageMail(r *http.Request) (*manageMailPage, error) {
	ctx, s := r.Context(), p.o.Store
	page := &manageMailPage{Page: p.o.Render.Page(r, ""), On: p.o.Mail}
	counts, err := s.MailCounts(ctx, p.o.Clock().Add(-week))
	if err != nil {
		return nil, err
	}
	trouble, err := s.TroubledMails(ctx)
	if err != nil {
		return nil, err
	}
	test, err := s.LastMail(ctx, models.MailTest)
	switch {
	case err == nil:
		row := page.mailRow(test)
		page.Test = &row
	case models.KindOf(err) != models.NotFound:
		return nil, err
	}
	own, err := s.AddressOf(ctx, auth.Who(r).Actor.ID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return nil, err
	}
	if page.Typed, _, err = s.OpenAddress(own); err != nil {
		return nil, err
	}
	page.fill(counts, trouble)
	return page, nil
}

func (page *manageMailPage) fill(counts map[models.MailState]int, trouble []store.MailRow) {
	page.Title, page.Here, page.NoIndex = page.T("mailroom.manage_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Settings = []string{"KNOOP_SMTP=smtp://post:password@mail.example:587", "KNOOP_MAIL_FROM=post@mail.example"}
	page.Counts = []mailCount{
		{page.T("mailroom.count_waiting"), counts[models.MailWaiting]},
		{page.T("mailroom.count_sent"), counts[models.MailSent]},
		{page.T("mailroom.count_failed"), counts[models.MailRefused] + counts[models.MailDead]},
	}
	for _, m := range trouble {
		page.Trouble = append(page.Trouble, page.mailRow(m))
	}
}

func (page *manageMailPage) mailRow(m store.MailRow) mailRow {
	at := m.CreatedAt.In(page.Now.Location())
	row := mailRow{
		What: page.T("mailroom.kind_" + string(m.Kind)), Whom: m.Whom, When: page.Ago(at, page.Now), ISO: at.Format(time.RFC3339),
		State: page.T("mailroom.state_" + string(m.State)), Reason: m.Error, Tie: "los",
	}
	switch m.State {
	case models.MailSent:
		row.Tie = "vast"
	case models.MailRefused, models.MailDead:
		row.Tie = "af"
	}
	return row
}
