// Command knoop is one collective's node: the server, and the commands an
// operator or a script uses beside it.
//
// This is the only place where the program is configured and put together.
// Packages get small Options; none of them reads the environment.
//
// # Configuration
//
// Settings is one struct. A flag wins over the environment, the environment
// over the default. An unknown KNOOP_* name stops the program, because a
// misspelt setting that is silently ignored is found months later. What set-up
// decides (origin, handle domain, language, zone) is written into the database
// and read there from then on: every id of the node is made of it, so a
// KNOOP_URL that says otherwise is refused rather than obeyed.
//
// # Commands
//
// One file a command. All of them work on the same data directory while the
// server runs: they write through the store's verbs, as a page would, and ring
// the server's bell. They never send anything themselves; what they wrote is a
// fact, and the server turns facts into letters. Only two things go over the
// network here, both bounded in time and behind the same guard as the server:
// finding the actor of a follow, and finding the people mentioned in a note.
//
// A command prints a sentence for people, or with --json one document for
// programs; an id or a one-time link is always the last line. It exits 0 when
// done, 1 when refused, with one line on stderr that says what and what to do,
// and 2 when it was called wrongly. Nothing is half done: a refusal comes
// before the verb, and a verb is one transaction.
//
// # Serving
//
// serve holds the lock on the data directory, migrates, and starts the
// workers once the collective exists, be that at start or when it is created
// in the browser. At the end it stops listening first, then lets the workers
// finish or give back what they held, and closes the database last.
//
// # The house
//
// architecture_test.go holds the allowed arrows among all our packages as
// data and reads what the go tool says about them; it lives here because this
// is the only package that may see all others.
package main
