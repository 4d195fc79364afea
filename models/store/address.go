package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"knoop/models"
)

// AddressOf gives a person's mail address and wishes as they are kept; NotFound
// when she never gave any.
func (s *Store) AddressOf(ctx context.Context, actorID string) (models.Address, error) {
	var a models.Address
	return a, wrap("read a mail address", s.db(ctx).Take(&a, "actor_id = ?", actorID).Error)
}

// OpenAddress gives the proved address in plain text, and the one that waits to
// be proved; "" for none.
func (s *Store) OpenAddress(a models.Address) (address, pending string, err error) {
	if len(a.Sealed) > 0 {
		if address, err = s.unseal(a.Sealed); err != nil {
			return "", "", err
		}
	}
	if len(a.Pending) > 0 {
		pending, err = s.unseal(a.Pending)
	}
	return address, pending, err
}

// SetAddress notes a new mail address of a person and mails a link to it that
// proves it is hers. Until then an earlier one stays. link makes the link of a
// token. TooMany after models.MaxAddressChecks in a day.
func (s *Store) SetAddress(ctx context.Context, actorID, address string, link func(token string) string) error {
	address, err := models.ParseMailAddress(address)
	if err != nil {
		return err
	}
	token, hash, err := newToken()
	if err != nil {
		return err
	}
	sealed, err := s.options.Secret.Seal([]byte(address))
	if err != nil {
		return fmt.Errorf("seal an address: %w", err)
	}
	return s.InTx(ctx, func(tx *Store) error {
		who, err := tx.personHere(ctx, actorID)
		if err != nil {
			return err
		}
		now := tx.Now()
		var sent int64
		err = tx.db(ctx).Model(&models.Mail{}).Where("actor_id = ? AND actor_id <> '' AND kind = ? AND created_at > ?", who.ID, models.MailAddressCheck, now.Add(-24*time.Hour)).Count(&sent).Error
		switch {
		case err != nil:
			return wrap("count links to addresses", err)
		case sent >= models.MaxAddressChecks:
			return models.Fail(models.TooMany, "error.address_checks", "Max", models.MaxAddressChecks)
		}
		a, err := tx.addressToChange(ctx, who.ID)
		if err != nil {
			return err
		}
		expires := now.Add(models.AddressCheckLife)
		a.Pending, a.PendingHash, a.TokenHash, a.TokenExpires = sealed, tx.MailHash(address), hash, &expires
		if err := tx.saveAddress(ctx, a); err != nil {
			return err
		}
		return tx.QueueMail(ctx, models.NewMail{Kind: models.MailAddressCheck, To: address, ActorID: who.ID, Data: map[string]string{"Link": link(token)}})
	})
}

// AddressByToken gives the address that a link from a mail proves. NotFound for
// an unknown or used link, Gone when it is too old.
func (s *Store) AddressByToken(ctx context.Context, token string) (models.Address, error) {
	var a models.Address
	err := s.db(ctx).Clauses(s.forUpdate()...).Take(&a, "token_hash = ? AND token_hash <> ''", hashOf(token)).Error
	if models.KindOf(wrap("", err)) == models.NotFound {
		return a, models.Fail(models.NotFound, "error.link_unknown")
	}
	if err != nil {
		return a, wrap("read a link", err)
	}
	return a, a.CheckLink(s.Now())
}

// VerifyAddress uses the link up and makes the address the person's. Conflict
// error.address_taken when it is another's here.
func (s *Store) VerifyAddress(ctx context.Context, token string) (a models.Address, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if a, err = tx.AddressByToken(ctx, token); err != nil {
			return err
		}
		var others int64
		if err := tx.db(ctx).Model(&models.Address{}).Where("hash = ? AND hash <> '' AND actor_id <> ?", a.PendingHash, a.ActorID).Count(&others).Error; err != nil {
			return wrap("look for an address", err)
		}
		if others > 0 {
			return models.Fail(models.Conflict, "error.address_taken")
		}
		now := tx.Now()
		a.Sealed, a.Hash, a.VerifiedAt = a.Pending, a.PendingHash, &now
		a.Pending, a.PendingHash, a.TokenHash, a.TokenExpires = nil, "", "", nil
		if err := tx.saveAddress(ctx, a); err != nil {
			return err
		}
		// What was answered by this address is hers now.
		return tx.adopt(ctx, "guest = ?", a.ActorID, mailGuest(a.Hash))
	})
	return a, err
}

// RemoveAddress forgets a person's mail address and what she wanted by mail.
func (s *Store) RemoveAddress(ctx context.Context, actorID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("forget a mail address", tx.db(ctx).Delete(&models.Address{}, "actor_id = ?", actorID).Error)
	})
}

// ActorByMail gives the living person whose proved address this is.
func (s *Store) ActorByMail(ctx context.Context, address string) (models.Actor, error) {
	address, err := models.ParseMailAddress(address)
	if err != nil {
		return models.Actor{}, err
	}
	var a models.Actor
	err = s.db(ctx).Where("id = (SELECT actor_id FROM addresses WHERE hash = ? AND hash <> '' AND verified_at IS NOT NULL) AND gone_at IS NULL", s.MailHash(address)).Take(&a).Error
	return a, wrap("find a person by mail address", err)
}

// EditMailWishes changes which mails a person wants and in which language: on
// are the kinds of her choice that she wants; language "" is the node's.
func (s *Store) EditMailWishes(ctx context.Context, actorID, language string, on []models.MailKind) error {
	return s.InTx(ctx, func(tx *Store) error {
		a, err := tx.addressToChange(ctx, actorID)
		if err != nil {
			return err
		}
		a.Language = language
		a.Off = slices.DeleteFunc(models.ChoiceMails(), func(k models.MailKind) bool { return slices.Contains(on, k) })
		return tx.saveAddress(ctx, a)
	})
}

// writeIn notes the language in which a person wants her mail; the node's needs
// no note.
func (s *Store) writeIn(ctx context.Context, actorID, language string) error {
	n, err := s.Node(ctx)
	if err != nil || language == "" || language == n.Language {
		return err
	}
	a, err := s.addressToChange(ctx, actorID)
	if err != nil {
		return err
	}
	a.Language = language
	return s.saveAddress(ctx, a)
}

// addressToChange loads a person's row, or a new one.
func (s *Store) addressToChange(ctx context.Context, actorID string) (models.Address, error) {
	var rows []models.Address
	if err := s.db(ctx).Clauses(s.forUpdate()...).Limit(1).Find(&rows, "actor_id = ?", actorID).Error; err != nil {
		return models.Address{}, wrap("read a mail address", err)
	}
	if len(rows) == 1 {
		return rows[0], nil
	}
	if _, err := s.personHere(ctx, actorID); err != nil {
		return models.Address{}, err
	}
	return models.Address{ActorID: actorID}, nil
}

// personHere gives a living person who may have an address here: one of ours,
// or one of another node who is a member here and may need a link when her own
// node is away.
func (s *Store) personHere(ctx context.Context, actorID string) (models.Actor, error) {
	a, err := s.Actor(ctx, actorID)
	switch {
	case err != nil:
		return a, err
	case a.GoneAt != nil:
		return a, models.Fail(models.Gone, "error.already_deleted")
	case a.Kind != models.Person:
		return a, models.Fail(models.Forbidden, "error.forbidden")
	}
	return a, nil
}

func (s *Store) saveAddress(ctx context.Context, a models.Address) error {
	a.UpdatedAt = s.Now()
	return wrap("write a mail address", s.db(ctx).Save(&a).Error)
}
