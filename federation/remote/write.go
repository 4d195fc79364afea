package remote

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/text"
)

// maxNamed is how many people a text of ours may name; who comes after them
// stays plain text.
const maxNamed = 50

var errTooManyNamed = errors.New("the text names too many people")

// Written is a text as a note or event is stored with it.
type Written struct {
	HTML     string
	Mentions []models.Mention
	Hashtags []string
	Missing  []Missing // named, and not found: they stay plain text
}

// Missing is somebody a text names who could not be found. Err is nil when
// there is nobody here by that handle, else why she was not found elsewhere.
type Missing struct {
	Handle string // "user@host", or "user" for one of ours
	Err    error
}

// Write turns Markdown into HTML with its mentions and hashtags linked: our own
// people from the store, others from where they live, as long as ctx lasts for
// all of them. An error is one of our own.
func (r *Remote) Write(ctx context.Context, markdown string) (Written, error) {
	handles := text.FindMentions(markdown)
	known := People{Base: r.base, Actors: map[string]models.Actor{}}
	var missing []Missing
	for i, handle := range handles {
		user, domain, far := strings.Cut(handle, "@")
		var actor models.Actor
		var err error
		switch {
		case i >= maxNamed:
			err = errTooManyNamed
		case far && domain != r.base.Domain:
			actor, err = r.Resolve(ctx, handle)
		default:
			actor, err = r.store.ActorByHandle(ctx, user)
			if models.KindOf(err) == "" && err != nil {
				return Written{}, fmt.Errorf("find @%s: %w", user, err)
			}
			if err != nil || actor.GoneAt != nil {
				missing = append(missing, Missing{Handle: user})
				continue
			}
		}
		if err == nil && actor.GoneAt != nil {
			err = models.Fail(models.NotFound, "remote.not_found", "Address", handle)
		}
		if err != nil {
			missing = append(missing, Missing{handle, err})
			continue
		}
		known.Actors[handle] = actor
	}
	w := known.Write(markdown)
	w.Missing = missing
	return w, nil
}

// People are those a text may name, by handle as written.
type People struct {
	Base   iri.Base
	Actors map[string]models.Actor
}

// Mention implements text.Resolver.
func (p People) Mention(handle string) (uri, page string, ok bool) {
	actor, ok := p.Actors[handle]
	if !ok {
		return "", "", false
	}
	if actor.URL != "" {
		return actor.URI, actor.URL, true
	}
	return actor.URI, actor.URI, true
}

// Hashtag implements text.Resolver.
func (p People) Hashtag(tag string) string { return p.Base.Hashtag(tag) }

// Write renders a text that names some of them, without asking anyone.
func (p People) Write(markdown string) Written {
	out := text.Render(markdown, p)
	w := Written{HTML: out.HTML, Hashtags: out.Hashtags}
	for _, m := range out.Mentions {
		w.Mentions = append(w.Mentions, models.Mention{URI: m.URI, Name: "@" + p.Actors[m.Handle].Acct()})
	}
	return w
}
