package httpsig

import (
	"net/http"
	"strings"
)

// checkMessageCoverage holds Mastodon's profile of RFC 9421, and takes the
// parts of @target-uri for the whole.
func (s *Signature) checkMessageCoverage(r *http.Request) error {
	switch {
	case !s.Covers("@method"):
		return wrong("the signature must cover @method")
	case !s.coversTarget(r):
		return wrong("the signature must cover @target-uri")
	case s.Created.IsZero():
		return wrong("the signature must have a created parameter")
	case hasBody(r) && !s.Covers("content-digest"):
		return wrong("the signature must cover content-digest")
	}
	return nil
}

func (s *Signature) coversTarget(r *http.Request) bool {
	if s.Covers("@target-uri") {
		return true
	}
	if !s.Covers("@authority") {
		return false
	}
	if s.Covers("@request-target") {
		return true
	}
	return s.Covers("@path") && (s.Covers("@query") || !strings.Contains(requestTarget(r), "?"))
}

// messageBase builds the signature base (RFC 9421, 2.5). Everything that names
// this node comes from origin.
func (s *Signature) messageBase(r *http.Request, origin Origin) (string, error) {
	var b strings.Builder
	b.Grow(768)
	for _, name := range s.Components {
		value, err := componentValue(r, origin, name)
		if err != nil {
			return "", err
		}
		b.WriteByte('"')
		b.WriteString(name)
		b.WriteString(`": `)
		b.WriteString(value)
		b.WriteByte('\n')
	}
	b.WriteString(`"@signature-params": `)
	b.WriteString(s.params)
	return b.String(), nil
}

func componentValue(r *http.Request, origin Origin, name string) (string, error) {
	if !strings.HasPrefix(name, "@") {
		if name == "host" {
			return hostValue(r, origin)
		}
		value, ok := headerValue(r, name)
		if !ok {
			return "", wrong("signed header %s is not in the request", clip(name))
		}
		return value, nil
	}
	target := requestTarget(r)
	path, query, _ := strings.Cut(target, "?")
	switch name {
	case "@method":
		return r.Method, nil
	case "@target-uri":
		return origin.String() + target, nil
	case "@authority":
		return origin.authority, nil
	case "@scheme":
		return origin.scheme, nil
	case "@request-target":
		return target, nil
	case "@path":
		return path, nil
	case "@query":
		return "?" + query, nil
	}
	return "", wrong("component %s is not supported", clip(name))
}

func hostValue(r *http.Request, origin Origin) (string, error) {
	if !origin.names(r.Host) {
		return "", wrong("signed for host %q; this node is %s", clip(r.Host), origin)
	}
	return r.Host, nil
}
