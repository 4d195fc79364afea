package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"knoop/federation/fedtest"
)

// publication is a note of ours, and what was promised of it.
type publication struct {
	id     string // "" when the command was killed before it could print it
	edited bool   // edit said done
	gone   bool   // delete said done
}

// publish writes notes through the command line, changes and deletes some, and
// now and then kills the command too, until the storm is over.
func (s *storm) publish(r *rand.Rand) {
	for i := 0; !s.over(); i++ {
		p := &publication{}
		text := fmt.Sprintf("Bericht %d.", i)
		said, done := s.run(r, "note", "--as", s.node.handle, text)
		if done {
			p.id = lastLine(said)
		}
		if done && r.IntN(4) == 0 {
			_, p.edited = s.run(r, "edit", p.id, text+" Herzien.")
		}
		if done && r.IntN(6) == 0 {
			_, p.gone = s.run(r, "delete", p.id)
		}
		s.mu.Lock()
		s.published = append(s.published, p)
		s.mu.Unlock()
		time.Sleep(time.Duration(r.IntN(40)) * time.Millisecond)
	}
}

// run runs a command; one in six is killed. done says that it ended by itself.
func (s *storm) run(r *rand.Rand, args ...string) (said string, done bool) {
	command := s.node.command(args...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Start(); err != nil {
		s.t.Error(err)
		return "", false
	}
	killed := false
	if r.IntN(6) == 0 {
		time.Sleep(time.Duration(r.IntN(120)) * time.Millisecond)
		killed = command.Process.Kill() == nil
	}
	if err := command.Wait(); err != nil {
		if !killed {
			s.t.Errorf("knoop %s: %v: %s", strings.Join(args, " "), err, stderr.String())
		}
		return "", false
	}
	return strings.TrimSpace(stdout.String()), true
}

// heardAt is what came to one inbox about one object, in order.
type heardAt map[mailbox]map[string][]fedtest.Delivery

// countTold compares what our commands promised, and what stands in our
// database whether they could say so or not, with what the followers heard.
func (s *storm) countTold() {
	s.t.Helper()
	heard, total, again := s.heard()
	// reached counts the inboxes that took a letter of a type with these words.
	reached := func(id, kind, words string) (n int) {
		for _, box := range s.boxes {
			for _, d := range heard[box][id] {
				if d.Type == kind && strings.Contains(string(d.Body), words) {
					n++
					break
				}
			}
		}
		return n
	}
	everyone := len(s.boxes)
	var lost, unchanged, halfTold, forgotten, undeleted []string
	written := s.written()
	for id, state := range written {
		told := reached(id, "Create", "")
		switch {
		case state.gone: // before its letters were written, or after: then everyone hears both
			if told != reached(id, "Delete", "Tombstone") || (told != 0 && told != everyone) {
				halfTold = append(halfTold, id)
			}
		case told != everyone:
			lost = append(lost, id)
		case state.edited && reached(id, "Update", "Herzien") != everyone:
			unchanged = append(unchanged, id)
		}
	}
	for _, p := range s.published {
		state, ok := written[p.id]
		switch {
		case p.id != "" && !ok:
			forgotten = append(forgotten, p.id)
		case p.gone && !state.gone:
			undeleted = append(undeleted, p.id)
		case p.edited && !state.edited && !state.gone:
			unchanged = append(unchanged, p.id)
		}
	}
	s.lost("notes that were printed are not in our database", forgotten)
	s.lost("deletions that were confirmed are not in our database", undeleted)
	s.lost("notes did not reach everyone", lost)
	s.lost("edits did not reach everyone", unchanged)
	s.lost("deleted notes were told to some and not deleted there", halfTold)
	s.t.Logf("%d notes in our database, %d letters taken by followers, %d of them again after a kill", len(written), total, again)
}

type ownNote struct{ gone, edited bool }

// written gives what stands in our database.
func (s *storm) written() map[string]ownNote {
	s.t.Helper()
	rows, err := s.node.database().Query("SELECT uri, gone_at IS NOT NULL, updated > published FROM objects WHERE local = true")
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]ownNote{}
	for rows.Next() {
		var uri string
		var state ownNote
		if err := rows.Scan(&uri, &state.gone, &state.edited); err != nil {
			s.t.Fatal(err)
		}
		all[uri] = state
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return all
}

// heard sorts what the followers took. A letter may come twice, when a kill fell
// between its delivery and our writing that down, but then it is the same
// letter; and letters about one thing come in order.
func (s *storm) heard() (all heardAt, total, again int) {
	s.t.Helper()
	all = heardAt{}
	var changed, doubled, late []string
	for _, box := range s.boxes {
		all[box] = map[string][]fedtest.Delivery{}
		bodies := map[string]string{} // by id of the activity
		creates := map[string]string{}
		for _, d := range box.peer.Heard() {
			if d.Err != nil || d.Path != box.path || d.Actor != s.node.actor || d.Type == "Accept" {
				continue
			}
			total++
			all[box][d.Object] = append(all[box][d.Object], d)
			id, _ := d.Doc["id"].(string)
			if body, ok := bodies[id]; ok {
				again++
				if body != string(d.Body) {
					changed = append(changed, id)
				}
			}
			bodies[id] = string(d.Body)
			if d.Type == "Create" {
				if first, ok := creates[d.Object]; ok && first != id {
					doubled = append(doubled, d.Object)
				}
				creates[d.Object] = id
			}
		}
		for object, letters := range all[box] {
			if !inOrder(letters) {
				late = append(late, box.peer.Host+box.path+" of "+object)
			}
		}
	}
	s.lost("letters came again and were others", changed)
	s.lost("notes were created by two activities", doubled)
	s.lost("times letters were overtaken", late)
	return all, total, again
}

// inOrder says whether nothing overtook what was said before it: no Create comes
// after an Update or Delete, no Update after a Delete.
func inOrder(letters []fedtest.Delivery) bool {
	turn := map[string]int{"Create": 1, "Update": 2, "Delete": 3}
	return slices.IsSortedFunc(letters, func(a, b fedtest.Delivery) int { return turn[a.Type] - turn[b.Type] })
}
