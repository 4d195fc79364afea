package remote

import (
	"context"
	"time"
)

const (
	maxLoops  = 1024 // actors that wait for a look at their handle's domain
	loopAfter = time.Minute
	loopEvery = time.Second
)

// lookLater asks Run to look at the domain of an actor's handle. When too many
// wait it is left to the actor's next refresh.
func (r *Remote) lookLater(uri string) {
	select {
	case r.loops <- uri:
	default:
	}
}

// Run looks at the domains of the handles of actors met lately, one a second,
// and not in the first minute after one came: what they came for goes first. It
// ends with ctx.
func (r *Remote) Run(ctx context.Context) {
	pause := time.NewTimer(loopAfter)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		select {
		case <-ctx.Done():
			return
		case uri := <-r.loops:
			if err := r.look(ctx, uri); err != nil && ctx.Err() == nil {
				r.log.DebugContext(ctx, "handle not confirmed", "remote_host", hostOf(uri), "err", err)
			}
		}
		wait := loopEvery
		if len(r.loops) == 0 {
			wait = loopAfter
		}
		pause.Reset(wait)
	}
}

// look confirms the domain of one actor's handle and keeps it when it differs
// from what is stored.
func (r *Remote) look(ctx context.Context, uri string) error {
	a, err := r.store.ActorByURI(ctx, uri)
	if err != nil {
		return err
	}
	if a.Local || a.GoneAt != nil {
		return nil
	}
	domain, _, err := r.Within(NewBudget()).confirm(ctx, a)
	if err != nil || domain == a.Domain {
		return err
	}
	a.Domain = domain
	_, err = r.save(ctx, a, nil)
	return err
}
