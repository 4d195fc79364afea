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
// columns stay. What a person says in this way everyone sees from then on; what
// she says elsewhere in her profile, fields among it, stays as it is.
func (s *Store) EditActor(ctx context.Context, a models.Actor) error {
	if a.Kind != models.Person {
		if err := a.Check(); err != nil {
			return err
		}
	}
	return s.InTx(ctx, func(tx *Store) error {
		old, err := tx.ourActor(ctx, a.ID)
		if err != nil {
			return err
		}
		if old.Kind == models.Person {
			return tx.editPerson(ctx, old, a)
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

// editPerson takes what was changed in a person's row into her profile.
func (s *Store) editPerson(ctx context.Context, old, a models.Actor) error {
	p, err := s.Profile(ctx, old.ID)
	if err != nil {
		return err
	}
	p.Discoverable, p.Indexable = a.Discoverable, a.Indexable
	if a.Name != old.Name {
		p = p.Show(models.ForEveryone, models.FieldName)
		p.Name = a.Name
	}
	if a.Headline != old.Headline {
		p = p.Show(models.ForEveryone, models.FieldHeadline)
		p.Headline = a.Headline
	}
	if a.Source != old.Source || a.Summary != old.Summary {
		p = p.Show(models.ForEveryone, models.FieldAbout)
		p.About, p.AboutHTML = a.Source, a.Summary
	}
	if err := p.Check(); err != nil {
		return err
	}
	changed, err := s.writeProfile(ctx, old, p)
	if err != nil {
		return err
	}
	if a.HideFollows != old.HideFollows {
		if err := s.HideFollows(ctx, old.ID, a.HideFollows); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	return s.actorEdited(ctx, old.ID)
}

// HideFollows says whether the lists of an actor's followers, and of whom she
// follows, show totals only.
func (s *Store) HideFollows(ctx context.Context, actorID string, hide bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		a, err := tx.ourActor(ctx, actorID)
		if err != nil || a.HideFollows == hide {
			return err
		}
		tx.touch(marksActors | marksPublic)
		return wrap("hide follows", tx.db(ctx).Model(&a).UpdateColumn("hide_follows", hide).Error)
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
	if err := s.showHere(ctx, id); err != nil {
		return err
	}
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
