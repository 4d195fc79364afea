package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// The whole first run in a browser, as far as a program can be one: link, form,
// session, and federation that begins without a restart.
func TestServe_createsTheCollectiveInTheBrowser(t *testing.T) {
	s := startServer(t)
	form := map[string][]string{
		"name": {"ZZP Mokum"}, "handle": {"mokum"}, "language": {"nl"}, "timezone": {"Europe/Amsterdam"}, "accent": {"geel"},
		"person_name": {"Samira"}, "person_handle": {"samira"},
	}
	s.get(t, s.link, http.StatusOK)
	response, err := s.client.PostForm(s.link, form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, _ := io.ReadAll(response.Body); response.StatusCode >= 400 {
		t.Fatalf("%s: %s", response.Status, body)
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		if strings.Contains(s.get(t, s.origin+"/.well-known/webfinger?resource=acct:mokum@"+s.host, http.StatusOK), "/users/mokum") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the collective is not found")
		}
	}
	if home := s.get(t, s.origin+"/", http.StatusOK); !strings.Contains(home, "ZZP Mokum") {
		t.Error("the home page does not name the collective")
	}
	for !strings.Contains(s.stderr.String(), "set up") {
		if time.Now().After(deadline) {
			t.Fatalf("federation did not begin:\n%s", s.stderr.String())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestServe_tellsItsNumbersOnAnAddressOfTheirOwn(t *testing.T) {
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	s := startServer(t, "KNOOP_METRICS_LISTEN=127.0.0.1:"+port)
	numbers := s.get(t, "http://127.0.0.1:"+port+"/metrics", http.StatusOK)
	for _, line := range []string{"# TYPE knoop_letters gauge", `knoop_letters{state="waiting"} 0`, "knoop_goroutines "} {
		if !strings.Contains(numbers, line) {
			t.Errorf("%q is missing:\n%s", line, numbers)
		}
	}
	s.get(t, s.origin+"/metrics", http.StatusNotFound)
	s.get(t, s.origin+"/debug/pprof/", http.StatusNotFound)
}

// served is a server in this process.
type served struct {
	origin, host, link string
	client             *http.Client
	stdout, stderr     *lockedBuffer
}

func startServer(t *testing.T, more ...string) served {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	s := served{host: "localhost:" + port, origin: "http://localhost:" + port, client: &http.Client{}, stdout: new(lockedBuffer), stderr: new(lockedBuffer)}
	s.client.Transport = &http.Transport{DisableKeepAlives: true}
	environ := append(more, "KNOOP_URL="+s.origin, "KNOOP_LISTEN=127.0.0.1:"+port, "KNOOP_DATA="+filepath.Join(t.TempDir(), "data"), "KNOOP_LOG=text")
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve"}, environ, s.stdout, s.stderr) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitDone {
			t.Errorf("the server ended with %d:\n%s", code, s.stderr.String())
		}
	})
	link := regexp.MustCompile(`(?m)^http://\S+/welcome/\S+$`)
	for deadline := time.Now().Add(10 * time.Second); s.link == ""; time.Sleep(10 * time.Millisecond) {
		s.link = link.FindString(s.stdout.String())
		if time.Now().After(deadline) {
			t.Fatalf("no link was printed:\n%s%s", s.stdout.String(), s.stderr.String())
		}
	}
	return s
}

func (s served) get(t *testing.T, address string, status int) string {
	t.Helper()
	response, err := s.client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != status {
		t.Fatalf("GET %s: %s, want %d, %v\n%s", address, response.Status, status, err, body)
	}
	return string(body)
}

// lockedBuffer can be read while it is written.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func TestCertificate_isReadAgainWhenItChanges(t *testing.T) {
	ca, dir := newAuthority(t), t.TempDir()
	cert, key := ca.issue(t, dir, "een.example")
	c, err := openCertificate(cert, key, quiet(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	serves := func(name string) {
		t.Helper()
		c.mu.Lock()
		c.looked = time.Time{} // as if some time had passed
		c.mu.Unlock()
		pair, err := c.get(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		if err != nil || leaf.DNSNames[0] != name {
			t.Fatalf("serves %v, %v; want %s", leaf.DNSNames, err, name)
		}
	}
	serves("een.example")
	ca.issue(t, dir, "twee.example")
	serves("twee.example")
	// Caught between two writes, the pair in use goes on.
	if err := os.WriteFile(key, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	serves("twee.example")
	ca.issue(t, dir, "drie.example")
	serves("drie.example")
	if _, err := openCertificate(cert, filepath.Join(dir, "none"), quiet(io.Discard)); !isRefusal(err) {
		t.Errorf("a key that is not there gives %v", err)
	}
}

func TestWorkers_aLostOneIsToldAndAStoppedOneNot(t *testing.T) {
	var w workers
	ctx, stop := context.WithCancel(context.Background())
	w.start(ctx, "good", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	if err := w.alive(); err != nil {
		t.Errorf("before: %v", err)
	}
	w.start(ctx, "bad", func(context.Context) error { return errors.New("out of luck") })
	for deadline := time.Now().Add(5 * time.Second); w.alive() == nil && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if err := w.alive(); err == nil || !strings.Contains(err.Error(), "bad") {
		t.Errorf("lost: %v", err)
	}
	stop()
	w.wait()
}
