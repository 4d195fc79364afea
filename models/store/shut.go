package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// shut makes every verb answer with why, until Migrate.
func (s *Store) shut(why error) error {
	root, err := gorm.Open(postgres.New(postgres.Config{Conn: sql.OpenDB(shutDoor{why})}), s.gormConfig())
	if err != nil {
		return fmt.Errorf("shut the database: %w", err)
	}
	s.unready.Store(&why)
	s.root.Store(root)
	return nil
}

// shutDoor is a driver that answers every call with the same error.
type shutDoor struct{ why error }

func (d shutDoor) Connect(context.Context) (driver.Conn, error) { return nil, d.why }
func (d shutDoor) Driver() driver.Driver                        { return nil }
