package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"knoop/handlers/mail"
)

// post is a mail server on this machine that does what the test says.
type post struct {
	address string
	roots   *x509.CertPool

	mu      sync.Mutex
	taken   []string // messages, as they arrived
	to      []string
	users   []string // who signed in
	secure  []bool   // whether the connection was encrypted, per message
	answers []error  // to RCPT, one a mail; nil: yes
	cut     int      // how many messages are taken and the connection cut before the answer
	late    error    // the answer to DATA
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) { return &visit{post: p, conn: c}, nil }

type visit struct {
	*post
	conn *smtp.Conn
	rcpt string
}

func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "geheim" {
			return smtp.ErrAuthFailed
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		v.users = append(v.users, user)
		return nil
	}), nil
}

func (v *visit) Reset() {}

func (v *visit) Logout() error { return nil }

func (v *visit) Mail(string, *smtp.MailOptions) error { return nil }

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.rcpt = to
	if len(v.answers) == 0 {
		return nil
	}
	answer := v.answers[0]
	v.answers = v.answers[1:]
	return answer
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.late != nil {
		return v.late
	}
	_, encrypted := v.conn.TLSConnectionState()
	v.taken, v.to, v.secure = append(v.taken, string(raw)), append(v.to, v.rcpt), append(v.secure, encrypted)
	if v.cut > 0 {
		v.cut--
		_ = v.conn.Conn().Close()
	}
	return nil
}

// messages gives what was taken so far.
func (p *post) messages() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.taken...)
}

// newPost starts a mail server; encrypted: with STARTTLS and sign-in, fromStart:
// TLS from the first byte.
func newPost(t *testing.T, encrypted, fromStart bool) *post {
	t.Helper()
	p := &post{}
	s := smtp.NewServer(p)
	s.Domain = "post.example"
	s.ErrorLog = silent{}
	if encrypted {
		cert, roots := certificate(t)
		p.roots = roots
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	} else {
		s.AllowInsecureAuth = true
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.address = l.Addr().String()
	if fromStart {
		l = tls.NewListener(l, s.TLSConfig)
	}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	return p
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, roots
}

func TestReadServer_saysWhatIsWrong(t *testing.T) {
	for _, good := range [][2]string{
		{"smtp://mail.example", "post@mokum.example"},
		{"smtp://post:geheim@mail.example:2525", "Mokum <post@mokum.example>"},
		{"smtps://post%40mokum.example:geh%3Aeim@mail.example", "post@mokum.example"},
		{"smtp://127.0.0.1:25/", "post@mokum.example"},
	} {
		if _, err := mail.ReadServer(good[0], good[1]); err != nil {
			t.Errorf("%v: %v", good, err)
		}
	}
	for _, bad := range [][2]string{
		{"mail.example", "post@mokum.example"},
		{"http://mail.example", "post@mokum.example"},
		{"smtp://", "post@mokum.example"},
		{"smtp://post@mail.example", "post@mokum.example"},
		{"smtp://mail.example:0", "post@mokum.example"},
		{"smtp://mail.example/pad", "post@mokum.example"},
		{"smtp://mail.example", ""},
		{"smtp://mail.example", "mokum"},
		{"smtp://mail.example", "a@mokum.example, b@mokum.example"},
	} {
		_, err := mail.ReadServer(bad[0], bad[1])
		if err == nil {
			t.Errorf("%v: accepted", bad)
		} else if strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "@") {
			t.Errorf("%v: tells a secret: %v", bad, err)
		}
	}
}
