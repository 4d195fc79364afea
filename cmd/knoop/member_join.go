package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/models"
	"knoop/models/store"
)

type memberJoinCmd struct {
	As      string `required:"" placeholder:"HANDLE" help:"Who asks: a member of this node."`
	Target  string `arg:"" name:"acct" help:"The collective: user@host, or its address."`
	Message string `arg:"" optional:"" help:"Why she asks."`
}

// Help gives an example.
func (memberJoinCmd) Help() string {
	return `Example:

  knoop member join --as joost samen@kade.example "Ik maak boeken."

Where the collective has invited her, this says yes.`
}

// Run finds the collective, within fifteen seconds, and asks it. The answer
// comes to the server.
func (c memberJoinCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	person, err := a.local(ctx, c.As)
	if err != nil {
		return err
	}
	message, err := models.ParseMembershipText(c.Message)
	if err != nil {
		return err
	}
	b, err := a.hat(ctx, person, c.Target)
	if err != nil {
		return err
	}
	collective := b.Collective
	if collective.ID == "" {
		if collective, err = a.target(ctx, c.Target); err != nil {
			return err
		}
		if err := a.ableToHats(ctx, collective); err != nil {
			return err
		}
	}
	m, err := st.AskMembership(ctx, person.ID, collective.ID, message)
	if err != nil {
		return fmt.Errorf("join %s: %w", collective.Acct(), err)
	}
	a.ring()
	line := fmt.Sprintf("asked, waiting for %s to answer", collective.Acct())
	if m.State == models.MembershipAccepted {
		line = fmt.Sprintf("%s is a member of %s", person.Acct(), collective.Acct())
	}
	return a.print(membershipOf(models.Belonging{Membership: m, Person: person, Collective: collective}), line)
}

// ableToHats refuses a collective or person whose server says nothing of
// memberships over nodes.
func (a *app) ableToHats(ctx context.Context, other models.Actor) error {
	if other.Local {
		return nil
	}
	n, err := a.reach()
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	able, err := n.remote.Can(bounded, other, "hats")
	switch {
	case err != nil:
		return refuse("%s did not say whether it knows memberships over nodes: try again in a while", other.Host)
	case !able:
		return refuse("%s cannot do this yet: its software knows no memberships over nodes", other.Host)
	}
	return nil
}

type memberLeaveCmd struct {
	As     string `required:"" placeholder:"HANDLE" help:"Who leaves: a member of this node."`
	Target string `arg:"" name:"acct" help:"The collective: user@host, or its address."`
}

// Help gives an example.
func (memberLeaveCmd) Help() string {
	return `Example:

  knoop member leave --as joost samen@kade.example

A question that waits is taken back by it, an invitation declined.`
}

// Run ends what she has with a collective elsewhere. It is looked for among her
// own, so that it works when its server is gone.
func (c memberLeaveCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	person, b, err := a.herHat(ctx, c.As, c.Target)
	if err != nil {
		return err
	}
	if b.Membership.State == models.MembershipInvited {
		err = st.AnswerInvite(ctx, person.ID, b.Membership.ID, false)
	} else {
		err = st.LeaveMembership(ctx, person.ID, b.Membership.ID)
	}
	if err != nil {
		return fmt.Errorf("leave %s: %w", b.Collective.Acct(), err)
	}
	return a.changed(ctx, b, fmt.Sprintf("%s is no longer with %s", person.Acct(), b.Collective.Acct()))
}

type memberShowCmd struct {
	As     string `required:"" placeholder:"HANDLE" help:"Whose hat: a member of this node."`
	Target string `arg:"" name:"acct" help:"The collective: user@host, or its address."`
	Hide   bool   `help:"Hide it instead: the collective takes her off its list."`
}

// Help gives an example.
func (memberShowCmd) Help() string {
	return `Example:

  knoop member show --as joost samen@kade.example
  knoop member show --hide --as joost samen@kade.example`
}

// Run shows a membership elsewhere on her profile, or no longer.
func (c memberShowCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	person, b, err := a.herHat(ctx, c.As, c.Target)
	if err != nil {
		return err
	}
	if err := st.ShowMembership(ctx, person.ID, b.Membership.ID, !c.Hide); err != nil {
		return fmt.Errorf("show %s: %w", b.Collective.Acct(), err)
	}
	line := "%s shows %s"
	if c.Hide {
		line = "%s does not show %s"
	}
	return a.changed(ctx, b, fmt.Sprintf(line, person.Acct(), b.Collective.Acct()))
}

// herHat gives a member of ours and her membership of a collective.
func (a *app) herHat(ctx context.Context, handle, named string) (models.Actor, models.Belonging, error) {
	person, err := a.local(ctx, handle)
	if err != nil {
		return person, models.Belonging{}, err
	}
	b, err := a.hat(ctx, person, named)
	if err == nil && b.Membership.ID == "" {
		err = refuse("%s has nothing with %s: see knoop member hats %s", person.Acct(), named, person.Handle)
	}
	return person, b, err
}

// hat finds a collective among those a member has something with; a zero one
// when there is none.
func (a *app) hat(ctx context.Context, person models.Actor, named string) (models.Belonging, error) {
	all, err := a.store.MembershipsOf(ctx, person.ID)
	if err != nil {
		return models.Belonging{}, fmt.Errorf("read memberships: %w", err)
	}
	for _, b := range all {
		if isNamed(b.Collective, named) {
			return b, nil
		}
	}
	return models.Belonging{}, nil
}

// isNamed says whether an actor is meant by user@host or an address.
func isNamed(who models.Actor, named string) bool {
	named = strings.TrimSpace(named)
	if user, domain, ok := models.SplitAcct(named); ok {
		named = user + "@" + domain
	}
	return strings.EqualFold(who.Acct(), named) || who.URI == named || who.URL != "" && who.URL == named
}

// changed rings the server and prints a membership as it now stands.
func (a *app) changed(ctx context.Context, b models.Belonging, line string) error {
	a.ring()
	m, err := a.store.Membership(ctx, b.Membership.ID)
	if err != nil {
		return fmt.Errorf("read membership: %w", err)
	}
	b.Membership = m
	return a.print(membershipOf(b), line)
}

// foreignMember finds a person elsewhere among those with whom our collective
// has something.
func (a *app) foreignMember(ctx context.Context, named string) (models.Belonging, error) {
	all, err := a.store.Memberships(ctx, store.MembershipFilter{CollectiveID: a.node.Collective, Elsewhere: true})
	if err != nil {
		return models.Belonging{}, fmt.Errorf("read memberships: %w", err)
	}
	for _, b := range all {
		if isNamed(b.Person, named) {
			return b, nil
		}
	}
	return models.Belonging{}, refuse("nobody by %s asked, was invited or is a member here", named)
}
