package main

import (
	"os"
	"reflect"
	"strings"
)

const (
	envPrefix     = "KNOOP_"
	fileSuffix    = "_FILE"
	settingsGroup = "settings"
)

// Settings is the whole configuration. Every field is a flag, and under the
// flag's name in capitals behind KNOOP_ a name in the environment. Fields hold
// text as given; check reads and judges them together.
//
// The tag secret marks what config never prints and what may be read from a
// file (KNOOP_DATABASE_FILE). The tag fallback is the default; it is not
// kong's, because the environment comes between the flag and the default.
type Settings struct {
	URL            string `group:"settings" placeholder:"ORIGIN" help:"Public origin, https://mokum.example. Decided at set-up." fallback:"http://localhost:8080"`
	HandleDomain   string `group:"settings" placeholder:"DOMAIN" help:"Domain in handles when it differs from the host of the origin. Decided at set-up."`
	Listen         string `group:"settings" placeholder:"HOST:PORT" help:"Where the server listens." fallback:"127.0.0.1:8080"`
	TLSCert        string `group:"settings" name:"tls-cert" placeholder:"FILE" help:"Serve HTTPS with this certificate chain (PEM)."`
	TLSKey         string `group:"settings" name:"tls-key" placeholder:"FILE" help:"Private key of the certificate (PEM)."`
	ACMEEmail      string `group:"settings" name:"acme-email" placeholder:"ADDRESS" help:"Obtain and renew a certificate by ACME, listening on 443 and 80."`
	Data           string `group:"settings" placeholder:"DIR" help:"Directory of database, pictures and secret." fallback:"./data"`
	Database       string `group:"settings" placeholder:"sqlite|URL" help:"sqlite, or a postgres:// URL." fallback:"sqlite" secret:"url"`
	SecretFile     string `group:"settings" placeholder:"FILE" help:"The node's secret, if it is kept outside the data directory."`
	TrustedProxies string `group:"settings" placeholder:"CIDRS" help:"Proxies whose X-Forwarded-* is believed, by commas."`
	AllowNetworks  string `group:"settings" placeholder:"CIDRS" help:"Non-public networks that outgoing requests may reach, by commas."`
	RateLimit      string `group:"settings" placeholder:"on|off" help:"off only for load tests." fallback:"on"`
	SMTP           string `group:"settings" name:"smtp" placeholder:"URL" help:"smtp:// or smtps:// URL for mail." secret:"url"`
	MailFrom       string `group:"settings" placeholder:"ADDRESS" help:"Sender of mail."`
	MetricsListen  string `group:"settings" placeholder:"HOST:PORT" help:"Prometheus metrics and pprof, apart from the public address."`
	Log            string `group:"settings" placeholder:"text|json[,debug]" help:"Form of the log; text on a terminal, else json."`

	given map[string]bool // settings that were said, not defaulted, by name
}

// setting is one field of Settings.
type setting struct {
	name     string // in the environment: KNOOP_HANDLE_DOMAIN
	secret   bool
	fallback string
	value    *string
}

// all lists the settings in their order.
func (s *Settings) all() []setting {
	v := reflect.ValueOf(s).Elem()
	var out []setting
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		value, ok := v.Field(i).Addr().Interface().(*string)
		if !ok {
			continue
		}
		out = append(out, setting{
			name:     envName(field),
			secret:   field.Tag.Get("secret") != "",
			fallback: field.Tag.Get("fallback"),
			value:    value,
		})
	}
	return out
}

func envName(field reflect.StructField) string {
	flag := field.Tag.Get("name")
	if flag == "" {
		flag = dashed(field.Name)
	}
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// dashed is kong's rule for names: HandleDomain becomes handle-domain, URL url.
func dashed(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

// fill completes the flags from the environment, then from the defaults. An
// empty value counts as not given. It refuses unknown names before it reads
// any.
func (s *Settings) fill(environ []string) error {
	env := map[string]string{}
	for _, pair := range environ {
		if name, value, ok := strings.Cut(pair, "="); ok && strings.HasPrefix(name, envPrefix) {
			env[name] = value
		}
	}
	if err := checkNames(s.all(), env); err != nil {
		return err
	}
	s.given = map[string]bool{}
	for _, one := range s.all() {
		if *one.value == "" {
			value, err := fromEnvironment(one, env)
			if err != nil {
				return err
			}
			*one.value = value
		}
		s.given[one.name] = *one.value != ""
		if *one.value == "" {
			*one.value = one.fallback
		}
	}
	return nil
}

func fromEnvironment(one setting, env map[string]string) (string, error) {
	value, file := env[one.name], env[one.name+fileSuffix]
	if !one.secret || file == "" {
		return value, nil
	}
	if value != "" {
		return "", refuse("%s and %s are both set: keep one of them", one.name, one.name+fileSuffix)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", refuse("%s names a file that cannot be read: %v", one.name+fileSuffix, err)
	}
	return strings.TrimSpace(string(text)), nil
}
