// Package inbox takes in what other servers say: it finds out who sent it, keeps
// it, and applies it afterwards.
//
// # The door
//
// Authenticate and Receive follow one order (docs/peers.md 10): content type;
// signature headers; block of the key's host; time window; digest of the raw
// body; key, with one refetch; signature; owner of the key; only then is JSON
// read; then the activity's actor must be that owner, and the activity's id of
// the actor's origin. Nothing has an effect before the last of these. The size
// of the body is capped by the caller, before reading. Refusals carry a status
// and a reason that a peer's operator can act on; nothing that a stranger sends
// is a 5xx, except that a key which cannot be had for a passing reason is a 503,
// so that the peer tries again.
//
// A Delete of an actor by itself, when the key is gone with the actor, is taken
// with 202 and has no effect, unless we know the actor and its origin answers
// 410 for it: then the origin itself has said so.
//
// # Kept before promised
//
// 202 is given when the receipt is on disk. Receipts that arrive while a commit
// is on its way form the next commit together (gather.go), up to 64, with no
// delay added: one writer goroutine, as many receipts per sync as there are
// senders waiting. A receipt is unique by activity and recipient; a second
// delivery is 202 as well, and nothing more happens.
//
// # Applied after
//
// The worker prepares each receipt outside any transaction (read, decide, fetch
// what is needed) and gets an effect: a function of a transaction. Up to 64
// effects share one commit, each in a savepoint, together with the receipt's
// new state: an activity is applied exactly when it is marked so, also in a
// crash. What an effect decides from the store it reads inside the transaction,
// so that a Create and its Delete may share a batch.
//
// Preparing is tried without network first. What needs a fetch goes to a
// bounded pool and does not hold up the rest; only later activities of the same
// actor wait for it, so that one actor's activities are applied in the order in
// which they came. Failures that may pass are tried again for about two days
// (models.Backoff); others are kept as failed with the reason.
//
// What the door read stays in memory until it is applied (backlog.go), within
// bounds; beyond them, and after a restart, it is read again from the database.
//
// # Authority
//
// One file per activity type, and these rules in all of them: an embedded object
// counts only when its id is of the signer's origin and it is attributed to the
// signer, else the object is fetched by its id. What an Announce embeds is never
// read. Update, Delete and Undo touch only what the stored row says is the
// signer's. Accept and Reject count only from the actor whom we asked. Add and
// Remove only for the signer's own featured collection. Move only when the
// target, fetched now, names the old actor. Linked-data signatures are not read.
//
// Objects from strangers are kept only when a local actor follows the author, is
// addressed, or is replied to; else they are dropped and only the activity's id
// is remembered. Reply chains and mentioned actors are not fetched.
//
// # Decisions
//
// Moves are counted in memory only (one a week per actor): after a Move no
// follower of the old actor is left here, so a second one finds nothing to do.
// Wrapped activities (Announce of a Create, FEP-1b12) are dropped: Lemmy sends a
// plain Announce beside them. Leave, Invite, EmojiReact and QuoteRequest are
// dropped until something here gives them a meaning.
package inbox
