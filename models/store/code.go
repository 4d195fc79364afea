package store

import (
	"context"

	"knoop/models"
)

// NewConduct is a version of the code of conduct to be published.
type NewConduct struct {
	Source, HTML string // Markdown, and what it gives
	Changes      string // plain: what is new; must be said from the second version on
	By           string // actor; "" from the command line
}

// CurrentCode gives the code of conduct as it is in force; NotFound
// error.code_none while there is none.
func (s *Store) CurrentCode(ctx context.Context) (models.Code, error) {
	var c models.Code
	err := wrap("load the code of conduct", s.db(ctx).Order("version DESC").Limit(1).Take(&c).Error)
	if models.KindOf(err) == models.NotFound {
		err = models.Fail(models.NotFound, "error.code_none")
	}
	return c, err
}

// Code gives one version of the code of conduct.
func (s *Store) Code(ctx context.Context, version int) (models.Code, error) {
	var c models.Code
	return c, wrap("load a code of conduct", s.db(ctx).Take(&c, "version = ?", version).Error)
}

// Codes lists all versions, the newest first, without their texts.
func (s *Store) Codes(ctx context.Context) ([]models.Code, error) {
	var out []models.Code
	return out, wrap("list codes of conduct", s.db(ctx).Omit("source", "html").Order("version DESC").Find(&out).Error)
}

// PublishCode puts a new version of the code of conduct in force. Earlier ones
// stay as they were signed.
func (s *Store) PublishCode(ctx context.Context, in NewConduct) (c models.Code, err error) {
	c = models.Code{Source: in.Source, HTML: in.HTML, Hash: models.CodeHash(in.Source), Changes: in.Changes, PublishedBy: in.By}
	err = s.InTx(ctx, func(tx *Store) error {
		last, err := tx.CurrentCode(ctx)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		if err := c.Check(last); err != nil {
			return err
		}
		c.Version, c.PublishedAt = last.Version+1, models.Second(tx.Now())
		tx.touch(marksPublic)
		return wrap("publish a code of conduct", tx.db(ctx).Create(&c).Error) // two at once: the number decides
	})
	return c, err
}

// SignCode notes that a person signed the code of conduct, in the version that
// she read: Conflict error.code_changed when that is no longer the one in force.
// Signed twice it is signed. While there is no code, version is 0 and nothing is
// signed.
func (s *Store) SignCode(ctx context.Context, actorID string, version int) error {
	return s.InTx(ctx, func(tx *Store) error {
		c, err := tx.codeToSign(ctx, version)
		if err != nil || c.Version == 0 {
			return err
		}
		tx.touch(marksPublic)
		return wrap("sign the code of conduct", tx.db(ctx).Clauses(ignore).Create(&models.Signature{
			ActorID: actorID, Version: c.Version, Hash: c.Hash, SignedAt: models.Second(tx.Now()),
		}).Error)
	})
}

// codeToSign gives the code that who read this version may sign; the zero Code
// while there is none.
func (s *Store) codeToSign(ctx context.Context, version int) (models.Code, error) {
	c, err := s.CurrentCode(ctx)
	switch {
	case models.KindOf(err) == models.NotFound && version == 0:
		return models.Code{}, nil
	case err != nil:
		return c, err
	case version == 0:
		return c, models.Fail(models.Invalid, "error.code_unsigned")
	case version != c.Version:
		return c, models.Fail(models.Conflict, "error.code_changed", "Version", c.Version)
	}
	return c, nil
}

// Signature gives a person's newest signature under the code of conduct; the
// zero Signature when she never signed.
func (s *Store) Signature(ctx context.Context, actorID string) (models.Signature, error) {
	var out models.Signature
	return out, wrap("load a signature", s.db(ctx).Order("version DESC").Limit(1).Find(&out, "actor_id = ?", actorID).Error)
}

// Signatures lists a person's signatures, the oldest first.
func (s *Store) Signatures(ctx context.Context, actorID string) ([]models.Signature, error) {
	var out []models.Signature
	return out, wrap("list signatures", s.db(ctx).Order("version").Find(&out, "actor_id = ?", actorID).Error)
}
