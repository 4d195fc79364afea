package storetest

import (
	"context"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"knoop/models"
)

// schema is a place of our own in the database that TEST_POSTGRES_URL names.
type schema struct {
	name string
	conn *pgx.Conn
}

// address is the URL that leads into the schema.
func (s schema) address(t testing.TB) string {
	t.Helper()
	u, err := url.Parse(os.Getenv("TEST_POSTGRES_URL"))
	if err != nil {
		t.Fatalf("read TEST_POSTGRES_URL: %v", err)
	}
	q := u.Query()
	q.Set("search_path", s.name)
	q.Set("synchronous_commit", "off") // a lost test is no loss
	q.Set("client_min_messages", "warning")
	u.RawQuery = q.Encode()
	return u.String()
}

func (s schema) exec(t testing.TB, query string) {
	t.Helper()
	if _, err := s.conn.Exec(context.Background(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func newSchema(t testing.TB) schema {
	t.Helper()
	address := os.Getenv("TEST_POSTGRES_URL")
	if address == "" {
		t.Skip("NOT RUN ON POSTGRESQL: set TEST_POSTGRES_URL to a database in which schemas may be made")
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatalf("connect to TEST_POSTGRES_URL: %v", err)
	}
	s := schema{"t_" + strings.ReplaceAll(models.NewID(), "-", ""), conn}
	// Held for as long as this process lives: sweep leaves it alone.
	s.exec(t, "SELECT pg_advisory_lock(hashtext('"+s.name+"'))")
	s.exec(t, "CREATE SCHEMA "+s.name)
	return s
}

// Postgres gives the address of an empty schema, dropped when the test ends;
// without TEST_POSTGRES_URL it skips the test.
func Postgres(t testing.TB) string {
	t.Helper()
	s := newSchema(t)
	t.Cleanup(func() {
		s.exec(t, "DROP SCHEMA "+s.name+" CASCADE")
		_ = s.conn.Close(context.Background())
	})
	return s.address(t)
}

// spare are migrated schemas that a test has left: making their sixty tables
// and indexes takes PostgreSQL longer than most tests.
var spare struct {
	sync.Mutex
	schemas []schema
}

// emptied gives the address of a schema whose tables, if any, are empty. Such
// schemas outlive the tests of a package; sweep drops those of earlier runs.
func emptied(t testing.TB) string {
	t.Helper()
	spare.Lock()
	defer spare.Unlock()
	var s schema
	if n := len(spare.schemas); n > 0 {
		s, spare.schemas = spare.schemas[n-1], spare.schemas[:n-1]
	} else {
		s = newSchema(t)
		s.sweep(t)
	}
	t.Cleanup(func() {
		s.empty(t)
		spare.Lock()
		defer spare.Unlock()
		spare.schemas = append(spare.schemas, s)
	})
	return s.address(t)
}

// empty deletes all rows, the youngest tables first: they refer to the older.
func (s schema) empty(t testing.TB) {
	t.Helper()
	s.exec(t, `DO $$ DECLARE name text; BEGIN
		FOR name IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = '`+s.name+`' AND c.relkind = 'r' AND c.relname <> 'goose_db_version' ORDER BY c.oid DESC
		LOOP EXECUTE 'DELETE FROM `+s.name+`.' || quote_ident(name); END LOOP; END $$`)
}

// sweep drops schemas that nobody uses any more.
func (s schema) sweep(t testing.TB) {
	t.Helper()
	rows, _ := s.conn.Query(context.Background(), "SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%' AND nspname <> $1", s.name)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("list schemas: %v", err)
	}
	for _, name := range names {
		var ours bool
		err := s.conn.QueryRow(context.Background(), "SELECT pg_try_advisory_lock(hashtext($1))", name).Scan(&ours)
		if err != nil {
			t.Fatalf("look after schema %s: %v", name, err)
		}
		if ours {
			_, _ = s.conn.Exec(context.Background(), "DROP SCHEMA IF EXISTS "+name+" CASCADE")
			_, _ = s.conn.Exec(context.Background(), "SELECT pg_advisory_unlock(hashtext($1))", name)
		}
	}
}
