package httpsig

import (
	"crypto/ed25519"
	"crypto/rsa"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/dunglas/httpsfv"
)

// The request of draft-cavage-http-signatures-12, appendix C, and its key. The
// key has 1024 bits, so these tests go past the bound that Verify sets.
const cavageKey = `-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3
6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6
Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw
oYi+1hqp1fIekaxsyQIDAQAB
-----END PUBLIC KEY-----
`

func cavageRequest(headers, signature string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/foo?param=value&pet=dog", strings.NewReader(body))
	r.Host = "example.com"
	r.Header.Set("Date", "Sun, 05 Jan 2014 21:31:40 GMT")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=")
	r.Header.Set("Content-Length", "18")
	r.Header.Set("Signature", `keyId="Test",algorithm="rsa-sha256",`+headers+`signature="`+signature+`"`)
	return r
}

const body = `{"hello": "world"}`

func TestCavage_verifiesTheVectorsOfTheDraft(t *testing.T) {
	block, _ := pem.Decode([]byte(cavageKey))
	pub, err := parsePublicKey(block)
	if err != nil {
		t.Fatal(err)
	}
	origin := mustOrigin(t, "https://example.com")
	for _, c := range []struct {
		name, headers, signature string
		refused                  string // by Parse, since it covers too little
	}{
		{
			"C.1", ``,
			"SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25WqS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM=",
			"the signature must cover (request-target)",
		},
		{
			"C.2", `headers="(request-target) host date",`,
			"qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0=",
			"the signature must cover digest",
		},
		{
			"C.3", `headers="(request-target) host date content-type digest content-length",`,
			"vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=",
			"",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := cavageRequest(c.headers, c.signature)
			s, err := Parse(r)
			if c.refused != "" {
				if Reason(err) != c.refused {
					t.Fatalf("Parse said %v; expected %q", err, c.refused)
				}
				s = looseCavage(t, r)
				base, err := s.cavageBase(r, "example.com", "/foo?param=value&pet=dog")
				if err != nil || !s.matches(base, pub) {
					t.Fatalf("the vector does not verify over %q (%v)", base, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Verify(r, origin, []byte(body), pub); !strings.Contains(Reason(err), "1024 bits") {
				t.Errorf("a key of 1024 bits gave %v", err)
			}
			if err := s.verify(r, origin, []byte(body), pub, 1024); err != nil {
				t.Error(err)
			}
			if err := s.CheckWindow(time.Date(2014, 1, 5, 21, 40, 0, 0, time.UTC)); err != nil {
				t.Error(err)
			}
		})
	}
}

// looseCavage reads a signature without asking what it covers.
func looseCavage(t *testing.T, r *http.Request) *Signature {
	t.Helper()
	params, err := cavageParameters(r.Header.Get("Signature"))
	if err != nil {
		t.Fatal(err)
	}
	s := &Signature{Scheme: Cavage, KeyID: params["keyId"], Algorithm: params["algorithm"]}
	if s.Components, err = cavageComponents(params["headers"]); err != nil {
		t.Fatal(err)
	}
	if s.value, err = base64.StdEncoding.DecodeString(params["signature"]); err != nil {
		t.Fatal(err)
	}
	return s
}

// The test request of RFC 9421, B.2, and test-key-rsa of B.1.1.
const (
	rfcKey = `-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----
`
	rfcDigest = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"
)

func rfcRequest() *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/foo?param=Value&Pet=dog", strings.NewReader(body))
	r.Host = "not.used.example" // the base must come from the configured origin
	r.Header.Set("Date", "Tue, 20 Apr 2021 02:07:55 GMT")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Content-Digest", rfcDigest)
	r.Header.Set("Content-Length", "18")
	return r
}

// looseMessage reads the first signature without asking what it covers or with
// which algorithm it was made.
func looseMessage(t *testing.T, r *http.Request, label, input, signature string) (*Signature, string) {
	t.Helper()
	dict, err := strictDictionary("signature-input", []string{label + "=" + input})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Signature-Input", label+"="+input)
	s := &Signature{Scheme: RFC9421, params: input}
	member, _ := dict.Get(label)
	if s.Components, err = messageComponents(member.(httpsfv.InnerList)); err != nil {
		t.Fatal(err)
	}
	if s.value, err = base64.StdEncoding.DecodeString(signature); err != nil {
		t.Fatal(err)
	}
	return s, input
}

func TestMessage_buildsTheBaseOfB23(t *testing.T) {
	const input = `("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"`
	r := rfcRequest()
	r.Header.Set("Signature-Input", "sig-b23="+input)
	r.Header.Set("Signature", "sig-b23=:bbN8oArOxYoyylQQUU6QYw==:")
	s, err := Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.messageBase(r, mustOrigin(t, "https://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		`"date": Tue, 20 Apr 2021 02:07:55 GMT`,
		`"@method": POST`,
		`"@path": /foo`,
		`"@query": ?param=Value&Pet=dog`,
		`"@authority": example.com`,
		`"content-type": application/json`,
		`"content-digest": ` + rfcDigest,
		`"content-length": 18`,
		`"@signature-params": ` + input,
	}, "\n")
	if got != want {
		t.Errorf("base is\n%s\nexpected\n%s", got, want)
	}
}

// B.2.6 is signed with Ed25519, which we do not take; its signature proves the
// base all the same.
func TestMessage_buildsTheBaseThatB26WasSignedOver(t *testing.T) {
	r := rfcRequest()
	s, _ := looseMessage(t, r, "sig-b26",
		`("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`,
		"wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==")
	base, err := s.messageBase(r, mustOrigin(t, "https://example.com"))
	if err != nil {
		t.Fatal(err)
	}
	pub, err := base64.StdEncoding.DecodeString("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
	if err != nil {
		t.Fatal(err)
	}
	if !ed25519.Verify(pub, []byte(base), s.value) {
		t.Errorf("the vector does not verify over\n%s", base)
	}
}

// The only published signature of rsa-v1_5-sha256: the proxy's in RFC 9421, 4.3.
// It covers no query, so Parse passes it over; base and key must still agree.
func TestMessage_verifiesTheProxySignatureOfSection43(t *testing.T) {
	r := rfcRequest()
	r.Header.Set("Forwarded", "for=192.0.2.123;host=example.com;proto=https")
	const input = `("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded");created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540`
	const value = "S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g=="
	s, _ := looseMessage(t, r, "proxy_sig", input, value)
	base, err := s.messageBase(r, mustOrigin(t, "https://origin.host.internal.example"))
	if err != nil {
		t.Fatal(err)
	}
	if !s.matches(base, rfcPublicKey(t)) {
		t.Errorf("the vector does not verify over\n%s", base)
	}
	r.Header.Set("Signature", "proxy_sig=:"+value+":")
	if _, err := Parse(r); Reason(err) != "the signature must cover @target-uri" {
		t.Errorf("a signature that leaves the query out gave %v", err)
	}
}

// Made with openssl over a base written by hand, with the RFC's test-key-rsa:
// the form in which Mastodon signs.
func TestMessage_verifiesASignatureMadeElsewhere(t *testing.T) {
	const signature = "TmeG4knhCIZezvHthn9kgCOKa+SkS1VLr28F6/A7/ob62Jr0H1UA3nfC5sr70SjclKj6A5xuf/6WexToNtdqjGBmFtQ1qbf0izrnfijAtM0cPJ7tq93NXg8/0y4vNHSRAFwOWl3CVAjsnypjgao/b74I2t1hygg4/EIJ846I6Jw74aGfmWta5kcJX49ok2iq+o3uGcT/9NUhCDyNumNU8/jATW8xH7r7GPgmPMNzMIpiLmhmNe0L2POLjvhlPcVQHGEMu5cVrgsfvTy2NvE4ksoYmryG46p2DOBFmG7wL3brEGBK8vDvl2Ld6OUcpGPiaAqq5fKIeAU2PciaUTP/jg=="
	r := httptest.NewRequest(http.MethodPost, "/inbox", strings.NewReader(body))
	r.Header.Set("Content-Digest", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:")
	r.Header.Set("Signature-Input", `sig1=("@method" "@target-uri" "content-digest");created=1618884473;keyid="test-key-rsa"`)
	r.Header.Set("Signature", "sig1=:"+signature+":")
	s, err := Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(r, mustOrigin(t, "https://mokum.example"), []byte(body), rfcPublicKey(t)); err != nil {
		t.Error(err)
	}
	if err := s.Verify(r, mustOrigin(t, "https://elders.example"), []byte(body), rfcPublicKey(t)); err == nil {
		t.Error("a signature for another origin was accepted")
	}
}

func rfcPublicKey(t *testing.T) *rsa.PublicKey {
	t.Helper()
	pub, err := ParsePublicKeyPEM(rfcKey)
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func mustOrigin(t *testing.T, text string) Origin {
	t.Helper()
	o, err := ParseOrigin(text)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
