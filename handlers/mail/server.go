package mail

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"knoop/models"
)

// timeout bounds each step of a conversation with the mail server.
const timeout = 30 * time.Second

// Server is where mail is handed over, and in whose name.
type Server struct {
	host, user, password string
	port                 int
	tls                  bool // from the first byte, as smtps:// says
	from                 netmail.Address
}

// ReadServer reads a mail server's address (smtp://user:password@host:port, or
// smtps://) and the sender, an address with or without a name. Without a port
// it is 587 for smtp, 465 for smtps.
func ReadServer(address, from string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Path != "" && u.Path != "/" || u.RawQuery != "" {
		return Server{}, errors.New("not an smtp:// or smtps:// URL")
	}
	s := Server{host: u.Hostname(), tls: u.Scheme == "smtps", port: 587}
	if s.tls {
		s.port = 465
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil || s.port < 1 || s.port > 65535 {
			return Server{}, errors.New("the port is no port")
		}
	}
	if u.User != nil {
		s.user = u.User.Username()
		s.password, _ = u.User.Password()
		if s.user == "" || s.password == "" {
			return Server{}, errors.New("a user needs a password, and a password a user")
		}
	}
	parsed, err := netmail.ParseAddress(from)
	if err != nil {
		return Server{}, errors.New("the sender is not a mail address")
	}
	if parsed.Address, err = models.ParseMailAddress(parsed.Address); err != nil {
		return Server{}, errors.New("the sender is not a mail address")
	}
	parsed.Name = oneLine(parsed.Name, maxHeader)
	s.from = *parsed
	return s, nil
}

// near says whether the server is on this machine.
func (s Server) near() bool {
	host := strings.ToLower(s.host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// client makes what speaks to the server. roots is nil for the system's.
func (s Server) client(helo string, config *tls.Config) (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.port), gomail.WithTimeout(timeout)}
	if helo != "" && net.ParseIP(helo) == nil {
		options = append(options, gomail.WithHELO(helo))
	}
	switch {
	case s.tls:
		options = append(options, gomail.WithSSL())
	case s.near() && s.user == "":
		// A mail server on this machine: nobody listens in between, and its
		// certificate is rarely one that could be verified.
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	case s.near(), s.user == "":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if config != nil {
		config = config.Clone()
		config.ServerName = s.host
		options = append(options, gomail.WithTLSConfig(config))
	}
	if s.user != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.user), gomail.WithPassword(s.password))
	}
	c, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, fmt.Errorf("prepare the mail client: %w", err)
	}
	return c, nil
}
