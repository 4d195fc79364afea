// Package vocab is the only place that knows ActivityStreams: it turns the bytes
// of strangers into our structs, and our structs into the bytes that every peer
// takes. It is pure: no network, no store, no clock.
//
// # Reading
//
// Parse reads JSON into a small tree of our own in one pass: depth, values,
// items and strings are bounded, and everything is refused by which one document
// could be read in two ways: a name twice, broken UTF-8, JSON-LD keywords that
// reshape (@graph, @included, @reverse, @nest), as:-prefixed names, and contexts
// that give an ActivityStreams term another meaning or another name. We read
// short names only and never fetch a context; so what a JSON-LD reader would see
// and what we see must be the same, or nobody gets anything. A document without
// any @context is read (Lemmy's and Gancio's are kept so); one whose contexts
// are all foreign is not.
//
// ReadActivity, ReadActor, ReadKey, ReadObject and ReadTombstone take from the
// tree what we understand, an array where a value may stand and a value where an
// array may stand. Nonsense in a property loses the property; only what makes a
// document useless (no id, no actor, no author) loses the document. Text is
// sanitised or made one plain line here, addresses are http(s) or gone, numbers
// are in range, lists are cut at Mastodon's limits.
//
// What comes out is a claim. Whether the id is where it was fetched, whether the
// actor signed, whether an embedded object may be believed: the door decides
// (federation/inbox, federation/remote), which also judges the scheme.
//
// # Why not go-fed for reading
//
// Measured on an ordinary Create of 1 kB (bench_test.go): 4 µs and 8 allocations
// here, 78 µs and 620 with encoding/json and go-fed's resolver. Beyond speed,
// go-fed panics on an empty duration, loses contentMap, contexts and one-element
// arrays, refuses unknown types, and takes aliases the wrong way round.
//
// # Writing
//
// Documents are built with go-fed's typed vocabulary (through streams, which
// links only what is written), extension terms go in through
// GetUnknownProperties, and finish serialises: arrays forced where peers insist
// on them and single values everywhere else, floats with a decimal point,
// nothing empty, bto and bcc never, a fixed order of names, and one @context with
// the terms used from one table. Ids go through exact, since url.URL would
// rewrite some of them and peers compare strings. The same input gives the same
// bytes: they are made once, stored, served and sent.
//
// Tests hold that go-fed's own resolver understands every document we write, one
// row for each peer that breaks otherwise (event_write_test.go), and one line for
// each document of eleven peers (testdata/peers.golden; go test -run Peers
// -update writes it anew). Fuzzing wants -fuzzminimizetime 1x: go-fed's size makes
// coverage slow.
//
// # An event has two forms
//
// Event for software that keeps calendars, NoteForm for the rest: the same thing
// under two ids, each naming the other. Who gets which is decided in
// federation/outbox. Until people can sign up by activity, joinMode is external
// and points at the page; a Join is answered with Ignore.
package vocab
