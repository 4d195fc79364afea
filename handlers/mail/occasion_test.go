package mail_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"knoop/handlers/mail"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
	"knoop/static/locales"
)

// TestLetters_toGuestsReadSo holds the text of every mail about an event as a
// person reads it. To write them down anew, remove the files and run it.
func TestLetters_toGuestsReadSo(t *testing.T) {
	all := samples()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	from := sampleSender
	from.Location = zone
	for _, lang := range locales.Languages() {
		var got strings.Builder
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if strings.Contains(name, "bare") || !strings.HasPrefix(name, "guest_") && !strings.HasPrefix(name, "event_") {
				continue
			}
			m := all[name]
			m.Language = lang
			l, err := mail.Write(m, from)
			if err != nil {
				t.Fatal(err)
			}
			text, err := l.Text()
			if err != nil {
				t.Fatal(err)
			}
			got.WriteString("=== " + name + "\n" + l.Subject + "\n\n" + text + "\n")
		}
		file := "testdata/guests." + lang + ".txt"
		want, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s was not there and is written now: read it aloud", file)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != string(want) {
			t.Errorf("the mails in %s read otherwise than %s:\n%s", lang, file, got.String())
		}
	}
}

// calendarOf gives the calendar that is attached to a message, and its type.
func calendarOf(t *testing.T, raw string) (kind, body string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	top, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if top != "multipart/mixed" {
		return "", ""
	}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if err == io.EOF {
			return kind, body
		}
		if err != nil {
			t.Fatal(err)
		}
		if part.FileName() == "" {
			continue
		}
		text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err != nil || !strings.HasPrefix(part.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("attached as %v, %v", part.Header, err)
		}
		kind, body = part.Header.Get("Content-Type"), string(text)
	}
}

func TestMessage_carriesTheEventAsAFile(t *testing.T) {
	p := newPost(t, false, false)
	d := newDesk(t, p, "smtp://"+p.address)
	send := func(kind models.MailKind, more ...string) (string, string) {
		t.Helper()
		m := sample(kind, map[string]string{"Link": storetest.Origin + "/coming/x"}, more...)
		if err := d.store.QueueMail(t.Context(), models.NewMail{Kind: kind, To: "noor@elders.example", Data: m.Values}); err != nil {
			t.Fatal(err)
		}
		d.round()
		got := p.messages()
		return calendarOf(t, got[len(got)-1])
	}
	has := func(what, kind, body, wantKind string, lines ...string) {
		t.Helper()
		if !strings.HasPrefix(kind, wantKind) {
			t.Errorf("%s goes as %q", what, kind)
		}
		for _, line := range lines {
			if !strings.Contains(body, line+"\r\n") {
				t.Errorf("%s lacks %s:\n%s", what, line, body)
			}
		}
	}
	same := []string{"UID:" + storetest.Origin + "/events/e1", "SEQUENCE:90", "DTSTART;TZID=Europe/Amsterdam:20260310T093000"}
	for _, state := range []string{"coming", "maybe"} {
		kind, body := send(models.MailGuestAnswer, "State", state)
		has(state, kind, body, "text/calendar; charset=utf-8; method=PUBLISH", append(same, "METHOD:PUBLISH", "STATUS:CONFIRMED")...)
		if strings.Contains(body, "/coming/") || strings.Contains(body, "06 12") {
			t.Errorf("a calendar that others may see holds a secret:\n%s", body)
		}
	}
	for _, news := range []string{"seat", "moved", "details", "on"} {
		kind, body := send(models.MailGuestNews, "News", news)
		has(news, kind, body, "text/calendar; charset=utf-8; method=PUBLISH", append(same, "METHOD:PUBLISH")...)
	}
	kind, body := send(models.MailGuestNews, "News", "off")
	has("off", kind, body, "text/calendar; charset=utf-8; method=CANCEL", append(same, "METHOD:CANCEL", "STATUS:CANCELLED")...)
	for _, state := range []string{"waiting", "declined"} {
		if kind, _ := send(models.MailGuestAnswer, "State", state, "Place", "2"); kind != "" {
			t.Errorf("who does not come gets a calendar: %s is %s", state, kind)
		}
	}
	if kind, _ := send(models.MailGuestLink); kind != "" {
		t.Errorf("who has not answered gets a calendar: %s", kind)
	}
	if log := d.log.String(); strings.Contains(log, "elders.example") || strings.Contains(log, "/coming/") {
		t.Errorf("the log says too much: %s", log)
	}
}

// An event is as it was when the mail was written, also when it is gone.
func TestMessage_holdsTheEventAsItWas(t *testing.T) {
	p := newPost(t, false, false)
	d := newDesk(t, p, "smtp://"+p.address)
	o, err := d.store.PublishEvent(t.Context(), store.NewEvent{
		ActorID: storetest.Collective(t, d.store).ID, Title: "Open Coffee", Event: models.Event{StartsAt: d.now.Add(72 * time.Hour), TakesRSVP: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.store.AskGuestLink(t.Context(), store.NewGuestLink{EventID: o.ID, Mail: "noor@elders.example", Name: "Noor", Language: "en"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.DeleteObject(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	d.round()
	_, plain, page := partsOf(t, p.messages()[0])
	for _, want := range []string{"Hello Noor,", "When: Thursday 5 March 2026", "/answer/"} {
		if !strings.Contains(plain, want) || !bytes.Contains([]byte(page), []byte(want)) {
			t.Errorf("not in both parts: %s\n%s", want, plain)
		}
	}
}
