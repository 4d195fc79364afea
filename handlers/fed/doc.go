// Package fed answers other servers: actors, objects, activities, collections,
// discovery documents, and the doors of the inboxes.
//
// Everything public is served unsigned: GoToSocial fetches our key before it
// serves us, so demanding signatures for actors would deadlock, and an invalid
// signature on a public GET is no error (both cost others their follows). What
// is not public is served only to a signed GET of someone it was addressed to
// or, for followers-only posts, of a follower; to anyone else it is the same
// 404 as something that never was.
//
// What was deleted answers 410 with its Tombstone, whose formerType event
// software needs before it believes a Delete.
//
// The Create of an object is written from the object, under the object's own ID:
// it is there before anyone has been told, says what the object says today, and
// is gone with it. So is an Update, which holds all that it told. A Delete stays.
//
// Bodies are read whole, up to 1 MiB, before anything else, because digests are
// over raw bytes. What an inbox answers: 202 when the activity is on disk, 400,
// 401, 403, 413, 415, 429 with the reason, 503 when the sender's key could not be
// fetched for a passing reason.
package fed
