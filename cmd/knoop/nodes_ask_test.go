package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// ask gets a page or document; accept may be "".
func (n *node) ask(path, accept string) (status int, body string, err error) {
	return n.askAs(n.client, path, accept)
}

// askAs is ask with the cookies of a client.
func (n *node) askAs(client *http.Client, path, accept string) (status int, body string, err error) {
	r, err := http.NewRequest(http.MethodGet, n.origin+strings.TrimPrefix(path, n.origin), nil)
	if err != nil {
		return 0, "", err
	}
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	response, err := client.Do(r)
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

// signIn gives the browser of the orchestrator, who used her one-time link.
func (n *node) signIn() *http.Client {
	n.t.Helper()
	return n.signInAs("samira_" + n.handle)
}

// signInAs gives the browser of a person who used her one-time link.
func (n *node) signInAs(handle string) *http.Client {
	n.t.Helper()
	link := n.do("member", "link", handle)
	jar, err := cookiejar.New(nil)
	if err != nil {
		n.t.Fatal(err)
	}
	browser := *n.client
	browser.Jar = jar
	r, err := http.NewRequest(http.MethodPost, link, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	r.Header.Set("Origin", n.origin)
	response, err := browser.Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || len(jar.Cookies(r.URL)) == 0 {
		n.t.Fatalf("sign in: %s", response.Status)
	}
	return &browser
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
