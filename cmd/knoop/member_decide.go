package main

import (
	"context"
	"fmt"

	"knoop/models"
)

type memberAcceptCmd struct {
	Who  string `arg:"" name:"acct" help:"Who asked: handle@host, or the address."`
	Role string `default:"member" enum:"member,host,orchestrator" help:"member, host or orchestrator."`
}

// Help gives an example.
func (memberAcceptCmd) Help() string {
	return `Example:

  knoop member accept sam@kade.example`
}

// Run makes a person elsewhere who asked a member of our collective.
func (c memberAcceptCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	b, err := a.foreignMember(ctx, c.Who)
	if err != nil {
		return err
	}
	if err := st.DecideMembership(ctx, b.Membership.ID, true, models.Role(c.Role), ""); err != nil {
		return fmt.Errorf("accept %s: %w", b.Person.Acct(), err)
	}
	return a.changed(ctx, b, fmt.Sprintf("%s is a member", b.Person.Acct()))
}

type memberDeclineCmd struct {
	Who    string `arg:"" name:"acct" help:"Who asked: handle@host, or the address."`
	Reason string `arg:"" optional:"" help:"Why; she reads it."`
}

// Help gives an example.
func (memberDeclineCmd) Help() string {
	return `Example:

  knoop member decline sam@kade.example "We zitten vol tot de zomer."`
}

// Run says no to a person elsewhere who asked.
func (c memberDeclineCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	reason, err := models.ParseMembershipText(c.Reason)
	if err != nil {
		return err
	}
	b, err := a.foreignMember(ctx, c.Who)
	if err != nil {
		return err
	}
	if err := st.DecideMembership(ctx, b.Membership.ID, false, "", reason); err != nil {
		return fmt.Errorf("decline %s: %w", b.Person.Acct(), err)
	}
	return a.changed(ctx, b, fmt.Sprintf("%s was declined", b.Person.Acct()))
}

type memberRemoveCmd struct {
	Who    string `arg:"" name:"acct" help:"Handle of a member; of one who lives elsewhere handle@host, or the address."`
	Reason string `arg:"" optional:"" help:"Why; she reads it."`
}

// Help gives an example.
func (memberRemoveCmd) Help() string {
	return `Example:

  knoop member remove sam@kade.example "Verhuisd."

A member of this node becomes a guest, signed out on all devices; page, posts and the way in to one's own data stay. An invitation that waits is taken back by it.`
}

// Run ends a membership, of a person who lives elsewhere or here.
func (c memberRemoveCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	reason, err := models.ParseMembershipText(c.Reason)
	if err != nil {
		return err
	}
	if !a.lives(c.Who) {
		return a.removeOwn(ctx, c.Who, reason)
	}
	b, err := a.foreignMember(ctx, c.Who)
	if err != nil {
		return err
	}
	if err := st.RemoveMembership(ctx, b.Membership.ID, reason); err != nil {
		return fmt.Errorf("remove %s: %w", b.Person.Acct(), err)
	}
	return a.changed(ctx, b, fmt.Sprintf("%s is no longer a member", b.Person.Acct()))
}

type memberInviteCmd struct {
	Who  string `arg:"" name:"acct" help:"A person elsewhere: handle@host, or the address."`
	Role string `default:"member" enum:"member,host,orchestrator" help:"member, host or orchestrator."`
}

// Help gives an example.
func (memberInviteCmd) Help() string {
	return `Example:

  knoop member invite sam@kade.example

Where she has asked, this says yes.`
}

// Run finds a person elsewhere, within fifteen seconds, and invites her.
func (c memberInviteCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	person, err := a.target(ctx, c.Who)
	if err != nil {
		return err
	}
	if err := a.ableToHats(ctx, person); err != nil {
		return err
	}
	m, err := st.InviteMember(ctx, person.ID, models.Role(c.Role))
	if err != nil {
		return fmt.Errorf("invite %s: %w", person.Acct(), err)
	}
	collective, err := st.Actor(ctx, a.node.Collective)
	if err != nil {
		return fmt.Errorf("read collective: %w", err)
	}
	a.ring()
	line := fmt.Sprintf("invited, waiting for %s to answer", person.Acct())
	if m.State == models.MembershipAccepted {
		line = fmt.Sprintf("%s is a member", person.Acct())
	}
	return a.print(membershipOf(models.Belonging{Membership: m, Person: person, Collective: collective}), line)
}
