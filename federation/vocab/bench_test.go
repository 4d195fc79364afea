package vocab_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-fed/activity/streams"

	"knoop/federation/vocab"
	"knoop/models"
)

func example(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

// What the inbox does with every delivery: parse, and look who says what.
func BenchmarkReadActivity(b *testing.B) {
	raw := example(b, "create-note.json")
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		d, err := vocab.Parse(raw)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := vocab.ReadActivity(d); err != nil {
			b.Fatal(err)
		}
	}
}

// What applying a Create does on top, sanitising included.
func BenchmarkReadObject(b *testing.B) {
	raw := example(b, "create-note.json")
	b.ReportAllocs()
	for b.Loop() {
		d, err := vocab.Parse(raw)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := vocab.ReadObject(d.Doc("object")); err != nil {
			b.Fatal(err)
		}
	}
}

// The other way, for comparison: encoding/json and go-fed's resolver.
func BenchmarkReadActivityGoFed(b *testing.B) {
	raw := example(b, "create-note.json")
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		var m map[string]interface{}
		if err := json.Unmarshal(raw, &m); err != nil {
			b.Fatal(err)
		}
		if _, err := streams.ToType(context.Background(), m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadActivityMap(b *testing.B) {
	raw := example(b, "create-note.json")
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		var m map[string]interface{}
		if err := json.Unmarshal(raw, &m); err != nil {
			b.Fatal(err)
		}
	}
}

// What serving an actor costs when nothing keeps the bytes.
func BenchmarkWriteActor(b *testing.B) {
	a := mokum()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := writer.Actor(a, models.Account{}); err != nil {
			b.Fatal(err)
		}
	}
}

// What publishing an event costs: the Event and its Create.
func BenchmarkWriteCreateEvent(b *testing.B) {
	o, e := evening()
	author := mokum()
	b.ReportAllocs()
	for b.Loop() {
		raw, err := writer.Event(o, e, author)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := vocab.Create(vocab.Envelope{ID: base.Activity("1"), Actor: author.URI}, raw); err != nil {
			b.Fatal(err)
		}
	}
}
