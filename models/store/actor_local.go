package store

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"knoop/models"
)

// localActor makes the row of an actor of ours, with all its addresses. Kind
// Application is the node's own and stands at another address.
func (s *Store) localActor(n models.Node, kind models.ActorKind, handle string) models.Actor {
	uri, page := models.ActorURI(n.Origin, handle), models.ProfileURL(n.Origin, handle)
	if kind == models.Application {
		uri, page = models.ApplicationURI(n.Origin), n.Origin+"/about"
	}
	now := models.Second(s.Now())
	return models.Actor{
		ID: models.NewID(), URI: uri, Kind: kind, Local: true,
		Handle: handle, Domain: n.HandleDomain, Host: hostOf(n.Origin), URL: page,
		Inbox: uri + "/inbox", SharedInbox: models.SharedInboxURI(n.Origin), Outbox: uri + "/outbox",
		Followers: uri + "/followers", Following: uri + "/following", Featured: uri + "/featured",
		KeyID: models.KeyURI(uri), CreatedAt: now, UpdatedAt: now, FetchedAt: now,
	}
}

// hostOf gives host[:port] of an address, lower case.
func hostOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// giveKeys makes both key pairs: the public RSA key goes into the actor, the
// sealed private ones into its account.
func (s *Store) giveKeys(a *models.Actor, account *models.Account) error {
	keys, err := s.options.NewKeys()
	if err != nil {
		return fmt.Errorf("make keys for %s: %w", a.Handle, err)
	}
	if a.KeyPEM, err = keys.PublicPEM(); err != nil {
		return fmt.Errorf("make keys for %s: %w", a.Handle, err)
	}
	if err := keys.Seal(s.options.Secret, account); err != nil {
		return fmt.Errorf("seal keys of %s: %w", a.Handle, err)
	}
	account.CreatedAt = a.CreatedAt
	return nil
}

// EditActor changes what a local actor says of itself: name, headline, summary
// and its source, fields, discoverable, indexable, hidden follows. All other
// columns stay.
func (s *Store) EditActor(ctx context.Context, a models.Actor) error {
	if err := a.Check(); err != nil {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		old, err := tx.ourActor(ctx, a.ID)
		if err != nil {
			return err
		}
		a.UpdatedAt = models.NextUpdated(old.UpdatedAt, s.Now())
		err = tx.db(ctx).Model(&old).
			Select("Name", "Headline", "Summary", "Source", "Fields", "Discoverable", "Indexable", "HideFollows", "UpdatedAt").
			UpdateColumns(&a).Error
		if err != nil {
			return wrap("edit an actor", err)
		}
		return tx.actorEdited(ctx, old.ID)
	})
}

// EditCard changes a collective's purpose card and look.
func (s *Store) EditCard(ctx context.Context, actorID string, card models.Card, accent, logo string) error {
	return s.InTx(ctx, func(tx *Store) error {
		old, err := tx.ourActor(ctx, actorID)
		if err != nil {
			return err
		}
		err = tx.db(ctx).Model(&models.Account{ActorID: actorID}).Select("Card", "Accent", "Logo").
			UpdateColumns(&models.Account{Card: card, Accent: accent, Logo: logo}).Error
		if err != nil {
			return wrap("edit a card", err)
		}
		err = tx.db(ctx).Model(&old).UpdateColumn("updated_at", models.NextUpdated(old.UpdatedAt, s.Now())).Error
		if err != nil {
			return wrap("edit a card", err)
		}
		return tx.actorEdited(ctx, actorID)
	})
}

func (s *Store) actorEdited(ctx context.Context, id string) error {
	s.touch(marksActors | marksPublic)
	return s.record(ctx, models.ActorEditedFact, id, id, nil)
}

// ourActor loads a living local actor to change it.
func (s *Store) ourActor(ctx context.Context, id string) (models.Actor, error) {
	var a models.Actor
	if err := s.db(ctx).Clauses(s.forUpdate()...).Take(&a, "id = ?", id).Error; err != nil {
		return a, wrap("load an actor", err)
	}
	switch {
	case !a.Local:
		return a, models.Fail(models.Forbidden, "error.not_ours")
	case a.GoneAt != nil:
		return a, models.Fail(models.Gone, "error.already_deleted")
	}
	return a, nil
}
