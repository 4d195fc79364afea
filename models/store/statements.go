package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"time"
)

// preparer is a pool or a connection.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// statements is a gorm.ConnPool over SQLite that keeps prepared statements.
// gorm's own cache would prepare anew in every transaction, and it has no place
// to bring times to one form: SQLite compares them as text.
type statements struct {
	on   preparer
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
	// broken, on the writer, refuses statements once SQLite has rolled back by
	// itself: they would be committed one by one.
	broken error
	writer bool
}

// maxStatements bounds what is kept; our queries are fewer, but multi-row
// inserts come in many lengths.
const maxStatements = 160

func newStatements(on preparer, writer bool) *statements {
	return &statements{on: on, kept: make(map[string]*sql.Stmt), writer: writer}
}

// with runs fn with the prepared statement, which no one closes meanwhile.
func (p *statements) with(ctx context.Context, query string, fn func(*sql.Stmt) error) error {
	if p.broken != nil {
		return p.broken
	}
	p.mu.RLock()
	if stmt, ok := p.kept[query]; ok {
		defer p.mu.RUnlock()
		return p.note(fn(stmt))
	}
	p.mu.RUnlock()

	stmt, err := p.on.PrepareContext(ctx, query)
	if err != nil {
		return p.note(err)
	}
	p.mu.Lock()
	if first, ok := p.kept[query]; ok {
		_ = stmt.Close()
		stmt = first
	} else {
		p.makeRoom()
		p.kept[query] = stmt
	}
	p.mu.Unlock()

	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.kept[query] != stmt { // closed in between: rare enough to go without
		return p.once(ctx, query, fn)
	}
	return p.note(fn(stmt))
}

func (p *statements) once(ctx context.Context, query string, fn func(*sql.Stmt) error) error {
	stmt, err := p.on.PrepareContext(ctx, query)
	if err != nil {
		return p.note(err)
	}
	defer func() { _ = stmt.Close() }()
	return p.note(fn(stmt))
}

func (p *statements) makeRoom() {
	for query, stmt := range p.kept {
		if len(p.kept) < maxStatements {
			return
		}
		_ = stmt.Close()
		delete(p.kept, query)
	}
}

func (p *statements) note(err error) error {
	if p.writer && err != nil && p.broken == nil && endsTransaction(err) {
		p.broken = err
	}
	return err
}

// PrepareContext is there for gorm.ConnPool.
func (p *statements) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return p.on.PrepareContext(ctx, query)
}

// ExecContext is there for gorm.ConnPool.
func (p *statements) ExecContext(ctx context.Context, query string, args ...any) (result sql.Result, err error) {
	err = p.with(ctx, query, func(stmt *sql.Stmt) error {
		result, err = stmt.ExecContext(ctx, plain(args)...)
		return err
	})
	return result, err
}

// QueryContext is there for gorm.ConnPool.
func (p *statements) QueryContext(ctx context.Context, query string, args ...any) (rows *sql.Rows, err error) {
	err = p.with(ctx, query, func(stmt *sql.Stmt) error {
		rows, err = stmt.QueryContext(ctx, plain(args)...)
		return err
	})
	return rows, err
}

// QueryRowContext is there for gorm.ConnPool; a Row cannot be made of an error,
// so the statement is prepared for this once.
func (p *statements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	type rower interface {
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	}
	return p.on.(rower).QueryRowContext(ctx, query, plain(args)...)
}

// plain brings values to one form: times to UTC milliseconds, as SQLite
// compares their text; texts without NUL, which PostgreSQL refuses and which a
// hostile server may send.
func plain(args []any) []any {
	for i, a := range args {
		switch v := a.(type) {
		case time.Time:
			args[i] = v.UTC().Truncate(time.Millisecond)
		case *time.Time:
			if v != nil {
				args[i] = v.UTC().Truncate(time.Millisecond)
			}
		case string:
			if strings.IndexByte(v, 0) >= 0 {
				args[i] = strings.ReplaceAll(v, "\x00", "")
			}
		}
	}
	return args
}

// close ends all statements; for those of a connection that lives on its own.
func (p *statements) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for query, stmt := range p.kept {
		_ = stmt.Close()
		delete(p.kept, query)
	}
	return nil
}
