package main

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

type followersCmd struct {
	Handle string `arg:"" help:"Handle of a member, or of the collective."`
}

// Help gives an example.
func (followersCmd) Help() string {
	return `Example:

  knoop followers mokum

One actor id a line.`
}

// Run lists the ids of an actor's followers, newest first.
func (c followersCmd) Run(ctx context.Context, a *app) error {
	if _, err := a.open(ctx); err != nil {
		return err
	}
	actor, err := a.local(ctx, c.Handle)
	if err != nil {
		return err
	}
	ids := []string{}
	err = a.eachFollow(ctx, actor.ID, followers, func(other models.Actor) bool {
		ids = append(ids, other.URI)
		return true
	})
	if err != nil {
		return err
	}
	return a.print(map[string]any{"actor": actor.URI, "total": len(ids), "followers": ids}, ids...)
}

// side is one of the two lists an actor has.
type side bool

const (
	followers side = false
	following side = true // also those that have not answered
)

// eachFollow reads a list to its end, page by page, until fn says false.
func (a *app) eachFollow(ctx context.Context, actorID string, which side, fn func(models.Actor) bool) error {
	page := store.Page{Limit: 100}
	for {
		var items []store.FollowItem
		var err error
		if which == following {
			items, _, err = a.store.Following(ctx, actorID, true, page)
		} else {
			items, _, err = a.store.Followers(ctx, actorID, page)
		}
		if err != nil {
			return fmt.Errorf("read follows: %w", err)
		}
		for _, item := range items {
			if !fn(item.Actor) {
				return nil
			}
		}
		if len(items) < page.Limit {
			return nil
		}
		page.Before = items[len(items)-1].Follow.ID
	}
}
