package fedtest

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/federation/httpsig"
)

// Delivery is one activity that came to an inbox.
type Delivery struct {
	At     time.Time
	Path   string
	Header http.Header
	Body   []byte
	Doc    Doc    // nil when the body is no JSON object
	Type   string // of the activity
	Actor  string
	Object string // id of the object, embedded or not
	Err    error  // why it was refused; nil when all is well
}

type heardKey struct {
	public *rsa.PublicKey
	owner  string
}

func (p *Peer) hear(w http.ResponseWriter, r *http.Request) {
	body, err := readAll(r.Body)
	if err != nil {
		http.Error(w, "cannot read body", http.StatusBadRequest)
		return
	}
	d := Delivery{At: time.Now(), Path: r.URL.Path, Header: r.Header.Clone(), Body: body}
	if json.Unmarshal(body, &d.Doc) == nil {
		d.Type, d.Actor, d.Object = text(d.Doc["type"]), idOf(d.Doc["actor"]), idOf(d.Doc["object"])
	}
	d.Err = p.judge(r, body, d)
	p.mu.Lock()
	p.heard = append(p.heard, d)
	close(p.news)
	p.news = make(chan struct{})
	p.mu.Unlock()
	if d.Err != nil {
		http.Error(w, d.Err.Error(), http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// judge checks a delivery as a strict server does.
func (p *Peer) judge(r *http.Request, body []byte, d Delivery) error {
	if !p.inbox(r.URL.Path) {
		return fmt.Errorf("no inbox at %s", r.URL.Path)
	}
	if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, MediaType) && !strings.HasPrefix(kind, "application/ld+json") {
		return fmt.Errorf("content type %q", kind)
	}
	if d.Doc == nil || text(d.Doc["id"]) == "" || d.Actor == "" {
		return errors.New("not an activity with id and actor")
	}
	signature, err := httpsig.Parse(r)
	if err != nil {
		return err
	}
	if err := signature.CheckWindow(time.Now()); err != nil {
		return err
	}
	key, err := p.keyOf(r.Context(), signature.KeyID)
	if err != nil {
		return fmt.Errorf("key %s: %w", signature.KeyID, err)
	}
	origin, err := httpsig.ParseOrigin(p.Origin)
	if err != nil {
		return err
	}
	if err := signature.Verify(r, origin, body, key.public); err != nil {
		return err
	}
	if key.owner != d.Actor {
		return fmt.Errorf("signed by %s, actor is %s", key.owner, d.Actor)
	}
	return nil
}

func (p *Peer) inbox(path string) bool {
	if path == "/inbox" {
		return p.style == Mastodon
	}
	name, ok := strings.CutSuffix(strings.TrimPrefix(path, "/users/"), "/inbox")
	return ok && p.actor(name) != nil
}

// keyOf fetches a key once and remembers it.
func (p *Peer) keyOf(ctx context.Context, id string) (heardKey, error) {
	p.mu.Lock()
	known, ok := p.keys[id]
	p.mu.Unlock()
	if ok {
		return known, nil
	}
	address, _, _ := strings.Cut(id, "#")
	doc, err := p.Get(ctx, address)
	if err != nil {
		return heardKey{}, err
	}
	key, _ := doc["publicKey"].(map[string]any)
	if text(key["id"]) != id {
		return heardKey{}, fmt.Errorf("document holds key %q", text(key["id"]))
	}
	public, err := httpsig.ParsePublicKeyPEM(text(key["publicKeyPem"]))
	if err != nil {
		return heardKey{}, err
	}
	known = heardKey{public: public, owner: text(key["owner"])}
	p.mu.Lock()
	p.keys[id] = known
	p.mu.Unlock()
	return known, nil
}

// Heard gives everything that came so far, refused or not.
func (p *Peer) Heard() []Delivery {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Delivery(nil), p.heard...)
}

// Await gives the first delivery of a type that was taken, and fails the test
// when none comes in ten seconds.
func (p *Peer) Await(t testing.TB, kind string) Delivery {
	t.Helper()
	return p.AwaitCount(t, kind, 1)[0]
}

// AwaitCount waits for n deliveries of a type ("" any) that were taken.
func (p *Peer) AwaitCount(t testing.TB, kind string, n int) []Delivery {
	t.Helper()
	end := time.After(10 * time.Second)
	for {
		p.mu.Lock()
		news := p.news
		var found []Delivery
		var refused []error
		for _, d := range p.heard {
			switch {
			case d.Err != nil:
				refused = append(refused, d.Err)
			case kind == "" || d.Type == kind:
				found = append(found, d)
			}
		}
		p.mu.Unlock()
		if len(found) >= n {
			return found
		}
		select {
		case <-news:
		case <-end:
			t.Fatalf("%s heard %d of %d %s in time; refused: %v", p.Host, len(found), n, kind, refused)
		}
	}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func idOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		return text(v["id"])
	}
	return ""
}
