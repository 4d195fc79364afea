package mail

import (
	"bytes"
	"fmt"
	"net/url"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// message makes what goes over the wire. id is the mail's own: two tries of one
// mail have the same Message-ID.
func (l Letter) message(id, to string, s Server, from Sender, now time.Time) (*gomail.Msg, error) {
	u, err := url.Parse(from.Origin)
	if err != nil {
		return nil, fmt.Errorf("read the origin: %w", err)
	}
	html, err := l.HTML()
	if err != nil {
		return nil, err
	}
	text, err := l.Text()
	if err != nil {
		return nil, err
	}
	name := s.from.Name
	if name == "" {
		name = l.Site
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.FromFormat(name, s.from.Address); err != nil {
		return nil, fmt.Errorf("write From: %w", withoutAddresses(err))
	}
	if err := m.To(to); err != nil {
		return nil, fmt.Errorf("write To: %w", withoutAddresses(err))
	}
	if l.answers != "" {
		if err := m.ReplyToFormat(l.Site, l.answers); err != nil {
			return nil, fmt.Errorf("write Reply-To: %w", withoutAddresses(err))
		}
	}
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(id + "@" + u.Hostname())
	m.SetDateWithValue(now)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("Content-Language", l.Lang)
	if l.unsubscribe != "" { // RFC 8058
		m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+l.unsubscribe+">")
		m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	if c := l.calendar; c != nil { // a file to open, no invitation to answer
		kind := gomail.ContentType("text/calendar; charset=utf-8; method=" + c.method)
		if err := m.AttachReader("event.ics", bytes.NewReader(c.body), gomail.WithFileContentType(kind)); err != nil {
			return nil, fmt.Errorf("attach a calendar: %w", err)
		}
	}
	return m, nil
}
