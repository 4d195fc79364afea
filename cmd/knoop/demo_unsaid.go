package main

import (
	"context"
	"fmt"
	"time"

	"knoop/cmd/knoop/demodata"
	"knoop/federation/vocab"
	"knoop/models"
)

// One membership of the demo is said by one side alone, as it happens when a
// collective goes back to an older backup: it invited somebody, and has forgotten
// it. Her home has the invitation, she says yes and shows it, the yes goes over the
// wire to a collective that never asked, and whoever looks for its consent finds
// nothing. The invitation is written into her node, as the rest of the past is;
// everything after it happens.

// forgot is when the collective invited her.
const forgot = 20 * 24 * time.Hour

// unsaid lists the memberships that this node's members show and that the other
// side does not say.
func (n *demoNode) unsaid() []hat {
	var out []hat
	for _, m := range n.Members {
		for _, other := range n.others() {
			if demodata.Names(m.Unsaid, other.Handle) {
				out = append(out, hat{m, other, true})
			}
		}
	}
	return out
}

// between gives what this node holds of one of its members and the other
// collective; its state is "" when that is nothing yet.
func (n *demoNode) between(ctx context.Context, h hat) (b models.Belonging, err error) {
	if b.Person, err = n.app.store.ActorByHandle(ctx, h.member.Handle); err != nil {
		return b, fmt.Errorf("find @%s: %w", h.member.Handle, err)
	}
	if b.Collective, err = n.app.store.ActorByURI(ctx, models.ActorURI(h.other.origin(), h.other.Handle)); err != nil {
		return b, fmt.Errorf("find %s: %w", h.other.Name, err)
	}
	b.Membership, err = n.app.store.MembershipOf(ctx, b.Person.ID, b.Collective.ID)
	if models.KindOf(err) == models.NotFound {
		return b, nil
	}
	return b, err
}

// sayYes lets those who were invited by a collective that has forgotten it say
// yes, as they do on the page.
func sayYes(ctx context.Context, n *demoNode) error {
	for _, h := range n.unsaid() {
		b, err := n.between(ctx, h)
		if err != nil {
			return err
		}
		if b.Membership.State == "" { // else a demo that was stopped in between has done so
			if err := n.invited(ctx, b, h.other.origin()); err != nil {
				return fmt.Errorf("@%s was invited by %s: %w", h.member.Handle, h.other.Name, err)
			}
			if b, err = n.between(ctx, h); err != nil {
				return err
			}
		}
		if b.Membership.State == models.MembershipInvited {
			if err := n.app.store.AnswerInvite(ctx, b.Person.ID, b.Membership.ID, true); err != nil {
				return fmt.Errorf("@%s says yes to %s: %w", h.member.Handle, h.other.Name, err)
			}
		}
		n.app.ring()
	}
	return nil
}

// invited takes the invitation as it came.
func (n *demoNode) invited(ctx context.Context, b models.Belonging, origin string) error {
	at := models.Second(time.Now().Add(-forgot))
	e := vocab.Envelope{ID: models.ActivityURI(origin, models.NewID()), Actor: b.Collective.URI, To: []string{b.Person.URI}, Published: at}
	o := models.Opening{
		By: models.CollectiveSide, URI: e.ID, Expires: at.Add(models.OpeningLife), StampURI: models.StampURI(origin, models.NewID()),
	}
	var err error
	if o.Raw, err = vocab.Invite(e, b.Person.URI, o.StampURI, o.Expires); err != nil {
		return fmt.Errorf("write an invitation: %w", err)
	}
	said := models.Said{By: models.CollectiveSide, URI: e.ID, Published: at}
	meant, err := n.app.store.ReceiveMembershipInvite(ctx, b.Collective, b.Person, said, o)
	if err == nil && !meant {
		err = refuse("the invitation does not count")
	}
	return err
}

// awaitUnsaid waits until the home of such a member has read that the other side
// does not say so.
func awaitUnsaid(ctx context.Context, n *demoNode) error {
	for _, h := range n.unsaid() {
		err := n.await(ctx, "read that nobody confirms "+h.member.Name, func() (bool, error) {
			b, err := n.between(ctx, h)
			return b.Membership.State == models.MembershipAccepted && b.Membership.DeniedAt != nil, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
