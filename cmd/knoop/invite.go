package main

import (
	"context"
	"fmt"
	"time"

	"knoop/models"
	"knoop/models/store"
)

type inviteCmd struct {
	Make   inviteMakeCmd   `cmd:"" default:"withargs" help:"Invite by a link, or one person by mail; prints the link."`
	Import inviteImportCmd `cmd:"" help:"Invite the people in a CSV or vCard file."`
}

type inviteMakeCmd struct {
	As     string `required:"" placeholder:"HANDLE" help:"Who invites: an orchestrator."`
	Mail   string `placeholder:"ADDRESS" help:"Invite this person, by mail where mail is on."`
	Name   string `help:"Name of who is invited."`
	Text   string `help:"A personal line."`
	Uses   int    `default:"1" help:"How many people may join by the link."`
	Days   int    `default:"30" help:"For how many days it works."`
	Source string `placeholder:"TEXT" help:"Where the address comes from; its owner reads this. Default: the name of who invites."`
	Basis  string `default:"contact" enum:"consent,contact,public" help:"Why you may write: consent, contact or public."`
}

// Help gives an example.
func (inviteMakeCmd) Help() string {
	return `Example:

  knoop invite make --as samira --uses 20

The last line is the link.`
}

// Run makes an invitation and prints its link.
func (c inviteMakeCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	by, err := a.inviter(ctx, c.As)
	if err != nil {
		return err
	}
	mails := a.config.mail != nil && c.Mail != ""
	source := c.Source
	if source == "" {
		source = by.DisplayName()
	}
	in := store.NewInvitation{
		MadeBy: by.ID, Role: models.Member, Life: time.Duration(c.Days) * 24 * time.Hour, MaxUses: c.Uses, Text: c.Text, Name: c.Name,
		Address: c.Mail, Mail: mails,
	}
	if c.Mail != "" {
		in.Source, in.Basis = source, models.Basis(c.Basis)
	}
	i, err := st.Invite(ctx, in)
	if err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	a.ring()
	line := fmt.Sprintf("%d can join by this link, until %s:", i.MaxUses, i.ExpiresAt.Format(time.DateOnly))
	switch {
	case mails:
		line = fmt.Sprintf("The mail is on its way; the same link, until %s:", i.ExpiresAt.Format(time.DateOnly))
	case c.Mail != "":
		line = fmt.Sprintf("Mail is off here: hand this link over, it works until %s:", i.ExpiresAt.Format(time.DateOnly))
	}
	link := st.InvitationLink(a.node, i)
	return a.print(map[string]any{"id": i.ID, "link": link, "uses": i.MaxUses, "expires": i.ExpiresAt.Format(time.RFC3339), "mailed": mails}, line, link)
}

// inviter gives a person of ours who may invite.
func (a *app) inviter(ctx context.Context, handle string) (models.Actor, error) {
	by, err := a.local(ctx, handle)
	if err != nil {
		return by, err
	}
	account, err := a.store.Account(ctx, by.ID)
	if err != nil {
		return by, fmt.Errorf("read the account of %s: %w", by.Handle, err)
	}
	if !models.Can(account.Role, models.Invite) {
		return by, refuse("%s may not invite people: only orchestrators do", by.Handle)
	}
	return by, nil
}
