package httpsig

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Origin is the configured name of this node, read once with ParseOrigin.
type Origin struct {
	scheme    string // "https"
	authority string // "mokum.example:8443"; a default port is left out
	hostname  string // "mokum.example"
	port      string // "8443", or the scheme's own
}

// ParseOrigin reads "https://mokum.example" or "http://localhost:8080".
func ParseOrigin(text string) (Origin, error) {
	u, err := url.Parse(text)
	if err != nil {
		return Origin{}, fmt.Errorf("origin: %w", err)
	}
	defaultPort := map[string]string{"https": "443", "http": "80"}[u.Scheme]
	if defaultPort == "" || u.Hostname() == "" || u.User != nil ||
		(u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
		return Origin{}, fmt.Errorf("origin %q: scheme and host expected, and nothing more", text)
	}
	o := Origin{scheme: u.Scheme, hostname: strings.ToLower(u.Hostname()), port: u.Port()}
	if o.port == "" {
		o.port = defaultPort
	}
	o.authority = o.hostname
	if strings.Contains(o.hostname, ":") {
		o.authority = "[" + o.hostname + "]"
	}
	if o.port != defaultPort {
		o.authority = net.JoinHostPort(o.hostname, o.port)
	}
	return o, nil
}

// String gives the origin without a slash at the end.
func (o Origin) String() string { return o.scheme + "://" + o.authority }

// names says whether a Host header means this origin: the host with the port,
// or without any.
func (o Origin) names(host string) bool {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = strings.Trim(host, "[]"), o.port
	}
	return strings.EqualFold(name, o.hostname) && port == o.port
}

// requestTarget gives path and query as the peer sent them.
func requestTarget(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

func hasBody(r *http.Request) bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != ""
}
