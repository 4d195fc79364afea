// Package models holds what is true on a node and what may change: the nouns
// (actors, objects, events, follows), the pure rules over them, the facts we
// record, and the kinds of error a person can meet.
//
// It imports nothing but the standard library and a generator of identifiers.
// It speaks our own words and no wire format: an Event here has a StartsAt,
// not a startTime, and how it is written for Mobilizon is a question for
// federation/vocab. Struct tags that name gorm are only text.
//
// # Where a rule lives
//
// A rule that can be decided from values in hand stands here, as a method or a
// function without context, clock or I/O: Event.Check, Follow.Answer, Handle
// rules, back-off. What must change together is one verb in models/store.
//
// # Identifiers
//
// Every row has a UUIDv7 in text, made before insertion (NewID), because an
// object's address must be known before it is stored, and because the order of
// identifiers is then the order of making.
//
// # Facts
//
// The store does not know ActivityStreams, yet telling the world has to be part
// of the same commit as the change. So a verb writes a Fact: what happened,
// in our words. federation/outbox turns it into activities and letters exactly
// once.
//
// # Times
//
// Wire times are whole seconds in UTC. An event's hour belongs to an IANA zone
// that is kept beside it, so that a change of clocks never moves it. A new
// Updated is always later than the one before (see NextUpdated): peers ignore
// an Update that is not newer.
package models
