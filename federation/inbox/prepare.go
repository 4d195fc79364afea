package inbox

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
)

// errPanic marks an activity on which we stumbled; it is not tried again.
var errPanic = errors.New("panic")

func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
	}
}

// prepare reads what is needed and gives the effect. rem carries the budget:
// without network it fails with remote.ErrOffline where a fetch is needed, and is
// called again with one.
func (in *Inbox) prepare(ctx context.Context, rem *remote.Remote, j *job) (e effect, err error) {
	defer recovered(&err)
	if !j.read {
		if err := in.reread(ctx, rem, j); err != nil {
			return nil, err
		}
	}
	if says, ok := friendica(j.activity.Type); ok && in.isEvent(j.activity.ObjectID) {
		return in.respond(j, j.activity.ObjectID, models.DoorFriendica, says), nil
	}
	switch a := &j.activity; a.Type {
	case "Follow":
		return in.follow(ctx, rem, j)
	case "Undo":
		return in.undo(ctx, j)
	case "Accept", "Reject":
		return in.answer(ctx, rem, j)
	case "Create":
		return in.create(ctx, rem, j)
	case "Update":
		return in.update(ctx, rem, j)
	case "Delete":
		return in.delete(ctx, rem, j)
	case "Announce":
		return in.announce(ctx, rem, j)
	case "Like":
		return in.like(ctx, j)
	case "Move":
		return in.move(ctx, rem, j)
	case "Block":
		return in.block(ctx, j)
	case "Flag":
		return in.flag(ctx, j)
	case "Remove":
		if j.activity.Origin == j.signer.URI {
			return in.remove(ctx, j)
		}
		return in.feature(ctx, j)
	case "Add":
		return in.feature(ctx, j)
	case "Join":
		return in.join(ctx, j)
	case "Offer":
		return in.offer(ctx, rem, j)
	case "Invite":
		return in.invite(ctx, j)
	case "Leave":
		return in.leave(ctx, j)
	}
	return unknown(j), nil
}

// reread reads a receipt that is no longer in memory.
func (in *Inbox) reread(ctx context.Context, rem *remote.Remote, j *job) error {
	doc, err := vocab.Parse(j.receipt.Raw)
	if err != nil {
		return err
	}
	if j.activity, err = vocab.ReadActivity(doc); err != nil {
		return err
	}
	if j.signer, err = rem.Actor(ctx, j.receipt.ActorURI, 0); err != nil {
		return err
	}
	j.read = true
	return nil
}

// localActor gives the living actor of ours that an address names; ok is false
// when there is none.
func (in *Inbox) localActor(ctx context.Context, uri string) (models.Actor, bool, error) {
	if !in.base.Ours(uri) {
		return models.Actor{}, false, nil
	}
	a, err := in.store.ActorByURI(ctx, uri)
	switch {
	case models.KindOf(err) != "":
		return models.Actor{}, false, nil
	case err != nil:
		return models.Actor{}, false, fmt.Errorf("find actor: %w", err)
	}
	return a, a.Local && a.GoneAt == nil, nil
}

// followed says whether a local actor follows this one.
func (in *Inbox) followed(ctx context.Context, actorID string) (bool, error) {
	wanted, err := in.store.Wanted(ctx, actorID, nil, "")
	if err != nil {
		return false, fmt.Errorf("look who follows: %w", err)
	}
	return wanted, nil
}

func hostOf(address string) string { return iri.Host(address) }
