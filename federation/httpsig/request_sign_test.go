package httpsig_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/federation/httpsig"
)

func TestSignRequest_isAcceptedByTheReceiver(t *testing.T) {
	o := mustOrigin(t, origin)
	if err := check(signedPost(t, origin+"/inbox"), o, payload, now); err != nil {
		t.Error(err)
	}
	if err := check(signedGet(t, origin+"/users/a/outbox?page=true"), o, "", now); err != nil {
		t.Error(err)
	}
}

func TestSignRequest_writesWhatPeersExpect(t *testing.T) {
	post := signedPost(t, "https://mokum.example:8443/inbox").Header
	if got := post.Get("Date"); got != "Sun, 22 Nov 2026 12:00:00 GMT" {
		t.Errorf("Date is %q", got)
	}
	if got := post.Get("Digest"); got != httpsig.Digest([]byte(payload)) {
		t.Errorf("Digest is %q", got)
	}
	prefix := `keyId="` + keyID + `",algorithm="rsa-sha256",headers="(request-target) host date digest content-type",signature="`
	if got := post.Get("Signature"); !strings.HasPrefix(got, prefix) {
		t.Errorf("Signature is %q", got)
	}
	get := signedGet(t, origin+"/users/a").Header
	if got := get.Get("Signature"); !strings.Contains(got, `headers="(request-target) host date",`) {
		t.Errorf("Signature is %q", got)
	}
	if get.Get("Digest") != "" {
		t.Error("a GET carries a digest")
	}
}

func TestSignRequest_signsAnewAtEachTry(t *testing.T) {
	r, err := http.NewRequest(http.MethodGet, origin+"/users/a", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{now, now.Add(3 * time.Hour)} {
		if err := httpsig.SignRequest(r, nil, key(), at); err != nil {
			t.Fatal(err)
		}
		if err := check(received(r), mustOrigin(t, origin), "", at); err != nil {
			t.Errorf("signed at %s: %v", at, err)
		}
	}
	if n := len(r.Header.Values("Signature")); n != 1 {
		t.Errorf("%d signatures", n)
	}
}

func TestSignRequest_refusesWhatItCannotSign(t *testing.T) {
	r, _ := http.NewRequest(http.MethodPost, origin+"/inbox", nil)
	if err := httpsig.SignRequest(r, nil, key(), now); err == nil {
		t.Error("a POST without Content-Type was signed")
	}
	r.Header.Set("Content-Type", "application/activity+json")
	for _, k := range []httpsig.Key{{}, {ID: keyID}, {ID: "a\"b", Private: testKey()}, {ID: "a\r\nb", Private: testKey()}} {
		if err := httpsig.SignRequest(r, nil, k, now); err == nil {
			t.Errorf("signed with key %q", k.ID)
		}
	}
}

func TestSignRequest_oneKeyServesManyAtOnce(t *testing.T) {
	o, k := mustOrigin(t, origin), key()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			r, _ := http.NewRequest(http.MethodGet, origin+"/users/a", nil)
			if err := httpsig.SignRequest(r, nil, k, now); err != nil {
				t.Error(err)
				return
			}
			if err := check(received(r), o, "", now); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkSignRequest(b *testing.B) {
	r, _ := http.NewRequest(http.MethodPost, origin+"/inbox", nil)
	r.Header.Set("Content-Type", "application/activity+json")
	k, body := key(), []byte(strings.Repeat("x", 2000))
	b.ReportAllocs()
	for b.Loop() {
		if err := httpsig.SignRequest(r, body, k, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	r, o := signedPost(b, origin+"/inbox"), mustOrigin(b, origin)
	pub, body := &testKey().PublicKey, []byte(payload)
	b.ReportAllocs()
	for b.Loop() {
		s, err := httpsig.Parse(r)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Verify(r, o, body, pub); err != nil {
			b.Fatal(err)
		}
	}
}
