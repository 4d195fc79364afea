package store

import (
	"context"
	"fmt"

	"knoop/models"
)

// NewRound is what a way out to a home node begins with.
type NewRound struct {
	ActorURI, Issuer, TokenEndpoint string
	Next                            string // path of ours
	Silent                          bool
}

// Round is a way out to a home node as it was begun, or taken up again.
type Round struct {
	models.HomeRound
	State    string // 256 bits: goes out, and must come back
	Cookie   string // 256 bits: stays in the browser that began
	Verifier string // goes to the home node when the code is redeemed
}

// BeginRound keeps a way out to a home node, for models.HomeRoundLife.
func (s *Store) BeginRound(ctx context.Context, in NewRound) (r Round, err error) {
	r.HomeRound = models.HomeRound{
		ActorURI: in.ActorURI, Issuer: in.Issuer, TokenEndpoint: in.TokenEndpoint, Next: in.Next, Silent: in.Silent, CreatedAt: s.Now(),
	}
	r.ExpiresAt = r.CreatedAt.Add(models.HomeRoundLife)
	if r.State, r.StateHash, err = newToken(); err != nil {
		return r, err
	}
	if r.Cookie, r.CookieHash, err = newToken(); err != nil {
		return r, err
	}
	if r.Verifier, _, err = newToken(); err != nil {
		return r, err
	}
	if r.HomeRound.Verifier, err = s.options.Secret.Seal([]byte(r.Verifier)); err != nil {
		return r, fmt.Errorf("seal a verifier: %w", err)
	}
	return r, s.InTx(ctx, func(tx *Store) error {
		if err := tx.db(ctx).Delete(&models.HomeRound{}, "expires_at < ?", r.CreatedAt).Error; err != nil {
			return wrap("forget old rounds", err)
		}
		return wrap("begin a round", tx.db(ctx).Create(&r.HomeRound).Error)
	})
}

// TakeRound gives the round of a state, which the browser with this cookie
// began, and uses it up. NotFound error.home_round_unknown for a state that is
// unknown, used, or another browser's; Gone error.home_round_expired when it is too
// old.
func (s *Store) TakeRound(ctx context.Context, state, cookie string) (Round, error) {
	return s.takeRound(ctx, cookie, "state_hash = ? AND cookie_hash = ? AND silent = ?", hashOf(state), hashOf(cookie), false)
}

// TakeSilentRound is TakeRound for a round that found the home node silent: it
// never left, so that the browser knows no state.
func (s *Store) TakeSilentRound(ctx context.Context, cookie string) (Round, error) {
	return s.takeRound(ctx, cookie, "cookie_hash = ? AND silent = ?", hashOf(cookie), true)
}

func (s *Store) takeRound(ctx context.Context, cookie, where string, args ...any) (r Round, err error) {
	unknown := models.Fail(models.NotFound, "error.home_round_unknown")
	if cookie == "" {
		return r, unknown
	}
	err = s.InTx(ctx, func(tx *Store) error {
		r = Round{}
		found := tx.db(ctx).Clauses(tx.forUpdate()...).Limit(1).Find(&r.HomeRound, append([]any{where}, args...)...)
		if found.Error != nil {
			return wrap("read a round", found.Error)
		}
		// The deletion decides between two that return at once.
		taken := tx.db(ctx).Delete(&models.HomeRound{}, "state_hash = ?", r.StateHash)
		if taken.Error != nil {
			return wrap("take a round", taken.Error)
		}
		if taken.RowsAffected == 0 {
			return unknown
		}
		return nil
	})
	if err != nil {
		return Round{}, err
	}
	if s.Now().After(r.ExpiresAt) {
		return Round{}, models.Fail(models.Gone, "error.home_round_expired")
	}
	r.Cookie = cookie
	r.Verifier, err = s.unseal(r.HomeRound.Verifier)
	return r, err
}
