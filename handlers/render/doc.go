// Package render turns what a handler found into an answer: a page, a document,
// or an error in the shape the asker understands.
//
// # Pages
//
// Templates are parsed once, at start, and never changed after it. A page is a
// typed struct that embeds Page; Page carries the translator of this request, so
// a template says {{.T "home.soon"}} and the same template serves every
// language. (Cloning templates per request to bind a translator is what made
// pages slow in houses we read.) A page is rendered into a buffer first, so that
// a failure half-way is an error page and not half a page.
//
// Rows that templates share (an event in a list, a person) are made in Go, with
// their texts in place: a template part then needs no translator, and dates are
// formed where their zone is known.
//
// # Errors
//
// A handler returns an error. models.Error has a kind, which becomes the status,
// and a key, which becomes a sentence in the reader's language. Everything else
// is internal: logged whole, shown as the number of the request. The kind of
// route decides the shape: HTML, JSON, or JSON for servers.
//
// # What pages may load
//
// Our own style sheet and our own pictures. No script, no inline style, no
// picture from elsewhere: a visitor of ours is not made known to other servers.
// That is why remote people have generated portraits here (Portrait).
//
// # Trusted
//
// Text that the store keeps as sanitised HTML is let through unescaped in one
// place, trusted.go, which also writes long lists of options. Nothing else makes a
// template.HTML.
//
// # Language
//
// ?lang= wins and is remembered in a cookie, then the cookie, then
// Accept-Language, then the node's language. Pages vary by those and say their
// Content-Language.
package render
