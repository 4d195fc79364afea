// Package queue holds what every worker of the node needs: a bell that wakes
// it, and a loop that runs it. The work itself stands in the database; nothing
// here remembers any.
//
// # Bells
//
// A worker must act at once on what a commit wrote, also on a commit of another
// process (the CLI while serve runs). Three ways lead to the bell:
//
//   - the store's OnCommit, for commits of this process;
//   - a unix socket, DIR/bell.sock, for the CLI: connecting to it is the ring,
//     not a byte is exchanged, so there is nothing to get wrong;
//   - the store's Changes (data_version on SQLite, LISTEN on PostgreSQL) as the
//     net below both, for a CLI that cannot reach the socket or was killed
//     between its commit and its ring.
//
// A bell is a channel with room for one ring: rings that come while the worker
// works fold into one, and none is lost, because the worker takes the ring off
// before it reads the database. (Counting rings, or a bare condition variable,
// each lose one of these two.)
//
// # The socket
//
// serve holds a lock on the data directory, so a socket file that is found
// there at start was left by a crash and is removed. A path longer than the
// kernel's limit for socket addresses is not an error: the net is then the only
// way, and a ring takes a quarter of a second longer.
//
// # The loop
//
// Loop runs one function when its bell rings, when the work it spoke of comes
// due, and at least once every idle period, so that even a lost ring costs time
// only. It never spins: a past due time waits a moment, an error waits with
// back-off, and a panic is an error with a stack in the log. It ends with its
// context and not before.
//
// # What it refuses
//
// It has no tasks, names or payloads and no opinion about retries of letters or
// receipts; those are columns with rules in models.
package queue
