package inbox

import (
	"context"
	"errors"
	"fmt"

	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store"
)

// knoop is our own name in NodeInfo.
const knoop = "knoop"

// follow takes a Follow of one of ours, the Application included. Every repeat
// is answered again: that is how a peer whose store lost our Accept asks. What
// software the follower's host runs is asked first, so that the form of an event
// is known before the Accept leaves; a host that does not say is not refused.
func (in *Inbox) follow(ctx context.Context, rem *remote.Remote, j *job) (effect, error) {
	followed, ok, err := in.localActor(ctx, j.activity.ObjectID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return drop("follows nobody here"), nil
	}
	host, err := rem.Software(ctx, j.signer.Host)
	if errors.Is(err, remote.ErrOffline) {
		return nil, err
	}
	if err != nil {
		in.log.DebugContext(ctx, "software not known before the answer", "remote_host", j.signer.Host, "err", err)
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		if _, err := tx.ReceiveFollow(ctx, j.signer, followed, j.activity.ID, j.activity.Raw); err != nil {
			return outcome{}, fmt.Errorf("receive follow: %w", err)
		}
		if host.Software == knoop && followed.Kind == models.Application && j.signer.Kind == models.Application {
			if err := connect(ctx, tx, followed.ID, j.signer); err != nil {
				return outcome{}, err
			}
		}
		return applied, nil
	}, nil
}
