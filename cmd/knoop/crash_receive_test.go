package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"knoop/federation/fedtest"
)

// saying is a note by a stranger, and what we know of its fate.
type saying struct {
	id      string
	content string // the last that was promised
	kept    bool   // its Create got 202
	gone    bool   // its Delete got 202
	unsure  bool   // a later Update or Delete of it was broken off
}

// write posts notes that mention the collective, changes and deletes some, and
// writes down what was promised, until the storm is over.
func (s *storm) write(r *rand.Rand, who *fedtest.Actor) {
	for i := 0; !s.over(); i++ {
		note := who.Note(fmt.Sprintf("<p>%s %d, eerste.</p>", who.Name, i), s.node.actor)
		it := &saying{id: note["id"].(string), content: "eerste"}
		it.kept = s.send(r, 3, who, who.Create(note))
		if it.kept && r.IntN(4) == 0 {
			note["content"] = fmt.Sprintf("<p>%s %d, tweede.</p>", who.Name, i)
			note["updated"] = time.Now().Add(time.Second).UTC().Format(time.RFC3339)
			if s.send(r, 3, who, who.Activity("Update", note)) {
				it.content = "tweede"
			} else {
				it.unsure = true
			}
		}
		if it.kept && r.IntN(5) == 0 {
			it.gone = s.send(r, 3, who, who.Activity("Delete", fedtest.Doc{"id": it.id, "type": "Tombstone"}))
			it.unsure = it.unsure || !it.gone
		}
		s.mu.Lock()
		s.said = append(s.said, it)
		s.mu.Unlock()
		time.Sleep(time.Duration(r.IntN(20)) * time.Millisecond)
	}
}

// follow lets somebody new follow, and writes down whether that was promised.
func (s *storm) follow(r *rand.Rand, who *fedtest.Actor) {
	follow := who.Follow(s.node.actor)
	if s.send(r, 9, who, follow) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.newcomers = append(s.newcomers, who)
		s.follows[who.ID] = follow["id"].(string)
	}
}

// send posts an activity until it is taken, and says whether it was. A request
// that never arrived is tried again; after one that was broken off, nobody can
// know, and the sender tries again or gives up once in so many times. Patience
// begins when the last kill is over: before it, a slow machine may be unlucky.
func (s *storm) send(r *rand.Rand, givesUp int, who *fedtest.Actor, activity fedtest.Doc) bool {
	var deadline time.Time
	for {
		if deadline.IsZero() && s.over() {
			deadline = time.Now().Add(patience)
		}
		status, body, err := s.post(who, activity)
		switch {
		case err == nil && status == http.StatusAccepted:
			return true
		case err == nil && status < 500:
			s.t.Errorf("%s was refused: %d %s", activity["id"], status, body)
			return false
		case !deadline.IsZero() && time.Now().After(deadline):
			s.t.Errorf("%s is not taken: %d %s %v", activity["id"], status, body, err)
			return false
		case errors.Is(err, syscall.ECONNREFUSED):
		default:
			s.mu.Lock()
			s.cut++
			again := r.IntN(givesUp) > 0
			if again {
				s.repeated++
			}
			s.mu.Unlock()
			if !again {
				return false
			}
		}
		time.Sleep(time.Duration(5+r.IntN(20)) * time.Millisecond)
	}
}

func (s *storm) post(who *fedtest.Actor, activity fedtest.Doc) (status int, body string, err error) {
	request, _ := who.Request(s.t, s.node.actor+"/inbox", activity)
	response, err := s.node.client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, 1000))
	return response.StatusCode, string(content), err
}

// countReceived compares what strangers were promised with what is there.
func (s *storm) countReceived() {
	s.t.Helper()
	rows, err := s.node.database().Query("SELECT uri, content, gone_at IS NOT NULL FROM objects WHERE local = false")
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	type held struct {
		content string
		gone    bool
	}
	have, living := map[string]held{}, 0
	for rows.Next() {
		var uri string
		var h held
		if err := rows.Scan(&uri, &h.content, &h.gone); err != nil {
			s.t.Fatal(err)
		}
		if _, twice := have[uri]; twice {
			s.t.Errorf("%s is held twice", uri)
		}
		have[uri] = h
		if !h.gone {
			living++
		}
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	var missing, stale, undead, sample []string
	promised := 0
	for _, it := range s.said {
		h, ok := have[it.id]
		delete(have, it.id)
		if !it.kept {
			continue
		}
		promised++
		switch {
		case it.gone && ok && !h.gone:
			undead = append(undead, it.id)
		case it.gone || it.unsure:
		case !ok || h.gone:
			missing = append(missing, it.id)
		case !strings.Contains(h.content, it.content):
			stale = append(stale, it.id)
		case len(sample) < 5:
			sample = append(sample, it.id)
		}
	}
	s.lost("notes that got 202 were lost", missing)
	s.lost("changes that got 202 were lost", stale)
	s.lost("deletions that got 202 were lost", undead)
	s.lost("notes are held that nobody sent", slices.Collect(maps.Keys(have)))
	// The same through the front door.
	for _, id := range sample {
		s.node.holds(id, id)
	}
	s.t.Logf("%d of %d notes were promised, %d are held", promised, len(s.said), living)
	for _, note := range s.written() {
		if !note.gone {
			living++
		}
	}
	if stats := s.node.stats(); stats.Objects != int64(living) {
		s.t.Errorf("stats counts %d objects, the database holds %d", stats.Objects, living)
	}
}
