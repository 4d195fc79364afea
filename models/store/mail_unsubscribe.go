package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"knoop/models"
)

// UnsubscribeToken gives the token of the link at the foot of a mail. It is the
// unsubscription itself, sealed: nothing has to be kept for it, and it works for
// as long as the node has its secret.
func (s *Store) UnsubscribeToken(u models.Unsubscription) (string, error) {
	plain, err := json.Marshal([3]string{string(u.Kind), u.ActorID, u.AddressHash})
	if err != nil {
		return "", fmt.Errorf("write an unsubscribe token: %w", err)
	}
	sealed, err := s.options.Secret.Seal(plain)
	if err != nil {
		return "", fmt.Errorf("seal an unsubscribe token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// ReadUnsubscribe gives what a token stands for; NotFound when it is none of
// ours.
func (s *Store) ReadUnsubscribe(token string) (u models.Unsubscription, err error) {
	unknown := models.Fail(models.NotFound, "error.link_unknown")
	if len(token) > 1000 {
		return u, unknown
	}
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return u, unknown
	}
	plain, err := s.options.Secret.Open(sealed)
	var parts [3]string
	if err != nil || json.Unmarshal(plain, &parts) != nil {
		return u, unknown
	}
	return models.Unsubscription{Kind: models.MailKind(parts[0]), ActorID: parts[1], AddressHash: parts[2]}, nil
}

// SwitchMail lets a member have a kind of mail, or no more of it. What is no
// choice is Invalid.
func (s *Store) SwitchMail(ctx context.Context, actorID string, kind models.MailKind, on bool) error {
	if !kind.Choice() {
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	return s.InTx(ctx, func(tx *Store) error {
		a, err := tx.addressToChange(ctx, actorID)
		if err != nil {
			return err
		}
		a.Off = slices.DeleteFunc(a.Off, func(k models.MailKind) bool { return k == kind })
		if !on {
			a.Off = append(a.Off, kind)
		}
		return tx.saveAddress(ctx, a)
	})
}
