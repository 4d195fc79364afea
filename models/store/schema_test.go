package store

import (
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"knoop/models"
	"knoop/models/migrations"
)

// tables are all that the schema holds.
var tables = []any{
	&models.Setting{}, &models.Actor{}, &models.Account{}, &RemoteKey{}, &models.Object{}, &models.Event{}, &models.Follow{},
	&models.Reaction{}, &models.Pin{}, &models.Block{}, &models.DomainBlock{}, &models.Flag{}, &models.Receipt{}, &receiptBody{},
	&models.Fact{}, &models.Activity{}, &models.ToldForm{}, &models.Letter{}, &models.Host{}, &models.Link{}, &models.Session{},
	&models.Membership{}, &models.Stamp{}, &models.Cohost{},
	&models.Credential{}, &models.Ceremony{}, &models.RecoveryCode{},
	&models.Code{}, &models.Signature{}, &models.Deputy{}, &models.JoinRequest{},
	&models.Mail{}, &models.Address{}, &models.Departure{}, &models.DeleteReceipt{},
	&models.Profile{}, &models.ProfileTerm{}, &models.DirectoryEntry{}, &models.LinkProof{},
	&models.PendingPost{}, &models.Attendance{}, &models.DueTally{}, &models.GuestLink{}, &models.GuestMerge{}, &models.Venue{}, &models.EventDraft{},
	&models.Series{}, &models.Occurrence{},
	&models.PrivateCalendar{}, &models.CalendarImport{}, &models.ImportedDate{}, &models.Subscription{}, &models.SubscribedDate{},
	&models.EventTask{}, &models.TaskClaim{}, &models.Reminder{}, &models.DoorWord{},
	&models.HomeRound{}, &models.HomeCode{}, &models.Consent{},
	&models.Invitation{}, &models.InvitationUse{}, &models.Wave{}, &models.OptOut{},
}

// describe gives every column and index of a database as lines of text.
func describe(t *testing.T, d migrations.Dialect, db *sql.DB) (columns, indexes []string) {
	t.Helper()
	lines := func(query string) (out []string) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(line, "goose_db_version") && !strings.Contains(line, "sqlite_") {
				out = append(out, strings.ToLower(line))
			}
		}
		slices.Sort(out)
		return out
	}
	if d == migrations.SQLite {
		return lines("SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"),
			lines(`SELECT m.name || ' ' || i.name || ' unique=' || i."unique" || ' (' ||
				(SELECT group_concat(x.name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) x) || ') ' ||
				coalesce(substr(s.sql, nullif(instr(s.sql, ' WHERE '), 0)), '')
				FROM sqlite_master m, pragma_index_list(m.name) i JOIN sqlite_master s ON s.name = i.name WHERE m.type = 'table' AND i.origin = 'c'`)
	}
	return lines("SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = current_schema()"),
		lines("SELECT tablename || ' ' || replace(replace(indexdef, schemaname || '.', ''), '\"', '') FROM pg_indexes WHERE schemaname = current_schema() AND indexname NOT LIKE '%_pkey'")
}

func sameLines(t *testing.T, what string, migrated, tagged []string) {
	t.Helper()
	for _, l := range migrated {
		if !slices.Contains(tagged, l) {
			t.Errorf("%s only in the migrations: %s", what, l)
		}
	}
	for _, l := range tagged {
		if !slices.Contains(migrated, l) {
			t.Errorf("%s only in the tags: %s", what, l)
		}
	}
	if len(migrated) < 20 {
		t.Errorf("only %d of %s: the test looks at nothing", len(migrated), what)
	}
}

// roughly makes the types of both alike where the difference has no meaning.
func roughly(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.NewReplacer(" numeric", " real", " double precision", " real", " decimal", " real").Replace(l)
	}
	return out
}

func TestSchema_tagsAndMigrationsAgree(t *testing.T) {
	quietly := slog.New(slog.NewTextHandler(io.Discard, nil))
	for d, open := range map[migrations.Dialect]func(t *testing.T) (*sql.DB, gorm.Dialector){
		migrations.SQLite: func(t *testing.T) (*sql.DB, gorm.Dialector) {
			e := newSQLite(t.TempDir(), false)
			db := e.open(writing(), 1)
			return db, sqlite.Dialector{Conn: db}
		},
		migrations.Postgres: func(t *testing.T) (*sql.DB, gorm.Dialector) {
			db := scratchSchema(t)
			return db, postgres.New(postgres.Config{Conn: db})
		},
	} {
		t.Run(string(d), func(t *testing.T) {
			migrated, _ := open(t)
			defer migrated.Close()
			if err := migrations.Up(t.Context(), d, migrated, quietly); err != nil {
				t.Fatal(err)
			}
			scratch, dialector := open(t)
			defer scratch.Close()
			g, err := gorm.Open(dialector, &gorm.Config{Logger: quiet{quietly}})
			if err != nil {
				t.Fatal(err)
			}
			if err := g.AutoMigrate(tables...); err != nil {
				t.Fatal(err)
			}
			columns, indexes := describe(t, d, migrated)
			tagColumns, tagIndexes := describe(t, d, scratch)
			sameLines(t, "column", roughly(columns), roughly(tagColumns))
			sameLines(t, "index", plainIndexes(indexes), plainIndexes(tagIndexes))
			checkNulls(t, d, migrated, g)
		})
	}
}

// plainIndexes drops what the engines or gorm add in writing.
func plainIndexes(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.Join(strings.Fields(strings.NewReplacer("`", "", `"`, "").Replace(l)), " ")
	}
	return out
}

// checkNulls wants a column nullable exactly when its field can be nothing: a
// pointer, bytes, or a slice kept as JSON.
func checkNulls(t *testing.T, d migrations.Dialect, db *sql.DB, g *gorm.DB) {
	t.Helper()
	for _, table := range tables {
		stmt := &gorm.Statement{DB: g}
		if err := stmt.Parse(table); err != nil {
			t.Fatal(err)
		}
		for _, f := range stmt.Schema.Fields {
			if f.DBName == "" {
				continue
			}
			null := canBeNothing(f)
			query := fmt.Sprintf("SELECT \"notnull\" = 0 AND pk = 0 FROM pragma_table_info('%s') WHERE name = '%s'", stmt.Schema.Table, f.DBName)
			if d == migrations.Postgres {
				query = fmt.Sprintf("SELECT is_nullable = 'YES' FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '%s' AND column_name = '%s'", stmt.Schema.Table, f.DBName)
			}
			var got bool
			if err := db.QueryRowContext(t.Context(), query).Scan(&got); err != nil {
				t.Fatalf("%s.%s: %v", stmt.Schema.Table, f.DBName, err)
			}
			if got != null {
				t.Errorf("%s.%s: nullable is %v, the field says %v", stmt.Schema.Table, f.DBName, got, null)
			}
		}
	}
}

func canBeNothing(f *schema.Field) bool {
	k := f.FieldType.Kind()
	return k == reflect.Pointer || k == reflect.Slice
}

func scratchSchema(t *testing.T) *sql.DB {
	t.Helper()
	address := os.Getenv("TEST_POSTGRES_URL")
	if address == "" {
		t.Skip("NOT RUN ON POSTGRESQL: set TEST_POSTGRES_URL to a database in which schemas may be made")
	}
	name := "scratch_" + strings.ReplaceAll(models.NewID(), "-", "")
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	e, err := newPostgres(u.String(), "", false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.db.ExecContext(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatal(err)
	}
	config := *e.config
	t.Cleanup(func() {
		db := stdlib.OpenDB(config)
		defer db.Close()
		_, _ = db.Exec("DROP SCHEMA " + name + " CASCADE")
	})
	return e.db
}
