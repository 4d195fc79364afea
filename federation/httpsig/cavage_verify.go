package httpsig

import (
	"net/http"
	"strconv"
	"strings"
)

func (s *Signature) checkCavageCoverage(r *http.Request) error {
	switch {
	case !s.Covers("(request-target)"):
		return wrong("the signature must cover (request-target)")
	case !s.Covers("host"):
		return wrong("the signature must cover host")
	case !s.Covers("date") && !s.Covers("(created)"):
		return wrong("the signature must cover date or (created)")
	case hasBody(r) && !s.Covers("digest"):
		return wrong("the signature must cover digest")
	case s.Algorithm != hs2019 && (s.Covers("(created)") || s.Covers("(expires)")):
		return wrong("(created) and (expires) may only be signed with algorithm hs2019")
	}
	return nil
}

// cavageBases gives the signing strings (draft-cavage 2.3) that the peer may
// have made: with the query and without, and with the host that came and with
// the bare name.
func (s *Signature) cavageBases(r *http.Request, origin Origin) ([]string, error) {
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	if !origin.names(host) {
		return nil, wrong("signed for host %q; this node is %s", clip(host), origin)
	}
	hosts := []string{host}
	if strings.Contains(origin.authority, ":") && !strings.EqualFold(host, origin.hostname) {
		hosts = append(hosts, origin.hostname)
	}
	target := requestTarget(r)
	targets := []string{target}
	if path, _, found := strings.Cut(target, "?"); found {
		targets = append(targets, path)
	}
	bases := make([]string, 0, len(hosts)*len(targets))
	for _, h := range hosts {
		for _, t := range targets {
			base, err := s.cavageBase(r, h, t)
			if err != nil {
				return nil, err
			}
			bases = append(bases, base)
		}
	}
	return bases, nil
}

func (s *Signature) cavageBase(r *http.Request, host, target string) (string, error) {
	var b strings.Builder
	b.Grow(512)
	for i, name := range s.Components {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(name)
		b.WriteString(": ")
		switch name {
		case "(request-target)":
			b.WriteString(strings.ToLower(r.Method))
			b.WriteByte(' ')
			b.WriteString(target)
		case "(created)":
			b.WriteString(strconv.FormatInt(s.Created.Unix(), 10))
		case "(expires)":
			b.WriteString(strconv.FormatInt(s.Expires.Unix(), 10))
		case "host":
			b.WriteString(host)
		default:
			value, ok := headerValue(r, name)
			if !ok {
				return "", wrong("signed header %s is not in the request", clip(name))
			}
			b.WriteString(value)
		}
	}
	return b.String(), nil
}

// headerValue gives a header's lines, trimmed and joined, as both schemes
// write them. Content-Length may live beside the header (HTTP/2).
func headerValue(r *http.Request, name string) (string, bool) {
	values := r.Header.Values(name)
	if len(values) == 0 {
		if name == "content-length" && r.ContentLength >= 0 {
			return strconv.FormatInt(r.ContentLength, 10), true
		}
		return "", false
	}
	if len(values) == 1 {
		return strings.TrimSpace(values[0]), true
	}
	trimmed := make([]string, len(values))
	for i, v := range values {
		trimmed[i] = strings.TrimSpace(v)
	}
	return strings.Join(trimmed, ", "), true
}
