package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"knoop/models/store"
)

// demoRun is knoop demo as a process.
type demoRun struct {
	t       *testing.T
	dir     string
	process *exec.Cmd
	stdout  *lockedBuffer
	stderr  *lockedBuffer
	ended   chan error
}

func startDemo(t *testing.T, dir string, args ...string) *demoRun {
	t.Helper()
	path, err := exec.LookPath("knoop") // put there by TestMain
	if err != nil {
		t.Fatal(err)
	}
	r := &demoRun{t: t, dir: dir, stdout: &lockedBuffer{}, stderr: &lockedBuffer{}, ended: make(chan error, 1)}
	r.process = exec.Command(path, append([]string{"demo", "--dir", dir}, args...)...)
	// Settings of a real node must not reach those of the demo.
	r.process.Env = append(os.Environ(), "KNOOP_URL=https://mokum.example", "KNOOP_DATA=/nowhere")
	r.process.Stdout, r.process.Stderr = r.stdout, r.stderr
	if err := r.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { r.ended <- r.process.Wait() }()
	t.Cleanup(func() {
		_ = r.process.Process.Kill()
		r.gone()
	})
	return r
}

// await waits until the demo's stdout ends so.
func (r *demoRun) await(end string) string {
	r.t.Helper()
	for deadline := time.Now().Add(90 * time.Second); ; {
		if out := r.stdout.String(); strings.HasSuffix(out, end) {
			return out
		}
		select {
		case err := <-r.ended:
			r.t.Fatalf("the demo has ended: %v\n%s\n%s", err, r.stdout, r.stderr)
		default:
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("never ready:\n%s\n%s", r.stdout, r.stderr)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// gone waits until no node's process is left: each holds the lock on its data
// as long as it lives.
func (r *demoRun) gone() {
	r.t.Helper()
	for deadline := time.Now().Add(childStopTime + 5*time.Second); ; {
		running := ""
		for _, host := range []string{"zuidoost", "noorderwerf", "kadewest"} {
			release, err := store.LockServer(filepath.Join(r.dir, host))
			switch {
			case errors.Is(err, store.ErrServerRunning):
				running += " " + host
			case err != nil:
				r.t.Error(err)
			default:
				release()
			}
		}
		if running == "" {
			return
		}
		if time.Now().After(deadline) {
			r.t.Errorf("still running:%s", running)
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// get reads a page of a node. Names under localhost are found by browsers, not
// by Go.
func (r *demoRun) get(address string) string {
	r.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		r.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, "http://127.0.0.1:"+u.Port()+u.RequestURI(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	request.Host = u.Host
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: %s, %v", address, response.Status, err)
	}
	return string(body)
}

func (r *demoRun) report() demoReport {
	r.t.Helper()
	var out demoReport
	if err := json.Unmarshal([]byte(r.await("\n}\n")), &out); err != nil {
		r.t.Fatal(err)
	}
	return out
}

// stats counts what the nodes hold.
func (r *demoRun) stats() string {
	r.t.Helper()
	var all []string
	for _, host := range []string{"zuidoost", "noorderwerf", "kadewest"} {
		path, err := exec.LookPath("knoop")
		if err != nil {
			r.t.Fatal(err)
		}
		out, err := exec.Command(path, "stats", "--json", "--data", filepath.Join(r.dir, host)).Output()
		if err != nil {
			r.t.Fatal(err)
		}
		var counts struct{ Notes, Events, Actors int }
		if err := json.Unmarshal(out, &counts); err != nil {
			r.t.Fatal(err)
		}
		all = append(all, strings.TrimSpace(string(mustJSON(r.t, counts))))
	}
	return strings.Join(all, "\n")
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The one command of the README, twice on one directory: it fills, federates,
// stops with ctrl-C, goes on where it was, and takes its nodes along when it is
// killed.
func TestDemo_fillsFederatesStopsAndGoesOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	began := time.Now()
	first := startDemo(t, dir)
	said := first.await("\nready\n")
	t.Logf("ready after %s", time.Since(began).Round(10*time.Millisecond))
	origins := map[string]string{}
	links, pages := 0, []string{}
	for word := range strings.FieldsSeq(said) {
		u, err := url.Parse(word)
		switch {
		case err != nil || u.Scheme != "http":
		case strings.HasPrefix(u.Path, "/welcome/"):
			links++
			if !strings.Contains(first.get(word), "<form") {
				t.Errorf("%s shows no button", word)
			}
		case u.Path != "":
			pages = append(pages, word)
		default:
			origins[strings.TrimSuffix(u.Hostname(), ".localhost")] = word
		}
	}
	if len(origins) != 3 || links != 12 || len(pages) != 7 {
		t.Fatalf("%d addresses, %d links and %d pages in:\n%s", len(origins), links, len(pages), said)
	}
	checkSights(t, first, pages)
	for host, name := range map[string]string{"zuidoost": "Zuidoost Zelfstandig", "noorderwerf": "Noorderwerf", "kadewest": "Kade West"} {
		if home := first.get(origins[host] + "/"); !strings.Contains(home, "<title>"+name) {
			t.Errorf("the home page of %s does not name it", host)
		}
		collectives := first.get(origins[host] + "/collectives")
		for other, origin := range origins {
			if other != host && !strings.Contains(collectives, strings.TrimPrefix(origin, "http://")) {
				t.Errorf("%s does not show %s as connected", host, other)
			}
		}
	}
	agenda := first.get(origins["noorderwerf"] + "/events")
	for _, title := range []string{"Lunch aan de lange tafel", "Vrijdagborrel met de buren", "Ledenavond Noorderwerf"} {
		if !strings.Contains(agenda, title) {
			t.Errorf("the agenda of Noorderwerf does not show %q", title)
		}
	}
	if strings.Contains(agenda, "Ontbijt op vrijdag") {
		t.Error("what was published before there were followers has been delivered to them")
	}
	held := first.stats()

	if err := first.process.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := <-first.ended; err != nil {
		t.Errorf("ctrl-C: %v\n%s", err, first.stderr)
	}
	first.gone()

	again := startDemo(t, dir, "--json")
	report := again.report()
	for i, n := range report.Nodes {
		host := []string{"zuidoost", "noorderwerf", "kadewest"}[i]
		if n.Origin != origins[host] || n.Links["orchestrator"] == "" || n.Links["member"] == "" || n.Pages["requests"] == "" {
			t.Errorf("the second start says %+v, the first %s", n, origins[host])
		}
	}
	if now := again.stats(); now != held {
		t.Errorf("filled twice:\n%s\nafter\n%s", now, held)
	}
	if err := again.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-again.ended
	again.gone()
}

// checkSights looks at the pages that the demo names: what an applicant sees, and
// the membership that one side alone says.
func checkSights(t *testing.T, r *demoRun, pages []string) {
	t.Helper()
	applicants := 0
	for _, page := range pages {
		switch {
		case strings.Contains(page, "/apply/"):
			applicants++
			if seen := r.get(page); !strings.Contains(seen, "Je aanvraag wacht op antwoord") || !strings.Contains(seen, "Wat zoek je bij ons?") {
				t.Errorf("%s shows no request that waits", page)
			}
		case strings.HasSuffix(page, "/@ravi"):
			if seen := r.get(page); !strings.Contains(seen, "niet bevestigd door Kade West") || !strings.Contains(seen, "Nagekeken op ") {
				t.Errorf("%s shows no membership that is not confirmed", page)
			}
		case !strings.HasSuffix(page, "/manage/requests"):
			t.Errorf("%s is a page that nobody asked for", page)
		}
	}
	if applicants != 3 {
		t.Errorf("%d applicants", applicants)
	}
}

// A node that dies takes the demo down, with its last words.
func TestDemo_endsWhenANodeDoes(t *testing.T) {
	r := startDemo(t, filepath.Join(t.TempDir(), "demo"), "--json")
	report := r.report()
	if err := syscall.Kill(report.Nodes[2].PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := <-r.ended; !errors.As(err, &exit) || exit.ExitCode() != exitRefused {
		t.Errorf("it ended with %v", err)
	}
	if said := r.stderr.String(); !strings.Contains(said, "knoop: Kade West has stopped (signal: killed)") {
		t.Errorf("it said %s", said)
	}
	r.gone()
}
