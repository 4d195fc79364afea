package main

import (
	"net"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"

	"knoop/handlers/mail"
)

// config is what the settings mean.
type config struct {
	origin         string // "" unless given
	handleDomain   string // "" unless given
	listen         string
	tlsCert        string
	tlsKey         string
	acmeEmail      string
	data           string
	database       string
	secretFile     string
	trustedProxies []netip.Prefix
	allowNetworks  []netip.Prefix
	rateLimit      bool
	mail           *mail.Server // nil: mail is off
	metricsListen  string
	logJSON        bool
	logDebug       bool
}

// check reads the settings and judges them together. The first that is wrong
// is the refusal.
func (s *Settings) check() (config, error) {
	c := config{
		listen: s.Listen, tlsCert: s.TLSCert, tlsKey: s.TLSKey, acmeEmail: s.ACMEEmail,
		data: s.Data, database: s.Database, secretFile: s.SecretFile, metricsListen: s.MetricsListen,
	}
	origin, err := parseOrigin(s.URL)
	if err != nil {
		return config{}, err
	}
	if s.given["KNOOP_URL"] {
		c.origin = origin
	}
	if s.HandleDomain != "" {
		c.handleDomain = strings.ToLower(s.HandleDomain)
		if !hostPattern.MatchString(c.handleDomain) {
			return config{}, refuse("KNOOP_HANDLE_DOMAIN is %q: write a domain, as in mokum.example", s.HandleDomain)
		}
	}
	for _, step := range []func(*config) error{s.checkListen, s.checkTLS, s.checkDatabase, s.checkNetworks, s.checkMail, s.checkWords} {
		if err := step(&c); err != nil {
			return config{}, err
		}
	}
	return c, nil
}

var hostPattern = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:[0-9]{1,5})?$`)

// parseOrigin reads a public origin and writes it the one way ids are made of
// it: lower case, no default port, no slash. http is for this machine alone.
func parseOrigin(s string) (string, error) {
	u, err := url.Parse(strings.TrimRight(s, "/"))
	if err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return "", refuse("KNOOP_URL is %q: write an origin, as in https://mokum.example", s)
	}
	host := strings.ToLower(u.Host)
	if port := u.Port(); (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") || strings.HasSuffix(host, ":") {
		host = strings.TrimSuffix(host, ":"+port)
	}
	if !strings.HasPrefix(host, "[") && !hostPattern.MatchString(host) {
		return "", refuse("KNOOP_URL is %q: write the host in plain letters (an international name in its xn-- form)", s)
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		return "", refuse("KNOOP_URL is %q: a node on the internet needs https; http is only for localhost", s)
	}
	return u.Scheme + "://" + host, nil
}

func isLoopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (s *Settings) checkListen(*config) error {
	for name, value := range map[string]string{"KNOOP_LISTEN": s.Listen, "KNOOP_METRICS_LISTEN": s.MetricsListen} {
		if value == "" {
			continue
		}
		_, port, err := net.SplitHostPort(value)
		n, numeric := strconv.Atoi(port)
		if err != nil || numeric != nil || n < 0 || n > 65535 {
			return refuse("%s is %q: write host:port, as in 127.0.0.1:8080", name, value)
		}
	}
	return nil
}

func (s *Settings) checkTLS(c *config) error {
	switch {
	case (s.TLSCert == "") != (s.TLSKey == ""):
		return refuse("KNOOP_TLS_CERT and KNOOP_TLS_KEY go together: set both or neither")
	case s.ACMEEmail == "":
		return nil
	case s.TLSCert != "":
		return refuse("KNOOP_ACME_EMAIL and KNOOP_TLS_CERT exclude each other: unset one")
	}
	if _, err := netmail.ParseAddress(s.ACMEEmail); err != nil {
		return refuse("KNOOP_ACME_EMAIL is not a mail address")
	}
	if !s.given["KNOOP_LISTEN"] {
		c.listen = ":443"
	}
	return nil
}

func (s *Settings) checkDatabase(*config) error {
	if s.Database == "sqlite" {
		return nil
	}
	u, err := url.Parse(s.Database)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return refuse("KNOOP_DATABASE is neither sqlite nor a postgres:// URL")
	}
	return nil
}

func (s *Settings) checkNetworks(c *config) (err error) {
	if c.trustedProxies, err = parseNetworks("KNOOP_TRUSTED_PROXIES", s.TrustedProxies); err != nil {
		return err
	}
	c.allowNetworks, err = parseNetworks("KNOOP_ALLOW_NETWORKS", s.AllowNetworks)
	return err
}

// parseNetworks reads CIDRs by commas or spaces; a bare address is itself.
func parseNetworks(name, list string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(word)
		if err != nil {
			addr, bare := netip.ParseAddr(word)
			if bare != nil {
				return nil, refuse("%s holds %q: write networks as 10.0.0.0/8, by commas", name, word)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		out = append(out, prefix.Masked())
	}
	return out, nil
}

func (s *Settings) checkMail(c *config) error {
	switch {
	case s.SMTP == "" && s.MailFrom == "":
		return nil
	case s.SMTP == "":
		return refuse("KNOOP_MAIL_FROM is set and KNOOP_SMTP is not: set both or neither")
	case s.MailFrom == "":
		return refuse("KNOOP_SMTP is set and KNOOP_MAIL_FROM is not: set both or neither")
	}
	server, err := mail.ReadServer(s.SMTP, s.MailFrom)
	if err != nil {
		return refuse("mail cannot be sent: %v; write KNOOP_SMTP as smtp://user:password@host:port (or smtps://) and KNOOP_MAIL_FROM as an address", err)
	}
	c.mail = &server
	return nil
}

func (s *Settings) checkWords(c *config) error {
	switch s.RateLimit {
	case "on", "off":
		c.rateLimit = s.RateLimit == "on"
	default:
		return refuse("KNOOP_RATE_LIMIT is %q: write on or off", s.RateLimit)
	}
	form, level, leveled := strings.Cut(s.Log, ",")
	switch form {
	case "":
		c.logJSON = !onTerminal(os.Stderr)
	case "text", "json":
		c.logJSON = form == "json"
	default:
		return refuse("KNOOP_LOG is %q: write text or json, then ,debug if you like", s.Log)
	}
	if leveled && level != "debug" {
		return refuse("KNOOP_LOG is %q: write text or json, then ,debug if you like", s.Log)
	}
	c.logDebug = leveled
	return nil
}

func onTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
