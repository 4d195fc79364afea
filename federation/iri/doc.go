// Package iri builds and reads this node's own addresses, in one place.
//
// Every actor's id is /users/HANDLE; the page for people is /@HANDLE. An event
// of ours has two ids from the start, /events/ID and, for software that shows
// notes, /notes/ID with the same ID. The Create of an object has the object's
// ID under /activities/, its note form's Create the same with "-note", so that
// the outbox can be served from the objects alone. Ids are compared as strings,
// so they are never built anywhere else.
package iri
