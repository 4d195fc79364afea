package store

import (
	"context"
	"time"

	"knoop/models"
)

// Leave deletes a person of ours with all that is hers, at her own wish, and
// gives the token of the page that shows how far the deletion is at other
// servers. If she has a mail address she gets that link there too; link makes it
// of the token, and is nil where no mail is sent.
func (s *Store) Leave(ctx context.Context, actorID string, link func(token string) string) (token string, err error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		if link != nil {
			mail := models.NewMail{Kind: models.MailAccountDeleted, ActorID: actorID, Data: map[string]string{"Link": link(token)}}
			if err := tx.QueueMail(ctx, mail); err != nil {
				return err
			}
		}
		if err := tx.DeleteMember(ctx, actorID); err != nil {
			return err
		}
		now := tx.Now()
		return wrap("keep the link of one who leaves", tx.db(ctx).Create(&models.Departure{
			TokenHash: hash, ActorID: actorID, CreatedAt: now, ExpiresAt: now.Add(models.DepartureLife),
		}).Error)
	})
	return token, err
}

// DepartureByToken gives what a link of one who left stands for. NotFound for an
// unknown one, Gone after models.DepartureLife.
func (s *Store) DepartureByToken(ctx context.Context, token string) (models.Departure, error) {
	var d models.Departure
	err := s.db(ctx).Take(&d, "token_hash = ?", hashOf(token)).Error
	if err = wrap("read a link", err); models.KindOf(err) == models.NotFound {
		return d, models.Fail(models.NotFound, "error.link_unknown")
	}
	if err != nil {
		return d, err
	}
	return d, d.Check(s.Now())
}

// forgetPrivate deletes what was kept for a person alone and is in no public
// row, and what was said in her name and is on its way to nobody any more.
func (s *Store) forgetPrivate(ctx context.Context, actorID string) error {
	for _, row := range []any{&models.Address{}, &models.Consent{}, &models.HomeCode{}, &models.PrivateCalendar{}} {
		if err := s.db(ctx).Delete(row, "actor_id = ?", actorID).Error; err != nil {
			return wrap("forget what was a member's alone", err)
		}
	}
	// The mail that says goodbye still goes; of the others only that they were.
	err := s.db(ctx).Model(&models.Mail{}).Where("actor_id = ? AND actor_id <> '' AND state = ? AND kind <> ?", actorID, models.MailWaiting, models.MailAccountDeleted).
		Updates(map[string]any{"state": models.MailDead, "done_at": s.Now(), "leased_until": time.Time{}, "data": nil, "error": "she left"}).Error
	if err == nil {
		err = s.db(ctx).Model(&models.Mail{}).Where("actor_id = ? AND actor_id <> '' AND state <> ?", actorID, models.MailWaiting).
			Updates(map[string]any{"address": nil, "address_hash": ""}).Error
	}
	if err != nil {
		return wrap("stop a member's mail", err)
	}
	err = s.db(ctx).Exec("UPDATE activities SET raw = NULL WHERE actor_id = ? AND type IN ('Create', 'Update', 'Join', 'Offer') AND id NOT IN (SELECT activity_id FROM letters WHERE actor_id = ? AND state IN ('waiting', 'dead'))",
		actorID, actorID).Error
	return wrap("forget what a member said", err)
}
