// Package handlers is what a browser, a reader or another server sees: one
// route table and one chain of middleware around it.
//
// Every route stands on one row of routes.go: method, pattern, who may enter,
// kind of answer, handler. A row without access does not start. A permalink
// that answers people and servers alike names both handlers on its row and
// varies by Accept (accept.go).
//
// The chain, from the outside in: a request number and a recover (a panic is a
// logged 500, never a dead process), the real address behind a trusted proxy, a
// limit by address, one log line, security headers, the visitor (auth), and
// for documents and pages that are the same for every stranger a small cache
// in memory (cache.go): after a post every follower's server asks for the same
// few documents within a minute.
//
// Handlers are func(w, r) error in five beats: who, read, ask, answer, done.
// Errors go up; render turns their kind into a status, here and nowhere else.
package handlers
