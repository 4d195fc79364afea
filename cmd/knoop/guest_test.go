package main

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
)

// post sends a form as a browser does, and gives the status and where it leads.
func (n *node) post(path string, form url.Values) (status int, to, body string) {
	n.t.Helper()
	r, err := http.NewRequest(http.MethodPost, n.origin+strings.TrimPrefix(path, n.origin), strings.NewReader(form.Encode()))
	if err != nil {
		n.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", n.origin)
	client := *n.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		n.t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Location"), string(text)
}

// The handle door between real processes over real HTTPS: a person of another
// Knoop and one of a pretend Mastodon name their handles on the page of an event,
// each reads a link that only she gets, and answers with it.
func TestTwoNodes_answerAnEventByHandle(t *testing.T) {
	ca := newAuthority(t)
	kade, wijk := newNode(t, ca, "kade").setUp(), newNode(t, ca, "wijk").setUp()
	noor := fedtest.New(t, fedtest.Options{Name: "masto", Authority: ca.Authority, Software: "mastodon"}).Person("noor")
	wijk.do("member", "add", "--handle", "joost", "--name", "Joost Verhagen")
	kade.start()
	wijk.start()
	event := kade.do("event", "add", "--as", "kade", "--title", "Open Coffee", "--start", time.Now().UTC().AddDate(0, 0, 5).Truncate(time.Hour).Format(time.RFC3339),
		"--timezone", "UTC", "--place", "De Spoel", "--capacity", "1")
	ask := func(handle string) {
		t.Helper()
		if status, to, body := kade.post(event+"/by-handle", url.Values{"guest_handle": {handle}}); status != http.StatusSeeOther || !strings.HasSuffix(to, "#rsvp") {
			t.Fatalf("%s asks: %d to %s: %s", handle, status, to, body)
		}
	}
	link := regexp.MustCompile(regexp.QuoteMeta(kade.origin) + `/answer/[0-9a-f]{64}`)

	// Knoop: what arrives is a private note to him alone, which his node keeps.
	ask("joost@" + wijk.host)
	note := ""
	db := kade.database()
	kade.eventually("the link is told", func() bool {
		return db.QueryRow("SELECT uri FROM objects WHERE visibility = 'direct' AND content LIKE '%/answer/%'").Scan(&note) == nil
	})
	doc := wijk.holds(note, "/answer/")
	content, _ := doc["content"].(string)
	his := link.FindString(content)
	if to, _ := doc["to"].([]any); len(to) != 1 || to[0] != wijk.origin+"/users/joost" || his == "" {
		t.Fatalf("he got %v", doc)
	}
	if status, _, err := kade.ask(note, fedtestAccept); err != nil || status != http.StatusNotFound && status != http.StatusForbidden && status != http.StatusUnauthorized {
		t.Errorf("a stranger reads the link: %d, %v", status, err)
	}
	for range 2 { // looking changes nothing
		if page := kade.page(his); !strings.Contains(page, "@joost@"+wijk.host) {
			t.Errorf("the link leads to %s", page)
		}
	}
	if said := kade.said("event", "answers", event); !strings.HasPrefix(said, "0 coming, 0 waiting") {
		t.Errorf("looked at only: %s", said)
	}
	status, own, _ := kade.post(his, url.Values{"answer": {"yes"}})
	if status != http.StatusSeeOther || !strings.HasPrefix(own, "/coming/") {
		t.Fatalf("he answers: %d to %s", status, own)
	}
	if status, _, _ := kade.post(his, url.Values{"answer": {"no"}}); status != http.StatusGone {
		t.Errorf("a second time: %d", status)
	}

	// Mastodon: a mention that is for her alone. The event is full by now.
	ask("@" + noor.Acct())
	heard := noor.Peer.Await(t, "Create")
	hers := link.FindString(string(heard.Body))
	if hers == "" || strings.Contains(string(heard.Body), fedtest.Public) {
		t.Fatalf("she got %s", heard.Body)
	}
	if status, _, _ := kade.post(hers, url.Values{"answer": {"yes"}}); status != http.StatusSeeOther {
		t.Errorf("she answers: %d", status)
	}
	if said := kade.said("event", "answers", event); !strings.Contains(said, "coming joost@"+wijk.host+" handle") || !strings.Contains(said, "waiting noor@"+noor.Peer.Host+" handle") {
		t.Errorf("the list is %s", said)
	}
	// He gives his seat up on his own page; she hears that it is hers.
	if status, _, _ := kade.post(own, url.Values{"answer": {"no"}}); status != http.StatusSeeOther {
		t.Errorf("he gives it up: %d", status)
	}
	noor.Peer.AwaitCount(t, "Create", 3) // the link, the waiting list, the seat
	if said := kade.said("event", "answers", event); !strings.Contains(said, "coming noor@") || !strings.Contains(said, "declined joost@") {
		t.Errorf("the list is %s", said)
	}
	if log := kade.log.tail(); strings.Contains(log, his[len(his)-64:]) || strings.Contains(log, strings.TrimPrefix(own, "/coming/")) {
		t.Error("a token is in the log")
	}
}

const fedtestAccept = "application/activity+json"
