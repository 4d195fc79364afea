package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/text"
)

// lookupTime bounds what a command waits for other servers, all together.
const lookupTime = 15 * time.Second

// written is a text as it is stored.
type written struct {
	html     string
	mentions []models.Mention
	hashtags []string
}

// render turns Markdown into HTML with its mentions and tags linked. Whoever
// cannot be found stays plain text, with a warning.
func (a *app) render(ctx context.Context, markdown string) (written, error) {
	known, err := a.people(ctx, text.FindMentions(markdown))
	if err != nil {
		return written{}, err
	}
	return known.write(markdown), nil
}

// people are those a text mentions and we found, by handle as written.
type people struct {
	base   iri.Base
	people map[string]models.Actor
}

// Mention implements text.Resolver.
func (p people) Mention(handle string) (uri, page string, ok bool) {
	actor, ok := p.people[handle]
	if !ok {
		return "", "", false
	}
	if actor.URL != "" {
		return actor.URI, actor.URL, true
	}
	return actor.URI, actor.URI, true
}

// Hashtag implements text.Resolver.
func (p people) Hashtag(tag string) string { return p.base.Hashtag(tag) }

// write renders a text that mentions some of them.
func (p people) write(markdown string) written {
	out := text.Render(markdown, p)
	w := written{html: out.HTML, hashtags: out.Hashtags}
	for _, m := range out.Mentions {
		w.mentions = append(w.mentions, models.Mention{URI: m.URI, Name: "@" + p.people[m.Handle].Acct()})
	}
	return w
}

// people finds the actors behind handles: ours in the store, others where they
// live, within lookupTime for all.
func (a *app) people(ctx context.Context, handles []string) (people, error) {
	found := people{base: iri.Of(a.node), people: map[string]models.Actor{}}
	bounded, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	for _, handle := range handles {
		user, domain, far := strings.Cut(handle, "@")
		if far && domain != a.node.HandleDomain {
			actor, err := a.find(bounded, handle)
			if ctx.Err() != nil {
				return people{}, ctx.Err()
			}
			if err != nil {
				a.warn("@%s could not be found and stays plain text: %s", handle, sentence(err))
				continue
			}
			found.people[handle] = actor
			continue
		}
		actor, err := a.store.ActorByHandle(ctx, user)
		switch {
		case models.KindOf(err) == models.NotFound || (err == nil && actor.GoneAt != nil):
			a.warn("there is nobody here by the handle @%s: it stays plain text", user)
		case err != nil:
			return people{}, fmt.Errorf("find @%s: %w", user, err)
		default:
			found.people[handle] = actor
		}
	}
	return found, nil
}
