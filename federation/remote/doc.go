// Package remote knows other servers: their actors, the keys these sign with,
// their software, and single objects, fetched when needed and kept while fresh.
//
// # Who may say what
//
// A document says something only about its own origin (FEP-fe34). What was
// fetched counts when the address that answered, after redirects, has the origin
// of the id in the document, and the id is the address that was asked for; if it
// is not, that id is fetched once, and must then name itself (CVE-2024-23832).
// A key belongs to an actor only when both say so: the key names its owner, and
// the owner's document, fetched from the owner's id on the same origin, lists
// the key. Scheme and origin are judged before anything leaves: our own scheme
// only, never our own origin (what is ours is in the store).
//
// # Keys
//
// A key id with a fragment is an address of its actor; one without is fetched
// as it stands and may be the actor, a stub of it (GoToSocial) or a bare key.
// Either way the owner decides. Parsed keys live in memory for a day at most,
// rows of keys as long. When a signature does not verify, the caller asks once
// more with refresh, which fetches at most every five minutes per key: a key may
// have been rotated, and a stranger must not make us fetch at will.
//
// # Freshness and handles
//
// An actor's document is good for a day. If a later fetch fails for a passing
// reason the stored one is given. An actor's Domain is the host of its id until
// WebFinger has confirmed another one, by the loop from the actor's own host to
// the name and back (docs/peers.md 2.2). Resolve, where a person typed the
// name, looks at once; for everyone else Run looks later and slowly, because five
// hundred new followers must not cost five hundred more requests before their
// Accepts leave. What waits for that look is only in memory: a restart loses it
// and the next refresh of the actor asks again.
//
// # Budgets
//
// One inbound activity may cause at most twenty fetches, five of them of actors
// we did not know. The Budget travels with the view of Remote that Within gives.
// A budget without network gives ErrOffline where a fetch would be needed, so
// that a worker can do what needs none first.
//
// # Home nodes
//
// Home and Vouched are the two questions of a sign-in through another node: who
// she says she is, read now, and whom her node names for the code she brought.
// The endpoints must be on the origin of her id, and who is named must be of that
// origin and name the same endpoint in a document read after the answer: so a
// node speaks for its own people only. Client reads who asks us the same about
// ours. A home has five seconds: somebody waits.
//
// # Signing
//
// Every fetch of an ActivityPub document is signed by the node's Application
// actor, never by a person (docs/peers.md 10, item 9). WebFinger and NodeInfo
// are not signed.
package remote
