// Package feeds is the agenda for programs: iCalendar for calendars, Atom for
// readers. No sign-in, and only what a stranger sees on the pages: the agenda as
// /events shows it, one event, or what one actor of ours published.
//
// A feed speaks the node's language, or the one asked for with ?lang=: it is
// kept in memory for everybody alike, so it cannot follow Accept-Language.
//
// What has been stays in a calendar for ninety days, what was cancelled as long,
// marked. What was deleted is gone from the feed; asked for by itself it is 410.
//
// The ETag is the cache's (handlers/cache.go). A feed says Last-Modified, but is
// never answered by it: a deletion makes the newest edit in it older.
//
// Atom is written with encoding/xml: gorilla/feeds writes one link a feed, and a
// category as text, where RFC 4287 wants self beside alternate, and a term.
package feeds
