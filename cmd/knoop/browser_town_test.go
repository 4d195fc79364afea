package main

import (
	"bufio"
	"context"
	"encoding/json"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/cmd/knoop/demodata"
)

// town is what the browser walks through: the demo, and a server elsewhere on
// which a visitor has her account.
type town struct {
	t     *testing.T
	data  string
	nodes map[string]nodeReport // by the first label of the address
	peer  *foreign
	gone  string // address of a note that was deleted
}

// newTown starts the demo.
func newTown(t *testing.T) *town {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	path, err := exec.LookPath("knoop") // put there by TestMain
	if err != nil {
		t.Fatal(err)
	}
	demo := exec.Command(path, "demo", "--dir", dir, "--json")
	stderr := new(lockedBuffer)
	demo.Stderr = stderr
	stdout, err := demo.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = demo.Process.Signal(os.Interrupt)
		if err := demo.Wait(); err != nil {
			t.Errorf("the demo did not stop well: %v\n%s", err, stderr)
		}
	})
	var report demoReport
	if err := json.NewDecoder(stdout).Decode(&report); err != nil || !report.Ready {
		t.Fatalf("the demo is not ready: %v\n%s", err, stderr)
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	w := &town{t: t, data: dir, nodes: map[string]nodeReport{}, peer: newForeign(t)}
	for _, n := range report.Nodes {
		u, err := url.Parse(n.Origin)
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(u.Host, ".")
		w.nodes[name] = n
	}
	w.gone = w.command(t, "zuidoost", "note", "--as", w.handle("zuidoost"), "Dit hadden we niet moeten schrijven.")
	w.command(t, "zuidoost", "delete", w.gone)
	return w
}

// origin gives the address of a node of the demo.
func (w *town) origin(node string) string { return w.nodes[node].Origin }

// handle gives the handle of a node's collective.
func (w *town) handle(node string) string {
	for _, c := range demodata.Collectives() {
		if c.Host == node {
			return c.Handle
		}
	}
	w.t.Fatalf("the demo has no %s", node)
	return ""
}

// prepare makes a command on the data of a node of the demo.
func (w *town) prepare(t *testing.T, node string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("knoop")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, append(args, "--data", filepath.Join(w.data, node))...)
	command.Env = withoutSettings(os.Environ())
	return command
}

// command runs a command on the data of a node of the demo while it runs, and
// gives its last line.
func (w *town) command(t *testing.T, node string, args ...string) string {
	t.Helper()
	command := w.prepare(t, node, args...)
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// find gives the first address on a page of a node that fits a pattern with one
// group.
func (w *town) find(t *testing.T, node, path, pattern string) string {
	t.Helper()
	response, err := loopback.Get(w.origin(node) + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(pattern).FindSubmatch(body)
	if found == nil {
		t.Fatalf("nothing like %s on %s%s", pattern, w.origin(node), path)
	}
	return w.origin(node) + html.UnescapeString(string(found[1]))
}

// loopback finds every name on this machine: Go does not know that *.localhost
// is here.
var loopback = &http.Client{Transport: &http.Transport{
	DisableKeepAlives: true,
	DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
	},
}}

// foreign is somebody else's server: it answers WebFinger for anyone, and has
// the page on which its people follow.
type foreign struct {
	*httptest.Server
	host string

	mu      sync.Mutex
	visited []*http.Request // of its follow page
}

func newForeign(t *testing.T) *foreign {
	t.Helper()
	f := &foreign{}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	f.host = strings.Replace(strings.TrimPrefix(f.URL, "http://"), "127.0.0.1", "mastodon.localhost", 1)
	return f
}

func (f *foreign) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/.well-known/webfinger":
		links := []map[string]string{{"rel": "http://ostatus.org/schema/1.0/subscribe", "template": "http://" + f.host + "/authorize_interaction?uri={uri}"}}
		if strings.Contains(r.URL.RawQuery, "oud") { // an account on a server that cannot do it
			links = links[:0]
		}
		w.Header().Set("Content-Type", "application/jrd+json")
		_ = json.NewEncoder(w).Encode(map[string]any{"subject": r.URL.Query().Get("resource"), "links": links})
	case "/authorize_interaction":
		f.mu.Lock()
		f.visited = append(f.visited, r.Clone(context.Background()))
		f.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<!doctype html><html lang="en"><title>Elsewhere</title><h1>Follow?</h1>`)
	default:
		http.NotFound(w, r)
	}
}

// follows gives the requests for the follow page so far.
func (f *foreign) follows() []*http.Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.visited
}

// freshNode is a node that nobody has set up yet.
type freshNode struct {
	t      *testing.T
	origin string
	host   string
	link   string // of the set-up form
	env    []string
	log    *lockedBuffer
}

// newFreshNode starts one; more are settings.
func newFreshNode(t *testing.T, more ...string) *freshNode {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	n := &freshNode{t: t, host: "nieuw.localhost:" + port, log: new(lockedBuffer)}
	n.origin = "http://" + n.host
	n.env = append(withoutSettings(os.Environ()), "KNOOP_URL="+n.origin, "KNOOP_LISTEN=127.0.0.1:"+port,
		"KNOOP_DATA="+filepath.Join(t.TempDir(), "data"), "KNOOP_LOG=text")
	n.env = append(n.env, more...)
	server := n.command("serve")
	server.Stderr = n.log
	stdout, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		if err := server.Wait(); err != nil {
			t.Errorf("the new node did not stop well: %v\n%s", err, n.log)
		}
	})
	lines := bufio.NewScanner(stdout)
	for n.link == "" && lines.Scan() {
		if strings.Contains(lines.Text(), "/welcome/") {
			n.link = strings.TrimSpace(lines.Text())
		}
	}
	if n.link == "" {
		t.Fatalf("no link was printed:\n%s", n.log)
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	for deadline := time.Now().Add(pagePatience); n.command("health").Run() != nil; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the new node does not answer:\n%s", n.log)
		}
	}
	return n
}

func (n *freshNode) command(args ...string) *exec.Cmd {
	path, err := exec.LookPath("knoop")
	if err != nil {
		n.t.Fatal(err)
	}
	command := exec.Command(path, args...)
	command.Env = n.env
	return command
}
