package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/models"
)

type memberRoleCmd struct {
	Who  string `arg:"" name:"handle" help:"Handle of a member; of one who lives elsewhere handle@host, or the address."`
	Role string `arg:"" enum:"guest,member,host,orchestrator" help:"guest, member, host or orchestrator."`
}

// Help gives an example.
func (memberRoleCmd) Help() string {
	return `Example:

  knoop member role anna orchestrator
  knoop member role sam@kade.example host

It holds at once. The last orchestrator of this node stays one. A guest is no member, but keeps page, posts and the way in to one's own data.`
}

// Run gives a member another role here.
func (c memberRoleCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	if a.lives(c.Who) {
		b, err := a.foreignMember(ctx, c.Who)
		if err != nil {
			return err
		}
		if err := st.SetRole(ctx, b.Person.ID, models.Role(c.Role)); err != nil {
			return fmt.Errorf("change the role of %s: %w", b.Person.Acct(), err)
		}
		return a.changed(ctx, b, fmt.Sprintf("%s is %s", b.Person.Acct(), c.Role))
	}
	person, err := a.ownPerson(ctx, c.Who)
	if err != nil {
		return err
	}
	if err := st.SetRole(ctx, person.ID, models.Role(c.Role)); err != nil {
		return fmt.Errorf("change the role of %s: %w", person.Handle, err)
	}
	a.ring()
	return a.print(map[string]string{"handle": person.Handle, "id": person.URI, "role": c.Role},
		fmt.Sprintf("%s is now %s.", person.DisplayName(), c.Role), person.URI)
}

// lives says whether a name is that of somebody who lives elsewhere.
func (a *app) lives(who string) bool {
	if strings.Contains(who, "://") {
		return !strings.HasPrefix(who, a.node.Origin+"/")
	}
	_, domain, ok := models.SplitAcct(who)
	return ok && domain != a.node.HandleDomain
}

// ownPerson gives a person of this node.
func (a *app) ownPerson(ctx context.Context, handle string) (models.Actor, error) {
	person, err := a.local(ctx, handle)
	if err == nil && person.Kind != models.Person {
		err = refuse("%s is not a member: only people have a role", person.Handle)
	}
	return person, err
}

// removeOwn ends the membership of a person of this node.
func (a *app) removeOwn(ctx context.Context, handle, reason string) error {
	person, err := a.ownPerson(ctx, handle)
	if err != nil {
		return err
	}
	if err := a.store.RemoveMember(ctx, person.ID, reason); err != nil {
		return fmt.Errorf("remove %s: %w", person.Handle, err)
	}
	a.ring()
	return a.print(map[string]string{"handle": person.Handle, "id": person.URI, "role": string(models.Guest)},
		fmt.Sprintf("%s is no longer a member, and can still sign in.", person.DisplayName()), person.URI)
}
