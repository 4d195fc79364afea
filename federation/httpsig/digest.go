package httpsig

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/dunglas/httpsfv"
)

// Digest gives the Digest header for a body (RFC 3230): "SHA-256=...".
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return "SHA-256=" + base64.StdEncoding.EncodeToString(sum[:])
}

// CheckDigest recomputes the SHA-256 of the raw body and compares it with the
// header that the signature covers: Digest (cavage) or Content-Digest
// (RFC 9421). A body that no digest covers is refused.
func (s *Signature) CheckDigest(header http.Header, body []byte) error {
	name := "digest"
	if s.Scheme == RFC9421 {
		name = "content-digest"
	}
	if !s.Covers(name) {
		if len(body) > 0 {
			return wrong("the signature must cover %s when there is a body", name)
		}
		return nil
	}
	claimed, err := digestClaims(header.Values(name), s.Scheme)
	if err != nil {
		return err
	}
	if len(claimed) == 0 {
		return wrong("%s holds no SHA-256", name)
	}
	sum := sha256.Sum256(body)
	for _, c := range claimed {
		if !bytes.Equal(c, sum[:]) {
			return wrong("%s does not match the body: SHA-256 of the %d bytes received is %s",
				name, len(body), base64.StdEncoding.EncodeToString(sum[:]))
		}
	}
	return nil
}

// digestClaims gives every SHA-256 that a header lists; other algorithms are
// passed over. A second SHA-256 must match as well.
func digestClaims(values []string, scheme Scheme) ([][]byte, error) {
	if scheme == RFC9421 {
		return contentDigestClaims(values)
	}
	var claims [][]byte
	for part := range strings.SplitSeq(strings.Join(values, ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if !strings.EqualFold(name, "sha-256") {
			continue
		}
		sum, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return nil, malformed("digest: SHA-256 is not base64")
		}
		claims = append(claims, sum)
	}
	return claims, nil
}

func contentDigestClaims(values []string) ([][]byte, error) {
	dict, err := httpsfv.UnmarshalDictionary(values)
	if err != nil {
		return nil, malformed("content-digest: %v", err)
	}
	member, ok := dict.Get("sha-256")
	if !ok {
		return nil, nil
	}
	item, ok := member.(httpsfv.Item)
	if !ok {
		return nil, malformed("content-digest: sha-256 is a list")
	}
	sum, ok := item.Value.([]byte)
	if !ok {
		return nil, malformed("content-digest: sha-256 is not a byte sequence")
	}
	return [][]byte{sum}, nil
}
