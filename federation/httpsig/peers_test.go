package httpsig_test

import (
	"bufio"
	"bytes"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"knoop/federation/httpsig"
)

// peersDir finds ../shared/peers beside the project, upwards from here. It is
// not part of the project, and its absence must not pass unseen.
func peersDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		peers := filepath.Join(dir, "shared", "peers", "gotosocial")
		if info, err := os.Stat(peers); err == nil && info.IsDir() {
			return peers
		}
		dir = filepath.Dir(dir)
	}
	if os.Getenv("KNOOP_TEST_WITHOUT_PEERS") == "1" {
		t.Skip("NOT RUN: shared/peers/gotosocial is absent and KNOOP_TEST_WITHOUT_PEERS=1")
	}
	t.Fatal("shared/peers/gotosocial not found above this directory; set KNOOP_TEST_WITHOUT_PEERS=1 to do without")
	return ""
}

// Requests as a running GoToSocial 0.20 sent them, with the key it served.
func TestPeers_goToSocialVerifies(t *testing.T) {
	dir := peersDir(t)
	pub := peerKey(t, filepath.Join(dir, "main-key-stub.json"))
	captures, err := filepath.Glob(filepath.Join(dir, "*.headers.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if len(captures) < 12 {
		t.Fatalf("%d captures in %s, expected 12 or more", len(captures), dir)
	}
	o := mustOrigin(t, "https://apload.test")
	for _, capture := range captures {
		t.Run(filepath.Base(capture), func(t *testing.T) {
			head, err := os.ReadFile(capture)
			if err != nil {
				t.Fatal(err)
			}
			body, err := os.ReadFile(strings.TrimSuffix(capture, ".headers.txt") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			r := requestFrom(t, head)
			s, err := httpsig.Parse(r)
			if err != nil {
				t.Fatal(err)
			}
			if s.KeyID != "https://gts1.test/users/anna/main-key" || s.Algorithm != "hs2019" || s.Scheme != httpsig.Cavage {
				t.Errorf("read as %s %s %s", s.Scheme, s.KeyID, s.Algorithm)
			}
			if err := s.CheckWindow(s.Date.Add(2 * time.Second)); err != nil {
				t.Error(err)
			}
			if err := s.CheckDigest(r.Header, body); err != nil {
				t.Error(err)
			}
			if err := s.Verify(r, o, body, pub); err != nil {
				t.Error(err)
			}
			if err := s.Verify(r, o, append(bytes.Clone(body), ' '), pub); err == nil {
				t.Error("a changed body was accepted")
			}
			if err := s.Verify(r, o, body, &testKey().PublicKey); err == nil {
				t.Error("another key was accepted")
			}
			if err := s.Verify(r, mustOrigin(t, origin), body, pub); err == nil {
				t.Error("it was accepted by another node")
			}
		})
	}
}

// requestFrom reads a captured head: a request line without a version, then
// headers.
func requestFrom(t *testing.T, head []byte) *http.Request {
	t.Helper()
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	whole := string(bytes.TrimSpace(line)) + " HTTP/1.1\r\n" + string(rest) + "\r\n\r\n"
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(whole)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func peerKey(t *testing.T, path string) (pub *rsa.PublicKey) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var stub struct {
		PublicKey struct {
			PublicKeyPem string `json:"publicKeyPem"`
		} `json:"publicKey"`
	}
	if err := json.Unmarshal(raw, &stub); err != nil {
		t.Fatal(err)
	}
	if pub, err = httpsig.ParsePublicKeyPEM(stub.PublicKey.PublicKeyPem); err != nil {
		t.Fatal(err)
	}
	return pub
}
