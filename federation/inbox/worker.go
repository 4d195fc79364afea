package inbox

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/store"
)

const (
	batchMost   = 64  // effects in one commit
	onlineSlots = 32  // receipts whose documents are being fetched
	onlineMost  = 512 // with those that wait for a slot; more are put off
	putOff      = 30 * time.Second
	applyTime   = 30 * time.Second
	preparers   = 4 // at most, and no more than there are processors
)

// outcome is what became of a receipt.
type outcome struct {
	state models.ReceiptState // kept: to be tried again at dueAt
	why   string
	dueAt time.Time
}

// effect changes the store inside the batch's transaction. What it decides from
// the store it reads there.
type effect func(ctx context.Context, tx *store.Store) (outcome, error)

// The outcomes that have no more to say.
var applied = outcome{state: models.ReceiptApplied}

func dropped(why string) outcome { return outcome{state: models.ReceiptDropped, why: why} }

// drop is the effect of an activity that is not for us.
func drop(why string) effect {
	return func(context.Context, *store.Store) (outcome, error) { return dropped(why), nil }
}

func settle(o outcome) effect {
	return func(context.Context, *store.Store) (outcome, error) { return o, nil }
}

// round takes a batch, prepares it without network and applies what is ready.
func (in *Inbox) round(ctx context.Context) (more bool, next time.Time, err error) {
	if err := in.refill(ctx); err != nil {
		return false, time.Time{}, err
	}
	jobs := in.backlog.take(batchMost)
	if len(jobs) == 0 {
		return false, time.Time{}, nil
	}
	failures := in.prepareAll(ctx, jobs)
	batch := in.sort(ctx, jobs, failures)
	if err := in.apply(batch); err != nil {
		in.backlog.putBack(batch)
		return false, time.Time{}, err
	}
	in.backlog.done(batch)
	return in.backlog.waits(), time.Time{}, nil
}

// refill reads due receipts from the database: those of an earlier run, those
// for which memory had no room, and those that are to be tried again.
func (in *Inbox) refill(ctx context.Context) error {
	ask, behind := in.backlog.room()
	now := time.Now()
	if ask == 0 || (!behind && now.Sub(in.polledAt) < pollEvery) {
		return nil
	}
	in.polledAt = now
	due, err := in.store.DueReceipts(ctx, in.now(), ask)
	if err != nil {
		in.backlog.fill(nil, true)
		return fmt.Errorf("read due receipts: %w", err)
	}
	in.backlog.fill(due, len(due) == ask)
	return nil
}

// prepareAll prepares jobs that have no effect yet, on a few processors. The
// errors stand at the place of their job.
func (in *Inbox) prepareAll(ctx context.Context, jobs []*job) []error {
	failures := make([]error, len(jobs))
	offline := in.remote.Within(remote.Offline())
	var at atomic.Int64
	work := func() {
		for i := int(at.Add(1)) - 1; i < len(jobs); i = int(at.Add(1)) - 1 {
			if jobs[i].effect == nil {
				jobs[i].effect, failures[i] = in.prepare(ctx, offline, jobs[i])
			}
		}
	}
	var workers sync.WaitGroup
	for range min(len(jobs), runtime.GOMAXPROCS(0), preparers) - 1 {
		workers.Go(work)
	}
	work()
	workers.Wait()
	return failures
}

// sort gives the jobs that can be applied now, and sends those that need a
// fetch on their way. Later jobs of the same actor go back.
func (in *Inbox) sort(ctx context.Context, jobs []*job, failures []error) []*job {
	batch := jobs[:0:0]
	var back []*job
	away := map[string]bool{}
	for i, j := range jobs {
		switch {
		case away[j.receipt.ActorURI]:
			j.effect = nil
			back = append(back, j)
			continue
		case failures[i] == nil:
		case errors.Is(failures[i], remote.ErrOffline):
			away[j.receipt.ActorURI] = true
			if in.fetch(ctx, j) {
				continue
			}
			j.effect = settle(outcome{state: models.ReceiptKept, why: "too much to fetch at once", dueAt: in.now().Add(putOff)})
		default:
			j.effect = settle(in.judge(j, failures[i]))
		}
		batch = append(batch, j)
	}
	in.backlog.putBack(back)
	return batch
}

// fetch prepares a job with network, in the background; false when too many are
// on their way.
func (in *Inbox) fetch(ctx context.Context, j *job) bool {
	if in.fetching.Add(1) > onlineMost {
		in.fetching.Add(-1)
		return false
	}
	in.backlog.goOnline(j)
	in.fetches.Go(func() {
		defer in.fetching.Add(-1)
		select {
		case in.slots <- struct{}{}:
			defer func() { <-in.slots }()
		case <-ctx.Done():
			return // it stays kept
		}
		effect, err := in.prepare(ctx, in.remote.Within(remote.NewBudget()), j)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			effect = settle(in.judge(j, err))
		}
		j.effect = effect
		in.backlog.prepared(j)
		in.bell.Ring()
	})
	return true
}

// judge says what becomes of a receipt that could not be applied.
func (in *Inbox) judge(j *job, err error) outcome {
	why := err.Error()
	if len(why) > 500 {
		why = why[:500]
	}
	attempt := j.receipt.Attempts + 1
	if models.KindOf(err) != "" || errors.Is(err, errPanic) || remote.IsGone(err) || !remote.IsTemporary(err) || attempt >= models.MaxAttempts {
		in.log.Warn("activity not applied", "activity", j.receipt.ActivityURI, "remote_host", hostOf(j.receipt.ActorURI), "attempt", attempt, "err", err)
		return outcome{state: models.ReceiptFailed, why: why}
	}
	in.log.Info("activity to be tried again", "activity", j.receipt.ActivityURI, "remote_host", hostOf(j.receipt.ActorURI), "attempt", attempt, "err", err)
	return outcome{state: models.ReceiptKept, why: why, dueAt: in.now().Add(models.Backoff(attempt, false))}
}

// apply runs the effects of a batch in one transaction, each in a savepoint
// with its receipt's new state.
func (in *Inbox) apply(batch []*job) error {
	if len(batch) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), applyTime)
	defer cancel()
	began := time.Now()
	err := in.store.InTx(ctx, func(tx *store.Store) error {
		for _, j := range batch {
			var out outcome
			err := tx.Savepoint(ctx, func(tx *store.Store) (err error) {
				defer recovered(&err)
				out, err = j.effect(ctx, tx)
				return err
			})
			if err != nil {
				out = in.judge(j, err)
			}
			if err := finish(ctx, tx, j, out); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("apply %d activities: %w", len(batch), err)
	}
	in.log.Debug("activities applied", "batch", len(batch), "ms", time.Since(began).Milliseconds())
	return nil
}

func finish(ctx context.Context, tx *store.Store, j *job, out outcome) error {
	if out.state == models.ReceiptKept {
		return tx.RetryReceipt(ctx, j.receipt.ID, out.dueAt, out.why)
	}
	return tx.FinishReceipt(ctx, j.receipt.ID, out.state, out.why)
}
