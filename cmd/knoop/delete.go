package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/models"
)

// object finds an object by its id, an event by either of its two, or by the
// bare UUID in it.
func (a *app) object(ctx context.Context, id string) (models.Object, error) {
	id = strings.TrimSpace(id)
	var object models.Object
	var err error
	if strings.Contains(id, "/") {
		object, err = a.store.ObjectByURI(ctx, id)
	} else {
		object, err = a.store.Object(ctx, id)
	}
	if models.KindOf(err) == models.NotFound {
		return models.Object{}, refuse("nothing is held here under %s", id)
	}
	if err != nil {
		return models.Object{}, fmt.Errorf("look up %s: %w", id, err)
	}
	return object, nil
}

type deleteCmd struct {
	ID string `arg:"" help:"Id of an object of ours."`
}

// Help gives an example.
func (deleteCmd) Help() string {
	return `Example:

  knoop delete https://mokum.example/notes/0198…`
}

// Run deletes an object of ours; a tombstone is left, and everyone who was told
// of it is told to forget it.
func (c deleteCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	object, err := a.object(ctx, c.ID)
	if err != nil {
		return err
	}
	if err := models.CanEdit("", object); err != nil {
		return err
	}
	if object, err = st.DeleteObject(ctx, object.ID); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	a.ring()
	return a.print(map[string]string{"id": object.URI}, object.URI)
}
