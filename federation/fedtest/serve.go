package fedtest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// MediaType is the type of every ActivityPub document here.
const MediaType = "application/activity+json"

func (p *Peer) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	mode, delay := p.mode, p.delay
	if r.Method != http.MethodPost {
		p.hits[r.URL.Path]++
	}
	answer, known := p.answers[r.URL.Path]
	form := p.forms[r.URL.Path]
	p.mu.Unlock()
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-r.Context().Done():
			return
		}
	}
	if mode != 0 {
		http.Error(w, "broken on purpose", mode)
		return
	}
	switch {
	case r.Method == http.MethodPost && form != nil:
		if err := r.ParseForm(); err != nil {
			http.Error(w, "no form", http.StatusBadRequest)
			return
		}
		form(r.PostForm).write(w)
	case r.Method == http.MethodPost:
		p.hear(w, r)
	case known:
		answer.write(w)
	case r.URL.Path == "/.well-known/webfinger":
		p.webfinger(w, r)
	case r.URL.Path == "/.well-known/nodeinfo" && p.o.Software != "":
		p.nodeinfoLinks(w)
	case r.URL.Path == "/nodeinfo/2.0" && p.o.Software != "":
		write(w, "application/json", Doc{
			"version": "2.0", "software": Doc{"name": p.o.Software, "version": "1.2.3"},
			"protocols": []string{"activitypub"}, "services": Doc{"inbound": []any{}, "outbound": []any{}},
			"openRegistrations": false, "usage": Doc{"users": Doc{}}, "metadata": Doc{},
		})
	default:
		p.document(w, r)
	}
}

func (a Answer) write(w http.ResponseWriter) {
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	if a.Type == "" {
		a.Type = MediaType
	}
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	w.Header().Set("Content-Type", a.Type)
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body)
}

// document serves actors, keys and empty collections.
func (p *Peer) document(w http.ResponseWriter, r *http.Request) {
	rest, ok := strings.CutPrefix(r.URL.Path, "/users/")
	if !ok {
		http.NotFound(w, r)
		return
	}
	name, what, _ := strings.Cut(rest, "/")
	a := p.actor(name)
	switch {
	case a == nil:
		http.NotFound(w, r)
	case a.isGone():
		http.Error(w, "gone", http.StatusGone)
	case what == "":
		write(w, MediaType, a.Document())
	case what == "main-key" && p.style == GoToSocial:
		write(w, MediaType, a.Stub())
	case what == "outbox", what == "followers", what == "following", what == "collections/featured":
		write(w, MediaType, Doc{"@context": Context, "id": a.ID + "/" + what, "type": "OrderedCollection", "totalItems": 0, "orderedItems": []any{}})
	default:
		http.NotFound(w, r)
	}
}

func (p *Peer) webfinger(w http.ResponseWriter, r *http.Request) {
	resource := r.URL.Query().Get("resource")
	var a *Actor
	if acct, ok := strings.CutPrefix(resource, "acct:"); ok {
		if name, domain, _ := strings.Cut(acct, "@"); domain == p.Host || (p.o.Domain != "" && domain == p.o.Domain) {
			a = p.actor(name)
		}
	} else if name, ok := strings.CutPrefix(resource, p.Origin+"/users/"); ok {
		a = p.actor(name)
	} else if name, ok := strings.CutPrefix(resource, p.Origin+"/@"); ok {
		a = p.actor(name)
	}
	if a == nil || a.isGone() {
		http.NotFound(w, r)
		return
	}
	domain := p.Host
	if p.o.Domain != "" {
		domain = p.o.Domain
	}
	write(w, "application/jrd+json", Doc{
		"subject": "acct:" + a.Name + "@" + domain,
		"aliases": []string{a.ID},
		"links": []any{
			Doc{"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": p.Origin + "/@" + a.Name},
			Doc{"rel": "self", "type": MediaType, "href": a.ID},
			Doc{"rel": "http://ostatus.org/schema/1.0/subscribe", "template": p.Origin + "/authorize_interaction?uri={uri}"},
		},
	})
}

func (p *Peer) nodeinfoLinks(w http.ResponseWriter) {
	links := []any{Doc{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": p.Origin + "/nodeinfo/2.0"}}
	if p.o.Application != "" {
		links = append(links, Doc{"rel": "https://www.w3.org/ns/activitystreams#Application", "href": p.Origin + "/users/" + p.o.Application})
	}
	write(w, "application/json", Doc{"links": links})
}

func (p *Peer) actor(name string) *Actor {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.actors[name]
}

func write(w http.ResponseWriter, kind string, v any) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(encode(v))
}

// encode writes a document; bytes and text pass as they are, so that a test can
// say something that is no JSON.
func encode(v any) []byte {
	switch v := v.(type) {
	case []byte:
		return v
	case string:
		return []byte(v)
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic("fedtest: encode document: " + err.Error())
	}
	return b
}

func pathOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Path
	}
	return address
}

// readAll reads at most 1 MiB.
func readAll(r io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(r, 1<<20)) }
