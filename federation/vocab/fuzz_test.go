package vocab_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-fed/activity/streams"

	"knoop/federation/vocab"
)

func seeds(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("no examples: %v", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	for _, s := range []string{
		`{}`, `{"id":5}`, `{"id":null,"type":[],"actor":[{}]}`, `{"type":"Event","id":"a:b","actor":"x","duration":"","startTime":"2026-01-01T00:00:00Z","location":[null,"x",{"address":{"type":"VirtualLocation"}}]}`,
		`{"@context":{"https://www.w3.org/ns/activitystreams":"x"},"id":"\ud83d\ude00\ud83d","a":[[[]]],"n":-0.1e+9}`,
		`{"id":"https://a.example/q","type":"Question","attributedTo":"https://a.example/u","oneOf":[{"name":"ja"},7],"tag":{"type":"Hashtag","name":"#"},"attachment":{"type":"Link","href":"https://a.example/"},"url":[{"href":5}]}`,
		`{"id":"https://a.example/u","type":"Person","preferredUsername":"a","inbox":"https://a.example/i","publicKey":[{"id":"https://a.example/k","owner":"https://a.example/u","publicKeyPem":"-----BEGIN X"}],"icon":["https://a.example/x"],"attachment":{"type":"PropertyValue","name":"a","value":"<b"}}`,
	} {
		f.Add([]byte(s))
	}
}

// Whatever comes: no panic, and what is accepted means the same to us as to
// encoding/json.
func FuzzRead(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := vocab.Parse(raw)
		if err != nil {
			return
		}
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatalf("we read what encoding/json does not: %v", err)
		}
		for key, v := range m {
			if s, ok := v.(string); ok && d.Str(key) != s {
				t.Fatalf("%q is %q to us and %q to encoding/json", key, d.Str(key), s)
			}
			if d.Has(key) != (v != nil) {
				t.Fatalf("%q: Has is %v", key, d.Has(key))
			}
		}
		if a, err := vocab.ReadActivity(d); err == nil {
			if a.ID == "" || a.Type == "" || a.Actor == "" {
				t.Fatalf("an activity without %+v", a)
			}
			if _, err := vocab.Accept(vocab.Envelope{ID: "https://b.example/1", Actor: "https://b.example/u"}, raw); err != nil {
				t.Fatalf("an activity we read cannot be answered: %v", err)
			}
			if a.Object != nil {
				_, _ = vocab.ReadObject(a.Object)
			}
		}
		if in, err := vocab.ReadObject(d); err == nil && (in.AuthorURI == "" || strings.ContainsAny(in.Object.Name, "\n\r\x00")) {
			t.Fatalf("an object without author or with lines in its name: %+v", in)
		}
		if a, _, err := vocab.ReadActor(d); err == nil && (a.Handle == "" || a.Host == "") {
			t.Fatalf("an actor without %+v", a)
		}
		_, _ = vocab.ReadKey(d)
		_, _ = vocab.ReadTombstone(d)
		d.Natural("name")
		d.Time("published")
	})
}

// What we answer with must stay readable to us and to go-fed's own resolver,
// whatever was embedded.
func FuzzEmbed(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		out, err := vocab.Reject(vocab.Envelope{ID: "https://b.example/1", Actor: "https://b.example/u", To: []string{"https://a.example/u"}}, raw, "nee")
		if err != nil {
			return
		}
		d, err := vocab.Parse(out)
		if err != nil {
			if strings.Contains(err.Error(), "nested too deeply") || strings.Contains(err.Error(), "too many values") || strings.Contains(err.Error(), "too large") {
				return // it was at the limit already
			}
			t.Fatalf("we cannot read what we wrote: %v: %s", err, out)
		}
		if d.Type() != "Reject" || d.ID() != "https://b.example/1" || d.Ref("actor") != "https://b.example/u" {
			t.Fatalf("what was embedded changed who speaks: %s", out)
		}
	})
}

// go-fed never sees a stranger's bytes except in this test: it panics on some.
func TestGoFed_understandsOurExamples(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		var m map[string]interface{}
		if err := json.Unmarshal(example(t, filepath.Base(name)), &m); err != nil {
			t.Fatal(err)
		}
		if _, err := streams.ToType(context.Background(), m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
