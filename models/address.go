package models

// The patterns of our own addresses that rows carry from the start. They stand
// here because a row's address is written in the same transaction as the row;
// federation/iri reads and writes all others, and calls these.

// PublicCollection is the address of everyone (ActivityPub 5.6).
const PublicCollection = "https://www.w3.org/ns/activitystreams#Public"

// ActorURI gives the id of a local actor: origin/users/HANDLE.
func ActorURI(origin, handle string) string { return origin + "/users/" + handle }

// ApplicationURI gives the id of the node's own Application actor.
func ApplicationURI(origin string) string { return origin + "/actor" }

// ProfileURL gives an actor's page for people: origin/@HANDLE.
func ProfileURL(origin, handle string) string { return origin + "/@" + handle }

// SharedInboxURI gives the inbox of all.
func SharedInboxURI(origin string) string { return origin + "/inbox" }

// KeyURI gives the id of an actor's RSA key.
func KeyURI(actor string) string { return actor + "#main-key" }

// NoteURI gives a note's id, or the id of an event's note form.
func NoteURI(origin, id string) string { return origin + "/notes/" + id }

// EventURI gives an event's id.
func EventURI(origin, id string) string { return origin + "/events/" + id }

// ActivityURI gives an activity's id. The Create of an object has the object's
// ID, so that the outbox can be served from the objects alone.
func ActivityURI(origin, id string) string { return origin + "/activities/" + id }

// MediaURI gives the address of a picture of ours.
func MediaURI(origin, name string) string { return origin + "/media/" + name }
