// Package migrations holds the schema of the database, as numbered SQL for each
// engine, and brings a database to the newest version.
//
// sqlite/0001_start.sql has a twin postgres/0001_start.sql, and so has every
// later file: the same number, the same tables and columns, each in its own
// dialect. A released file is frozen; what is wrong in it is mended by the next
// one. There is no way back: forward only, each file in one transaction, so a
// failed migration leaves the database as it was.
//
// AutoMigrate of gorm is not used on real data, because on SQLite it rebuilds
// tables behind our back. Instead a test in models/store lets it build a scratch
// schema from the structs' tags and compares that with the migrated one, on
// both engines, so that tags and SQL cannot drift apart.
//
// # Choices in the schema
//
// Only indexes that a query of ours needs; the tables that grow fastest
// (receipts, objects, letters) pay for each one at every insert. Indexes over
// work to be done are partial (state = 'kept', state = 'waiting'), so that they
// hold the open work and not its history.
//
// On SQLite receipts and letters are WITHOUT ROWID: their rows are small and
// their ids grow with time, so the table is its own index. The bytes of a
// receipt live in receipt_bodies until it is applied.
//
// held on letters marks those for a failing host. They stand outside the index
// by which healthy letters are claimed, so a hundred thousand letters for dead
// servers cost the living nothing.
//
// Columns are NOT NULL unless the struct has a pointer, bytes, or a slice kept
// as JSON. CHECKs stand only on states by which partial indexes choose.
package migrations
