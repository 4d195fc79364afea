package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
)

// A guest from elsewhere, on a real node, is reminded once by a private word, also
// when the server is killed in between and the step runs again and again.
func TestTwoNodes_aGuestFromElsewhereIsRemindedOnce(t *testing.T) {
	ca := newAuthority(t)
	kade := newNode(t, ca, "kade").setUp()
	masto := fedtest.New(t, fedtest.Options{Name: "masto", Authority: ca.Authority, Software: "mastodon"})
	noor := masto.Person("noor")
	kade.start()
	// It is midday where the event is, and it starts within the day.
	zone := middayZone(time.Now())
	event := kade.do("event", "add", "--as", "kade", "--title", "Open Coffee", "--timezone", zone.String(),
		"--start", time.Now().Add(22*time.Hour).In(zone).Format(time.RFC3339), "--place", "De Spoel", "--locality", "Amsterdam", "--country", "NL")
	kade.do("event", "task", event, "Koffie zetten")
	if status, body := noor.Post(t, kade.origin+"/inbox", func() fedtest.Doc {
		note := noor.Note("<p>Ik kom graag</p>", kade.actor)
		note["inReplyTo"] = strings.Replace(event, "/events/", "/notes/", 1)
		return noor.Create(note)
	}()); status != http.StatusAccepted {
		t.Fatalf("her reply: %d %s", status, body)
	}
	kade.eventually("she is on the list", func() bool { return strings.HasPrefix(kade.said("event", "answers", event), "1 coming") })
	words := func(with string) (n int) {
		for _, d := range masto.Heard() {
			if strings.Contains(string(d.Body), with) {
				n++
			}
		}
		return n
	}
	kade.eventually("her answer is noted in words", func() bool { return words("Je staat op de lijst") == 1 })
	if got := kade.do("event", "remind", "--dry-run"); got != "0 would be reminded" {
		t.Errorf("who answered just now: %s", got)
	}
	kade.longAgo("attendances")
	if got := kade.do("event", "remind", "--dry-run"); got != "1 would be reminded" {
		t.Errorf("a day later: %s", got)
	}
	kade.kill()
	kade.start() // it reminds at its start
	kade.eventually("she is reminded", func() bool { return words("Een herinnering: je komt naar Open Coffee") == 1 })
	kade.kill()
	kade.start()
	for range 3 {
		if got := kade.do("event", "remind"); got != "0 reminded" {
			t.Errorf("once more: %s", got)
		}
	}
	kade.do("note", "--as", "kade", "Dag @noor@"+strings.TrimPrefix(masto.Origin, "https://")) // what comes after it has come
	kade.eventually("the next word is there", func() bool { return words("Dag ") == 1 })
	if n := words("Een herinnering"); n != 1 {
		t.Errorf("she is reminded %d times", n)
	}
}

// longAgo lets the rows of a table be years old.
func (n *node) longAgo(table string) {
	n.t.Helper()
	conn, err := n.database().Conn(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	defer conn.Close()
	for _, query := range []string{"PRAGMA query_only = 0", "UPDATE " + table + " SET updated_at = '2020' || substr(updated_at, 5)"} {
		if _, err := conn.ExecContext(n.t.Context(), query); err != nil {
			n.t.Fatal(err)
		}
	}
}

// middayZone gives a zone in which it is about noon.
func middayZone(now time.Time) *time.Location {
	for _, name := range []string{"Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Amsterdam", "America/New_York", "Pacific/Honolulu"} {
		if l, err := time.LoadLocation(name); err == nil {
			if h := now.In(l).Hour(); h >= 10 && h < 16 {
				return l
			}
		}
	}
	panic("it is noon nowhere")
}
