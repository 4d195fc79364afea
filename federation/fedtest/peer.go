package fedtest

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Style is whose habits a Peer has.
type Style int

// The habits that differ.
const (
	Mastodon   Style = iota // key ids with a fragment, shared inbox
	GoToSocial              // key ids of their own that serve a stub, no shared inbox
)

// Options say what kind of server to play.
type Options struct {
	Name      string // it will be NAME.localhost
	Authority *Authority
	Style     Style
	Software  string // NodeInfo's software.name; "" no NodeInfo at all
	// Application is the name of the actor that NodeInfo names as the server's
	// own; "" none.
	Application string
	// Domain, if set, is the domain of its handles: WebFinger answers for both,
	// with this one as subject.
	Domain string
}

// Peer is a pretend server.
type Peer struct {
	Origin string // "https://masto.localhost:41234"
	Host   string // "masto.localhost:41234"

	o      Options
	style  Style
	client *http.Client
	server *http.Server

	mu      sync.Mutex
	actors  map[string]*Actor
	order   int
	answers map[string]Answer
	forms   map[string]func(url.Values) Answer
	hits    map[string]int
	heard   []Delivery
	keys    map[string]heardKey
	mode    int
	delay   time.Duration
	news    chan struct{} // closed and renewed with every delivery
}

// Answer is what a Peer says at one path.
type Answer struct {
	Status int    // 0: 200
	Type   string // "": application/activity+json
	Header http.Header
	Body   []byte
}

// New starts a Peer; it stops with the test.
func New(t testing.TB, o Options) *Peer {
	t.Helper()
	if o.Authority == nil {
		o.Authority = NewAuthority(t)
	}
	name := o.Name + ".localhost"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := fmt.Sprintf("%s:%d", name, listener.Addr().(*net.TCPAddr).Port)
	p := &Peer{
		Origin: "https://" + host, Host: host, o: o, style: o.Style,
		actors: map[string]*Actor{}, answers: map[string]Answer{}, forms: map[string]func(url.Values) Answer{}, hits: map[string]int{},
		keys: map[string]heardKey{}, news: make(chan struct{}),
		client: Client(o.Authority),
	}
	p.server = &http.Server{
		Handler:           http.HandlerFunc(p.serve),
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // failing handshakes are part of tests
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{o.Authority.Certificate(t, name)},
			NextProtos:   []string{"h2", "http/1.1"},
			MinVersion:   tls.VersionTLS12,
		},
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = p.server.ServeTLS(listener, "", "") // ends with Close
	}()
	t.Cleanup(func() {
		p.server.Close()
		<-done
		p.client.CloseIdleConnections()
	})
	if o.Application != "" {
		p.Add(o.Application, "Application")
	}
	return p
}

// SharedInbox is the inbox of all.
func (p *Peer) SharedInbox() string { return p.Origin + "/inbox" }

// Add makes an account of a type: "Person", "Group", "Application".
func (p *Peer) Add(name, kind string) *Actor {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := &Actor{Peer: p, Name: name, kind: kind, ID: p.Origin + "/users/" + name, pair: keyPair(p.order), extra: Doc{}}
	p.order++
	a.KeyID = a.ID + "#main-key"
	if p.style == GoToSocial {
		a.KeyID = a.ID + "/main-key"
	}
	p.actors[name] = a
	return a
}

// Person makes a Person.
func (p *Peer) Person(name string) *Actor { return p.Add(name, "Person") }

// Keep serves a document at its id, as ActivityPub.
func (p *Peer) Keep(id string, document any) { p.Serve(id, Answer{Body: encode(document)}) }

// Serve answers an address of this peer with whatever the test needs.
func (p *Peer) Serve(address string, a Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[pathOf(address)] = a
}

// AnswerForm answers what is posted to an address as a form, such as the code
// that a token endpoint redeems.
func (p *Peer) AnswerForm(address string, answer func(form url.Values) Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forms[pathOf(address)] = answer
}

// Forget takes back what Keep and Serve said about an address.
func (p *Peer) Forget(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.answers, pathOf(address))
}

// Fail makes every request answer with a status from now on; 0 ends that.
func (p *Peer) Fail(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mode = status
}

// Delay makes every answer wait; 0 ends that.
func (p *Peer) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Hits counts the requests for an address or path so far, whatever the answer.
func (p *Peer) Hits(address string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hits[pathOf(address)]
}

// AllHits counts all requests but those to inboxes.
func (p *Peer) AllHits() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, c := range p.hits {
		n += c
	}
	return n
}
