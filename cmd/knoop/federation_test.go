package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// authority is a certificate authority of the test's own: the nodes trust it
// through SSL_CERT_FILE, as an operator's would be.
type authority struct {
	file string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	a := authority{file: filepath.Join(t.TempDir(), "ca.pem"), cert: cert, key: key}
	writePEM(t, a.file, "CERTIFICATE", der)
	return a
}

// issue writes a certificate and its key for a name.
func (a authority) issue(t *testing.T, dir, name string) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &private.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writePEM(t, cert, "CERTIFICATE", der)
	writePEM(t, key, "PRIVATE KEY", encoded)
	return cert, key
}

func writePEM(t *testing.T, file, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}

// node is a real process of this program, and its data directory.
type node struct {
	t      *testing.T
	handle string
	host   string // "kade.localhost:40123"
	env    []string
	server *exec.Cmd
	log    *bytes.Buffer
}

// newNode sets a node up on a free port, over HTTPS.
func newNode(t *testing.T, ca authority, handle string) *node {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := handle + ".localhost"
	cert, key := ca.issue(t, dir, name)
	n := &node{t: t, handle: handle, host: name + ":" + port, env: []string{
		"PATH=" + os.Getenv("PATH"), "SSL_CERT_FILE=" + ca.file, "KNOOP_URL=https://" + name + ":" + port, "KNOOP_LISTEN=127.0.0.1:" + port,
		"KNOOP_TLS_CERT=" + cert, "KNOOP_TLS_KEY=" + key, "KNOOP_DATA=" + filepath.Join(dir, "data"),
		"KNOOP_ALLOW_NETWORKS=127.0.0.0/8", "KNOOP_LOG=text",
	}}
	n.do("setup", "--name", handle, "--handle", handle, "--orchestrator-name", "Samira", "--orchestrator-handle", "samira_"+handle)
	return n
}

func (n *node) command(args ...string) *exec.Cmd {
	path, err := exec.LookPath("knoop") // put there by TestMain
	if err != nil {
		n.t.Fatal(err)
	}
	command := exec.Command(path, args...)
	command.Env = n.env
	return command
}

// do runs a command, which must succeed, and gives its last line.
func (n *node) do(args ...string) string {
	n.t.Helper()
	lines := strings.Split(n.said(args...), "\n")
	return lines[len(lines)-1]
}

func (n *node) said(args ...string) string {
	n.t.Helper()
	var stderr bytes.Buffer
	command := n.command(args...)
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		n.t.Fatalf("%s: %v: %v\n%s", n.handle, args, err, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

// start runs the server until stop or the end of the test.
func (n *node) start() {
	n.t.Helper()
	n.log = new(bytes.Buffer)
	n.server = n.command("serve")
	n.server.Stderr = n.log
	if err := n.server.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() {
		n.stop()
		if n.t.Failed() {
			n.t.Logf("log of %s:\n%s", n.handle, n.log)
		}
	})
	n.eventually("answers", func() bool { return n.command("health").Run() == nil })
}

// stop ends the server as a supervisor would, and wants it to end well.
func (n *node) stop() {
	n.t.Helper()
	if n.server == nil {
		return
	}
	_ = n.server.Process.Signal(os.Interrupt)
	if err := n.server.Wait(); err != nil {
		n.t.Errorf("%s did not stop well: %v\n%s", n.handle, err, n.log)
	}
	n.server = nil
}

func (n *node) eventually(what string, holds func() bool) {
	n.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			n.t.Fatalf("%s: not so after twenty seconds: %s", n.handle, what)
		}
	}
}

// holds waits until the node shows a document under an id with these words.
func (n *node) holds(id string, words ...string) {
	n.t.Helper()
	n.eventually("holds "+id+" with "+strings.Join(words, ", "), func() bool {
		out, err := n.command("show", id).Output()
		for _, word := range words {
			if !strings.Contains(string(out), word) {
				return false
			}
		}
		return err == nil
	})
}

// lacks waits until the node holds nothing under an id.
func (n *node) lacks(id string) {
	n.t.Helper()
	n.eventually("holds nothing under "+id, func() bool { return n.command("show", id).Run() != nil })
}

func (n *node) followers() string { return n.said("followers", n.handle) }

// letters gives how many letters stand where.
func (n *node) letters() (q struct{ Waiting, Delayed, Delivered, Refused, Dead int64 }) {
	n.t.Helper()
	if err := json.Unmarshal([]byte(n.said("queue", "--json")), &q); err != nil {
		n.t.Fatal(err)
	}
	return q
}

// Two real processes over real HTTPS: the main job, with one side restarted and
// one side absent in between.
func TestFederation_twoNodesFollowAndHearEachOtherOverHTTPS(t *testing.T) {
	ca := newAuthority(t)
	kade, wijk := newNode(t, ca, "kade"), newNode(t, ca, "wijk")
	kade.start()
	wijk.start()

	kade.do("follow", "--as", "kade", "wijk@"+wijk.host)
	wijk.do("follow", "--as", "wijk", "@kade@"+kade.host)
	kade.eventually("wijk follows", func() bool { return kade.followers() == "https://"+wijk.host+"/users/wijk" })
	wijk.eventually("kade follows", func() bool { return wijk.followers() == "https://"+kade.host+"/users/kade" })

	note := kade.do("note", "--as", "kade", "Vrijdag **soep** voor @wijk@"+wijk.host+". #borrel")
	event := kade.do("event", "add", "--as", "kade", "--title", "Open Coffee", "--start", "2027-03-05T08:30:00+01:00",
		"--place", "De Spoel", "--locality", "Amsterdam", "--country", "NL")
	wijk.holds(note, "soep", "https://"+wijk.host+"/users/wijk")
	wijk.holds(event, "Open Coffee", "De Spoel")

	// A server that is away misses nothing, and one that restarts forgets nothing.
	wijk.stop()
	second := kade.do("note", "--as", "kade", "Terwijl jullie weg waren.")
	kade.do("edit", note, "Vrijdag toch stamppot.")
	kade.stop()
	kade.start()
	kade.do("event", "edit", event, "--title", "Open Koffie")
	kade.eventually("is refused", func() bool { return kade.letters().Delayed > 0 })
	wijk.start()
	// Its own word opens the circuit at once, instead of at the next retry.
	reply := wijk.do("note", "--as", "wijk", "Wij zijn er weer.")
	kade.holds(reply, "er weer")
	wijk.holds(second, "weg waren")
	wijk.holds(note, "stamppot")
	wijk.holds(event, "Open Koffie")

	kade.do("event", "cancel", event)
	wijk.holds(event, "CANCELLED")
	kade.do("delete", note)
	wijk.lacks(note)
	kade.do("unfollow", "--as", "kade", "wijk@"+wijk.host)
	wijk.eventually("kade left", func() bool { return wijk.followers() == "" })

	kade.eventually("all is delivered", func() bool { q := kade.letters(); return q.Waiting+q.Delayed == 0 })
	if q := kade.letters(); q.Refused+q.Dead != 0 {
		t.Errorf("letters that never arrived: %+v", q)
	}
}
