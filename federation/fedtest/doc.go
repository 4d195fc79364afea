// Package fedtest plays another server: a pretend Mastodon or GoToSocial with
// actors, keys, WebFinger, NodeInfo and inboxes, over real HTTPS on loopback.
// It is for tests only.
//
// A Peer listens on NAME.localhost and a port of its own, with a certificate of
// an Authority that lives as long as the test. A node under test must trust the
// Authority's pool and be allowed to reach loopback addresses.
//
// What a Peer hears it verifies as a strict server would: content type, digest,
// signature with the key fetched from the sender, and that the key's owner is
// the activity's actor. What is wrong is answered with 401 and kept with its
// reason, so that a test can count it.
//
// What it says can be wrong on purpose: documents at any path, with any status
// and content type, slow or failing answers, signatures by the wrong key. Each
// hole that a test guards is a lie told by a Peer.
//
// The RSA keys are few and shared in the process, because making one takes a
// tenth of a second; actors made one after another on one peer have different
// ones, up to KeyPool of them.
package fedtest
