// Package handlers is what a browser, a reader or another server sees: one
// route table and one chain of middleware around it.
//
// Every route stands on one row of routes.go: method, pattern, who may enter,
// kind of answer, handler. A row that leaves out who may enter, or the kind,
// does not start. A permalink that answers people and servers alike names both
// handlers on its row and varies by Accept (accept.go).
//
// The chain, from the outside in: a request number, one log line, a recover (a
// panic is a logged 500, never a dead process), security headers, the language,
// a refusal of addresses that are no text, the visitor (auth); and on each row a
// limit by the real address behind a trusted proxy and, for what is the same for
// every stranger, a small cache in memory (cache.go): after a post every
// follower's server asks for the same few documents within a minute. They ask
// signed, so signed requests are answered from it too. What only a signer may
// see says so in Cache-Control and is never kept.
//
// Handlers are func(w, r) error in five beats: who, read, ask, answer, done.
// Errors go up; render turns their kind into a status. Whether an error is told
// as a page or as JSON follows from the row (kind.go), and where there is no
// row, from the address: nothing that only programs ask answers with a page.
package handlers
