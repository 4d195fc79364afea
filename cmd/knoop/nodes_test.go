package main

import (
	"bytes"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// patience is how long anything here may take before the test has failed. What
// is awaited takes a second or two; the rest is for a busy machine.
const patience = 30 * time.Second

// authority is a certificate authority of the test's own: nodes trust it through
// SSL_CERT_FILE, as an operator's would be, and pretend peers know it.
type authority struct {
	*fedtest.Authority
	file string
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	a := authority{fedtest.NewAuthority(t), filepath.Join(t.TempDir(), "ca.pem")}
	if err := os.WriteFile(a.file, a.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

// issue writes a certificate and its key for a name.
func (a authority) issue(t *testing.T, dir, name string) (cert, key string) {
	t.Helper()
	pair := a.Certificate(t, name)
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{
		cert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// node is a real process of this program over real HTTPS, its data directory,
// and the commands beside it.
type node struct {
	t      *testing.T
	handle string // of the collective; also the name of the host
	host   string // "kade.localhost:40123"
	origin string
	actor  string // id of the collective
	data   string
	env    []string
	client *http.Client
	log    logbook

	server *exec.Cmd
	ended  chan struct{} // closed when the process is gone
	result error         // of the process, once ended
}

// newNode sets a node up, which is not running yet. more are settings.
func newNode(t *testing.T, ca authority, handle string, more ...string) *node {
	t.Helper()
	dir := t.TempDir()
	name := handle + ".localhost"
	port := quietPort(t)
	n := &node{
		t: t, handle: handle, host: name + ":" + port, origin: "https://" + name + ":" + port,
		data: filepath.Join(dir, "data"), client: fedtest.Client(ca.Authority),
	}
	n.actor = n.origin + "/users/" + handle
	cert, key := ca.issue(t, dir, name)
	n.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "KNOOP_URL=" + n.origin, "KNOOP_LISTEN=127.0.0.1:" + port, "KNOOP_DATA=" + n.data,
		"SSL_CERT_FILE=" + ca.file, "KNOOP_TLS_CERT=" + cert, "KNOOP_TLS_KEY=" + key,
		"KNOOP_ALLOW_NETWORKS=127.0.0.0/8", "KNOOP_LOG=text",
	}, more...)
	t.Cleanup(func() {
		if n.server != nil {
			n.kill()
		}
		if t.Failed() {
			t.Logf("log of %s:\n%s", handle, n.log.tail())
		}
	})
	return n
}

// setUp creates the collective.
func (n *node) setUp() *node {
	n.t.Helper()
	n.do("setup", "--name", n.handle, "--handle", n.handle, "--orchestrator-name", "Samira", "--orchestrator-handle", "samira_"+n.handle)
	return n
}

// quietPort gives a free port outside the range from which the kernel takes
// those of connections: a server that is killed must find it free again.
func quietPort(t *testing.T) string {
	t.Helper()
	for range 100 {
		port := fmt.Sprint(15000 + rand.IntN(15000))
		if l, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return ""
}

// --- the server ---------------------------------------------------------------

// launch starts the server and does not wait for it.
func (n *node) launch() {
	n.t.Helper()
	n.server = n.command("serve")
	n.server.Stderr = &n.log
	n.server.WaitDelay = time.Second
	if err := n.server.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.ended = make(chan struct{})
	go func(server *exec.Cmd, ended chan struct{}) {
		n.result = server.Wait()
		close(ended)
	}(n.server, n.ended)
}

// start runs the server until stop, kill or the end of the test.
func (n *node) start() {
	n.t.Helper()
	n.launch()
	n.awaitReady()
}

// awaitReady waits for the server. One that ends because the database still
// believes in the one before is started again, as a supervisor would.
func (n *node) awaitReady() {
	n.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		select {
		case <-n.ended:
			if !strings.Contains(n.log.tail(), "another knoop serve") || time.Now().After(deadline) {
				n.t.Fatalf("%s ended instead of serving: %v\n%s", n.handle, n.result, n.log.tail())
			}
			n.launch()
		default:
		}
		if status, _, err := n.ask("/readyz", ""); err == nil && status == http.StatusOK {
			return
		}
		if time.Now().After(deadline) {
			n.t.Fatalf("%s is not ready in time\n%s", n.handle, n.log.tail())
		}
	}
}

// stop ends the server as a supervisor does, and wants it to end well.
func (n *node) stop() {
	n.t.Helper()
	_ = n.server.Process.Signal(syscall.SIGTERM)
	select {
	case <-n.ended:
	case <-time.After(patience):
		n.t.Fatalf("%s does not stop\n%s", n.handle, n.log.tail())
	}
	if n.result != nil {
		n.t.Errorf("%s did not stop well: %v\n%s", n.handle, n.result, n.log.tail())
	}
	n.server = nil
}

// kill ends the server as a power cut does to a process: kill -9.
func (n *node) kill() {
	_ = n.server.Process.Kill()
	<-n.ended
	n.server = nil
}

// --- what it says -------------------------------------------------------------

// ask gets a page or document; accept may be "".
func (n *node) ask(path, accept string) (status int, body string, err error) {
	r, err := http.NewRequest(http.MethodGet, n.origin+strings.TrimPrefix(path, n.origin), nil)
	if err != nil {
		return 0, "", err
	}
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	response, err := n.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return response.StatusCode, string(content), err
}

// page gives a page as a browser sees it.
func (n *node) page(path string) string {
	n.t.Helper()
	status, body, err := n.ask(path, "text/html")
	if err != nil || status != http.StatusOK {
		n.t.Fatalf("%s%s: %d %v", n.origin, path, status, err)
	}
	return body
}

// get gives the document that another server sees under an id.
func (n *node) get(id string) (status int, doc fedtest.Doc) {
	n.t.Helper()
	status, body, err := n.ask(id, fedtest.MediaType)
	if err == nil {
		err = json.Unmarshal([]byte(body), &doc)
	}
	if err != nil {
		n.t.Fatalf("get %s: %d %v: %s", id, status, err, body)
	}
	return status, doc
}

// --- the commands -------------------------------------------------------------

func (n *node) command(args ...string) *exec.Cmd {
	path, err := exec.LookPath("knoop") // put there by TestMain
	if err != nil {
		panic(err)
	}
	command := exec.Command(path, args...)
	command.Env = n.env
	return command
}

// try runs a command; a failure holds what it said.
func (n *node) try(args ...string) (string, error) {
	var stderr bytes.Buffer
	command := n.command(args...)
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		err = fmt.Errorf("knoop %s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimSpace(string(out)), err
}

func (n *node) said(args ...string) string {
	n.t.Helper()
	out, err := n.try(args...)
	if err != nil {
		n.t.Fatalf("%s: %v", n.handle, err)
	}
	return out
}

// do runs a command, which must succeed, and gives its last line.
func (n *node) do(args ...string) string {
	n.t.Helper()
	return lastLine(n.said(args...))
}

func lastLine(said string) string { return said[strings.LastIndexByte(said, '\n')+1:] }

// refuses runs a command that must say no: exit 1, one line with these words.
func (n *node) refuses(words string, args ...string) {
	n.t.Helper()
	var stdout, stderr bytes.Buffer
	command := n.command(args...)
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 || stdout.Len() > 0 || strings.Count(stderr.String(), "\n") != 1 ||
		!strings.HasPrefix(stderr.String(), "knoop: ") || !strings.Contains(stderr.String(), words) {
		n.t.Errorf("%s: %v: %v, stdout %q, stderr %q, want one line with %q", n.handle, args, err, stdout.String(), stderr.String(), words)
	}
}

// stats is what knoop stats counts.
func (n *node) stats() (s store.Stats) {
	n.t.Helper()
	if err := json.Unmarshal([]byte(n.said("stats", "--json")), &s); err != nil {
		n.t.Fatal(err)
	}
	return s
}

// queued is what knoop queue says.
type queued struct {
	Waiting, Delayed, Delivered, Refused, Dead int64
	Hosts                                      []queueHost
}

func (n *node) queue() (q queued) {
	n.t.Helper()
	if err := json.Unmarshal([]byte(n.said("queue", "--json")), &q); err != nil {
		n.t.Fatal(err)
	}
	return q
}

// followers lists who follows a handle.
func (n *node) followers(handle string) []string {
	n.t.Helper()
	return strings.Fields(n.said("followers", handle))
}

// database opens what the node wrote, to count what no command lists.
func (n *node) database() *sql.DB {
	n.t.Helper()
	driver, address := "sqlite3", "file:"+filepath.Join(n.data, store.DatabaseFile)+"?_query_only=1&_busy_timeout=10000"
	for _, setting := range n.env {
		if other, ok := strings.CutPrefix(setting, "KNOOP_DATABASE="); ok {
			driver, address = "pgx", other // both registered by models/store
		}
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() { _ = db.Close() })
	return db
}

// --- waiting ------------------------------------------------------------------

func (n *node) eventually(what string, holds func() bool) {
	n.t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(30 * time.Millisecond) {
		if time.Now().After(deadline) {
			n.t.Fatalf("%s: not so after %v: %s", n.handle, patience, what)
		}
	}
}

// holds waits until the node shows a document under an id with these words.
func (n *node) holds(id string, words ...string) (doc fedtest.Doc) {
	n.t.Helper()
	n.eventually("holds "+id+" with "+strings.Join(words, ", "), func() bool {
		out, err := n.try("show", id)
		for _, word := range words {
			if !strings.Contains(out, word) {
				return false
			}
		}
		return err == nil && json.Unmarshal([]byte(out), &doc) == nil
	})
	return doc
}

// lacks waits until the node holds nothing under an id.
func (n *node) lacks(id string) {
	n.t.Helper()
	n.eventually("holds nothing under "+id, func() bool {
		out, err := n.try("show", id)
		var exit *exec.ExitError
		return errors.As(err, &exit) && exit.ExitCode() == 1 && out == ""
	})
}

// settles waits until nothing is under way any more: no receipt to apply, no
// fact to tell, no letter to deliver.
func (n *node) settles() store.Stats {
	n.t.Helper()
	var s store.Stats
	n.eventually("nothing is under way", func() bool {
		s = n.stats()
		return s.ReceiptsByState[models.ReceiptKept]+s.FactsOpen+s.LettersByState[models.LetterWaiting] == 0
	})
	return s
}

// logbook keeps the end of what servers logged.
type logbook struct {
	mu   sync.Mutex
	text []byte
}

func (l *logbook) Write(p []byte) (int, error) {
	const most = 1 << 20
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text = append(l.text, p...); len(l.text) > most {
		l.text = append([]byte(nil), l.text[len(l.text)-most/2:]...)
	}
	return len(p), nil
}

// tail gives the last lines.
func (l *logbook) tail() string {
	const most = 16 << 10
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text[max(0, len(l.text)-most):])
}
