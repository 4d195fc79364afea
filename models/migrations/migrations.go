package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// Dialect names a database engine.
type Dialect string

// The engines that we speak.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Latest gives the newest version this program knows.
func Latest(d Dialect) int64 {
	entries, err := fs.ReadDir(files, string(d))
	if err != nil {
		return 0
	}
	var versions []int64
	for _, e := range entries {
		number, _, _ := strings.Cut(e.Name(), "_")
		if v, err := strconv.ParseInt(number, 10, 64); err == nil {
			versions = append(versions, v)
		}
	}
	if len(versions) == 0 {
		return 0
	}
	return slices.Max(versions)
}

// Version gives the schema's version, 0 for an empty database. It only reads.
func Version(ctx context.Context, d Dialect, db *sql.DB) (int64, error) {
	exists := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
	if d == Postgres {
		exists = "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'goose_db_version'"
	}
	var tables int
	if err := db.QueryRowContext(ctx, exists).Scan(&tables); err != nil {
		return 0, fmt.Errorf("look for the schema's version: %w", err)
	}
	if tables == 0 {
		return 0, nil
	}
	var version sql.NullInt64
	if err := db.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version); err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return version.Int64, nil
}

// Up brings the schema to the newest version, each step in a transaction of
// its own. The caller holds the lock under which one migrates.
func Up(ctx context.Context, d Dialect, db *sql.DB, logger *slog.Logger) error {
	dir, err := fs.Sub(files, string(d))
	if err != nil {
		return fmt.Errorf("open migrations: %w", err)
	}
	dialect := goose.DialectSQLite3
	if d == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, db, dir, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	done, err := p.Up(ctx)
	if partial := new(goose.PartialError); errors.As(err, &partial) {
		return fmt.Errorf("migrate %s: %w", partial.Failed.Source.Path, partial.Err)
	}
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, r := range done {
		logger.InfoContext(ctx, "schema migrated", "version", r.Source.Version, "ms", r.Duration.Milliseconds())
	}
	return nil
}
