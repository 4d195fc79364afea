package main

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/text"
)

// memberEditCmd changes a profile. A pointer tells what was not said from what
// was said to be empty.
type memberEditCmd struct {
	Handle      string  `arg:"" help:"Handle of the member, or of the collective."`
	Name        *string `help:"Name."`
	Headline    *string `placeholder:"TEXT" help:"One plain line; empty takes it away."`
	Bio         *string `placeholder:"MARKDOWN" help:"Who this is; empty takes it away."`
	Listed      bool    `xor:"listed" help:"Show the member among the members, and let other servers list her."`
	Unlisted    bool    `xor:"listed" help:"Do not."`
	HideFollows bool    `xor:"follows" help:"Show only how many follow and are followed, not who."`
	ShowFollows bool    `xor:"follows" help:"Show who."`
}

// Help gives an example.
func (memberEditCmd) Help() string {
	return `Example:

  knoop member edit joost --headline "Grafisch ontwerper" --bio "Maakt **boeken**." --listed

What is not named stays as it is. Everyone who follows is told. The last line is the id.`
}

// Run changes what an actor of ours says of itself.
func (c memberEditCmd) Run(ctx context.Context, a *app) error {
	if c == (memberEditCmd{Handle: c.Handle}) {
		return usage("nothing to change: name at least one of --name, --headline, --bio, --listed, --unlisted, --hide-follows, --show-follows")
	}
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	actor, err := a.local(ctx, c.Handle)
	if err != nil {
		return err
	}
	switch {
	case actor.Kind == models.Application:
		return refuse("%s is the node itself: only the collective and its members have a profile", actor.Handle)
	case actor.Kind != models.Person && (c.Listed || c.Unlisted):
		return refuse("%s is not a member: only members choose whether they are listed", actor.Handle)
	}
	if err := c.overlay(ctx, a, &actor); err != nil {
		return err
	}
	if err := st.EditActor(ctx, actor); err != nil {
		return fmt.Errorf("edit %s: %w", actor.Handle, err)
	}
	a.ring()
	return a.printProfile(actor)
}

// overlay puts what was said over the profile, and checks it before anyone whom
// the bio mentions is looked for.
func (c memberEditCmd) overlay(ctx context.Context, a *app, actor *models.Actor) error {
	if c.Name != nil {
		actor.Name = text.Line(*c.Name)
	}
	if c.Headline != nil {
		actor.Headline = text.Line(*c.Headline)
	}
	if c.Listed || c.Unlisted {
		actor.Discoverable = c.Listed
	}
	if c.HideFollows || c.ShowFollows {
		actor.HideFollows = c.HideFollows
	}
	if c.Bio != nil {
		actor.Source = *c.Bio
	}
	if err := actor.Check(); err != nil || c.Bio == nil {
		return err
	}
	written, err := a.render(ctx, *c.Bio)
	actor.Summary = written.HTML
	return err
}

// printProfile prints what a profile now says, or its id on the last line.
func (a *app) printProfile(actor models.Actor) error {
	return a.print(struct {
		Handle      string `json:"handle"`
		ID          string `json:"id"`
		Name        string `json:"name"`
		Headline    string `json:"headline"`
		Bio         string `json:"bio"`
		Listed      bool   `json:"listed"`
		HideFollows bool   `json:"hide_follows"`
	}{actor.Handle, actor.URI, actor.Name, actor.Headline, actor.Source, actor.Discoverable, actor.HideFollows}, actor.URI)
}
