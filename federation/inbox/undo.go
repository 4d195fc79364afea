package inbox

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

// undo takes back a Follow, Like, Announce or Block of the signer's own. The
// activity stands embedded, with its actor (Mastodon) or without (Gancio), or
// only its id is given.
func (in *Inbox) undo(ctx context.Context, j *job) (effect, error) {
	inner := j.activity.Object
	if inner == nil || inner.Type() == "" {
		return in.undoByID(j), nil
	}
	if actor := inner.Ref("actor"); actor != "" && actor != j.signer.URI {
		return drop("undoes what another did"), nil
	}
	object := inner.Ref("object")
	if e, ok := in.undoneAnswer(j, inner.Type(), object); ok {
		return e, nil
	}
	switch inner.Type() {
	case "Join", "Invite":
		return in.undoneOpening(ctx, j, inner)
	case "Offer":
		return in.undoneOffer(j, inner), nil
	case "Follow", "Block":
		target, ok, err := in.localActor(ctx, object)
		if err != nil {
			return nil, err
		}
		if !ok {
			return drop("undone towards nobody here"), nil
		}
		if inner.Type() == "Block" {
			return undoneBlock(j, target.ID), nil
		}
		// By pair: the ids of Gancio's Follows repeat.
		return undoneFollow(j, target.ID), nil
	case "Like":
		return undoneReaction(j, inner.ID(), models.Like, object), nil
	case "Announce":
		return undoneReaction(j, inner.ID(), models.Announce, object), nil
	}
	return drop("undoes nothing we know"), nil
}

func undoneFollow(j *job, followedID string) effect {
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		if err := tx.EndFollow(ctx, j.signer.ID, followedID); err != nil && models.KindOf(err) != models.NotFound {
			return outcome{}, fmt.Errorf("end follow: %w", err)
		}
		return applied, nil
	}
}

func undoneBlock(j *job, targetID string) effect {
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		if err := tx.Unblock(ctx, j.signer.ID, targetID); err != nil && models.KindOf(err) != models.NotFound {
			return outcome{}, fmt.Errorf("lift block: %w", err)
		}
		return applied, nil
	}
}

func undoneReaction(j *job, activityURI string, kind models.ReactionKind, objectURI string) effect {
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		// By its id, and by pair: of two likes of one thing only the first was kept.
		if activityURI != "" {
			if err := tx.Unreact(ctx, j.signer.ID, activityURI, "", ""); err != nil {
				return outcome{}, fmt.Errorf("take back reaction: %w", err)
			}
		}
		if objectURI != "" {
			if err := tx.Unreact(ctx, j.signer.ID, "", kind, objectURI); err != nil {
				return outcome{}, fmt.Errorf("take back reaction: %w", err)
			}
		}
		return applied, nil
	}
}

// undoByID takes back what had this id: a reaction, or a Follow of the actor
// whose inbox it came to, or of any of ours when it came to the shared one.
func (in *Inbox) undoByID(j *job) effect {
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		id := j.activity.ObjectID
		if id == "" {
			return dropped("undoes nothing"), nil
		}
		if err := tx.Unreact(ctx, j.signer.ID, id, "", ""); err != nil {
			return outcome{}, fmt.Errorf("take back reaction: %w", err)
		}
		if a, err := tx.AttendanceBy(ctx, j.signer.ID, id); err == nil {
			w := models.Word{Door: a.Door, Says: models.RSVPNo, URI: j.activity.ID, Published: j.activity.Published}
			return responded(tx.Respond(ctx, store.Answer{EventID: a.EventID, Actor: j.signer, Word: w}))
		} else if models.KindOf(err) != models.NotFound {
			return outcome{}, fmt.Errorf("find answer: %w", err)
		}
		if meant, err := tx.OfferUndone(ctx, j.signer, said(j, ""), id); err != nil || meant {
			return applied, err
		}
		ours, err := recipients(ctx, tx, j.receipt.Recipient)
		if err != nil {
			return outcome{}, err
		}
		for _, actorID := range ours {
			f, err := tx.FollowOf(ctx, j.signer.ID, actorID)
			switch {
			case models.KindOf(err) == models.NotFound:
				continue
			case err != nil:
				return outcome{}, fmt.Errorf("find follow: %w", err)
			}
			if f.ActivityURI == id {
				if err := tx.EndFollow(ctx, j.signer.ID, actorID); err != nil {
					return outcome{}, fmt.Errorf("end follow: %w", err)
				}
			}
		}
		return applied, nil
	}
}

// recipients gives the rows of actors of ours that a delivery can be about.
func recipients(ctx context.Context, tx *store.Store, one string) ([]string, error) {
	if one != "" {
		return []string{one}, nil
	}
	node, err := tx.Node(ctx)
	if err != nil {
		return nil, fmt.Errorf("read node: %w", err)
	}
	ids := []string{node.Collective, node.Application}
	members, err := tx.Members(ctx, false)
	if err != nil {
		return nil, fmt.Errorf("read members: %w", err)
	}
	for _, m := range members {
		ids = append(ids, m.Actor.ID)
	}
	return ids, nil
}
