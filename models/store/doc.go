// Package store keeps everything a node knows, and offers it as verbs: one verb
// is one thing that may happen, in one transaction, with the fact that tells
// the world of it. Callers cannot do half of it. It is the only package that
// knows gorm and the drivers; it knows no ActivityStreams.
//
// It refuses what would be untrue: a second set-up, a taken handle, an edit of
// what is not ours, a remote document that claims an id of ours. Who may do
// something among our own people is decided above it, by models.
//
// # Reading and writing
//
// Outside a transaction a *Store reads committed state. InTx hands out a *Store
// bound to one transaction, in which nested verbs join; using the outer one
// inside it waits for itself. No network, key making or sleep belongs inside.
// AfterCommit and the bells of OnCommit come after the outermost commit only.
//
// # SQLite
//
// One connection writes, begun with BEGIN IMMEDIATE, so that no transaction
// ever fails half way for want of the lock; four more read. WAL, and
// synchronous=FULL on the writer: what we promised is on disk when the verb
// returns. Leases alone are committed without a sync, since a start gives them
// back anyway. Statements are prepared by our own cache (statements.go), which
// gorm's would do anew in every transaction.
//
// Several processes share a data directory: the server and the command line.
// SQLite's lock is not fair, so writers pass a turnstile first (lock.go): who
// waits for the lock holds it, and a busy server queues behind a waiting
// command. "database is locked" never reaches anybody; after 30 s ErrBusy does.
// When SQLite gives a transaction up by itself (a full disk), later statements
// in it are refused, as they would be committed one by one.
//
// # PostgreSQL
//
// The same verbs. Rows that a verb reads to change are locked, inserts that may
// meet each other say ON CONFLICT, and a transaction that PostgreSQL gave up in
// favour of another is run again. Texts are freed of NUL on their way in.
//
// # What is remembered
//
// Our node, actors by URI, keys, blocked domains and whom we follow are held in
// small bounded caches (cache.go), forgotten by the commits that change them,
// by Changes when another process commits, and after 30 s at the latest.
//
// # Letters for failing hosts
//
// A letter to a failing host is Held: outside the index of the common line. The
// couriers of healthy hosts never step over the letters of dead ones, however
// many there are. One probe at a time goes out; a success lets all go at once.
package store
