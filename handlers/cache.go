package handlers

import (
	"bytes"
	"container/list"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"knoop/handlers/render"
)

// responses keeps answers that are the same for every stranger, so that the
// rush after a post is answered from memory. An entry holds as long as the
// store's generation stands (any change on this node that could show ends it)
// and at most cacheLife, since pages say things like "3 minuten geleden".
//
// It also gives every such answer an ETag and answers If-None-Match, and it
// answers HEAD from the same entry.
type responses struct {
	mu         sync.Mutex
	entries    map[string]*list.Element
	order      *list.List // front: used last
	size       int
	generation func() uint64
	now        func() time.Time
}

const (
	cacheLife    = 30 * time.Second
	cacheSize    = 8 << 20 // bytes of bodies
	cacheEntry   = 1 << 20 // of one: a calendar of a thousand events
	cacheEntries = 4096
)

type entry struct {
	key        string
	generation uint64
	until      time.Time
	status     int
	header     http.Header
	body       []byte
}

func newResponses(generation func() uint64, now func() time.Time) *responses {
	return &responses{entries: map[string]*list.Element{}, order: list.New(), generation: generation, now: now}
}

func (c *responses) get(key string) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	el := c.entries[key]
	if el == nil {
		return nil
	}
	e := el.Value.(*entry)
	if e.generation != c.generation() || c.now().After(e.until) {
		c.drop(el)
		return nil
	}
	c.order.MoveToFront(el)
	return e
}

func (c *responses) put(e *entry) {
	if len(e.body) > cacheEntry {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.entries[e.key]; old != nil {
		c.drop(old)
	}
	c.entries[e.key] = c.order.PushFront(e)
	c.size += len(e.body)
	for c.size > cacheSize || len(c.entries) > cacheEntries {
		c.drop(c.order.Back())
	}
}

func (c *responses) drop(el *list.Element) {
	e := c.order.Remove(el).(*entry)
	delete(c.entries, e.key)
	c.size -= len(e.body)
}

// serve answers from the cache, or by next, whose answer it keeps if it may. An
// error of next is handed up unanswered.
func (c *responses) serve(w http.ResponseWriter, r *http.Request, key string, signed bool, next render.HandlerFunc) error {
	if e := c.get(key); e != nil {
		e.write(w, r)
		return nil
	}
	// Read before the handler asks the store: a change in between makes the
	// entry old at once instead of keeping what no longer holds.
	generation := c.generation()
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	// The entry answers HEAD and GET alike, so it is made by a GET.
	asked := r
	if r.Method == http.MethodHead {
		asked = r.Clone(r.Context())
		asked.Method = http.MethodGet
	}
	if err := next(rec, asked); err != nil {
		return err
	}
	rec.header.Set("Content-Length", strconv.Itoa(rec.body.Len()))
	e := &entry{key: key, generation: generation, until: c.now().Add(cacheLife), status: rec.status, header: rec.header, body: rec.body.Bytes()}
	if e.status == http.StatusOK {
		sum := sha256.Sum256(e.body)
		e.header.Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	}
	if e.forAll(signed) {
		c.put(e)
	}
	e.write(w, r)
	return nil
}

// forAll says whether an answer may be given to others: it is settled, sets no
// cookie and says nothing against it. What came of a signed request must say
// that it is public.
func (e *entry) forAll(signed bool) bool {
	control := e.header.Get("Cache-Control")
	switch {
	case e.status != http.StatusOK && e.status != http.StatusGone, len(e.header.Values("Set-Cookie")) > 0:
		return false
	case strings.Contains(control, "private"), strings.Contains(control, "no-store"):
		return false
	}
	return !signed || strings.HasPrefix(control, "public")
}

func (e *entry) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for k, v := range e.header {
		if k == "Vary" {
			render.Vary(h, v...)
			continue
		}
		h[k] = slices.Clip(v) // others are given the same list: to add to it is to copy it
	}
	if tag := e.header.Get("ETag"); tag != "" && matches(strings.Join(r.Header.Values("If-None-Match"), ","), tag) {
		h.Del("Content-Length")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(e.body) // the client went away; nothing to mend
	}
}

// matches compares weakly (RFC 9110, 13.1.2): a proxy that compresses may have
// made the tag weak.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == tag || part == "*" {
			return true
		}
	}
	return false
}

type recorder struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	return r.body.Write(b)
}
