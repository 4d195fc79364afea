package main

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

type memberCmd struct {
	Add  memberAddCmd  `cmd:"" help:"Add a member; prints a one-time sign-in link."`
	Edit memberEditCmd `cmd:"" help:"Change the profile of a member, or of the collective."`
	Link memberLinkCmd `cmd:"" help:"Make a new one-time sign-in link for a member."`
	List memberListCmd `cmd:"" help:"List the members."`

	Hats    memberHatsCmd    `cmd:"" help:"List what a member has with collectives, here and on other nodes."`
	Join    memberJoinCmd    `cmd:"" help:"Ask a collective on another node to let a member join."`
	Leave   memberLeaveCmd   `cmd:"" help:"Leave a collective on another node."`
	Show    memberShowCmd    `cmd:"" help:"Show a membership on a member's profile, or hide it."`
	Accept  memberAcceptCmd  `cmd:"" help:"Let a person from another node who asked join."`
	Decline memberDeclineCmd `cmd:"" help:"Say no to a person from another node who asked."`
	Invite  memberInviteCmd  `cmd:"" help:"Invite a person from another node."`
	Role    memberRoleCmd    `cmd:"" help:"Give a member another role, from here or from another node."`
	Remove  memberRemoveCmd  `cmd:"" help:"End the membership of a person, from here or from another node."`
}

type memberAddCmd struct {
	Handle string `required:"" help:"Handle, as in @joost."`
	Name   string `required:"" help:"Name."`
	Role   string `default:"member" enum:"guest,member,host,orchestrator" help:"guest, member, host or orchestrator."`
}

// Help gives an example.
func (memberAddCmd) Help() string {
	return `Example:

  knoop member add --handle joost --name "Joost de Wit"

The last line is the link.`
}

// Run adds a member and prints her first link.
func (c memberAddCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	role, err := models.ParseRole(c.Role)
	if err != nil {
		return err
	}
	person, err := st.AddMember(ctx, store.NewMember{Handle: bareHandle(c.Handle), Name: c.Name, Role: role})
	if err != nil {
		return fmt.Errorf("add member: %w", err)
	}
	a.ring()
	return a.printLink(ctx, person, fmt.Sprintf("%s is a member as @%s. The first sign-in, within three days:", person.DisplayName(), person.Acct()))
}

type memberLinkCmd struct {
	Handle string `arg:"" help:"Handle of the member."`
}

// Help gives an example.
func (memberLinkCmd) Help() string {
	return `Example:

  knoop member link joost

Earlier links of the member that were not used stop working. The last line is the link.`
}

// Run makes a new link, for recovery.
func (c memberLinkCmd) Run(ctx context.Context, a *app) error {
	if _, err := a.open(ctx); err != nil {
		return err
	}
	person, err := a.local(ctx, c.Handle)
	if err != nil {
		return err
	}
	if person.Kind != models.Person {
		return refuse("%s is not a member: only people sign in", person.Handle)
	}
	return a.printLink(ctx, person, fmt.Sprintf("%s signs in once with this link, within three days:", person.DisplayName()))
}

func (a *app) printLink(ctx context.Context, person models.Actor, line string) error {
	link, err := a.signInLink(ctx, person)
	if err != nil {
		return err
	}
	return a.print(map[string]string{"handle": person.Handle, "id": person.URI, "link": link}, line, link)
}

type memberListCmd struct{}

// Help gives an example.
func (memberListCmd) Help() string {
	return `Example:

  knoop member list --json`
}

// Run lists all members, also those who are not shown on the pages.
func (memberListCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	members, err := st.Members(ctx, false)
	if err != nil {
		return fmt.Errorf("list members: %w", err)
	}
	type row struct {
		Handle string      `json:"handle"`
		Name   string      `json:"name"`
		Role   models.Role `json:"role"`
		ID     string      `json:"id"`
		Listed bool        `json:"listed"`
	}
	rows := make([]row, 0, len(members))
	table := newTable("HANDLE", "NAME", "ROLE", "LISTED")
	for _, m := range members {
		rows = append(rows, row{m.Actor.Handle, m.Actor.Name, m.Role, m.Actor.URI, m.Actor.Discoverable})
		table.add(m.Actor.Handle, m.Actor.DisplayName(), string(m.Role), yesNo(m.Actor.Discoverable))
	}
	return a.print(rows, table.lines()...)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
