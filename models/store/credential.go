package store

import (
	"context"

	"knoop/models"
)

// AddCredential gives a person of ours a passkey and uses up the ceremony that
// made it. Conflict when the passkey is known already, or when she has
// models.MaxKeys.
func (s *Store) AddCredential(ctx context.Context, ceremony string, c models.Credential) (models.Credential, error) {
	name, err := models.CleanKeyName(c.Name)
	if err != nil {
		return c, err
	}
	c.ID, c.Name, c.CreatedAt, c.UsedAt, c.SuspectAt = models.NewID(), name, s.Now(), nil, nil
	return c, s.InTx(ctx, func(tx *Store) error {
		who, err := tx.ourActor(ctx, c.ActorID)
		if err != nil {
			return err
		}
		if who.Kind != models.Person {
			return models.Fail(models.Forbidden, "error.forbidden")
		}
		if err := tx.useCeremony(ctx, ceremony, models.CeremonyAdd, c.ActorID); err != nil {
			return err
		}
		var have int64
		if err := tx.db(ctx).Model(&models.Credential{}).Where("actor_id = ?", c.ActorID).Count(&have).Error; err != nil {
			return wrap("count passkeys", err)
		}
		if have >= models.MaxKeys {
			return models.Fail(models.Conflict, "error.too_many_passkeys", "Max", models.MaxKeys)
		}
		made := tx.db(ctx).Clauses(ignore).Create(&c)
		if made.Error != nil {
			return wrap("add a passkey", made.Error)
		}
		if made.RowsAffected == 0 {
			return models.Fail(models.Conflict, "error.passkey_known")
		}
		return nil
	})
}

// Credentials lists a person's passkeys, the oldest first.
func (s *Store) Credentials(ctx context.Context, actorID string) ([]models.Credential, error) {
	var list []models.Credential
	return list, wrap("list passkeys", s.db(ctx).Order("id").Find(&list, "actor_id = ?", actorID).Error)
}

// CredentialByKey gives the passkey with a credential id (base64url); NotFound
// error.passkey_unknown when nobody here has it.
func (s *Store) CredentialByKey(ctx context.Context, keyID string) (models.Credential, error) {
	var c models.Credential
	err := wrap("read a passkey", s.db(ctx).Take(&c, "key_id = ?", keyID).Error)
	if models.KindOf(err) == models.NotFound {
		return c, models.Fail(models.NotFound, "error.passkey_unknown")
	}
	return c, err
}

// RenameCredential gives one of a person's passkeys another name.
func (s *Store) RenameCredential(ctx context.Context, actorID, id, name string) error {
	name, err := models.CleanKeyName(name)
	if err != nil {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		done := tx.db(ctx).Model(&models.Credential{}).Where("id = ? AND actor_id = ?", id, actorID).UpdateColumn("name", name)
		if done.Error != nil {
			return wrap("rename a passkey", done.Error)
		}
		if done.RowsAffected == 0 {
			return models.Fail(models.NotFound, "error.passkey_gone")
		}
		return nil
	})
}

// RemoveCredential takes a passkey away, unless it is her last way in
// (models.WaysIn). mail says whether the node sends mail.
func (s *Store) RemoveCredential(ctx context.Context, actorID, id string, mail bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		// Her row is locked, so that of two removals at once the second sees the
		// first.
		if _, err := tx.ourActor(ctx, actorID); err != nil {
			return err
		}
		var c models.Credential
		err := wrap("read a passkey", tx.db(ctx).Take(&c, "id = ? AND actor_id = ?", id, actorID).Error)
		if models.KindOf(err) == models.NotFound {
			return models.Fail(models.NotFound, "error.passkey_gone")
		}
		if err != nil {
			return err
		}
		ways, err := tx.WaysIn(ctx, actorID, mail)
		if err != nil {
			return err
		}
		if err := ways.CheckRemoval(c); err != nil {
			return err
		}
		return wrap("remove a passkey", tx.db(ctx).Delete(&models.Credential{}, "id = ?", c.ID).Error)
	})
}

// WaysIn counts how a person gets in by herself. mail says whether the node
// sends mail.
func (s *Store) WaysIn(ctx context.Context, actorID string, mail bool) (models.WaysIn, error) {
	var ways models.WaysIn
	var keys int64
	if err := s.db(ctx).Model(&models.Credential{}).Where("actor_id = ? AND suspect_at IS NULL", actorID).Count(&keys).Error; err != nil {
		return ways, wrap("count passkeys", err)
	}
	codes, err := s.RecoveryCodesLeft(ctx, actorID)
	if err != nil {
		return ways, err
	}
	ways.Passkeys, ways.Codes = int(keys), codes
	if !mail {
		return ways, nil
	}
	address, err := s.AddressOf(ctx, actorID)
	if err != nil && models.KindOf(err) != models.NotFound {
		return ways, err
	}
	ways.Mail = err == nil && address.Verified()
	return ways, nil
}
