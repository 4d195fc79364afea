// Package storetest opens fresh stores for tests and fills them with the few
// rows a test is about.
//
// New gives an empty, migrated SQLite database in the test's own directory;
// Engines runs a test on SQLite and, when TEST_POSTGRES_URL names a database in
// which schemas may be made, on PostgreSQL in a schema of its own. When it is
// not set that half is skipped, and says so: CI sets it and counts skips as
// failures.
//
// The builders (Node, Member, Remote, Follower, ...) go through the store's own
// verbs, so what they make is what the program makes. There is no shared
// universe: each test builds what it needs. Key pairs are the one exception:
// making RSA keys is slow, so all actors of a test process share two.
package storetest
