package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"knoop/federation/iri"
	"knoop/federation/queue"
	"knoop/models"
	"knoop/models/store"
)

const (
	factBatch  = 200
	fanoutIdle = 10 * time.Second
)

// fanout turns facts into activities and letters.
type fanout struct {
	store    *store.Store
	base     iri.Base
	host     string // ours: never written to
	words    words
	log      *slog.Logger
	now      func() time.Time
	bell     *queue.Bell
	software *software
}

func (f *fanout) run(ctx context.Context) {
	queue.Loop(ctx, f.log, "fan-out", f.bell, fanoutIdle, f.round)
}

// errUntellable marks a fact about which nothing can be said, now or later.
var errUntellable = errors.New("cannot be told")

// round tells the open facts in their order. Those that lean on nothing before
// them share a commit: five hundred Accepts are three commits. A fact that fails
// for a passing reason stays open with all that follow about the same subject;
// the others go on.
func (f *fanout) round(ctx context.Context) (more bool, next time.Time, err error) {
	next, err = f.store.RecordTallies(ctx)
	if err != nil {
		return false, time.Time{}, fmt.Errorf("record tallies: %w", err)
	}
	facts, err := f.store.OpenFacts(ctx, factBatch)
	if err != nil {
		return false, time.Time{}, fmt.Errorf("read open facts: %w", err)
	}
	r := round{fanout: f, held: map[string]bool{}}
	for _, fact := range facts {
		r.tell(ctx, fact)
	}
	r.flush(ctx)
	if err := errors.Join(r.errs...); err != nil {
		return false, time.Time{}, err
	}
	return len(facts) == factBatch, next, nil
}

// round is one pass over the open facts.
type round struct {
	fanout *fanout
	ready  []told
	held   map[string]bool // subjects with a fact that failed
	errs   []error
}

// told is a fact with what is to be written about it.
type told struct {
	fact     models.Fact
	dispatch store.Dispatch
}

func (r *round) tell(ctx context.Context, fact models.Fact) {
	if ctx.Err() != nil || r.held[fact.Subject] {
		return
	}
	if leansOnEarlier(fact.Kind) {
		r.flush(ctx)
		if r.held[fact.Subject] {
			return
		}
	}
	dispatch, err := r.fanout.render(ctx, fact)
	switch {
	case err == nil:
	case errors.Is(err, errUntellable) || models.KindOf(err) != "":
		r.fanout.log.ErrorContext(ctx, "fact cannot be told and is passed over", "fact", fact.Kind, "subject", fact.Subject, "err", err)
		dispatch = store.Dispatch{}
	default:
		r.hold(fact, err)
		return
	}
	dispatch.FactID = fact.ID
	r.ready = append(r.ready, told{fact, dispatch})
}

func (r *round) hold(fact models.Fact, err error) {
	r.held[fact.Subject] = true
	r.errs = append(r.errs, fmt.Errorf("tell %s of %s: %w", fact.Kind, fact.Subject, err))
}

// flush writes what is ready, in one commit if that can be.
func (r *round) flush(ctx context.Context) {
	ready := r.ready
	r.ready = nil
	if len(ready) == 0 || ctx.Err() != nil {
		return
	}
	st := r.fanout.store
	err := st.InTx(ctx, func(tx *store.Store) error {
		for _, t := range ready {
			if err := tx.FinishFact(ctx, t.dispatch); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	if len(ready) == 1 {
		r.hold(ready[0].fact, err)
		return
	}
	for _, t := range ready {
		if r.held[t.fact.Subject] {
			continue
		}
		if err := st.FinishFact(ctx, t.dispatch); err != nil {
			r.hold(t.fact, err)
		}
	}
}

// leansOnEarlier says whether telling a fact needs the letters of earlier ones.
func leansOnEarlier(kind models.FactKind) bool {
	switch kind {
	case models.FollowAskedFact, models.FollowWithdrawnFact, models.FollowAnsweredFact,
		models.NotePublishedFact, models.JoinReceivedFact, models.DeletionAppliedFact,
		models.AttendanceHeardFact, models.AttendanceMovedFact, models.AttendanceChangedFact, models.AttendanceRemindFact, models.AttendanceRefusedFact, models.AttendanceDoubtedFact,
		models.AttendanceLinkFact, models.AttendanceAskedFact:
		return false
	}
	return true
}

// render finds the words for a fact. A panic in it is this fact's misfortune,
// not the others'.
func (f *fanout) render(ctx context.Context, fact models.Fact) (d store.Dispatch, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: panic: %v\n%s", errUntellable, p, debug.Stack())
		}
	}()
	switch fact.Kind {
	case models.FollowAskedFact:
		return f.followAsked(ctx, fact)
	case models.FollowWithdrawnFact:
		return f.followWithdrawn(ctx, fact)
	case models.FollowAnsweredFact:
		return f.followAnswered(ctx, fact)
	case models.NotePublishedFact:
		return f.notePublished(ctx, fact)
	case models.NoteEditedFact:
		return f.noteEdited(ctx, fact)
	case models.EventPlannedFact:
		return f.eventPlanned(ctx, fact)
	case models.EventPublishedFact:
		return f.eventPublished(ctx, fact)
	case models.EventEditedFact, models.EventMovedFact, models.EventCancelledFact:
		return f.eventEdited(ctx, fact)
	case models.EventTalliedFact:
		return f.eventTallied(ctx, fact)
	case models.ObjectDeletedFact:
		return f.objectDeleted(ctx, fact)
	case models.ActorEditedFact:
		return f.actorEdited(ctx, fact)
	case models.ActorDeletedFact:
		return f.actorDeleted(ctx, fact)
	case models.JoinReceivedFact:
		return f.joinReceived(ctx, fact)
	case models.DeletionAppliedFact:
		return f.deletionApplied(ctx, fact)
	case models.AttendanceHeardFact, models.AttendanceMovedFact, models.AttendanceChangedFact, models.AttendanceRemindFact, models.AttendanceRefusedFact, models.AttendanceDoubtedFact,
		models.AttendanceLinkFact, models.AttendanceAskedFact:
		return f.attendanceSaid(ctx, fact)
	case models.CohostOfferedFact, models.CohostWithdrawnFact, models.CohostAnsweredFact:
		return f.cohostSaid(ctx, fact)
	case models.CohostListedFact:
		return f.cohostListed(ctx, fact)
	case models.CohostLeftFact, models.CohostDroppedFact:
		return f.cohostLeft(ctx, fact)
	case models.MembershipAskedFact, models.MembershipAnsweredFact, models.MembershipInvitedFact, models.MembershipInviteAnsweredFact,
		models.MembershipWithdrawnFact, models.MembershipLeftFact, models.MembershipRemovedFact, models.StampChangedFact:
		return f.membershipSaid(ctx, fact)
	}
	return store.Dispatch{}, fmt.Errorf("%w: unknown kind of fact", errUntellable)
}
