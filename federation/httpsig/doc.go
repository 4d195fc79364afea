// Package httpsig signs requests to other servers and judges the signatures on
// theirs.
//
// # Two schemes
//
// We sign after draft-cavage-http-signatures-12 with algorithm="rsa-sha256":
// every peer we know takes it (Mastodon, Mobilizon, Gancio, GoToSocial, Lemmy,
// WordPress), and none but Mastodon takes RFC 9421 reliably. Inbound both are
// read; RFC 9421 is chosen when a Signature-Input header exists, as Mastodon
// does.
//
// # It fails closed
//
// A signature says something only about what it covers, so a valid signature
// over too little is refused: that hole is what went wrong in other servers.
// Parse refuses a signature that does not cover the request line, the host, a
// time and, where there is a body, its digest. Verify repeats that check
// against the request it is given and recomputes the digest over the raw bytes,
// so that no order of calls can leave it out. Only the time window needs a
// clock, and is a call of its own: CheckWindow. The order for a receiver is
// Parse, CheckWindow, CheckDigest, then find the key of KeyID, then Verify:
// everything cheap comes before the first fetch.
//
// # The name of this node is configured, not received
//
// RFC 9421's @target-uri and @authority are built from the Origin the caller
// passes, never from the request's Host, and a cavage signature's host must
// name that origin. Otherwise a request signed for another server could be
// replayed here.
//
// # What is refused though the specifications allow it
//
// Keys under 2048 and over 8192 bits; anything but RSA PKCS#1 v1.5 with SHA-256
// (SHA-512 is tried under cavage's hs2019, which does not say which);
// (created) and (expires) with another algorithm than hs2019; component
// parameters, duplicate components, parameters and labels; headers over 8 KiB.
//
// # What is accepted though it looks odd
//
// The host with or without its port (Gancio always drops it); the request
// target with and then without its query (GoToSocial does either);
// algorithm="hs2019" over plain RSA-SHA256 (GoToSocial, Discourse);
// "Authorization: Signature ..." in place of the Signature header; @authority
// with @path and @query in place of @target-uri.
//
// Finding a key and tying it to an actor is another package's work: nothing
// here fetches.
package httpsig
