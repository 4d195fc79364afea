package httpsig_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"knoop/federation/httpsig"
)

// FuzzParse holds that no header makes Parse or what follows panic, that what
// it accepts covers enough, and that nobody can verify without the key.
func FuzzParse(f *testing.F) {
	post := signedPost(f, origin+"/inbox")
	message := mastodonMessage(f)
	f.Add("", post.Header.Get("Signature"), "", post.Header.Get("Date"), post.Header.Get("Digest"))
	f.Add("", "", "Signature "+post.Header.Get("Signature"), "x", "SHA-256=")
	f.Add(message.Header.Get("Signature-Input"), message.Header.Get("Signature"), "", "", message.Header.Get("Content-Digest"))
	pub, o := &newKey(2048).PublicKey, mustOrigin(f, origin)
	f.Fuzz(func(t *testing.T, input, signature, authorization, date, digest string) {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			r := httptest.NewRequest(method, "/inbox?a=b", nil)
			r.Host = "mokum.example"
			for name, value := range map[string]string{
				"Signature-Input": input, "Signature": signature, "Authorization": authorization,
				"Date": date, "Digest": digest, "Content-Digest": digest, "Content-Type": "application/activity+json",
			} {
				if value != "" {
					r.Header.Set(name, value)
				}
			}
			s, err := httpsig.Parse(r)
			if err != nil {
				if s != nil || httpsig.Reason(err) == "" {
					t.Fatalf("refused without a reason: %v", err)
				}
				continue
			}
			covered := s.Covers("(request-target)") && s.Covers("host") && (s.Covers("date") || s.Covers("(created)"))
			if s.Scheme == httpsig.RFC9421 {
				covered = s.Covers("@method") && (s.Covers("@target-uri") || s.Covers("@authority")) && !s.Created.IsZero()
			}
			if !covered || s.KeyID == "" || len(s.Components) > 32 {
				t.Fatalf("accepted though it covers too little: %+v", s)
			}
			_ = s.CheckWindow(now)
			_ = s.CheckDigest(r.Header, []byte(payload))
			if s.Verify(r, o, []byte(payload), pub) == nil {
				t.Fatal("verified without the private key")
			}
		}
	})
}
