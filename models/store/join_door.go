package store

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm/clause"

	"knoop/models"
)

// settingJoinDoor is how strangers may ask to join, as JSON; missing is open,
// without questions.
const settingJoinDoor = "join_door"

// JoinDoor says whether and how strangers may ask to join.
func (s *Store) JoinDoor(ctx context.Context) (door models.JoinDoor, err error) {
	var rows []models.Setting
	if err := s.db(ctx).Find(&rows, "name = ?", settingJoinDoor).Error; err != nil {
		return door, wrap("read how one may ask to join", err)
	}
	for _, row := range rows {
		if err := json.Unmarshal([]byte(row.Value), &door); err != nil {
			return door, fmt.Errorf("read how one may ask to join: %w", err)
		}
	}
	return door, nil
}

// SetJoinDoor changes it. Requests keep the questions as they were asked.
func (s *Store) SetJoinDoor(ctx context.Context, door models.JoinDoor) error {
	if err := door.Check(); err != nil {
		return err
	}
	value, err := json.Marshal(door)
	if err != nil {
		return fmt.Errorf("write how one may ask to join: %w", err)
	}
	return s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksPublic)
		return wrap("write how one may ask to join", tx.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).
			Create(&models.Setting{Name: settingJoinDoor, Value: string(value)}).Error)
	})
}
