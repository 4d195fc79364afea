package store

import (
	"context"

	"knoop/models"
)

// PasskeySignIn is a verified answer to a passkey ceremony.
type PasskeySignIn struct {
	Ceremony   string // its token
	Credential string // row
	Told       models.Assertion
	Device     string // short name of the browser
	Ends       string // session that this browser had, "" for none
}

// SignIn starts a session for the person of a passkey: it uses the ceremony up,
// lets models judge what the authenticator told, notes counter and time, and
// ends the session the browser had, all or nothing. A suspected copy is refused,
// and that alone is kept.
func (s *Store) SignIn(ctx context.Context, in PasskeySignIn) (token string, sess models.Session, err error) {
	var refused error
	err = s.InTx(ctx, func(tx *Store) error {
		refused = nil
		if err := tx.useCeremony(ctx, in.Ceremony, models.CeremonySignIn, ""); err != nil {
			return err
		}
		var c models.Credential
		err := wrap("read a passkey", tx.db(ctx).Clauses(s.forUpdate()...).Take(&c, "id = ?", in.Credential).Error)
		if models.KindOf(err) == models.NotFound {
			return models.Fail(models.NotFound, "error.passkey_unknown")
		}
		if err != nil {
			return err
		}
		if _, err := tx.ourActor(ctx, c.ActorID); err != nil {
			return err
		}
		if refused = c.Accept(in.Told, tx.Now()); refused != nil && c.SuspectAt == nil {
			return refused
		}
		err = tx.db(ctx).Model(&models.Credential{}).Where("id = ?", c.ID).
			Select("Counter", "BackedUp", "UsedAt", "SuspectAt").UpdateColumns(&c).Error
		if err != nil || refused != nil {
			return wrap("note the use of a passkey", err)
		}
		token, sess, err = tx.startSession(ctx, c.ActorID, in.Device, in.Ends)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return "", models.Session{}, err
	}
	return token, sess, nil
}

// startSession, in a transaction, begins a session in place of the one that the
// browser had.
func (s *Store) startSession(ctx context.Context, actorID, device, ends string) (token string, sess models.Session, err error) {
	token, hash, err := newToken()
	if err != nil {
		return "", sess, err
	}
	if ends != "" {
		if err := s.db(ctx).Delete(&models.Session{}, "id = ?", ends).Error; err != nil {
			return "", sess, wrap("end a session", err)
		}
	}
	now := s.Now()
	sess = models.Session{
		ID: models.NewID(), TokenHash: hash, ActorID: actorID, Device: device,
		CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(models.SessionLife),
	}
	return token, sess, wrap("start a session", s.db(ctx).Create(&sess).Error)
}
