// Package discovery writes and reads the small documents by which servers find
// one another: WebFinger (RFC 7033), host-meta (RFC 6415) and NodeInfo (FEP-f1d5).
// It is pure: addresses and values in, bytes out, and the other way round; who
// fetches and who serves is no concern of it.
//
// # What is written, and why so
//
// WebFinger names the actor once, in one self link of type
// application/activity+json: Mobilizon compares that string exactly, and old
// Mastodon took the first self link of several. Its subject is the handle people
// type, on the handle domain, whichever host was asked; that is how a handle
// domain can differ from the host (docs/peers.md 2.2). The subscribe template
// and FEP-3b86's intents lead a visitor of another site here, to act as one of
// ours; the Application, which is nobody's home, has none.
//
// The server itself (resource https://host/) is answered with its Application
// actor as a Service (FEP-d556).
//
// The NodeInfo index names the newest schema first and the Application actor
// second, since Gancio takes the first link whatever it is, while Mobilizon looks
// for the Application by its relation (FEP-2677).
//
// # What is read
//
// Answers of strangers: at most 256 KiB and 200 links, unknown parts ignored.
// Only strings that are http(s) addresses come out as addresses. Nothing is
// concluded: that a handle belongs to an actor takes the loop which
// federation/remote walks, and NodeInfo chooses forms but never authorises.
package discovery
