package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"knoop/federation/fedtest"
)

// taken gives the files of what a person downloads.
func (v visit) taken(origin string) map[string]string {
	v.t.Helper()
	_, status, body := v.post(origin+"/settings/data/download", nil)
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if status != http.StatusOK || err != nil {
		v.t.Fatalf("the download: %d, %v", status, err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			v.t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := io.Copy(&b, r); err != nil {
			v.t.Fatal(err)
		}
		files[f.Name] = b.String()
	}
	return files
}

// A member takes all that is hers, leaves, and sees who confirmed it: another
// Knoop node does, a Mastodon cannot.
func TestTwoNodes_whoLeavesSeesWhichServersConfirmIt(t *testing.T) {
	ca := newAuthority(t)
	kade, wijk := newNode(t, ca, "kade").setUp(), newNode(t, ca, "wijk").setUp()
	masto := fedtest.New(t, fedtest.Options{Name: "masto", Authority: ca.Authority, Software: "mastodon"})
	elders := fedtest.New(t, fedtest.Options{Name: "elders", Authority: ca.Authority, Software: "knoop"})
	noor, stranger := masto.Person("noor"), elders.Add("relay", "Application")
	kade.start()
	wijk.start()
	kade.do("member", "add", "--handle", "anna", "--name", "Anna")
	anna := kade.origin + "/users/anna"
	wijk.do("follow", "--as", "wijk", "anna@"+kade.host)
	if status, body := noor.Post(t, anna+"/inbox", noor.Follow(anna)); status != http.StatusAccepted {
		t.Fatalf("follow from Mastodon: %d %s", status, body)
	}
	kade.eventually("both follow her", func() bool { return len(kade.followers("anna")) == 2 })
	note := kade.do("note", "--as", "anna", "Tot ziens allemaal.")
	wijk.holds(note, "ziens")
	heardOnce(t, masto, "Create", note)

	client := kade.signInAs("anna")
	her := visit{t, client}
	files := her.taken(kade.origin)
	var actor struct{ ID, Type string }
	if err := json.Unmarshal([]byte(files["actor.json"]), &actor); err != nil || actor.ID != anna || actor.Type != "Person" {
		t.Errorf("her actor: %+v, %v", actor, err)
	}
	if !strings.Contains(files["outbox.json"], note) || !strings.Contains(files["index.html"], "Tot ziens") || !strings.Contains(files["followers.json"], noor.ID) {
		t.Errorf("the archive lacks what is hers: %d files", len(files))
	}

	at, status, page := her.post(kade.origin+"/settings/data/delete", url.Values{"handle": {"anna"}})
	if status != http.StatusOK || !strings.HasPrefix(at.Path, "/gone/") {
		t.Fatalf("leaving leads to %s, %d: %s", at, status, page)
	}
	gone := at.Path
	wijk.lacks(note)
	id, _ := masto.Await(t, "Delete").Doc["id"].(string)
	// Words that do not count: of a server that was never told, and of a person.
	for _, who := range []*fedtest.Actor{stranger, noor} {
		if status, body := who.Post(t, kade.origin+"/inbox", who.Activity("Accept", id)); status != http.StatusAccepted {
			t.Fatalf("a false receipt: %d %s", status, body)
		}
	}
	kade.eventually("wijk has confirmed it", func() bool { return strings.Contains(kade.page(gone), "1 van de 2 servers bevestigden het") })
	kade.settles()
	confirmed, rest, _ := strings.Cut(kade.page(gone), "Verteld, niet te controleren")
	if !strings.Contains(confirmed, wijk.host) || strings.Contains(confirmed, masto.Host) || !strings.Contains(rest, masto.Host) || strings.Contains(rest, elders.Host) {
		t.Errorf("who confirmed it: %s", kade.page(gone))
	}

	// What is left: a tombstone, and a handle that nobody gets.
	if status, doc := kade.get(anna); status != http.StatusGone || doc["type"] != "Tombstone" {
		t.Errorf("her address answers %d %v", status, doc)
	}
	kade.refuses("anna", "member", "add", "--handle", "anna", "--name", "Een ander")
	if _, body, err := kade.askAs(client, "/settings", "text/html"); err != nil || strings.Contains(body, "Uitloggen") {
		t.Errorf("she is still signed in: %v", err)
	}
}
