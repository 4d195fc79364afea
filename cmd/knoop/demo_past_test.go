package main

import (
	"io"
	"testing"
	"time"

	"knoop/cmd/knoop/demodata"
	"knoop/models"
	"knoop/models/store"
)

// pastNode is a demo's node that has no process.
func pastNode(t *testing.T, c demodata.Collective) *demoNode {
	t.Helper()
	d := &demo{progress: newProgress(io.Discard)}
	n := &demoNode{Collective: c, demo: d, dir: t.TempDir(), port: c.Port, row: d.progress.row(c.Name)}
	d.nodes = []*demoNode{n}
	return n
}

func openPast(t *testing.T, n *demoNode) *store.Store {
	t.Helper()
	secret, err := store.LoadSecret(n.dir, "", false)
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), store.Options{Dir: n.dir, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func TestDemo_writesAPastOnceAndInOrder(t *testing.T) {
	n := pastNode(t, demodata.Collectives()[0])
	for range 2 {
		if err := n.writePast(t.Context(), newKeyGate()); err != nil {
			t.Fatal(err)
		}
	}
	st := openPast(t, n)
	members, err := st.Members(t.Context(), true)
	want := map[string]models.Role{}
	for _, m := range n.Members {
		if !m.Unlisted {
			want[m.Handle] = m.Role()
		}
	}
	if err != nil || len(members) != len(want) {
		t.Errorf("%d members are listed, not %d: %v", len(members), len(want), err)
	}
	for _, m := range members {
		want := want[m.Actor.Handle]
		if m.Role != want || m.Actor.Headline == "" || m.Actor.Summary == "" {
			t.Errorf("@%s is %s, %q, %q", m.Actor.Handle, m.Role, m.Actor.Headline, m.Actor.Summary)
		}
	}
	node, err := st.Node(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	account, err := st.Account(t.Context(), node.Collective)
	if err != nil || account.Card != n.Card || account.Accent != n.Accent || account.Logo != n.Logo {
		t.Errorf("the collective's look is %+v: %v", account, err)
	}
	checkPast(t, n, st)
	checkRequests(t, n, st)
}

// checkRequests looks at who waits for an answer, and since when.
func checkRequests(t *testing.T, n *demoNode, st *store.Store) {
	t.Helper()
	waiting, err := st.JoinRequests(t.Context(), true, 10)
	if err != nil || len(waiting) != len(n.Applicants) {
		t.Fatalf("%d wait, not %d: %v", len(waiting), len(n.Applicants), err)
	}
	for i, r := range waiting { // the longest waiting first, as the cast has them
		a := n.Applicants[i]
		if days := int(time.Since(r.CreatedAt).Hours()+2) / 24; r.Name != a.Name || days != a.Days || len(r.Answers) != 2 || r.Answers[1].Answer != a.Answers[1] {
			t.Errorf("%+v has waited %d days", r, days)
		}
	}
}

// checkPast looks at what has been published, by everyone.
func checkPast(t *testing.T, n *demoNode, st *store.Store) {
	t.Helper()
	now := time.Now()
	counts, dates := map[models.ObjectType]int{}, 0
	actors, err := st.Members(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	collective, err := st.ActorByHandle(t.Context(), n.Handle)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range append(actors, store.Member{Actor: collective}) {
		objects, _, err := st.Published(t.Context(), m.Actor.ID, store.Page{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		var before time.Time
		for _, o := range objects {
			if _, _, err := st.SeriesOf(t.Context(), o.ID); err == nil { // its id follows from its date
				dates++
				continue
			}
			counts[o.Type]++
			if o.Published.After(now) || o.Published.Before(now.AddDate(0, 0, -95)) || o.Published.Before(m.Actor.CreatedAt) {
				t.Errorf("%q was published at %s", o.Name+o.Source, o.Published)
			}
			if !before.IsZero() && o.Published.After(before) {
				t.Errorf("@%s: ids and times are not in the same order at %q", m.Actor.Handle, o.Name+o.Source)
			}
			before = o.Published
		}
	}
	if counts[models.Note] != len(n.Notes) || counts[models.EventObj] != len(n.Events) {
		t.Errorf("published: %v, not %d notes and %d events", counts, len(n.Notes), len(n.Events))
	}
	if (dates >= 8) != (len(n.Series) > 0) {
		t.Errorf("%d dates of %d series", dates, len(n.Series))
	}
	events, err := st.Events(t.Context(), store.EventFilter{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	off := 0
	for _, e := range events {
		if e.Event.Status == models.EventCancelled {
			off++
		}
	}
	if off != 1 {
		t.Errorf("%d events are called off, not one", off)
	}
}

// A demo that is stopped while it writes leaves a node that was never set up.
func TestDemo_writesAWholePastOrNone(t *testing.T) {
	c := demodata.Collectives()[1]
	broken := c
	broken.Notes = append(broken.Notes[:len(broken.Notes):len(broken.Notes)], demodata.Note{Text: " "}) // refused, and the last of all
	n := pastNode(t, broken)
	if err := n.writePast(t.Context(), newKeyGate()); err == nil {
		t.Fatal("an empty note is written")
	}
	st := openPast(t, n)
	if node, err := st.Node(t.Context()); err != nil || node.Ready() {
		t.Errorf("half a node is left: %+v, %v", node, err)
	}
	n.Collective = c
	if err := n.writePast(t.Context(), newKeyGate()); err != nil {
		t.Fatal(err)
	}
	checkPast(t, n, st)
}

// The event with a poll has votes from elsewhere, and nobody is written to about
// them when the demo starts.
func TestDemo_hasAPollWithVotes(t *testing.T) {
	n := pastNode(t, demodata.Collectives()[0])
	if err := n.writePast(t.Context(), newKeyGate()); err != nil {
		t.Fatal(err)
	}
	st := openPast(t, n)
	items, err := st.Events(t.Context(), store.EventFilter{LocalOnly: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	votes := map[models.AttendanceState]int{}
	for _, item := range items {
		if item.Object.Name != "Kennisgroep Tarieven: wat vraag je voor een halve dag?" {
			continue
		}
		guests, err := st.Guests(t.Context(), item.Object.ID)
		if err != nil || !item.Event.Poll || item.Event.PollLanguage != "nl" {
			t.Errorf("poll %v in %q, %v", item.Event.Poll, item.Event.PollLanguage, err)
		}
		for _, g := range guests {
			if g.Attendance.Door == models.DoorPoll && !g.Actor.Local {
				votes[g.Attendance.State]++
			}
		}
	}
	if votes[models.AttendanceComing] != 2 || votes[models.AttendanceMaybe] != 1 || votes[models.AttendanceDeclined] != 1 {
		t.Errorf("votes %v", votes)
	}
	open, err := st.OpenFacts(t.Context(), 10_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range open {
		if a, err := st.Attendance(t.Context(), f.Subject); err == nil && a.Door == models.DoorPoll {
			t.Errorf("%s is still to be said to a guest from nowhere", f.Kind)
		}
	}
}
