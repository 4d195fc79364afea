package store

import (
	"context"
	"time"

	"knoop/models"
)

// MailRow is a mail in the orchestrators' list.
type MailRow struct {
	models.Mail
	Whom string // the address with most of it hidden; "" once forgotten
}

// mailListed bounds the list.
const mailListed = 100

// Mails lists what was written since a time and is not sent, and then what is,
// newest first.
func (s *Store) Mails(ctx context.Context, since time.Time) ([]MailRow, error) {
	var rows []models.Mail
	err := s.db(ctx).Where("created_at >= ?", since).Order("id DESC").Limit(mailListed).Find(&rows).Error
	if err != nil {
		return nil, wrap("list mails", err)
	}
	return s.mailRows(rows)
}

// TroubledMails lists what waits after a failed try, was refused or given up,
// newest first.
func (s *Store) TroubledMails(ctx context.Context) ([]MailRow, error) {
	var rows []models.Mail
	err := s.db(ctx).Where("state IN ('refused', 'dead') OR (state = 'waiting' AND attempts > 0)").Order("id DESC").Limit(mailListed).Find(&rows).Error
	if err != nil {
		return nil, wrap("list mails", err)
	}
	return s.mailRows(rows)
}

func (s *Store) mailRows(rows []models.Mail) ([]MailRow, error) {
	out := make([]MailRow, len(rows))
	for i, row := range rows {
		out[i].Mail = row
		if len(row.Address) == 0 {
			continue
		}
		address, err := s.unseal(row.Address)
		if err != nil {
			return nil, err
		}
		out[i].Whom = models.MaskMail(address)
	}
	return out, nil
}

// MailCounts says how many mails wait, and how many were sent, refused or given
// up since a time.
func (s *Store) MailCounts(ctx context.Context, since time.Time) (map[models.MailState]int, error) {
	var rows []struct {
		State models.MailState
		N     int
	}
	err := s.db(ctx).Raw("SELECT state, count(*) AS n FROM mails WHERE state = 'waiting' OR done_at >= ? GROUP BY state", since).Scan(&rows).Error
	if err != nil {
		return nil, wrap("count mails", err)
	}
	out := map[models.MailState]int{}
	for _, r := range rows {
		out[r.State] = r.N
	}
	return out, nil
}
