package main

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// settled fills and checks settings from an environment alone.
func settled(t *testing.T, environ ...string) (config, error) {
	t.Helper()
	var s Settings
	if err := s.fill(environ); err != nil {
		return config{}, err
	}
	return s.check()
}

func TestConfig_defaultsAreALocalTrial(t *testing.T) {
	c, err := settled(t)
	if err != nil {
		t.Fatal(err)
	}
	if c.origin != "" || c.listen != "127.0.0.1:8080" || c.data != "./data" || c.database != "sqlite" || !c.rateLimit || len(c.allowNetworks) != 0 {
		t.Errorf("defaults are %+v", c)
	}
}

func TestConfig_flagWinsOverEnvironment(t *testing.T) {
	s := Settings{Listen: "127.0.0.1:1"}
	if err := s.fill([]string{"KNOOP_LISTEN=127.0.0.1:2", "KNOOP_DATA=/srv/knoop", "PATH=/bin"}); err != nil {
		t.Fatal(err)
	}
	if s.Listen != "127.0.0.1:1" || s.Data != "/srv/knoop" {
		t.Errorf("listen %q, data %q", s.Listen, s.Data)
	}
}

func TestConfig_namesOfTheContract(t *testing.T) {
	var names []string
	for _, one := range new(Settings).all() {
		names = append(names, one.name)
	}
	for _, want := range strings.Fields(`KNOOP_URL KNOOP_HANDLE_DOMAIN KNOOP_LISTEN KNOOP_TLS_CERT KNOOP_TLS_KEY
		KNOOP_ACME_EMAIL KNOOP_DATA KNOOP_DATABASE KNOOP_SECRET_FILE KNOOP_TRUSTED_PROXIES KNOOP_ALLOW_NETWORKS
		KNOOP_RATE_LIMIT KNOOP_SMTP KNOOP_MAIL_FROM KNOOP_METRICS_LISTEN KNOOP_LOG`) {
		if !slices.Contains(names, want) {
			t.Errorf("%s is missing from %v", want, names)
		}
	}
}

func TestConfig_refusesInOneSentence(t *testing.T) {
	for name, c := range map[string]struct {
		env  []string
		want string
	}{
		"unknown name":             {[]string{"KNOOP_LISTN=x"}, "did you mean KNOOP_LISTEN?"},
		"unknown name, far":        {[]string{"KNOOP_ALLOWED_NETWORK=x"}, "did you mean KNOOP_ALLOW_NETWORKS?"},
		"file of what is open":     {[]string{"KNOOP_URL_FILE=/x"}, "there is no setting KNOOP_URL_FILE"},
		"http on the internet":     {[]string{"KNOOP_URL=http://mokum.example"}, "needs https"},
		"no origin":                {[]string{"KNOOP_URL=mokum.example"}, "write an origin"},
		"origin with a path":       {[]string{"KNOOP_URL=https://mokum.example/x"}, "write an origin"},
		"origin with a user":       {[]string{"KNOOP_URL=https://a:b@mokum.example"}, "write an origin"},
		"international origin":     {[]string{"KNOOP_URL=https://één.example"}, "xn--"},
		"handle domain":            {[]string{"KNOOP_HANDLE_DOMAIN=https://a.example"}, "KNOOP_HANDLE_DOMAIN"},
		"listen without port":      {[]string{"KNOOP_LISTEN=localhost"}, "host:port"},
		"listen on a large port":   {[]string{"KNOOP_LISTEN=:70000"}, "host:port"},
		"half of TLS":              {[]string{"KNOOP_TLS_CERT=/c"}, "go together"},
		"two kinds of TLS":         {[]string{"KNOOP_TLS_CERT=/c", "KNOOP_TLS_KEY=/k", "KNOOP_ACME_EMAIL=a@b.example"}, "exclude each other"},
		"database":                 {[]string{"KNOOP_DATABASE=mysql://x"}, "neither sqlite nor"},
		"network":                  {[]string{"KNOOP_ALLOW_NETWORKS=10.0.0.0/99"}, `holds "10.0.0.0/99"`},
		"rate limit":               {[]string{"KNOOP_RATE_LIMIT=no"}, "on or off"},
		"log":                      {[]string{"KNOOP_LOG=xml"}, "text or json"},
		"log level":                {[]string{"KNOOP_LOG=json,loud"}, "text or json"},
		"mail server":              {[]string{"KNOOP_SMTP=mail.example", "KNOOP_MAIL_FROM=post@mokum.example"}, "smtp://"},
		"mail server alone":        {[]string{"KNOOP_SMTP=smtp://mail.example"}, "KNOOP_MAIL_FROM is not: set both or neither"},
		"mail sender alone":        {[]string{"KNOOP_MAIL_FROM=post@mokum.example"}, "KNOOP_SMTP is not: set both or neither"},
		"mail sender":              {[]string{"KNOOP_SMTP=smtp://mail.example", "KNOOP_MAIL_FROM=mokum"}, "sender is not a mail address"},
		"secret twice":             {[]string{"KNOOP_SMTP=smtp://a", "KNOOP_SMTP_FILE=/x"}, "both set"},
		"secret that is not there": {[]string{"KNOOP_SMTP_FILE=/does/not/exist"}, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := settled(t, c.env...)
			if err == nil || !strings.Contains(sentence(err), c.want) || strings.Contains(sentence(err), "\n") {
				t.Errorf("said %v, want %q", err, c.want)
			}
		})
	}
}

func TestOrigin_isWrittenOneWay(t *testing.T) {
	for in, want := range map[string]string{
		"https://Mokum.Example/":      "https://mokum.example",
		"https://mokum.example:443":   "https://mokum.example",
		"https://mokum.example:8443/": "https://mokum.example:8443",
		"http://localhost:8080":       "http://localhost:8080",
		"http://kade.localhost:80":    "http://kade.localhost",
		"http://127.0.0.1:9":          "http://127.0.0.1:9",
		"http://[::1]:9":              "http://[::1]:9",
	} {
		if got, err := parseOrigin(in); err != nil || got != want {
			t.Errorf("%s gives %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestConfig_readsSecretsFromFilesAndMasksThem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dsn")
	if err := os.WriteFile(file, []byte("postgres://knoop:geheim@db/knoop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := settled(t, "KNOOP_DATABASE_FILE="+file)
	if err != nil || c.database != "postgres://knoop:geheim@db/knoop" {
		t.Fatalf("database is %q, %v", c.database, err)
	}
	for _, dsn := range []string{c.database, "postgres://db/knoop?user=knoop&password=geheim", "smtp://knoop:geheim@mail.example:587", "://geheim"} {
		if shown := masked(dsn); strings.Contains(shown, "geheim") {
			t.Errorf("%s is shown as %s", dsn, shown)
		}
	}
}

func TestNetworks_takeBareAddressesToo(t *testing.T) {
	c, err := settled(t, "KNOOP_TRUSTED_PROXIES=10.1.2.3, fd00::/8,127.0.0.1/8")
	want := []netip.Prefix{netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("fd00::/8"), netip.MustParsePrefix("127.0.0.0/8")}
	if err != nil || !slices.Equal(c.trustedProxies, want) {
		t.Errorf("networks are %v, %v", c.trustedProxies, err)
	}
}

func TestDistance_countsEdits(t *testing.T) {
	for pair, want := range map[[2]string]int{
		{"", ""}: 0, {"a", ""}: 1, {"kitten", "sitting"}: 3, {"KNOOP_URL", "knoop_url"}: 0, {"abc", "bc"}: 1,
	} {
		if got := distance(pair[0], pair[1]); got != want {
			t.Errorf("distance(%q, %q) = %d, want %d", pair[0], pair[1], got, want)
		}
	}
}
