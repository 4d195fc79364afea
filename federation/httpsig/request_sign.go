package httpsig

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// SignRequest signs an outgoing request after draft-cavage and sets Date,
// Signature and, for POST, Digest. body is exactly what will be sent; a POST
// must already have its Content-Type. Calling it again signs anew. It may be
// called by many at once with one key, on requests of their own.
func SignRequest(r *http.Request, body []byte, key Key, now time.Time) error {
	if key.Private == nil || key.ID == "" {
		return errors.New("sign request: no key")
	}
	if strings.ContainsAny(key.ID, "\"\\\r\n") {
		return errors.New("sign request: key id cannot be written in a header")
	}
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	date := now.UTC().Format(http.TimeFormat)
	r.Header.Set("Date", date)

	headers := "(request-target) host date"
	var b strings.Builder
	b.Grow(512)
	b.WriteString("(request-target): ")
	b.WriteString(strings.ToLower(r.Method))
	b.WriteByte(' ')
	b.WriteString(r.URL.RequestURI())
	b.WriteString("\nhost: ")
	b.WriteString(host)
	b.WriteString("\ndate: ")
	b.WriteString(date)
	if r.Method == http.MethodPost {
		contentType := r.Header.Get("Content-Type")
		if contentType == "" {
			return errors.New("sign request: POST without Content-Type")
		}
		digest := Digest(body)
		r.Header.Set("Digest", digest)
		headers = "(request-target) host date digest content-type"
		b.WriteString("\ndigest: ")
		b.WriteString(digest)
		b.WriteString("\ncontent-type: ")
		b.WriteString(contentType)
	}
	sum := sha256.Sum256([]byte(b.String()))
	value, err := rsa.SignPKCS1v15(nil, key.Private, crypto.SHA256, sum[:])
	if err != nil {
		return fmt.Errorf("sign request: %w", err)
	}
	r.Header.Set("Signature", `keyId="`+key.ID+`",algorithm="rsa-sha256",headers="`+headers+
		`",signature="`+base64.StdEncoding.EncodeToString(value)+`"`)
	return nil
}
