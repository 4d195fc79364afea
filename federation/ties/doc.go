// Package ties finds out whether what people and collectives say of each other
// is so: it reads, each at its own origin, a person's claim, the collective's
// stamp and her entry in its list, and writes down what it found and when.
//
// # Why it reads
//
// Documents decide, activities hurry (PROTOCOL 0). An Accept that was lost, a
// node that was away for a week, a stamp taken back by someone else than who
// told us: whoever reads reaches the same state. So an Update or Delete of a
// stamp only brings the next reading forward, and nothing is believed because of
// who sent it.
//
// # What is checked
//
// The stamp is fetched fresh from its own address, which must be of the
// collective's origin. It must be by that collective, about this person, of this
// relationship with this object, as strings; it must have begun and not ended;
// its proof must hold over the bytes as received, with a key that the
// collective's own document, read now, lists; and the collective must be alive
// and not have moved. The claim must stand in the person's own document and name
// this very stamp. The entry must stand in the collective's list of members.
//
// A no is a no only when it is said: 404, 410, a claim that is missing, a proof
// that fails. A time-out, a 5xx or a door that is shut to us (401, 403) says
// nothing, and what was seen before holds for its time
// (models.Membership.Verdict). A stamp that is gone for good (410) ends the
// membership of a person of ours.
//
// # What it costs
//
// One membership is read for a minute at most, a list of members up to 120 pages
// and 16 MiB, each page within the limits of every document.
//
// # When
//
// At once after an acceptance, a changed claim or a word about a stamp; for
// everything shown, and for the other hats that members from elsewhere show, once
// a day; a young membership again after a quarter of an
// hour, since the other side may just be writing. One pair is never read more
// often than once in a quarter of an hour, and few pairs at a time.
package ties
