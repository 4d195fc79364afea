package main

import (
	"context"
	"fmt"
	"time"

	"knoop/models"
	"knoop/models/store"
)

// One membership of the demo is said by one side alone. Nothing of it is made up:
// the collective invited the person while its clock was three quarters of an hour
// ahead, which other nodes believe (PROTOCOL 0: up to one hour), she said yes, and
// both sides confirmed it. Then the clock was set right and the collective let her
// go. To her home that word is older than the invitation, so it counts as one that
// came late. Her profile goes on naming the collective, whose consent is gone:
// whoever reads both finds it not confirmed.

// clockAhead is how far the clock of the one who invites is ahead.
const clockAhead = 45 * time.Minute

// goodbye is why the collective let her go.
const goodbye = "We hebben je lang niet gezien. Kom je weer eens langs, dan praten we verder."

// unsaid lists the memberships that this node's members show and that the other
// side will no longer say.
func (n *demoNode) unsaid() []hat {
	var out []hat
	for _, m := range n.Members {
		for _, other := range n.others() {
			if m.Unsaid == other.Handle {
				out = append(out, hat{m, other, true})
			}
		}
	}
	return out
}

func (h hat) person(home *demoNode) string { return models.ActorURI(home.origin(), h.member.Handle) }

func (h hat) collective() string { return models.ActorURI(h.other.origin(), h.other.Handle) }

// between gives what a store holds of a person and a collective; ok is false when
// that is nothing yet.
func between(ctx context.Context, st *store.Store, personURI, collectiveURI string) (m models.Membership, ok bool, err error) {
	person, err := st.ActorByURI(ctx, personURI)
	if err == nil {
		var collective models.Actor
		if collective, err = st.ActorByURI(ctx, collectiveURI); err == nil {
			m, err = st.MembershipOf(ctx, person.ID, collective.ID)
		}
	}
	if models.KindOf(err) == models.NotFound {
		return m, false, nil
	}
	return m, err == nil, err
}

// awaitBetween waits until this node's own view of a membership is such.
func (n *demoNode) awaitBetween(ctx context.Context, home *demoNode, h hat, what string, such func(models.Membership) bool) (m models.Membership, err error) {
	err = n.await(ctx, what+" "+h.member.Name, func() (ok bool, err error) {
		m, ok, err = between(ctx, n.app.store, h.person(home), h.collective())
		return ok && such(m), err
	})
	return m, err
}

// ofOthers does something for every such membership in this collective.
func (n *demoNode) ofOthers(do func(home *demoNode, h hat) error) error {
	for _, home := range n.others() {
		for _, h := range home.unsaid() {
			if h.other != n {
				continue
			}
			if err := do(home, h); err != nil {
				return err
			}
		}
	}
	return nil
}

// inviteEarly lets this collective invite, by a clock that is ahead.
func inviteEarly(ctx context.Context, n *demoNode) error {
	return n.ofOthers(func(home *demoNode, h hat) error {
		if _, ok, err := between(ctx, n.app.store, h.person(home), h.collective()); ok || err != nil {
			return err // a demo that was stopped in between has done so
		}
		person, err := n.app.find(ctx, h.person(home))
		if err != nil {
			return fmt.Errorf("%s finds @%s: %w", n.Name, h.member.Handle, err)
		}
		secret, err := store.LoadSecret(n.dir, "", false)
		if err != nil {
			return err
		}
		ahead, err := store.Open(ctx, store.Options{Dir: n.dir, Secret: secret, Clock: func() time.Time { return time.Now().Add(clockAhead) }})
		if err != nil {
			return err
		}
		defer func() { _ = ahead.Close() }()
		if _, err := ahead.InviteMember(ctx, person.ID, models.Member); err != nil {
			return fmt.Errorf("%s invites @%s: %w", n.Name, h.member.Handle, err)
		}
		n.app.ring()
		return nil
	})
}

// sayYes lets those who were invited say yes, as they do on the page.
func sayYes(ctx context.Context, n *demoNode) error {
	for _, h := range n.unsaid() {
		m, err := n.awaitBetween(ctx, n, h, "get an invitation for", func(m models.Membership) bool { return m.State != "" })
		if err != nil {
			return err
		}
		if m.State != models.MembershipInvited {
			continue
		}
		if err := n.app.store.AnswerInvite(ctx, m.PersonID, m.ID, true); err != nil {
			return fmt.Errorf("@%s says yes: %w", h.member.Handle, err)
		}
		n.app.ring()
	}
	return nil
}

// letGo ends the membership on the collective's side, by a clock that is right.
func letGo(ctx context.Context, n *demoNode) error {
	return n.ofOthers(func(home *demoNode, h hat) error {
		m, err := n.awaitBetween(ctx, home, h, "hear the yes of", func(m models.Membership) bool { return !m.State.Waiting() })
		if err != nil || m.State != models.MembershipAccepted {
			return err
		}
		if err := n.app.store.RemoveMembership(ctx, m.ID, goodbye); err != nil {
			return fmt.Errorf("%s lets @%s go: %w", n.Name, h.member.Handle, err)
		}
		n.app.ring()
		return nil
	})
}

// awaitUnsaid waits until the home of such a member has read that the other side
// no longer says so.
func awaitUnsaid(ctx context.Context, n *demoNode) error {
	for _, h := range n.unsaid() {
		m, err := n.awaitBetween(ctx, n, h, "keep the membership of", func(m models.Membership) bool { return m.State == models.MembershipAccepted })
		if err != nil {
			return err
		}
		if _, err := n.app.store.StampTouched(ctx, m.CollectiveID, m.StampURI); err != nil { // now rather than tomorrow
			return fmt.Errorf("let %s be read: %w", m.StampURI, err)
		}
		n.app.ring()
		_, err = n.awaitBetween(ctx, n, h, "read that nobody confirms", func(m models.Membership) bool { return m.DeniedAt != nil && m.Denied == "stamp" })
		if err != nil {
			return err
		}
	}
	return nil
}
