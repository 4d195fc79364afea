// Package auth knows who is asking.
//
// # Sessions
//
// A signed-in device holds a random token in a cookie; the store keeps only its
// hash. Over https the cookie is __Host-knoop: it cannot be set by a neighbour
// under the same domain, nor over http. A node on http (localhost, for a trial)
// calls it knoop, since browsers refuse the prefix there.
//
// Load reads the cookie once a request and remembers the visitor in the context;
// Who gives it. A cookie that names no session, or one that is over, is cleared
// and the visitor is nobody: reading needs no sign-in, so a stale cookie must
// not stand in the way of it.
//
// # Other sites
//
// Protect refuses a writing request that a browser sends from another site, by
// net/http's CrossOriginProtection: Sec-Fetch-Site, else Origin. Servers send
// neither, so deliveries to an inbox pass, and forms need no token. The cookie
// is SameSite=Lax besides.
//
// # How one gets in
//
// By a passkey (WebAuthn level 3, by go-webauthn, which no other package
// imports). Begin writes a challenge down for five minutes and binds it to the
// browser by a cookie; finish checks the answer and lets the store use it up:
// the transaction that signs in or adds also deletes the challenge, notes
// counter and time, and puts a new session in the place of the old. go-webauthn
// judges the signature, the host and that a person was verified; what counter
// and flags mean is judged by models.Credential, and told in its words. Origin
// and challenge are looked at first, for a sentence of their own.
//
// By a one-time link (the page /welcome/TOKEN of handlers/web). It shows a button
// and only the POST uses it up: mail programs and chats open links to preview
// them. By a recovery code (/login/recover), of which AllowCode bounds the tries.
//
// Next keeps whoever signs in on this site: the page one comes back to is a path
// of ours or "/".
//
// # People of other nodes
//
// A person whose home is another node signs in through it (login_home.go of
// handlers/web, docs/decisions.md). Her session says so: it lasts fourteen days,
// holds while she is neither blocked, moved nor gone, and has the role of her
// membership here, looked up at every request. Require leads her home and back
// for what weighs (models.Weighty) when she came more than twelve hours ago. One
// who came by a mailed link, while her home was silent, is a member at most.
//
// The cookie of a round is a second one, bound to one way out and gone when she
// is back: a return that some other browser began signs nobody in.
package auth
