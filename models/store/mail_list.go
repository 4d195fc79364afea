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

// LastMail gives the newest mail of a kind; NotFound when there is none.
func (s *Store) LastMail(ctx context.Context, kind models.MailKind) (MailRow, error) {
	var row models.Mail
	if err := s.db(ctx).Where("kind = ?", kind).Order("id DESC").Limit(1).Take(&row).Error; err != nil {
		return MailRow{}, wrap("find a mail", err)
	}
	rows, err := s.mailRows([]models.Mail{row})
	if err != nil {
		return MailRow{}, err
	}
	return rows[0], nil
}

// QueueTestMail writes a test mail to an address, for the orchestrator who asked.
// TooMany after models.MaxTestMails in an hour.
func (s *Store) QueueTestMail(ctx context.Context, actorID, address string) error {
	address, err := models.ParseMailAddress(address)
	if err != nil {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		var sent int64
		err := tx.db(ctx).Model(&models.Mail{}).Where("kind = ? AND created_at > ?", models.MailTest, tx.Now().Add(-time.Hour)).Count(&sent).Error
		switch {
		case err != nil:
			return wrap("count test mails", err)
		case sent >= models.MaxTestMails:
			return models.Fail(models.TooMany, "error.test_mails")
		}
		return tx.QueueMail(ctx, models.NewMail{Kind: models.MailTest, To: address, ActorID: actorID})
	})
}
