package inbox

import (
	"context"
	"errors"
	"fmt"

	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store"
)

// neighbour gives the Application actor of the signer's node when their Accept
// makes our collective follow the collective of another Knoop: such nodes become
// connected. A node that does not show its Application now stays unconnected;
// the follow itself is not held up by that.
func (in *Inbox) neighbour(ctx context.Context, rem *remote.Remote, signer models.Actor) (theirs models.Actor, ok bool, err error) {
	if signer.Kind != models.Group {
		return models.Actor{}, false, nil
	}
	node, err := in.store.Node(ctx)
	if err != nil {
		return models.Actor{}, false, fmt.Errorf("read node: %w", err)
	}
	// Whom we did not ask makes us fetch nothing.
	f, err := in.store.FollowOf(ctx, node.Collective, signer.ID)
	if models.KindOf(err) == models.NotFound || (err == nil && f.State != models.FollowAsked) {
		return models.Actor{}, false, nil
	}
	if err != nil {
		return models.Actor{}, false, fmt.Errorf("find follow: %w", err)
	}
	host, err := rem.Software(ctx, signer.Host)
	if err == nil && (host.Software != knoop || host.Application == "") {
		return models.Actor{}, false, nil
	}
	if err == nil {
		theirs, err = rem.Actor(ctx, host.Application, 0)
	}
	if errors.Is(err, remote.ErrOffline) || ctx.Err() != nil {
		return models.Actor{}, false, err
	}
	if err != nil {
		in.log.InfoContext(ctx, "not connected", "remote_host", signer.Host, "err", err)
		return models.Actor{}, false, nil
	}
	return theirs, theirs.Kind == models.Application, nil
}

// connect lets our Application follow theirs, which answers with a follow of its
// own. Who follows or asks already does not ask again, or two nodes would answer
// one another for ever.
func connect(ctx context.Context, tx *store.Store, ours string, theirs models.Actor) error {
	f, err := tx.FollowOf(ctx, ours, theirs.ID)
	switch {
	case err == nil && (f.State == models.FollowAccepted || f.State == models.FollowAsked):
		return nil
	case err != nil && models.KindOf(err) != models.NotFound:
		return fmt.Errorf("find follow: %w", err)
	}
	if _, err := tx.AskFollow(ctx, ours, theirs.ID); err != nil && models.KindOf(err) != models.Conflict {
		return fmt.Errorf("follow Application: %w", err)
	}
	return nil
}
