package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"knoop/models"
	"knoop/models/store"
)

const (
	claimLimit = 20
	leaseFor   = 15 * time.Minute // longer than a batch can take
	pauseFor   = 30 * time.Second // after the mail server did not answer
)

// Options is what a Mailer needs.
type Options struct {
	Store  *store.Store
	Server Server
	TLS    *tls.Config // nil: the system's roots
	Logger *slog.Logger
	Clock  func() time.Time // nil: time.Now
}

// Mailer sends what waits. Only one may run on a database.
type Mailer struct {
	o       Options
	begun   bool
	pause   time.Time // no try before
	failing bool      // the mail server did not answer the last time
}

// New makes a Mailer.
func New(o Options) *Mailer {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Mailer{o: o}
}

// Round sends a batch of what is due: the work of a queue.Loop.
func (m *Mailer) Round(ctx context.Context) (more bool, next time.Time, err error) {
	now := m.o.Clock()
	if !m.begun {
		if err := m.o.Store.ReleaseMails(ctx); err != nil {
			return false, time.Time{}, fmt.Errorf("take back leases of mails: %w", err)
		}
		m.begun = true
	}
	if now.Before(m.pause) {
		return false, m.pause, nil
	}
	mails, err := m.o.Store.ClaimMails(ctx, now, now.Add(leaseFor), claimLimit)
	if err != nil {
		return false, time.Time{}, fmt.Errorf("claim mails: %w", err)
	}
	if len(mails) > 0 {
		if err := m.send(ctx, mails); err != nil {
			return false, time.Time{}, err
		}
	}
	if len(mails) == claimLimit && m.pause.Before(now) {
		return true, time.Time{}, nil
	}
	at, ok, err := m.o.Store.NextMailAt(ctx)
	switch {
	case err != nil:
		return false, time.Time{}, fmt.Errorf("look when the next mail is due: %w", err)
	case !ok:
		return false, time.Time{}, nil
	case at.Before(m.pause):
		at = m.pause
	}
	return false, at, nil
}

// send takes a batch to the mail server in one conversation. Each mail's outcome
// is written before the next is begun.
func (m *Mailer) send(ctx context.Context, mails []store.OpenMail) error {
	from, err := m.sender(ctx)
	if err != nil {
		return err
	}
	var c *conversation
	defer func() { c.end() }()
	for _, one := range mails {
		if ctx.Err() != nil {
			return ctx.Err() // leases are taken back at the next start
		}
		if one.TooOld(m.o.Clock()) {
			if err := m.settle(ctx, one, models.MailDead, time.Time{}, errors.New("too old to be of use")); err != nil {
				return err
			}
			continue
		}
		letter, err := Write(one, from)
		var msg *gomail.Msg
		if err == nil {
			msg, err = letter.message(one.ID, one.To, m.o.Server, from, m.o.Clock())
		}
		if err != nil {
			// A mistake of ours; another try would be no better.
			if err := m.settle(ctx, one, models.MailRefused, time.Time{}, err); err != nil {
				return err
			}
			continue
		}
		if c == nil || !c.open() {
			c.end()
			c, err = m.dial(ctx, from)
		}
		if err == nil {
			err = c.hand(msg)
		}
		if err := m.judge(ctx, one, err); err != nil {
			return err
		}
	}
	return nil
}

// judge writes down what became of one try.
func (m *Mailer) judge(ctx context.Context, one store.OpenMail, err error) error {
	now := m.o.Clock()
	var unreachable *unreachableError
	var said *gomail.SendError
	switch {
	case err == nil:
		m.failing = false
		return m.settle(ctx, one, models.MailSent, time.Time{}, nil)
	case errors.As(err, &unreachable):
		if !m.failing {
			m.failing = true
			m.o.Logger.WarnContext(ctx, "mail server does not take mail", "err", withoutAddresses(err))
		}
		m.pause = now.Add(pauseFor)
	case errors.As(err, &said) && said.ErrorCode() >= 500:
		return m.settle(ctx, one, models.MailRefused, time.Time{}, err)
	}
	state, due := one.Failed(now)
	return m.settle(ctx, one, state, due, err)
}

func (m *Mailer) settle(ctx context.Context, one store.OpenMail, state models.MailState, due time.Time, why error) error {
	text := ""
	if why != nil {
		text = reason(why)
	}
	// The outcome is written also when we are being stopped: it has happened.
	if err := m.o.Store.SettleMail(context.WithoutCancel(ctx), one.ID, state, due, text); err != nil {
		return fmt.Errorf("write what became of a mail: %w", err)
	}
	if text == "" {
		m.o.Logger.InfoContext(ctx, "mail sent", "mail", one.ID, "kind", one.Kind, "attempt", one.Attempts+1)
	} else {
		m.o.Logger.InfoContext(ctx, "mail not sent", "mail", one.ID, "kind", one.Kind, "state", state, "attempt", one.Attempts+1, "err", text)
	}
	return nil
}

// sender reads what letters show of this node.
func (m *Mailer) sender(ctx context.Context) (Sender, error) {
	n, err := m.o.Store.Node(ctx)
	if err != nil {
		return Sender{}, fmt.Errorf("read the node: %w", err)
	}
	collective, err := m.o.Store.Actor(ctx, n.Collective)
	if err != nil {
		return Sender{}, fmt.Errorf("read the collective: %w", err)
	}
	account, err := m.o.Store.Account(ctx, n.Collective)
	if err != nil {
		return Sender{}, fmt.Errorf("read the collective: %w", err)
	}
	return Sender{
		Origin: n.Origin, Name: collective.DisplayName(), Accent: account.Accent, Contact: account.Card.Contact, Location: n.Location(),
	}, nil
}

// conversation is one connection to the mail server.
type conversation struct {
	client *gomail.Client
	conn   *smtp.Client
}

// open says whether the server still listens: many hang up after an error, or
// after so many mails.
func (c *conversation) open() bool { return c.conn.HasConnection() && c.conn.Noop() == nil }

// unreachableError is a failure of the mail server that has nothing to do with
// the mail: no answer, no encryption, a wrong password.
type unreachableError struct{ err error }

func (e *unreachableError) Error() string { return e.err.Error() }

func (e *unreachableError) Unwrap() error { return e.err }

func (m *Mailer) dial(ctx context.Context, from Sender) (*conversation, error) {
	if m.o.Clock().Before(m.pause) {
		return nil, &unreachableError{errors.New("the mail server did not answer")}
	}
	u, err := url.Parse(from.Origin)
	if err != nil {
		return nil, fmt.Errorf("read the origin: %w", err)
	}
	client, err := m.o.Server.client(u.Hostname(), m.o.TLS)
	if err != nil {
		return nil, &unreachableError{err}
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, &unreachableError{fmt.Errorf("reach the mail server: %w", err)}
	}
	return &conversation{client: client, conn: conn}, nil
}

// hand gives one mail to the server.
func (c *conversation) hand(msg *gomail.Msg) error {
	err := c.client.SendWithSMTPClient(c.conn, msg)
	if err == nil || msg.IsDelivered() { // taken, though the conversation may not go on
		return nil
	}
	return fmt.Errorf("hand a mail over: %w", err)
}

func (c *conversation) end() {
	if c != nil {
		_ = c.client.CloseWithSMTPClient(c.conn) // what it said of the mails is written already
	}
}

// reason gives the server's own words, or ours when it said nothing, without
// the addresses in them.
func reason(err error) string {
	text, _, _ := strings.Cut(err.Error(), ", affected ") // go-mail adds the address and the Message-ID
	if at := answer.FindStringIndex(text); at != nil {
		text = strings.ReplaceAll(text[at[0]:], `"`, "")
	}
	return oneLine(addressLike.ReplaceAllString(text, "…"), 300)
}

// answer is how a mail server's no begins.
var answer = regexp.MustCompile(`\b[45][0-9][0-9][ -]`)

var addressLike = regexp.MustCompile(`[^\s<>"',;:()\[\]]+@[^\s<>"',;:()\[\]]+`)

// withoutAddresses takes the mail addresses out of what went wrong.
func withoutAddresses(err error) error {
	return errors.New(addressLike.ReplaceAllString(err.Error(), "…"))
}
