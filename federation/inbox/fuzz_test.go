package inbox_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/httpsig"
	"knoop/federation/inbox"
	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/transport"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// FuzzReceive signs whatever it is given as a known actor, delivers it and
// applies it: no panic, no 5xx, nothing left undone. ACTOR, US and NOTE in the
// input become addresses. The node is a trial one on http, whose guard lets
// nothing out of this machine.
func FuzzReceive(f *testing.F) {
	for _, seed := range []string{
		`{"id":"ACTOR/1","type":"Follow","actor":"ACTOR","object":"US"}`,
		`{"id":"ACTOR/2","type":"Undo","actor":"ACTOR","object":{"id":"ACTOR/1","type":"Follow","object":"US"}}`,
		`{"id":"ACTOR/3","type":"Undo","actor":{"id":"ACTOR"},"object":["ACTOR/1",{}]}`,
		`{"id":"ACTOR/4","type":"Accept","actor":"ACTOR","object":{"type":"Follow","actor":"US","object":"ACTOR"}}`,
		`{"id":"ACTOR/5","type":"Create","actor":"ACTOR","to":"US","object":{"id":"ACTOR/n","type":"Note","attributedTo":"ACTOR","content":"<p>x<script>","tag":[{"type":"Mention","href":"US"},7,null]}}`,
		`{"id":"ACTOR/6","type":"Create","actor":"ACTOR","cc":["US"],"object":{"id":"ACTOR/e","type":["Event","Note"],"attributedTo":["ACTOR"],"startTime":"2026-01-01T00:00:00Z","location":[{"type":"Place","latitude":1e400}]}}`,
		`{"id":"ACTOR/7","type":"Update","actor":"ACTOR","object":{"id":"ACTOR/n","type":"Note","attributedTo":"ACTOR","content":null,"updated":"9999-12-31T23:59:59Z"}}`,
		`{"id":"ACTOR/8","type":"Update","actor":"ACTOR","object":{"id":"ACTOR","type":"Person","preferredUsername":"x","inbox":"ACTOR/inbox","publicKey":{"id":"ACTOR#main-key","owner":"ACTOR","publicKeyPem":"-----BEGIN "}}}`,
		`{"id":"ACTOR/9","type":"Delete","actor":"ACTOR","object":{"id":"ACTOR/n","type":"Tombstone"}}`,
		`{"id":"ACTOR/10","type":"Announce","actor":"ACTOR","object":"NOTE","published":"yesterday"}`,
		`{"id":"ACTOR/11","type":"Like","actor":"ACTOR","object":{"id":"NOTE"}}`,
		`{"id":"ACTOR/12","type":"Move","actor":"ACTOR","object":"ACTOR","target":"http://closed.localhost:1/x"}`,
		`{"id":"ACTOR/13","type":"Flag","actor":"ACTOR","object":["NOTE",null,{"id":"US"}],"content":"\u202e"}`,
		`{"id":"ACTOR/14","type":"Add","actor":"ACTOR","object":"ACTOR/n","target":"ACTOR/featured"}`,
		`{"id":"ACTOR/15","type":"Join","actor":"ACTOR","object":"NOTE"}`,
		`{"id":"ACTOR/16","type":"Block","actor":"ACTOR","object":"US"}`,
		`{"id":"ACTOR/17","type":"\u0000","actor":"ACTOR"}`,
		`{"@context":{"@vocab":"x"},"@graph":[{"id":"ACTOR/18"}]}`,
		`[[[[`, ``, `null`, `{"id":"ACTOR/19","type":"Create","actor":"ACTOR","object":{"object":{"object":{}}}}`,
	} {
		f.Add(seed)
	}
	w := newTrial(f)
	f.Fuzz(func(t *testing.T, body string) {
		body = w.addresses.Replace(body)
		r, raw := fedtest.SignedPost(t, w.base.SharedInbox(), body, w.key, time.Now())
		err := w.inbox.Receive(t.Context(), models.Actor{}, r, raw)
		var refusal *inbox.Refusal
		if err != nil && (!errors.As(err, &refusal) || refusal.Status >= http.StatusInternalServerError) {
			t.Fatalf("answer to %q: %v", body, err)
		}
		for end := time.Now().Add(10 * time.Second); w.due(t) > 0; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%q is still not applied", body)
			}
		}
		if said := w.log.panicked(); said != "" {
			t.Fatalf("%q: %s", body, said)
		}
	})
}

// trial is a node on http with one known actor whose key it has.
type trial struct {
	store     *store.Store
	inbox     *inbox.Inbox
	base      iri.Base
	key       httpsig.Key
	addresses *strings.Replacer
	log       *panicLog
}

func newTrial(t testing.TB) *trial {
	t.Helper()
	ctx := context.Background()
	w := &trial{store: storetest.New(t), log: &panicLog{said: make(chan string, 1)}}
	node, err := w.store.SetUp(ctx, store.Setup{
		Origin: "http://localhost:8080", HandleDomain: "localhost:8080", Language: "nl", Timezone: "Europe/Amsterdam",
		Name: "Mokum", Handle: "mokum", OrchestratorName: "Joost", OrchestratorHandle: "joost",
	})
	if err != nil {
		t.Fatal(err)
	}
	w.base = iri.Of(node)
	us := storetest.Collective(t, w.store)
	note := storetest.Note(t, w.store, us, "hello")
	anna := storetest.RemoteActor("masto.localhost:1", "anna")
	uri := "http://masto.localhost:1/users/anna"
	anna.URI, anna.Inbox, anna.SharedInbox, anna.Featured = uri, uri+"/inbox", "", uri+"/featured"
	if _, err := w.store.SaveRemoteActor(ctx, anna); err != nil {
		t.Fatal(err)
	}
	keys, err := models.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	pem, err := keys.PublicPEM()
	if err != nil {
		t.Fatal(err)
	}
	w.key = httpsig.Key{ID: uri + "#main-key", Private: keys.RSA}
	if err := w.store.SaveRemoteKey(ctx, store.RemoteKey{KeyID: w.key.ID, OwnerURI: uri, PEM: pem, FetchedAt: time.Now()}); err != nil {
		t.Fatal(err)
	}
	client, err := transport.New(transport.Options{Origin: node.Origin})
	if err != nil {
		t.Fatal(err)
	}
	rem := remote.New(remote.Options{Store: w.store, Client: client, Base: w.base})
	if w.inbox, err = inbox.New(inbox.Options{Store: w.store, Remote: rem, Base: w.base, Logger: slog.New(w.log)}); err != nil {
		t.Fatal(err)
	}
	w.addresses = strings.NewReplacer("ACTOR", uri, "US", us.URI, "NOTE", note.URI)
	running, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = w.inbox.Run(running)
	}()
	t.Cleanup(func() { stop(); <-done; client.Close() })
	return w
}

// due counts what is kept and not put off.
func (w *trial) due(t testing.TB) int {
	t.Helper()
	due, err := w.store.DueReceipts(context.Background(), time.Now(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return len(due)
}

// panicLog keeps the first log line that tells of a panic.
type panicLog struct{ said chan string }

func (l *panicLog) Enabled(context.Context, slog.Level) bool { return true }
func (l *panicLog) WithAttrs([]slog.Attr) slog.Handler       { return l }
func (l *panicLog) WithGroup(string) slog.Handler            { return l }

func (l *panicLog) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if strings.Contains(a.Value.String(), "panic") {
			select {
			case l.said <- a.Value.String():
			default:
			}
		}
		return true
	})
	return nil
}

func (l *panicLog) panicked() string {
	select {
	case said := <-l.said:
		return said
	default:
		return ""
	}
}
