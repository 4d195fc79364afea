package store

import (
	"encoding/json"
	"strings"

	"gorm.io/gorm/clause"

	"knoop/models/migrations"
)

func (s *Store) postgres() bool { return s.engine.dialect() == migrations.Postgres }

// among is "column is one of values", as one statement whatever their number,
// so that it stays prepared. column is ours, never a caller's.
func (s *Store) among(column string, values []string) clause.Expr {
	if s.postgres() {
		return clause.Expr{SQL: column + " = ANY(CAST(? AS text[]))", Vars: []any{textArray(values)}}
	}
	return clause.Expr{SQL: column + " IN (SELECT value FROM json_each(?))", Vars: []any{jsonList(values)}}
}

// each is "a table who with the values in its column value", to begin a FROM.
func (s *Store) each(values []string) clause.Expr {
	if s.postgres() {
		return clause.Expr{SQL: "unnest(CAST(? AS text[])) AS who(value)", Vars: []any{textArray(values)}}
	}
	return clause.Expr{SQL: "json_each(?) who", Vars: []any{jsonList(values)}}
}

func jsonList(values []string) string {
	list, err := json.Marshal(values)
	if err != nil || values == nil { // a list of strings always can be; nil would be null
		return "[]"
	}
	return string(list)
}

// textArray writes PostgreSQL's array literal.
func textArray(values []string) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		b.WriteString(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v))
		b.WriteByte('"')
	}
	b.WriteByte('}')
	return b.String()
}

// forUpdate locks the rows that a verb has read until it commits. On SQLite the
// whole transaction holds the only write lock.
func (s *Store) forUpdate() []clause.Expression {
	if s.postgres() && s.tx != nil {
		return []clause.Expression{clause.Locking{Strength: "UPDATE"}}
	}
	return nil
}

// forShare keeps rows that a verb goes by as they are until it commits.
func (s *Store) forShare() []clause.Expression {
	if s.postgres() && s.tx != nil {
		return []clause.Expression{clause.Locking{Strength: "SHARE"}}
	}
	return nil
}

// ignore is "do nothing when the row is there".
var ignore = clause.OnConflict{DoNothing: true}
