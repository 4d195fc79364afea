package mail_test

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"knoop/handlers/mail"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// desk is a node with a mail server and a clock of its own.
type desk struct {
	t      *testing.T
	store  *store.Store
	post   *post
	mailer *mail.Mailer
	now    time.Time
	log    bytes.Buffer
}

func newDesk(t *testing.T, p *post, url string) *desk {
	t.Helper()
	d := &desk{t: t, post: p, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	d.store = storetest.Open(t, store.Options{Dir: t.TempDir(), Clock: clock})
	storetest.Node(t, d.store)
	server, err := mail.ReadServer(url, "post@mokum.example")
	if err != nil {
		t.Fatal(err)
	}
	o := mail.Options{Store: d.store, Server: server, Logger: slog.New(slog.NewTextHandler(&d.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Clock: clock}
	if p.roots != nil {
		o.TLS = &tls.Config{RootCAs: p.roots}
	}
	d.mailer = mail.New(o)
	return d
}

const secretLink = storetest.Origin + "/welcome/zeergeheim"

func (d *desk) queue(to string) {
	d.t.Helper()
	err := d.store.QueueMail(d.t.Context(), models.NewMail{Kind: models.MailSignIn, To: to, Data: map[string]string{"Link": secretLink}})
	if err != nil {
		d.t.Fatal(err)
	}
}

// round sends what is due and gives when the next is.
func (d *desk) round() time.Time {
	d.t.Helper()
	for {
		more, next, err := d.mailer.Round(d.t.Context())
		if err != nil {
			d.t.Fatal(err)
		}
		if !more {
			return next
		}
	}
}

// state gives where the one mail stands.
func (d *desk) state() models.Mail {
	d.t.Helper()
	rows, err := d.store.Mails(d.t.Context(), time.Time{})
	if err != nil {
		d.t.Fatal(err)
	}
	if len(rows) != 1 {
		d.t.Fatalf("%d mails", len(rows))
	}
	return rows[0].Mail
}

// discreet says what must never be logged.
func (d *desk) discreet() {
	d.t.Helper()
	for _, secret := range []string{"noor@", "zeergeheim", "Log in"} {
		if strings.Contains(d.log.String(), secret) {
			d.t.Errorf("the log tells %q: %s", secret, d.log.String())
		}
	}
}

func TestMailer_takesAMailToTheServerOnce(t *testing.T) {
	p := newPost(t, false, false)
	d := newDesk(t, p, "smtp://"+p.address)
	d.queue("noor@elders.example")
	d.round()
	d.round()
	if got := p.messages(); len(got) != 1 || p.to[0] != "noor@elders.example" {
		t.Fatalf("%d messages, to %v", len(got), p.to)
	}
	if m := d.state(); m.State != models.MailSent || m.SentAt == nil || m.Address != nil || m.Data != nil {
		t.Errorf("it stands as %+v", m)
	}
	d.discreet()
}

func TestMailer_signsInOverSTARTTLS(t *testing.T) {
	p := newPost(t, true, false)
	d := newDesk(t, p, "smtp://noor:geheim@"+p.address)
	d.queue("noor@elders.example")
	d.round()
	if len(p.messages()) != 1 || !p.secure[0] || p.users[0] != "noor" {
		t.Errorf("taken %d, encrypted %v, signed in %v", len(p.messages()), p.secure, p.users)
	}
}

func TestMailer_speaksTLSFromTheStart(t *testing.T) {
	p := newPost(t, true, true)
	d := newDesk(t, p, "smtps://noor:geheim@"+p.address)
	d.queue("noor@elders.example")
	d.round()
	if len(p.messages()) != 1 {
		t.Error(d.log.String())
	}
}

func TestMailer_sendsNoPasswordUnencrypted(t *testing.T) {
	p := newPost(t, false, false) // no STARTTLS, and PLAIN is offered all the same
	d := newDesk(t, p, "smtp://noor:geheim@"+p.address)
	d.queue("noor@elders.example")
	d.round()
	if len(p.messages()) != 0 || len(p.users) != 0 {
		t.Errorf("taken %d, signed in %v", len(p.messages()), p.users)
	}
	if m := d.state(); m.State != models.MailWaiting || m.Error == "" {
		t.Errorf("it stands as %+v", m)
	}
}

func TestMailer_waitsForARightPassword(t *testing.T) {
	p := newPost(t, true, false)
	d := newDesk(t, p, "smtp://noor:fout@"+p.address)
	d.queue("noor@elders.example")
	d.round()
	if m := d.state(); m.State != models.MailWaiting || strings.Contains(m.Error, "fout@") {
		t.Errorf("it stands as %+v", m)
	}
	if strings.Contains(d.log.String(), ":fout") {
		t.Error("the log tells the password")
	}
}

func TestMailer_triesAgainAfterLater(t *testing.T) {
	p := newPost(t, false, false)
	p.answers = []error{&smtp.SMTPError{Code: 451, Message: "noor@elders.example is greylisted, come back"}}
	d := newDesk(t, p, "smtp://"+p.address)
	d.queue("noor@elders.example")
	next := d.round()
	m := d.state()
	if m.State != models.MailWaiting || m.Attempts != 1 || !strings.Contains(m.Error, "greylisted") || strings.Contains(m.Error, "noor@") {
		t.Errorf("it stands as %+v", m)
	}
	if want := d.now.Add(models.MailBackoff(1)); !next.Equal(want) {
		t.Errorf("next at %v, want %v", next, want)
	}
	d.now = next
	d.round()
	if m := d.state(); m.State != models.MailSent || m.Attempts != 2 {
		t.Errorf("then as %+v", m)
	}
	d.discreet()
}

func TestMailer_takesNoForAnAnswer(t *testing.T) {
	p := newPost(t, false, false)
	p.answers = []error{&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<noor@elders.example>: no such mailbox"}, nil}
	d := newDesk(t, p, "smtp://"+p.address)
	d.queue("noor@elders.example")
	d.round()
	m := d.state()
	if m.State != models.MailRefused || !strings.Contains(m.Error, "no such mailbox") || strings.Contains(m.Error, "noor@") || m.Data != nil {
		t.Errorf("it stands as %+v", m)
	}
	d.queue("anna@elders.example") // one refusal is nothing to the next mail
	d.round()
	if len(p.messages()) != 1 {
		t.Errorf("%d messages", len(p.messages()))
	}
	d.discreet()
}

func TestMailer_takesNoAfterTheTextToo(t *testing.T) {
	p := newPost(t, false, false)
	p.late = &smtp.SMTPError{Code: 554, Message: "looks like spam"}
	d := newDesk(t, p, "smtp://"+p.address)
	d.queue("noor@elders.example")
	d.round()
	if m := d.state(); m.State != models.MailRefused || !strings.Contains(m.Error, "looks like spam") {
		t.Errorf("it stands as %+v", m)
	}
}

// At least once: the server took the mail and could not say so. It goes again,
// with the same Message-ID.
func TestMailer_sendsTwiceRatherThanNever(t *testing.T) {
	p := newPost(t, false, false)
	p.cut = 1
	d := newDesk(t, p, "smtp://"+p.address)
	d.queue("noor@elders.example")
	next := d.round()
	if m := d.state(); m.State != models.MailWaiting {
		t.Fatalf("it stands as %+v", m)
	}
	d.now = next
	d.round()
	got := p.messages()
	if len(got) != 2 || d.state().State != models.MailSent {
		t.Fatalf("%d messages, state %s", len(got), d.state().State)
	}
	if a, b := headerOf(t, got[0], "Message-Id"), headerOf(t, got[1], "Message-Id"); a == "" || a != b {
		t.Errorf("two tries of one mail are called %q and %q", a, b)
	}
}

// A process killed between the server's yes and our commit leaves a lease; the
// next start takes it back and sends again.
func TestMailer_startsAgainWithWhatAKilledOneLeft(t *testing.T) {
	p := newPost(t, false, false)
	d := newDesk(t, p, "smtp://"+p.address)
	d.queue("noor@elders.example")
	if got, err := d.store.ClaimMails(t.Context(), d.now, d.now.Add(time.Hour), 1); err != nil || len(got) != 1 {
		t.Fatal(err)
	}
	d.round()
	if len(p.messages()) != 1 {
		t.Error("what the killed one had leased was not sent")
	}
}

func TestMailer_keepsAllWhileTheServerIsAway(t *testing.T) {
	p := newPost(t, false, false)
	away := newDesk(t, p, "smtp://127.0.0.1:1")
	for range 3 {
		away.queue("noor@elders.example")
	}
	next := away.round()
	rows, err := away.store.Mails(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rows {
		if m.State != models.MailWaiting || m.Attempts != 1 {
			t.Errorf("one stands as %+v", m.Mail)
		}
	}
	if !next.After(away.now) {
		t.Error("it is asked again at once")
	}
	if n := strings.Count(away.log.String(), "level=WARN"); n != 1 {
		t.Errorf("%d warnings for one absence: %s", n, away.log.String())
	}
	away.discreet()
}

func TestMailer_doesNotSendWhatIsTooOld(t *testing.T) {
	p := newPost(t, false, false)
	d := newDesk(t, p, "smtp://"+p.address)
	d.queue("noor@elders.example")
	d.now = d.now.Add(models.MailSignIn.Life() + time.Minute)
	d.round()
	if len(p.messages()) != 0 || d.state().State != models.MailDead {
		t.Errorf("taken %d, state %s", len(p.messages()), d.state().State)
	}
}

func TestMailer_sendsManyInOneGo(t *testing.T) {
	p := newPost(t, false, false)
	d := newDesk(t, p, "smtp://"+p.address)
	for range 45 {
		d.queue("noor@elders.example")
	}
	d.round()
	if n := len(p.messages()); n != 45 {
		t.Errorf("%d messages", n)
	}
}
