// Package streams is the door to go-fed's vocabulary: constructors of the types
// and properties that we write, under the names go-fed gives them.
//
// go-fed's own package of this name links every type and property it knows, with
// readers and a resolver for all, through its init: 16 MB of the program and as
// much of its memory at rest, for documents we never write. We read with our
// own reader (federation/vocab), so only the constructors are wanted. Each is a
// package of its own; what go-fed's init does for a constructor, ours does for
// these.
//
// What it refuses: reading. The types' deserialisers need go-fed's manager,
// which is not set here. Tests of federation/vocab read what we wrote with the
// whole of go-fed.
//
// To write one more type or property, add it here. A type without its line in
// init panics when it is made, in the first test that writes it.
package streams
