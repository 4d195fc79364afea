package inbox

import (
	"context"
	"fmt"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// said is what the signer's word counts as: its id and time decide whether it
// comes late.
func said(j *job, by models.Side) models.Said {
	return models.Said{By: by, URI: j.activity.ID, Published: j.activity.Published}
}

func heard(meant bool, otherwise string) outcome {
	if meant {
		return applied
	}
	return dropped(otherwise)
}

// joinCollective takes the question of a person elsewhere to be a member of our
// collective. Our people decide; only what was decided before is answered here.
func (in *Inbox) joinCollective(ctx context.Context, j *job) (effect, error) {
	collective, ok, err := in.localActor(ctx, j.activity.ObjectID)
	if err != nil {
		return nil, err
	}
	node, err := in.store.Node(ctx)
	if err != nil {
		return nil, fmt.Errorf("read node: %w", err)
	}
	if !ok || collective.ID != node.Collective { // a series is a Group too, and has no members
		return drop("joins no collective of ours"), nil
	}
	a := &j.activity
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		meant, err := tx.ReceiveMembershipJoin(ctx, j.signer, said(j, models.PersonSide), models.Opening{
			By: models.PersonSide, URI: a.ID, Expires: a.Ends, Message: a.Message, Raw: a.Raw,
		})
		if err != nil {
			return outcome{}, fmt.Errorf("receive question to join: %w", err)
		}
		return heard(meant, "cannot join here, or too late"), nil
	}, nil
}

// invite takes the invitation of a collective elsewhere for one of ours:
// PROTOCOL 2 has the collective as actor, author and object, and the person as
// target.
func (in *Inbox) invite(ctx context.Context, j *job) (effect, error) {
	a := &j.activity
	person, ok, err := in.localActor(ctx, a.Target)
	if err != nil {
		return nil, err
	}
	switch {
	case !ok:
		return drop("invites nobody here"), nil
	case a.ObjectID != j.signer.URI || a.Author != "" && a.Author != j.signer.URI:
		return drop("invites to what is not its own"), nil
	case a.Instrument == "" || !iri.SameOrigin(a.Instrument, j.signer.URI):
		return drop("invites without a consent of its own"), nil
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		meant, err := tx.ReceiveMembershipInvite(ctx, j.signer, person, said(j, models.CollectiveSide), models.Opening{
			By: models.CollectiveSide, URI: a.ID, Expires: a.Ends, StampURI: a.Instrument, Raw: a.Raw,
		})
		if err != nil {
			return outcome{}, fmt.Errorf("receive invitation: %w", err)
		}
		return heard(meant, "invites nobody, or too late"), nil
	}, nil
}

// answeredMembership takes an Accept or Reject of a Join or Invite of ours, from
// the one who was asked. The consent that an Accept names must be of the
// signer's own origin; whether it is good is read afterwards. opener is the actor
// of ours whose Join or Invite it embeds, "" for none.
func answeredMembership(ctx context.Context, tx *store.Store, j *job, yes bool, opener models.Actor) (outcome, error) {
	a := &j.activity
	stamp := a.Result
	if stamp != "" && !iri.SameOrigin(stamp, j.signer.URI) {
		return dropped("names a consent that is not its own"), nil
	}
	meant, err := tx.MembershipAnswered(ctx, j.signer, said(j, ""), a.ObjectID, yes, stamp, a.Content)
	if err != nil {
		return outcome{}, fmt.Errorf("answer about membership: %w", err)
	}
	if !meant && yes && opener.ID != "" {
		person, collective, by := opener.ID, j.signer.ID, models.CollectiveSide
		if opener.Kind == models.Group {
			person, collective, by = collective, person, models.PersonSide
		}
		if meant, err = tx.MembershipAcceptedLate(ctx, person, collective, said(j, by), a.ObjectID, stamp); err != nil {
			return outcome{}, fmt.Errorf("late answer about membership: %w", err)
		}
	}
	return heard(meant, "answers nothing we asked"), nil
}

// leave ends the membership of the signer in our collective, or says that she does
// not come to an event of ours.
func (in *Inbox) leave(ctx context.Context, j *job) (effect, error) {
	if in.isEvent(j.activity.ObjectID) {
		return in.respond(j, j.activity.ObjectID, models.DoorJoin, models.RSVPNo), nil
	}
	collective, ok, err := in.localActor(ctx, j.activity.ObjectID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return drop("leaves nothing of ours"), nil
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		meant, err := tx.MembershipEnded(ctx, j.signer.ID, collective.ID, said(j, models.PersonSide), "", "")
		if err != nil {
			return outcome{}, fmt.Errorf("end membership: %w", err)
		}
		return heard(meant, "is no member"), nil
	}, nil
}

// remove ends the membership of one of ours in the signer's collective.
func (in *Inbox) remove(ctx context.Context, j *job) (effect, error) {
	person, ok, err := in.localActor(ctx, j.activity.ObjectID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return drop("removes nobody of ours"), nil
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		meant, err := tx.MembershipEnded(ctx, person.ID, j.signer.ID, said(j, models.CollectiveSide), "", j.activity.Content)
		if err != nil {
			return outcome{}, fmt.Errorf("end membership: %w", err)
		}
		return heard(meant, "she is no member"), nil
	}, nil
}

// undoneOpening takes a Join or Invite back that stands embedded. A Join that
// was accepted meanwhile is left by it.
func (in *Inbox) undoneOpening(ctx context.Context, j *job, inner *vocab.Document) (effect, error) {
	personURI, collectiveURI, by := j.signer.URI, inner.Ref("object"), models.PersonSide
	if inner.Type() == "Invite" {
		personURI, collectiveURI, by = inner.Ref("target"), j.signer.URI, models.CollectiveSide
	}
	ours := collectiveURI
	if by == models.CollectiveSide {
		ours = personURI
	}
	other, ok, err := in.localActor(ctx, ours)
	if err != nil {
		return nil, err
	}
	if !ok {
		return drop("undone towards nobody here"), nil
	}
	personID, collectiveID := j.signer.ID, other.ID
	if by == models.CollectiveSide {
		personID, collectiveID = other.ID, j.signer.ID
	}
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		meant, err := tx.MembershipEnded(ctx, personID, collectiveID, said(j, by), inner.ID(), "")
		if err != nil {
			return outcome{}, fmt.Errorf("take back question: %w", err)
		}
		return heard(meant, "undoes nothing that lives"), nil
	}, nil
}

// touchedStamp lets a consent be read again that the signer's collective says
// has changed or is gone. Nothing is believed by its word.
func touchedStamp(ctx context.Context, tx *store.Store, j *job, uri string) (known bool, err error) {
	if known, err = tx.StampTouched(ctx, j.signer.ID, uri); err != nil || known {
		return known, err
	}
	if known, err = tx.CohostTouched(ctx, j.signer.URI, uri); err != nil {
		return known, fmt.Errorf("let a consent be read: %w", err)
	}
	return known, nil
}
