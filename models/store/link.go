package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"knoop/models"
)

// MakeLink makes a one-time link for a purpose and gives its token, 256 bits in
// base64url; only the token's hash is kept. Older unused links of the same actor
// and purpose no longer work.
func (s *Store) MakeLink(ctx context.Context, purpose models.LinkPurpose, actorID string) (token string, err error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	now := s.Now()
	link := models.Link{TokenHash: hash, Purpose: purpose, ActorID: actorID, CreatedAt: now, ExpiresAt: now.Add(models.LinkLife)}
	err = s.InTx(ctx, func(tx *Store) error {
		if err := tx.db(ctx).Where("actor_id = ? AND purpose = ? AND used_at IS NULL", actorID, purpose).Delete(&models.Link{}).Error; err != nil {
			return wrap("void older links", err)
		}
		return wrap("keep a link", tx.db(ctx).Create(&link).Error)
	})
	return token, err
}

// LinkByToken gives a link as it stands; whether it can still be used is
// models.Link.Check's to say. An unknown token is NotFound error.sign_in_unknown.
func (s *Store) LinkByToken(ctx context.Context, token string) (models.Link, error) {
	var link models.Link
	err := wrap("read a link", s.db(ctx).Where("token_hash = ?", hashOf(token)).Take(&link).Error)
	if models.KindOf(err) == models.NotFound {
		return link, models.Fail(models.NotFound, "error.sign_in_unknown")
	}
	return link, err
}

// RedeemLink uses a link up and starts a session, both or neither. The session
// is that of the link's actor; a set-up link names none, since it was made
// before there was anyone, and then the session is actorID's. device is a short
// name of the browser.
func (s *Store) RedeemLink(ctx context.Context, token, actorID, device string) (sessionToken string, sess models.Session, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		link, err := tx.LinkByToken(ctx, token)
		if err != nil {
			return err
		}
		now := tx.Now()
		if err := link.Check(now); err != nil {
			return err
		}
		// The condition decides between two who press the button at once.
		used := tx.db(ctx).Model(&models.Link{}).Where("token_hash = ? AND used_at IS NULL", link.TokenHash).Update("used_at", now)
		if used.Error != nil {
			return wrap("use a link", used.Error)
		}
		if used.RowsAffected == 0 {
			return models.Fail(models.Gone, "error.sign_in_used")
		}
		if link.ActorID != "" {
			actorID = link.ActorID
		}
		if link.Purpose == models.LinkVisit {
			sessionToken, sess, err = tx.startVisit(ctx, actorID, device, "", models.SignedInByMail)
			return err
		}
		sessionToken, sess, err = tx.startSession(ctx, actorID, device, "")
		return err
	})
	if err != nil {
		return "", models.Session{}, err
	}
	return sessionToken, sess, nil
}

func newToken() (token, hash string, err error) {
	var raw [32]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", "", fmt.Errorf("make a token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(raw[:])
	return token, hashOf(token), nil
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
