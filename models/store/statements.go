package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
)

// statements is a gorm.ConnPool over SQLite that keeps prepared statements.
// gorm's own cache would prepare anew in every transaction, and it has no place
// to bring times to one form: SQLite compares them as text.
type statements struct {
	on   gorm.ConnPool // a pool or a connection
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
	// broken, on the writer, refuses statements once SQLite has rolled back by
	// itself: they would be committed one by one.
	broken error
	writer bool
}

// What is kept: our queries are some hundred and short. Multi-row inserts come
// in many lengths, and a long one holds hundreds of KiB when prepared.
const (
	maxStatements = 200
	maxStatement  = 2500 // bytes of SQL
)

func newStatements(on gorm.ConnPool, writer bool) *statements {
	return &statements{on: on, kept: make(map[string]*sql.Stmt), writer: writer}
}

// with runs fn with the prepared statement, which no one closes meanwhile, or
// with nil for one that is not kept.
func (p *statements) with(ctx context.Context, query string, fn func(*sql.Stmt) error) error {
	if p.broken != nil {
		return p.broken
	}
	if len(query) > maxStatement {
		return p.note(fn(nil))
	}
	p.mu.RLock()
	if stmt, ok := p.kept[query]; ok {
		defer p.mu.RUnlock()
		return p.note(fn(stmt))
	}
	p.mu.RUnlock()

	if err := p.keep(ctx, query); err != nil {
		return p.note(err)
	}
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.note(fn(p.kept[query])) // nil when it had to make room at once
}

// keep prepares a statement, unless another goroutine did so first.
func (p *statements) keep(ctx context.Context, query string) error {
	stmt, err := p.on.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.kept[query]; ok {
		return stmt.Close()
	}
	for old, other := range p.kept {
		if len(p.kept) < maxStatements {
			break
		}
		_ = other.Close()
		delete(p.kept, old)
	}
	p.kept[query] = stmt
	return nil
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
		if stmt == nil {
			result, err = p.on.ExecContext(ctx, query, plain(args)...)
		} else {
			result, err = stmt.ExecContext(ctx, plain(args)...)
		}
		return err
	})
	return result, err
}

// QueryContext is there for gorm.ConnPool.
func (p *statements) QueryContext(ctx context.Context, query string, args ...any) (rows *sql.Rows, err error) {
	err = p.with(ctx, query, func(stmt *sql.Stmt) error {
		if stmt == nil {
			rows, err = p.on.QueryContext(ctx, query, plain(args)...)
		} else {
			rows, err = stmt.QueryContext(ctx, plain(args)...)
		}
		return err
	})
	return rows, err
}

// QueryRowContext is there for gorm.ConnPool; a Row cannot be made of an error,
// so the statement is prepared for this once.
func (p *statements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return p.on.QueryRowContext(ctx, query, plain(args)...)
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
