package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() {
	moreSamples = append(moreSamples, func(w *world, begin func(path string) render.Page, out map[string]sample) {
		address, pending, reason := "samira@mail.example", "s.elidrissi@werk.example", "550 5.1.1 mailbox unknown"
		if w.name == "hostile" {
			address, pending, reason = evil, evil, evil
		}
		at := sampleNow.Add(-50 * time.Hour)
		for name, page := range map[string]*mailSettingsPage{"mail_settings": {On: true}, "mail_settings_off": {}, "mail_settings_error": {On: true, Typed: pending, Error: reason}} {
			page.Page = begin("/settings/mail")
			switch {
			case w.name == "empty":
				page.fill(models.Address{}, "", "")
			case page.Error != "":
				page.fill(models.Address{Off: []models.MailKind{models.MailRoleAsked}, Language: "en"}, "", pending)
			default:
				page.fill(models.Address{VerifiedAt: &at}, address, pending)
			}
			out[name] = sample{"mail_settings.html", page}
		}
		check := &mailCheckPage{Page: begin("/settings/mail/check/x")}
		check.fill(address)
		out["mail_check"] = sample{"mail_check.html", check}
		for name, page := range map[string]*manageMailPage{"mail_manage": {On: true, Typed: address}, "mail_manage_off": {}, "mail_manage_error": {On: true, Error: reason}} {
			page.Page = begin("/manage/mail")
			var rows []store.MailRow
			if w.name != "empty" {
				rows = []store.MailRow{
					{Mail: models.Mail{Kind: models.MailInvitation, State: models.MailRefused, CreatedAt: at, Error: reason}, Whom: models.MaskMail(address)},
					{Mail: models.Mail{Kind: models.MailSignIn, State: models.MailWaiting, CreatedAt: sampleNow.Add(-time.Minute), Error: "451 4.7.1 greylisted, try again later"}, Whom: models.MaskMail(pending)},
					{Mail: models.Mail{Kind: models.MailRoleAsked, State: models.MailDead, CreatedAt: at, Error: "reach the mail server: connection refused"}, Whom: "a…@elders.example"},
				}
				test := page.mailRow(store.MailRow{Mail: models.Mail{Kind: models.MailTest, State: models.MailSent, CreatedAt: at}})
				page.Test = &test
			}
			page.fill(map[models.MailState]int{models.MailWaiting: 3, models.MailSent: 1712, models.MailRefused: 2}, rows)
			out[name] = sample{"mail_manage.html", page}
		}
	})
}
