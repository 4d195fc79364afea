package main

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
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
)

// patience is how long anything here may take before the test has failed. What
// is awaited takes a second or two; the rest is for a busy machine.
const patience = 90 * time.Second

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
		"GORACE=atexit_sleep_ms=0", // else each command under the race detector ends with a second of sleep
	}, more...)
	t.Cleanup(func() {
		if n.server != nil {
			n.kill()
		}
		if n.log.race != "" {
			t.Errorf("the server of %s: %s", handle, n.log.race)
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

// logbook keeps the end of what servers logged.
type logbook struct {
	mu   sync.Mutex
	text []byte
	race string // the first report of the race detector
}

func (l *logbook) Write(p []byte) (int, error) {
	const most = 1 << 20
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.race == "" && bytes.Contains(p, []byte("WARNING: DATA RACE")) {
		l.race = string(p)
	}
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
