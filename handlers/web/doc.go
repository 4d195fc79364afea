// Package web makes the pages that people read, and answers their forms.
//
// Each page is one file: its handler, the struct its template gets, and how the
// struct is filled. Handlers have five beats: who, read, ask, answer, done. What
// several pages show alike (an event in a list, a note, a person) stands in the
// row files.
//
// # What a stranger sees
//
// Only what is public. Something that is followers-only is not found for one who
// may not see it, rather than forbidden: that it exists is nobody's business.
// How many servers heard of an object, and which, is shown to signed-in people
// of this node only; to a stranger it would say who our followers are.
//
// # What stays here
//
// The follow form takes a visitor's own address. It travels in the body of a
// POST, is used to find her server's page for following, and is written down
// nowhere: not in an address, not in the log, not in the database. The answer is
// a page with a link, because the content security policy lets forms lead to
// ourselves alone.
//
// # Remote things
//
// An event or a person of another server links to that server's own page. We do
// not show copies of other people's pages under our name.
//
// # Lists
//
// /collectives names collectives, with the tie between them and us. People who
// follow us are counted and not named: they did not ask to stand on our page.
package web
