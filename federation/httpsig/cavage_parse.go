package httpsig

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	rsaSHA256 = "rsa-sha256"
	hs2019    = "hs2019"
)

// parseCavage reads draft-cavage-http-signatures-12, section 2.1.
func parseCavage(r *http.Request) (*Signature, error) {
	text, err := cavageHeader(r)
	if err != nil {
		return nil, err
	}
	params, err := cavageParameters(text)
	if err != nil {
		return nil, err
	}
	s := &Signature{Scheme: Cavage, KeyID: params["keyId"], Algorithm: strings.ToLower(params["algorithm"])}
	switch {
	case s.KeyID == "":
		return nil, malformed("signature has no keyId")
	case len(s.KeyID) > maxKeyID:
		return nil, malformed("keyId is longer than %d bytes", maxKeyID)
	case params["signature"] == "":
		return nil, malformed("signature has no signature parameter")
	}
	if s.value, err = base64.StdEncoding.DecodeString(params["signature"]); err != nil {
		return nil, malformed("signature is not base64")
	}
	if s.Components, err = cavageComponents(params["headers"]); err != nil {
		return nil, err
	}
	switch s.Algorithm {
	case "":
		s.Algorithm = hs2019 // as Mastodon reads it
	case rsaSHA256, hs2019:
	default:
		return nil, wrong("algorithm %q is not supported; use rsa-sha256 or hs2019 with an RSA key", clip(s.Algorithm))
	}
	if err := s.readCavageTimes(r, params); err != nil {
		return nil, err
	}
	if err := s.checkCoverage(r); err != nil {
		return nil, err
	}
	return s, nil
}

// cavageHeader finds the parameters in Signature or in Authorization.
func cavageHeader(r *http.Request) (string, error) {
	values := r.Header.Values("Signature")
	if len(values) == 0 {
		for _, v := range r.Header.Values("Authorization") {
			if scheme, rest, _ := strings.Cut(v, " "); strings.EqualFold(scheme, "Signature") {
				values = append(values, rest)
			}
		}
	}
	switch {
	case len(values) == 0:
		return "", ErrUnsigned
	case len(values) > 1:
		return "", malformed("more than one signature header")
	case len(values[0]) > maxHeader:
		return "", malformed("signature header is longer than %d bytes", maxHeader)
	}
	return values[0], nil
}

// cavageParameters splits `name="text",name=12` into a map. Each name may
// stand once, so that no two readers can see different values.
func cavageParameters(text string) (map[string]string, error) {
	params := make(map[string]string, 8)
	for rest := strings.TrimSpace(text); rest != ""; {
		name, after, found := strings.Cut(rest, "=")
		name = strings.TrimSpace(name)
		if !found || name == "" || strings.ContainsAny(name, "\", \t") {
			return nil, malformed("signature parameters cannot be read")
		}
		var value string
		after = strings.TrimLeft(after, " \t")
		if quoted, ok := strings.CutPrefix(after, `"`); ok {
			if value, after, found = strings.Cut(quoted, `"`); !found || strings.Contains(value, `\`) {
				return nil, malformed("signature parameter %s: quotes cannot be read", clip(name))
			}
			after = strings.TrimLeft(after, " \t")
			if after != "" && after[0] != ',' {
				return nil, malformed("signature parameter %s: comma expected after the quotes", clip(name))
			}
			after = strings.TrimPrefix(after, ",")
		} else {
			value, after, _ = strings.Cut(after, ",")
			value = strings.TrimSpace(value)
		}
		if _, twice := params[name]; twice {
			return nil, malformed("signature parameter %s stands twice", clip(name))
		}
		if len(params) == maxParameters {
			return nil, malformed("more than %d signature parameters", maxParameters)
		}
		params[name] = value
		rest = strings.TrimLeft(after, " \t")
	}
	return params, nil
}

// cavageComponents splits the headers parameter. Absent it means "date", which
// the check on coverage then refuses in words.
func cavageComponents(text string) ([]string, error) {
	components := strings.Fields(strings.ToLower(text))
	if len(components) == 0 {
		components = []string{"date"}
	}
	if len(components) > maxComponents {
		return nil, malformed("more than %d signed headers", maxComponents)
	}
	for i, c := range components {
		if slices.Contains(components[:i], c) {
			return nil, malformed("signed header %s stands twice", clip(c))
		}
	}
	return components, nil
}

func (s *Signature) readCavageTimes(r *http.Request, params map[string]string) error {
	var err error
	if s.Covers("(created)") {
		if s.Created, err = unixTime("created", params["created"]); err != nil {
			return err
		}
	}
	if s.Covers("(expires)") {
		if s.Expires, err = unixTime("expires", params["expires"]); err != nil {
			return err
		}
	}
	if s.Covers("date") {
		if s.Date, err = http.ParseTime(r.Header.Get("Date")); err != nil {
			return malformed("date header is missing or cannot be read")
		}
	}
	return nil
}

// unixTime reads whole seconds; the draft allows a fraction in expires, which
// nobody sends.
func unixTime(name, text string) (time.Time, error) {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds <= 0 || seconds > 1<<40 {
		return time.Time{}, malformed("signature parameter %s is not a time in whole seconds", name)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// clip shortens what a stranger wrote before it is repeated.
func clip(text string) string { return clipTo(text, 128) }

func clipTo(text string, most int) string {
	if len(text) > most {
		return text[:most] + "..."
	}
	return text
}
