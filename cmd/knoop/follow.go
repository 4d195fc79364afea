package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/models"
)

type followCmd struct {
	As     string `required:"" placeholder:"HANDLE" help:"Who follows: a member, or the collective."`
	Target string `arg:"" name:"acct" help:"Whom: user@host, or the address of the actor."`
}

// Help gives an example.
func (followCmd) Help() string {
	return `Example:

  knoop follow --as mokum samen@kade.example`
}

// Run finds the actor, within fifteen seconds, and asks to follow it. The
// answer comes to the server.
func (c followCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	follower, err := a.local(ctx, c.As)
	if err != nil {
		return err
	}
	target, err := a.target(ctx, c.Target)
	if err != nil {
		return err
	}
	if target.ID == follower.ID {
		return refuse("%s cannot follow itself", follower.Acct())
	}
	follow, err := st.AskFollow(ctx, follower.ID, target.ID)
	if models.KindOf(err) == models.Conflict {
		return refuse("%s follows %s already", follower.Acct(), target.Acct())
	}
	if err != nil {
		return fmt.Errorf("follow %s: %w", target.Acct(), err)
	}
	a.ring()
	line := fmt.Sprintf("asked, waiting for %s to answer", target.Acct())
	if follow.State == models.FollowAccepted {
		line = fmt.Sprintf("%s follows %s", follower.Acct(), target.Acct())
	}
	return a.print(map[string]any{"follower": follower.URI, "followed": target.URI, "state": follow.State}, line)
}

type unfollowCmd struct {
	As     string `required:"" placeholder:"HANDLE" help:"Who follows."`
	Target string `arg:"" name:"acct" help:"Whom: user@host, or the address of the actor."`
}

// Help gives an example.
func (unfollowCmd) Help() string {
	return `Example:

  knoop unfollow --as mokum samen@kade.example`
}

// Run ends a follow, answered or not. The target is looked for among those we
// follow, so that it works when its server is gone.
func (c unfollowCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	follower, err := a.local(ctx, c.As)
	if err != nil {
		return err
	}
	target, ok, err := a.followed(ctx, follower, c.Target)
	if err != nil {
		return err
	}
	if !ok {
		return refuse("%s does not follow %s", follower.Acct(), c.Target)
	}
	if err := st.WithdrawFollow(ctx, follower.ID, target.ID); err != nil {
		return fmt.Errorf("unfollow %s: %w", target.Acct(), err)
	}
	a.ring()
	return a.print(map[string]any{"follower": follower.URI, "followed": target.URI, "state": models.FollowEnded},
		fmt.Sprintf("%s no longer follows %s", follower.Acct(), target.Acct()))
}

// target finds whom to follow, here or elsewhere.
func (a *app) target(ctx context.Context, named string) (models.Actor, error) {
	if user, domain, ok := models.SplitAcct(named); ok && domain == a.node.HandleDomain {
		return a.local(ctx, user)
	}
	bounded, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	return a.find(bounded, named)
}

// followed finds the actor among those the follower asked or follows.
func (a *app) followed(ctx context.Context, follower models.Actor, named string) (models.Actor, bool, error) {
	acct := strings.TrimSpace(named)
	if user, domain, ok := models.SplitAcct(named); ok {
		acct = user + "@" + domain
	}
	var found models.Actor
	err := a.eachFollow(ctx, follower.ID, following, func(other models.Actor) bool {
		if strings.EqualFold(other.Acct(), acct) || other.URI == acct || (other.URL != "" && other.URL == acct) {
			found = other
			return false
		}
		return true
	})
	return found, found.ID != "", err
}
