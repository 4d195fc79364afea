package fedtest

import (
	"fmt"
	"sync/atomic"
	"time"
)

var serial atomic.Int64

// Address makes an address on the actor's server that was not used before:
// .../users/NAME/WHAT/N.
func (a *Actor) Address(what string) string {
	return fmt.Sprintf("%s/%s/%d", a.ID, what, serial.Add(1))
}

// Activity makes an activity by this actor with an id of its own.
func (a *Actor) Activity(kind string, object any) Doc {
	return Doc{"@context": Context, "id": a.Address("activities"), "type": kind, "actor": a.ID, "object": object}
}

// Follow makes a Follow of an actor.
func (a *Actor) Follow(target string) Doc { return a.Activity("Follow", target) }

// Note makes a public note that mentions the given actors, and serves it.
func (a *Actor) Note(content string, mentions ...string) Doc {
	tags, cc := []any{}, []any{a.Followers()}
	for _, m := range mentions {
		tags = append(tags, Doc{"type": "Mention", "href": m, "name": "@someone"})
		cc = append(cc, m)
	}
	id := a.Address("notes")
	note := Doc{
		"@context": Context, "id": id, "type": "Note", "attributedTo": a.ID, "content": content, "url": id,
		"published": time.Now().UTC().Format(time.RFC3339), "to": []any{Public}, "cc": cc, "tag": tags,
	}
	a.Peer.Keep(id, note)
	return note
}

// Create makes a Create of an object with the object's own addressing.
func (a *Actor) Create(object Doc) Doc {
	create := a.Activity("Create", object)
	create["id"] = text(object["id"]) + "/activity"
	create["to"], create["cc"], create["published"] = object["to"], object["cc"], object["published"]
	return create
}
