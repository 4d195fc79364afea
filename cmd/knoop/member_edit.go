package main

import (
	"context"
	"fmt"
	"reflect"

	"knoop/models"
	"knoop/models/text"
)

// memberEditCmd changes a profile. A pointer tells what was not said from what
// was said to be empty.
type memberEditCmd struct {
	Handle        string   `arg:"" help:"Handle of the member, or of the collective."`
	Name          *string  `help:"Name."`
	Headline      *string  `placeholder:"TEXT" help:"One plain line; empty takes it away."`
	Bio           *string  `placeholder:"MARKDOWN" help:"Who this is; empty takes it away."`
	Service       []string `sep:"none" placeholder:"TEXT" help:"What one can be called for; again for more. One that is empty takes all away."`
	Skill         []string `placeholder:"TEXT" help:"What one can do; again, or with commas, for more."`
	Branch        []string `placeholder:"TEXT" help:"Trade; again, or with commas, for more."`
	Neighbourhood *string  `placeholder:"NAME" help:"Name of the neighbourhood, without a street."`
	Postcode      *string  `placeholder:"1106" help:"The four digits of the postcode."`
	Availability  *string  `placeholder:"STATE" help:"free, some or full; empty is unknown."`
	From          *string  `placeholder:"2026-03-16" help:"Since when, or from when."`
	Language      []string `placeholder:"TAG" help:"Language (nl, en, pt-BR); again, or with commas, for more."`
	Link          []string `sep:"none" placeholder:"URL" help:"A page that is hers; again for more."`
	Purpose       *string  `placeholder:"TEXT" help:"What she comes here for."`
	Photo         *string  `placeholder:"FILE" help:"A JPEG, PNG or WebP; empty takes it away."`
	PhotoAlt      string   `placeholder:"TEXT" help:"What is on the photo."`
	For           string   `default:"public" enum:"public,members,orchestrators" help:"Who sees what is named here."`
	Listed        bool     `xor:"listed" help:"Show the member among the members, and let other servers list her."`
	Unlisted      bool     `xor:"listed" help:"Do not."`
	Indexed       bool     `xor:"indexed" help:"Let search engines find her."`
	Unindexed     bool     `xor:"indexed" help:"Do not."`
	HideFollows   bool     `xor:"follows" help:"Show only how many follow and are followed, not who."`
	ShowFollows   bool     `xor:"follows" help:"Show who."`
}

// Help gives an example.
func (memberEditCmd) Help() string {
	return `Example:

  knoop member edit joost --headline "Grafisch ontwerper" --bio "Maakt **boeken**." --skill drukwerk,huisstijl --listed
  knoop member edit joost --neighbourhood Holendrecht --postcode 1106 --for members

What is not named stays as it is. What is named is for everyone, unless --for says otherwise.
Everyone who follows is told of what is public. The last line is the id.`
}

// Run changes what an actor of ours says of itself.
func (c memberEditCmd) Run(ctx context.Context, a *app) error {
	if reflect.DeepEqual(c, memberEditCmd{Handle: c.Handle, For: c.For}) {
		return usage("nothing to change: name at least one of --name, --headline, --bio, --service, --skill, --branch, --neighbourhood, --postcode, --availability, --from, --language, --link, --purpose, --photo, --listed, --unlisted, --indexed, --unindexed, --hide-follows, --show-follows")
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
	case actor.Kind == models.Person:
		err = c.editPerson(ctx, a, actor)
	case c.ofPeople():
		return refuse("%s is not a member: only members have a trade and a neighbourhood, and choose whether they are listed", actor.Handle)
	default:
		if err = c.overlay(ctx, a, &actor); err == nil {
			err = st.EditActor(ctx, actor)
		}
	}
	if err != nil {
		return fmt.Errorf("edit %s: %w", actor.Handle, err)
	}
	a.ring()
	if actor, err = st.Actor(ctx, actor.ID); err != nil {
		return err
	}
	return a.printProfile(ctx, actor)
}

// ofPeople says whether something was named that only people have.
func (c memberEditCmd) ofPeople() bool {
	c.Name, c.Headline, c.Bio, c.HideFollows, c.ShowFollows = nil, nil, nil, false, false
	return !reflect.DeepEqual(c, memberEditCmd{Handle: c.Handle, For: "public"})
}

// overlay puts what was said over the profile of the collective, and checks it
// before anyone whom the bio mentions is looked for.
func (c memberEditCmd) overlay(ctx context.Context, a *app, actor *models.Actor) error {
	if c.Name != nil {
		actor.Name = text.Line(*c.Name)
	}
	if c.Headline != nil {
		actor.Headline = text.Line(*c.Headline)
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
func (a *app) printProfile(ctx context.Context, actor models.Actor) error {
	said := models.Profile{Name: actor.Name, Headline: actor.Headline, About: actor.Source, Discoverable: actor.Discoverable}
	if actor.Kind == models.Person {
		var err error
		if said, err = a.store.Profile(ctx, actor.ID); err != nil {
			return err
		}
	}
	return a.print(struct {
		Handle      string `json:"handle"`
		ID          string `json:"id"`
		Name        string `json:"name"`
		Headline    string `json:"headline"`
		Bio         string `json:"bio"`
		Listed      bool   `json:"listed"`
		HideFollows bool   `json:"hide_follows"`
	}{actor.Handle, actor.URI, said.Name, said.Headline, said.About, said.Discoverable, actor.HideFollows}, actor.URI)
}
