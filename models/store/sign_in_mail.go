package store

import (
	"context"
	"time"

	"knoop/models"
)

// MailSignIn mails a one-time link to the person of ours whose proved address
// this is; if there is none, or she was mailed models.MaxMailedLinks within the
// hour, it quietly does nothing. Invalid for what is no address. link makes the
// link of a token.
func (s *Store) MailSignIn(ctx context.Context, address string, link func(token string) string) error {
	who, err := s.ActorByMail(ctx, address)
	switch {
	case models.KindOf(err) == models.NotFound, err == nil && !who.Local:
		return nil
	case err != nil:
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		if _, err := tx.ourActor(ctx, who.ID); err != nil {
			return err
		}
		var sent int64
		err := tx.db(ctx).Model(&models.Mail{}).
			Where("actor_id = ? AND kind = ? AND created_at > ?", who.ID, models.MailSignIn, tx.Now().Add(-time.Hour)).Count(&sent).Error
		if err != nil || sent >= models.MaxMailedLinks {
			return wrap("count mailed links", err)
		}
		token, err := tx.MakeLink(ctx, models.LinkMail, who.ID)
		if err != nil {
			return err
		}
		return tx.QueueMail(ctx, models.NewMail{Kind: models.MailSignIn, ActorID: who.ID, Data: map[string]string{"Link": link(token)}})
	})
}
