package vocab_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/text"
)

var update = flag.Bool("update", false, "write testdata/peers.golden anew")

// peersDir finds shared/peers beside the work tree by walking up. Its absence is
// a failure unless KNOOP_TEST_WITHOUT_PEERS says that it is known.
func peersDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		peers := filepath.Join(dir, "shared", "peers")
		if info, err := os.Stat(peers); err == nil && info.IsDir() {
			return peers
		}
	}
	if os.Getenv("KNOOP_TEST_WITHOUT_PEERS") == "1" {
		t.Skip("DID NOT RUN: documents of peers (shared/peers) are not here")
	}
	t.Fatal("documents of peers (shared/peers) are not here; KNOOP_TEST_WITHOUT_PEERS=1 goes without them")
	return ""
}

// peerFiles gives the documents of every peer by name, recorded answers
// unpacked.
func peerFiles(t *testing.T) map[string][]byte {
	t.Helper()
	dir := peersDir(t)
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".json") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var recorded struct{ Body string }
		if json.Unmarshal(raw, &recorded) == nil && recorded.Body != "" {
			raw = []byte(recorded.Body)
		}
		name, err := filepath.Rel(dir, path)
		out[filepath.ToSlash(name)] = raw
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A line for every document says what we understood of it. A change of reading
// shows as a changed line.
func TestPeers_everyDocumentIsReadAsBefore(t *testing.T) {
	files := peerFiles(t)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	var b bytes.Buffer
	for _, name := range names {
		raw := files[name]
		if strings.Contains(name, "/location-") { // a location alone: read it in an event
			raw = fmt.Appendf(nil, `{"id":"https://a.example/e","type":"Event","attributedTo":"https://a.example/u","startTime":"2026-01-01T00:00:00Z","location":%s}`, raw)
		}
		fmt.Fprintf(&b, "%s: %s\n", name, summary(raw))
	}
	golden := filepath.Join("testdata", "peers.golden")
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	wantLines, gotLines := strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")
	if len(wantLines) != len(gotLines) {
		t.Errorf("%d lines, the golden file has %d", len(gotLines), len(wantLines))
	}
	for i := range min(len(wantLines), len(gotLines)) {
		if wantLines[i] != gotLines[i] {
			t.Errorf("got  %s\nwant %s", gotLines[i], wantLines[i])
		}
	}
}

func summary(raw []byte) string {
	d, err := vocab.Parse(raw)
	if err != nil {
		return err.Error()
	}
	if a, err := vocab.ReadActivity(d); err == nil {
		return activityLine(a)
	}
	if a, keys, err := vocab.ReadActor(d); err == nil {
		return actorLine(a, keys)
	}
	if g, err := vocab.ReadTombstone(d); err == nil {
		return "tombstone " + g.ID
	}
	if in, err := vocab.ReadObject(d); err == nil {
		return objectLine(in)
	}
	return fmt.Sprintf("other type=%q id=%q", d.Type(), d.ID())
}

func activityLine(a vocab.Activity) string {
	s := fmt.Sprintf("%s id=%s actor=%s object=%s to=%d cc=%d published=%s", a.Type, a.ID, a.Actor, strings.Join(a.ObjectIDs, ","), len(a.To), len(a.CC), stamp(a.Published))
	if a.Target != "" {
		s += " target=" + a.Target
	}
	if a.Content != "" {
		s += fmt.Sprintf(" content=%q", a.Content)
	}
	if a.Object == nil {
		return s
	}
	if inner, err := vocab.ReadActivity(a.Object); err == nil {
		return s + " { " + activityLine(inner) + " }"
	}
	if actor, keys, err := vocab.ReadActor(a.Object); err == nil {
		return s + " { " + actorLine(actor, keys) + " }"
	}
	if g, err := vocab.ReadTombstone(a.Object); err == nil {
		return s + " { tombstone " + g.ID + " }"
	}
	if in, err := vocab.ReadObject(a.Object); err == nil {
		return s + " { " + objectLine(in) + " }"
	}
	return s + fmt.Sprintf(" { other type=%q }", a.Object.Type())
}

func actorLine(a models.Actor, keys []vocab.PublicKey) string {
	if vocab.IsStub(a) {
		return fmt.Sprintf("stub %s id=%s handle=%s keys=%d", a.Kind, a.URI, a.Handle, len(keys))
	}
	return fmt.Sprintf("%s id=%s handle=%s name=%q inbox=%s shared=%s outbox=%v followers=%v featured=%v url=%s icon=%v fields=%d keys=%d key=%s listed=%v indexable=%v locked=%v known=%d moved=%q summary=%d",
		a.Kind, a.URI, a.Handle, a.Name, a.Inbox, a.SharedInbox, a.Outbox != "", a.Followers != "", a.Featured != "", a.URL, a.Icon != "", len(a.Fields),
		len(keys), a.KeyID, a.Discoverable, a.Indexable, a.Locked, len(a.AlsoKnownAs), a.MovedTo, len(a.Summary))
}

func objectLine(in vocab.Incoming) string {
	o := in.Object
	s := fmt.Sprintf("%s id=%s author=%s visibility=%s url=%s name=%q summary=%q lang=%q reply=%q mentions=%d tags=%v published=%s",
		o.Type, o.URI, strings.Join(in.Authors, ","), o.Visibility, o.URL, o.Name, text.Truncate(o.Summary, 60), o.Language, o.InReplyTo, len(o.Mentions), o.Hashtags, stamp(o.Published))
	if o.Updated.After(o.Published) {
		s += " updated=" + stamp(o.Updated)
	}
	if o.Sensitive {
		s += " sensitive"
	}
	for _, a := range o.Attachments {
		s += fmt.Sprintf(" %s(%s %q)", a.Kind, a.MediaType, text.Truncate(a.Alt, 40))
	}
	s += fmt.Sprintf(" text=%q", text.Truncate(text.Line(text.Plain(o.Content)), 60))
	if !in.Known {
		s += " unknown kind"
	}
	if e := in.Event; e != nil {
		s += fmt.Sprintf(" start=%s zone=%s status=%s category=%s place=%q online=%q capacity=%d join=%s", e.LocalStart().Format(time.RFC3339), e.Timezone, e.Status, e.Category, e.Place.Line(), e.OnlineURL, e.Capacity, e.JoinMode)
		if e.EndsAt != nil {
			s += " end=" + e.LocalEnd().Format(time.RFC3339)
		}
		if e.Place.Latitude != nil {
			s += fmt.Sprintf(" at=%.3f,%.3f", *e.Place.Latitude, *e.Place.Longitude)
		}
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}
