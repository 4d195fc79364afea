package main

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// postbox is a mail server on this machine that keeps what it is given.
type postbox struct {
	t    *testing.T
	mu   sync.Mutex
	mail map[string][]string // by receiver, decoded
}

// newPostbox listens at an address until the test ends.
func newPostbox(t *testing.T, address string) *postbox {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	p := &postbox{t: t, mail: map[string][]string{}}
	var open sync.WaitGroup
	t.Cleanup(func() {
		_ = l.Close()
		open.Wait()
	})
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(pagePatience))
				p.serve(textproto.NewConn(c))
			})
		}
	})
	return p
}

// serve speaks as much SMTP (RFC 5321) as our own mailer needs.
func (p *postbox) serve(c *textproto.Conn) {
	say := func(line string) bool { return c.PrintfLine("%s", line) == nil }
	to := ""
	for ok := say("220 post"); ok; {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "RCPT":
			to = rest[strings.Index(rest, "<")+1 : strings.Index(rest, ">")]
			ok = say("250 yes")
		case "DATA":
			if !say("354 go on") {
				return
			}
			text, err := opened(c.DotReader())
			if err != nil {
				p.t.Errorf("read a mail to %s: %v", to, err)
			}
			p.mu.Lock()
			p.mail[to] = append(p.mail[to], text)
			p.mu.Unlock()
			ok = say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			ok = say("250 yes")
		}
	}
}

// opened gives a mail as it is read: its subject, every part, and what is attached.
func opened(r io.Reader) (string, error) {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return "", err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return "", err
	}
	text, err := openedPart(textproto.MIMEHeader(m.Header), m.Body)
	return subject + "\n" + text, err
}

func openedPart(h textproto.MIMEHeader, body io.Reader) (string, error) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		}
		text, err := io.ReadAll(body)
		return h.Get("Content-Type") + "\n" + string(text), err
	}
	var all []string
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return strings.Join(all, "\n"), nil
		}
		if err != nil {
			return "", err
		}
		text, err := openedPart(part.Header, part)
		if err != nil {
			return "", err
		}
		all = append(all, text)
	}
}

// link waits for a mail to an address with an address of ours that fits.
func (p *postbox) link(to, pattern string) string {
	p.t.Helper()
	fits := regexp.MustCompile(pattern)
	for deadline := time.Now().Add(pagePatience); ; time.Sleep(50 * time.Millisecond) {
		p.mu.Lock()
		all := strings.Join(p.mail[to], "\n")
		p.mu.Unlock()
		if found := fits.FindString(all); found != "" {
			return found
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("no mail to %s with %s: %q", to, pattern, all)
		}
	}
}
