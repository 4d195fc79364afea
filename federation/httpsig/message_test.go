package httpsig_test

import (
	"crypto"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"knoop/federation/httpsig"
)

var profile = `("@method" "@target-uri" "content-digest");created=` + strconv.FormatInt(now.Unix(), 10) + `;keyid="` + keyID + `"`

// message is a POST signed after RFC 9421 over the given components and lines.
func message(t testing.TB, target, params string, lines ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, target, nil)
	r.Host = "elders.example" // says nothing: the origin is configured
	r.Header.Set("Content-Digest", contentDigest(payload))
	base := strings.Join(append(lines, `"@signature-params": `+params), "\n")
	r.Header.Set("Signature-Input", "sig1="+params)
	r.Header.Set("Signature", "sig1=:"+sign(t, crypto.SHA256, base)+":")
	return r
}

func mastodonMessage(t testing.TB) *http.Request {
	return message(t, "/inbox", profile,
		`"@method": POST`, `"@target-uri": https://mokum.example/inbox`, `"content-digest": `+contentDigest(payload))
}

func TestMessage_acceptsMastodonsProfile(t *testing.T) {
	r := mastodonMessage(t)
	if err := check(r, mustOrigin(t, origin), payload, now); err != nil {
		t.Error(err)
	}
	s, err := httpsig.Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	if s.Scheme != httpsig.RFC9421 || s.KeyID != keyID || !s.Created.Equal(now) || !s.Covers("@target-uri") {
		t.Errorf("read as %+v", s)
	}
}

func TestMessage_acceptsTheTargetInParts(t *testing.T) {
	at := `;created=` + strconv.FormatInt(now.Unix(), 10) + `;keyid="` + keyID + `";alg="rsa-v1_5-sha256"`
	digest := `"content-digest": ` + contentDigest(payload)
	o := mustOrigin(t, "https://mokum.example:8443")
	for name, r := range map[string]*http.Request{
		"path without a query": message(t, "/inbox", `("@method" "@authority" "@path" "content-digest")`+at,
			`"@method": POST`, `"@authority": mokum.example:8443`, `"@path": /inbox`, digest),
		"path and query": message(t, "/inbox?a=%20b", `("@method" "@authority" "@path" "@query" "content-digest")`+at,
			`"@method": POST`, `"@authority": mokum.example:8443`, `"@path": /inbox`, `"@query": ?a=%20b`, digest),
		"empty query": message(t, "/inbox", `("@method" "@scheme" "@authority" "@path" "@query" "content-digest")`+at,
			`"@method": POST`, `"@scheme": https`, `"@authority": mokum.example:8443`, `"@path": /inbox`, `"@query": ?`, digest),
		"request target": message(t, "/inbox?a=b", `("@method" "@authority" "@request-target" "content-digest")`+at,
			`"@method": POST`, `"@authority": mokum.example:8443`, `"@request-target": /inbox?a=b`, digest),
	} {
		if err := check(r, o, payload, now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMessage_takesTheFirstUsableOfSeveral(t *testing.T) {
	r := mastodonMessage(t)
	r.Header.Set("Signature-Input", `ed=("@method" "@target-uri");created=1;keyid="k";alg="ed25519", few=("@method");created=1;keyid="k", `+r.Header.Get("Signature-Input"))
	r.Header.Set("Signature", `ed=:AAAA:, few=:AAAA:, `+r.Header.Get("Signature"))
	if err := check(r, mustOrigin(t, origin), payload, now); err != nil {
		t.Error(err)
	}
}

func TestMessage_isChosenOverCavage(t *testing.T) {
	r := signedPost(t, origin+"/inbox")
	r.Header.Set("Signature-Input", "nonsense")
	if err := check(r, mustOrigin(t, origin), payload, now); err == nil {
		t.Error("a cavage signature was looked at though Signature-Input stands beside it")
	}
}

func TestMessage_refusesWhatWasChangedOrLeftOut(t *testing.T) {
	created := `;created=` + strconv.FormatInt(now.Unix(), 10)
	keyid := `;keyid="` + keyID + `"`
	input := func(text string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Signature-Input", text) }
	}
	for _, c := range []struct {
		name   string
		change func(r *http.Request)
		body   string
		origin string
		at     time.Time
		status int
		reason string
	}{
		{name: "body swapped", body: "other", status: 401, reason: "content-digest does not match the body"},
		{name: "body and digest swapped", body: "other", change: func(r *http.Request) {
			r.Header.Set("Content-Digest", contentDigest("other"))
		}, status: 401, reason: "signature does not match"},
		{name: "digest in another algorithm", change: func(r *http.Request) { r.Header.Set("Content-Digest", "sha-512=:AAAA:") }, status: 401, reason: "holds no SHA-256"},
		{name: "digest unreadable", change: func(r *http.Request) { r.Header.Set("Content-Digest", "sha-256=:*:") }, status: 400, reason: "content-digest"},
		{name: "digest is text", change: func(r *http.Request) { r.Header.Set("Content-Digest", `sha-256="abc"`) }, status: 400, reason: "not a byte sequence"},
		{name: "digest is a list", change: func(r *http.Request) { r.Header.Set("Content-Digest", `sha-256=(1 2)`) }, status: 400, reason: "is a list"},
		{name: "method changed", change: func(r *http.Request) { r.Method = http.MethodPut }, status: 401, reason: "signature does not match"},
		{name: "path changed", change: func(r *http.Request) { r.RequestURI = "/users/bert/inbox" }, status: 401, reason: "signature does not match"},
		{name: "query added", change: func(r *http.Request) { r.RequestURI = "/inbox?a=b" }, status: 401, reason: "signature does not match"},
		{name: "for another origin", origin: "https://elders.example", status: 401, reason: "signature does not match"},
		{name: "expired", at: now.Add(66 * time.Minute), status: 401, reason: "expired at"},
		{name: "from the future", at: now.Add(-61 * time.Minute), status: 401, reason: "in the future"},
		{name: "method not covered", change: input(`sig1=("@target-uri" "content-digest")` + created + keyid), status: 401, reason: "must cover @method"},
		{name: "target not covered", change: input(`sig1=("@method" "@authority" "content-digest")` + created + keyid), status: 401, reason: "must cover @target-uri"},
		{name: "path without authority", change: input(`sig1=("@method" "@path" "content-digest")` + created + keyid), status: 401, reason: "must cover @target-uri"},
		{name: "digest not covered", change: input(`sig1=("@method" "@target-uri")` + created + keyid), status: 401, reason: "must cover content-digest"},
		{name: "no created", change: input(`sig1=("@method" "@target-uri" "content-digest")` + keyid), status: 401, reason: "created"},
		{name: "created is text", change: input(`sig1=("@method" "@target-uri" "content-digest");created="now"` + keyid), status: 400, reason: "created is not a time"},
		{name: "no keyid", change: input(`sig1=("@method" "@target-uri" "content-digest")` + created), status: 400, reason: "no keyid"},
		{name: "another algorithm", change: input(`sig1=("@method" "@target-uri" "content-digest")` + created + keyid + `;alg="hmac-sha256"`), status: 401, reason: `alg "hmac-sha256"`},
		{name: "algorithm is no text", change: input(`sig1=("@method" "@target-uri" "content-digest")` + created + keyid + `;alg=1`), status: 401, reason: `alg ""`},
		{name: "component with parameter", change: input(`sig1=("@method";req "@target-uri" "content-digest")` + created + keyid), status: 401, reason: "parameters on component @method"},
		{name: "component twice", change: input(`sig1=("@method" "@method" "@target-uri" "content-digest")` + created + keyid), status: 400, reason: "@method stands twice"},
		{name: "component in capitals", change: input(`sig1=("@method" "@target-uri" "Content-Digest")` + created + keyid), status: 400, reason: "lower case"},
		{name: "component is a token", change: input(`sig1=("@method" date "@target-uri" "content-digest")` + created + keyid), status: 400, reason: "lower case"},
		{name: "unknown component", change: input(`sig1=("@method" "@target-uri" "content-digest" "@status")` + created + keyid), status: 401, reason: "@status is not supported"},
		{name: "covered header not sent", change: input(`sig1=("@method" "@target-uri" "content-digest" "x-none")` + created + keyid), status: 401, reason: "x-none is not in the request"},
		{name: "another's host covered", change: input(`sig1=("@method" "@target-uri" "content-digest" "host")` + created + keyid), status: 401, reason: "this node is"},
		{name: "parameter twice", change: input(`sig1=("@method" "@target-uri" "content-digest")` + created + keyid + `;keyid="https://evil.example/#k"`), status: 400, reason: "names something twice"},
		{name: "label twice", change: input(`sig1=("@method" "@target-uri" "content-digest")` + created + keyid + `, sig1=("@method")` + created), status: 400, reason: "names something twice"},
		{name: "label is no list", change: input(`sig1=1`), status: 400, reason: "not a list of components"},
		{name: "label without signature", change: input(`sig2=("@method" "@target-uri" "content-digest")` + created + keyid), status: 400, reason: "sig2 has no signature"},
		{name: "empty", change: input(``), status: 400, reason: "empty"},
		{name: "too long", change: input(`sig1=("` + strings.Repeat("a", 9000) + `")`), status: 400, reason: "longer than"},
		{name: "too many", change: input(`a=(),b=(),c=(),d=(),e=(),f=(),g=(),h=(),i=()`), status: 400, reason: "more than 8"},
		{name: "signature is text", change: func(r *http.Request) { r.Header.Set("Signature", `sig1="AAAA"`) }, status: 400, reason: "not a byte sequence"},
		{name: "signature is a list", change: func(r *http.Request) { r.Header.Set("Signature", `sig1=(1)`) }, status: 400, reason: "not a byte sequence"},
		{name: "signature is in cavage", change: func(r *http.Request) {
			r.Header.Set("Signature", signedPost(t, origin+"/inbox").Header.Get("Signature"))
		}, status: 400, reason: "signature cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, body, at, o := mastodonMessage(t), payload, now, origin
			if c.change != nil {
				c.change(r)
			}
			if c.body != "" {
				body = c.body
			}
			if !c.at.IsZero() {
				at = c.at
			}
			if c.origin != "" {
				o = c.origin
			}
			err := check(r, mustOrigin(t, o), body, at)
			var e *httpsig.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, expected a refusal", err)
			}
			if e.Status() != c.status || !strings.Contains(e.Reason, c.reason) {
				t.Errorf("got %d %q, expected %d and %q in it", e.Status(), e.Reason, c.status, c.reason)
			}
		})
	}
}
