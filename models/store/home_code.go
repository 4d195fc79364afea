package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"knoop/models"
)

// NewCode is what a code is bound to.
type NewCode struct {
	ActorID               string // of the person of ours
	ClientID, RedirectURI string // of the node she visits
	Origin, Name          string // of that node
	Challenge             string
	Remember              bool // she said yes just now; else she must have said so before
}

// IssueCode makes a code, 128 bits, with which a node redeems who she is within
// models.HomeCodeLife. Without her consent, given now or before, it is Forbidden
// error.home_consent.
func (s *Store) IssueCode(ctx context.Context, in NewCode) (code string, err error) {
	var raw [16]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	code = base64.RawURLEncoding.EncodeToString(raw[:])
	return code, s.InTx(ctx, func(tx *Store) error {
		if _, err := tx.ourActor(ctx, in.ActorID); err != nil {
			return err
		}
		if err := tx.useConsent(ctx, in); err != nil {
			return err
		}
		now := tx.Now()
		err := tx.db(ctx).Delete(&models.HomeCode{}, "expires_at < ?", now.Add(-time.Hour)).Error
		if err != nil {
			return wrap("forget old codes", err)
		}
		return wrap("keep a code", tx.db(ctx).Create(&models.HomeCode{
			CodeHash: hashOf(code), ActorID: in.ActorID, ClientID: in.ClientID, RedirectURI: in.RedirectURI, Origin: in.Origin,
			Challenge: in.Challenge, CreatedAt: now, ExpiresAt: now.Add(models.HomeCodeLife),
		}).Error)
	})
}

// RedeemCode uses a code up, rightly presented or not, and gives who she is. A
// code serves once: of two that come at once one is refused. All refusals are
// models.Errors (NotFound error.home_code_unknown, and models.HomeCode.Check's).
func (s *Store) RedeemCode(ctx context.Context, code, clientID, redirectURI, verifier string) (models.Actor, error) {
	var held models.HomeCode
	var who models.Actor
	var refused error
	err := s.InTx(ctx, func(tx *Store) error {
		held, who, refused = models.HomeCode{}, models.Actor{}, nil
		found := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&held, "code_hash = ?", hashOf(code))
		switch {
		case found.Error != nil:
			return wrap("read a code", found.Error)
		case found.RowsAffected == 0:
			refused = models.Fail(models.NotFound, "error.home_code_unknown")
			return nil
		}
		now := tx.Now()
		refused = held.Check(now, clientID, redirectURI, verifier)
		used := tx.db(ctx).Model(&models.HomeCode{}).Where("code_hash = ? AND used_at IS NULL", held.CodeHash).UpdateColumn("used_at", now)
		switch {
		case used.Error != nil:
			return wrap("use a code", used.Error)
		case refused != nil:
			return nil
		case used.RowsAffected == 0:
			refused = models.Fail(models.Gone, "error.home_code_used")
			return nil
		}
		if who, refused = tx.ourActor(ctx, held.ActorID); models.KindOf(refused) == "" {
			return refused
		}
		return nil
	})
	return who, or(err, refused)
}
