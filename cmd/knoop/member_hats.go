package main

import (
	"context"
	"fmt"
	"time"

	"knoop/models"
	"knoop/models/store"
)

type memberHatsCmd struct {
	Handle string `arg:"" help:"Handle of a member; of the collective: those of its members who live elsewhere."`
}

// Help gives an example.
func (memberHatsCmd) Help() string {
	return `Example:

  knoop member hats joost --json`
}

// membership is a membership as it is printed.
type membership struct {
	Person     string                 `json:"person"`
	Collective string                 `json:"collective"`
	State      models.MembershipState `json:"state"`
	Role       models.Role            `json:"role,omitempty"`
	Shown      bool                   `json:"shown"`
	Verdict    models.Verdict         `json:"verdict,omitempty"`
	Checked    *time.Time             `json:"checked,omitempty"`
	Denied     string                 `json:"denied,omitempty"`
	Stamp      string                 `json:"stamp,omitempty"`
	Message    string                 `json:"message,omitempty"`
	Reason     string                 `json:"reason,omitempty"`
}

func membershipOf(b models.Belonging) membership {
	m := b.Membership
	out := membership{
		Person: b.Person.URI, Collective: b.Collective.URI, State: m.State, Role: m.Role, Shown: m.Shown,
		Stamp: m.StampURI, Message: m.Message, Reason: m.Reason,
	}
	if m.State != models.MembershipAccepted {
		return out
	}
	verdict, at := m.Verdict(time.Now())
	out.Verdict, out.Denied = verdict, m.Denied
	if !at.IsZero() {
		at = models.Second(at)
		out.Checked = &at
	}
	return out
}

// Run lists what a member has with collectives, or people elsewhere with ours.
func (c memberHatsCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	actor, err := a.local(ctx, c.Handle)
	if err != nil {
		return err
	}
	filter, other := store.MembershipFilter{PersonID: actor.ID}, func(b models.Belonging) models.Actor { return b.Collective }
	if actor.ID == a.node.Collective {
		filter, other = store.MembershipFilter{CollectiveID: actor.ID, Elsewhere: true}, func(b models.Belonging) models.Actor { return b.Person }
	}
	all, err := st.Memberships(ctx, filter)
	if err != nil {
		return fmt.Errorf("list memberships: %w", err)
	}
	rows := make([]membership, 0, len(all))
	table := newTable("WITH", "STATE", "ROLE", "SHOWN", "VERDICT", "CHECKED")
	for _, b := range all {
		row := membershipOf(b)
		rows = append(rows, row)
		checked := ""
		if row.Checked != nil {
			checked = row.Checked.UTC().Format(time.RFC3339)
		}
		table.add(other(b).Acct(), string(row.State), string(row.Role), yesNo(row.Shown), string(row.Verdict), checked)
	}
	return a.print(rows, table.lines()...)
}
