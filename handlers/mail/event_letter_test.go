package mail_test

import (
	"strings"
	"testing"

	"knoop/handlers/mail"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func eventMail(kind models.MailKind, lang string, more ...string) store.OpenMail {
	m := sample(kind, map[string]string{"Link": storetest.Origin + "/events/1", "Title": "Open Coffee", "When": "2026-11-20T08:30:00Z", "Zone": "Europe/Amsterdam", "Where": "De Spoel, Gravenpad 8, zaal 2"}, more...)
	m.Language = lang
	return m
}

// read gives the lines of a letter's text between its heading and its foot.
func read(t *testing.T, m store.OpenMail) string {
	t.Helper()
	l, err := mail.Write(m, sampleSender)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := l.Text()
	if err != nil {
		t.Fatal(err)
	}
	return l.Subject + "\n\n" + plain
}

func TestEventLetters_readAloud(t *testing.T) {
	for name, one := range map[string]struct {
		m    store.OpenMail
		says []string
	}{
		"reminder": {
			eventMail(models.MailEventReminder, "nl", "Tasks", "Koffie zetten, deur open", "Contact", "Joost, 06 1234"),
			[]string{
				"Herinnering: Open Coffee\n", "Tot gauw bij Open Coffee\n", "Je zei dat je komt. Het is op vrijdag 20 november 2026, 09.30.\n", "Waar: De Spoel, Gravenpad 8, zaal 2.\n",
				"Wat je op je nam: Koffie zetten, deur open.\n", "Vragen op de dag zelf? Joost, 06 1234\n", "Bekijk de bijeenkomst:\n", "Kun je toch niet? Zeg het op die pagina, dan kan een ander je plek krijgen.\n", "Dit soort mail niet meer:\n",
			},
		},
		"reminder in English": {
			eventMail(models.MailEventReminder, "en"),
			[]string{"Reminder: Open Coffee\n", "You said that you are coming. It is on Friday 20 November 2026, 09:30.\n", "Where: De Spoel, Gravenpad 8, zaal 2.\n", "Can’t make it after all?"},
		},
		"evening": {
			eventMail(models.MailEventEvening, "nl", "Coming", "0", "Waiting", "0", "Open", "tasks,nobody", "Tasks", "Stoelen (2)"),
			[]string{"Open Coffee: zo staat het ervoor\n", "Aangemeld: 0. Op de wachtlijst: 0.\n", "Er heeft zich nog niemand aangemeld. Laat je het doorgaan, of zeg je het af?\n\nNog niet verdeeld: Stoelen (2).\n"},
		},
		"evening, all settled": {
			eventMail(models.MailEventEvening, "en", "Coming", "7", "Waiting", "0", "Open", ""),
			[]string{"Signed up: 7. On the waiting list: 0.\n", "Apart from that, all is settled.\n"},
		},
	} {
		got := read(t, one.m)
		for _, s := range one.says {
			if !strings.Contains(got, s) {
				t.Errorf("%s does not say %q:\n%s", name, s, got)
			}
		}
	}
	bare := read(t, eventMail(models.MailEventReminder, "nl", "Where", ""))
	for _, s := range []string{"Waar:", "Online:", "Wat je op je nam", "Vragen op de dag", "geregeld"} {
		if strings.Contains(bare, s) {
			t.Errorf("a reminder without it says %q:\n%s", s, bare)
		}
	}
	guest := eventMail(models.MailEventReminder, "nl")
	guest.ActorID = ""
	if got := read(t, guest); !strings.Contains(got, "Geen mail meer van") || strings.Contains(got, "/settings/mail") {
		t.Errorf("who has no account is sent to her settings:\n%s", got)
	}
}
