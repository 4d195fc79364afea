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

func TestCavage_refusesWhatWasChangedOrLeftOut(t *testing.T) {
	valid := func(t *testing.T) *http.Request { return signedPost(t, origin+"/inbox") }
	onlyCovering := func(headers string) func(t *testing.T, r *http.Request) {
		return func(t *testing.T, r *http.Request) {
			var lines []string
			for name := range strings.FieldsSeq(headers) {
				value := r.Header.Get(name)
				switch name {
				case "(request-target)":
					value = "post /inbox"
				case "host":
					value = "mokum.example"
				}
				lines = append(lines, name+": "+value)
			}
			cavage(t, r, `algorithm="rsa-sha256",`, headers, strings.Join(lines, "\n"))
		}
	}
	replaceIn := func(old, with string) func(*testing.T, *http.Request) {
		return func(t *testing.T, r *http.Request) {
			before := r.Header.Get("Signature")
			r.Header.Set("Signature", strings.Replace(before, old, with, 1))
			if before == r.Header.Get("Signature") {
				t.Fatalf("%q is not in the header", old)
			}
		}
	}
	for _, c := range []struct {
		name   string
		change func(t *testing.T, r *http.Request)
		body   string
		at     time.Time
		status int
		reason string
	}{
		{name: "body swapped", body: `{"type":"Delete"}`, status: 401, reason: "digest does not match the body"},
		{name: "body emptied", body: " ", status: 401, reason: "digest does not match the body"},
		{name: "digest made for another body", body: "other", change: func(_ *testing.T, r *http.Request) {
			r.Header.Set("Digest", httpsig.Digest([]byte("other")))
		}, status: 401, reason: "signature does not match"},
		{name: "digest with one right and one wrong", change: func(_ *testing.T, r *http.Request) {
			r.Header.Set("Digest", httpsig.Digest([]byte(payload))+","+httpsig.Digest([]byte("other")))
		}, status: 401, reason: "digest does not match the body"},
		{name: "digest of another algorithm only", change: func(_ *testing.T, r *http.Request) {
			r.Header.Set("Digest", "MD5=abc=")
		}, status: 401, reason: "digest holds no SHA-256"},
		{name: "digest not base64", change: func(_ *testing.T, r *http.Request) {
			r.Header.Set("Digest", "SHA-256=***")
		}, status: 400, reason: "not base64"},
		{name: "digest header gone", change: func(_ *testing.T, r *http.Request) { r.Header.Del("Digest") }, status: 401, reason: "holds no SHA-256"},
		{name: "only date signed", change: onlyCovering("date"), status: 401, reason: "must cover (request-target)"},
		{name: "host not signed", change: onlyCovering("(request-target) date digest"), status: 401, reason: "must cover host"},
		{name: "digest not signed", change: onlyCovering("(request-target) host date"), status: 401, reason: "must cover digest"},
		{name: "date not signed", change: onlyCovering("(request-target) host digest"), status: 401, reason: "must cover date or (created)"},
		{name: "headers absent", change: replaceIn(`headers="(request-target) host date digest content-type",`, ""), status: 401, reason: "must cover (request-target)"},
		{name: "signed header gone", change: func(_ *testing.T, r *http.Request) { r.Header.Del("Content-Type") }, status: 401, reason: "content-type is not in the request"},
		{name: "content type changed", change: func(_ *testing.T, r *http.Request) {
			r.Header.Set("Content-Type", "application/json")
		}, status: 401, reason: "signature does not match"},
		{name: "host is another's", change: func(_ *testing.T, r *http.Request) { r.Host = "elders.example" }, status: 401, reason: "this node is https://mokum.example"},
		{name: "port is another's", change: func(_ *testing.T, r *http.Request) { r.Host = "mokum.example:8443" }, status: 401, reason: "this node is https://mokum.example"},
		{name: "method changed", change: func(_ *testing.T, r *http.Request) { r.Method = http.MethodPut }, status: 401, reason: "signature does not match"},
		{name: "path changed", change: func(_ *testing.T, r *http.Request) { r.RequestURI = "/users/bert/inbox" }, status: 401, reason: "signature does not match"},
		{name: "date changed", change: func(_ *testing.T, r *http.Request) {
			r.Header.Set("Date", now.Add(time.Minute).Format(http.TimeFormat))
		}, status: 401, reason: "signature does not match"},
		{name: "date sent twice", change: func(_ *testing.T, r *http.Request) {
			r.Header.Add("Date", now.Add(time.Minute).Format(http.TimeFormat))
		}, status: 401, reason: "signature does not match"},
		{name: "date gone", change: func(_ *testing.T, r *http.Request) { r.Header.Del("Date") }, status: 400, reason: "date header"},
		{name: "expired", at: now.Add(66 * time.Minute), status: 401, reason: "expired at"},
		{name: "from the future", at: now.Add(-61 * time.Minute), status: 401, reason: "in the future"},
		{name: "created with rsa-sha256", change: func(t *testing.T, r *http.Request) {
			cavage(t, r, `algorithm="rsa-sha256",created=1795348800,`, "(request-target) host (created) digest", "irrelevant")
		}, status: 401, reason: "only be signed with algorithm hs2019"},
		{name: "expires with rsa-sha256", change: func(t *testing.T, r *http.Request) {
			cavage(t, r, `algorithm="rsa-sha256",expires=1795348800,`, "(request-target) host date (expires) digest", "irrelevant")
		}, status: 401, reason: "only be signed with algorithm hs2019"},
		{name: "created signed but not given", change: func(t *testing.T, r *http.Request) {
			cavage(t, r, `algorithm="hs2019",`, "(request-target) host (created) digest", "irrelevant")
		}, status: 400, reason: "created is not a time"},
		{name: "parameter twice", change: replaceIn(`algorithm=`, `keyId="https://evil.example/#k",algorithm=`), status: 400, reason: "keyId stands twice"},
		{name: "signature twice", change: replaceIn(`algorithm=`, `signature="AAAA",algorithm=`), status: 400, reason: "signature stands twice"},
		{name: "covered header twice", change: replaceIn(`host date`, `host host date`), status: 400, reason: "host stands twice"},
		{name: "two signature headers", change: func(_ *testing.T, r *http.Request) {
			r.Header.Add("Signature", r.Header.Get("Signature"))
		}, status: 400, reason: "more than one signature header"},
		{name: "hmac", change: replaceIn("rsa-sha256", "hmac-sha256"), status: 401, reason: `algorithm "hmac-sha256" is not supported`},
		{name: "rsa-sha1", change: replaceIn("rsa-sha256", "rsa-sha1"), status: 401, reason: "is not supported"},
		{name: "no keyId", change: replaceIn("keyId=", "key="), status: 400, reason: "no keyId"},
		{name: "no signature parameter", change: replaceIn("signature=", "sig="), status: 400, reason: "no signature parameter"},
		{name: "signature not base64", change: replaceIn(`signature="`, `signature="*`), status: 400, reason: "not base64"},
		{name: "open quotes", change: func(_ *testing.T, r *http.Request) { r.Header.Set("Signature", `keyId="a`) }, status: 400, reason: "quotes"},
		{name: "escape in quotes", change: func(_ *testing.T, r *http.Request) { r.Header.Set("Signature", `keyId="a\b"`) }, status: 400, reason: "quotes"},
		{name: "text after quotes", change: func(_ *testing.T, r *http.Request) { r.Header.Set("Signature", `keyId="a"b="c"`) }, status: 400, reason: "comma expected"},
		{name: "no parameters at all", change: func(_ *testing.T, r *http.Request) { r.Header.Set("Signature", `nonsense`) }, status: 400, reason: "cannot be read"},
		{name: "too long", change: func(_ *testing.T, r *http.Request) {
			r.Header.Set("Signature", `keyId="`+strings.Repeat("a", 9000)+`"`)
		}, status: 400, reason: "longer than"},
		{name: "too many parameters", change: func(_ *testing.T, r *http.Request) {
			var b strings.Builder
			for i := range 20 {
				b.WriteString("p" + strconv.Itoa(i) + "=1,")
			}
			r.Header.Set("Signature", b.String())
		}, status: 400, reason: "more than 16"},
		{name: "too many headers", change: func(_ *testing.T, r *http.Request) {
			var b strings.Builder
			for i := range 40 {
				b.WriteString("h" + strconv.Itoa(i) + " ")
			}
			r.Header.Set("Signature", `keyId="a",signature="AAAA",headers="`+b.String()+`"`)
		}, status: 400, reason: "more than 32"},
		{name: "unsigned", change: func(_ *testing.T, r *http.Request) { r.Header.Del("Signature") }, status: 401, reason: "not signed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, body, at := valid(t), payload, now
			if c.change != nil {
				c.change(t, r)
			}
			if c.body != "" {
				body = c.body
			}
			if !c.at.IsZero() {
				at = c.at
			}
			err := check(r, mustOrigin(t, origin), body, at)
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

func TestVerify_refusesAnotherKey(t *testing.T) {
	r := signedPost(t, origin+"/inbox")
	s, err := httpsig.Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	o := mustOrigin(t, origin)
	if err := s.Verify(r, o, []byte(payload), &newKey(2048).PublicKey); err == nil {
		t.Error("another's key was accepted")
	}
	if err := s.Verify(r, o, []byte(payload), nil); err == nil {
		t.Error("no key was accepted")
	}
}

func TestVerify_tellsThePeerWhatWasCheckedButNoOthersHeaders(t *testing.T) {
	r := signedPost(t, origin+"/inbox")
	r.Header.Set("Content-Type", "text/plain")
	err := check(r, mustOrigin(t, origin), payload, now)
	if got := httpsig.Reason(err); !strings.Contains(got, keyID) || !strings.Contains(got, `(request-target): post /inbox\nhost: mokum.example\ndate: `) {
		t.Errorf("the peer is told %q", got)
	}
	r.Header.Set("X-Proxy-Secret", "hush")
	cavage(t, r, `algorithm="rsa-sha256",`, "(request-target) host date digest x-proxy-secret", "guess")
	err = check(r, mustOrigin(t, origin), payload, now)
	if got := httpsig.Reason(err); !strings.Contains(got, "does not match") || strings.Contains(got, "hush") {
		t.Errorf("the peer is told %q", got)
	}
}

func TestCheckDigest_refusesABodyThatNoDigestCovers(t *testing.T) {
	for _, r := range []*http.Request{
		signedGet(t, origin+"/users/a"),
		func() *http.Request {
			r := httptest.NewRequest(http.MethodGet, "/users/a", nil)
			r.Header.Set("Signature-Input", `a=("@method" "@target-uri");created=1795348800;keyid="k"`)
			r.Header.Set("Signature", "a=:AAAA:")
			return r
		}(),
	} {
		s, err := httpsig.Parse(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.CheckDigest(r.Header, nil); err != nil {
			t.Errorf("%s without a body: %v", s.Scheme, err)
		}
		if err := s.CheckDigest(r.Header, []byte(payload)); err == nil {
			t.Errorf("%s: a GET with a body nobody signed was accepted", s.Scheme)
		}
	}
}

func TestScheme_hasAName(t *testing.T) {
	if httpsig.Cavage.String() != "cavage" || httpsig.RFC9421.String() != "rfc9421" {
		t.Error("names of the schemes")
	}
}

// Verify is asked alone, about another request than the one that was parsed.
func TestVerify_doesNotTrustThatParseSawTheSameRequest(t *testing.T) {
	s, err := httpsig.Parse(signedGet(t, origin+"/inbox"))
	if err != nil {
		t.Fatal(err)
	}
	post := signedPost(t, origin+"/inbox")
	err = s.Verify(post, mustOrigin(t, origin), []byte(payload), &testKey().PublicKey)
	if got := httpsig.Reason(err); got != "the signature must cover digest" {
		t.Errorf("got %v", err)
	}
}

func TestParse_saysUnsignedApart(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/users/a", nil)
	r.Header.Set("Authorization", "Bearer abc")
	if _, err := httpsig.Parse(r); !errors.Is(err, httpsig.ErrUnsigned) {
		t.Errorf("got %v", err)
	}
}

func TestCavage_acceptsWhatPeersWrite(t *testing.T) {
	created := strconv.FormatInt(now.Unix(), 10)
	expires := strconv.FormatInt(now.Add(30*time.Minute).Unix(), 10)
	digest := httpsig.Digest([]byte(payload))
	date := now.Format(http.TimeFormat)
	for _, c := range []struct {
		name, origin, target, host string
		params, headers, base      string
		hash                       crypto.Hash
		change                     func(r *http.Request)
	}{
		{
			name: "GoToSocial signs with the query", target: "/inbox?a=b", params: `algorithm="hs2019",`,
			headers: "(request-target) host date digest",
			base:    "(request-target): post /inbox?a=b\nhost: mokum.example\ndate: " + date + "\ndigest: " + digest,
		},
		{
			name: "GoToSocial signs without the query", target: "/inbox?a=b", params: `algorithm="hs2019",`,
			headers: "(request-target) host date digest",
			base:    "(request-target): post /inbox\nhost: mokum.example\ndate: " + date + "\ndigest: " + digest,
		},
		{
			name: "Gancio drops the port", origin: "https://mokum.example:8443", host: "mokum.example",
			headers: "(request-target) host date digest",
			base:    "(request-target): post /inbox\nhost: mokum.example\ndate: " + date + "\ndigest: " + digest,
		},
		{
			name: "Gancio drops the port from what it signs only", origin: "https://mokum.example:8443", host: "mokum.example:8443",
			headers: "(request-target) host date digest",
			base:    "(request-target): post /inbox\nhost: mokum.example\ndate: " + date + "\ndigest: " + digest,
		},
		{
			name: "the default port is written out", host: "mokum.example:443",
			headers: "(request-target) host date digest",
			base:    "(request-target): post /inbox\nhost: mokum.example:443\ndate: " + date + "\ndigest: " + digest,
		},
		{
			name: "the host is in capitals", host: "Mokum.Example",
			headers: "(request-target) host date digest",
			base:    "(request-target): post /inbox\nhost: Mokum.Example\ndate: " + date + "\ndigest: " + digest,
		},
		{
			name: "Discourse signs created and expires", params: `algorithm="hs2019",created=` + created + `,expires=` + expires + `,`,
			headers: "host date digest (request-target) (created) (expires)",
			base:    "host: mokum.example\ndate: " + date + "\ndigest: " + digest + "\n(request-target): post /inbox\n(created): " + created + "\n(expires): " + expires,
		},
		{
			name: "no algorithm is hs2019", params: `created="` + created + `",`,
			headers: "(request-target) (created) host digest",
			base:    "(request-target): post /inbox\n(created): " + created + "\nhost: mokum.example\ndigest: " + digest,
		},
		{
			name: "hs2019 over SHA-512", params: `algorithm="hs2019",`, hash: crypto.SHA512,
			headers: "(request-target) host date digest",
			base:    "(request-target): post /inbox\nhost: mokum.example\ndate: " + date + "\ndigest: " + digest,
		},
		{
			name: "several digests", headers: "(request-target) host date digest",
			base: "(request-target): post /inbox\nhost: mokum.example\ndate: " + date + "\ndigest: SHA-512=AAAA,sha-256=" + strings.TrimPrefix(digest, "SHA-256="),
			change: func(r *http.Request) {
				r.Header.Set("Digest", "SHA-512=AAAA,sha-256="+strings.TrimPrefix(digest, "SHA-256="))
			},
		},
		{
			name: "in Authorization", headers: "(request-target) host date digest",
			base: "(request-target): post /inbox\nhost: mokum.example\ndate: " + date + "\ndigest: " + digest,
			change: func(r *http.Request) {
				r.Header.Set("Authorization", "Signature "+r.Header.Get("Signature"))
				r.Header.Del("Signature")
			},
		},
		{
			name: "spaces between parameters", params: `algorithm="rsa-sha256" , other = 1 , `, headers: "(request-target) Host Date Digest",
			base: "(request-target): post /inbox\nhost: mokum.example\ndate: " + date + "\ndigest: " + digest,
		},
		{
			name: "content-length beside the header", headers: "(request-target) host date digest content-length",
			base: "(request-target): post /inbox\nhost: mokum.example\ndate: " + date + "\ndigest: " + digest + "\ncontent-length: 17",
			change: func(r *http.Request) {
				r.ContentLength = int64(len(payload))
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			target, o, host, hash := c.target, c.origin, c.host, c.hash
			if target == "" {
				target = "/inbox"
			}
			if o == "" {
				o = origin
			}
			if host == "" {
				host = "mokum.example"
			}
			if hash == 0 {
				hash = crypto.SHA256
			}
			r := httptest.NewRequest(http.MethodPost, target, nil)
			r.Host = host
			r.Header.Set("Date", date)
			r.Header.Set("Digest", digest)
			r.Header.Set("Signature", `keyId="`+keyID+`",`+c.params+`headers="`+c.headers+`",signature="`+sign(t, hash, c.base)+`"`)
			if c.change != nil {
				c.change(r)
			}
			if err := check(r, mustOrigin(t, o), payload, now); err != nil {
				t.Error(err)
			}
		})
	}
}
