package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/static/locales"
)

type showCmd struct {
	ID string `arg:"" help:"Id of an object, an actor or an activity."`
}

// Help gives an example.
func (showCmd) Help() string {
	return `Example:

  knoop show https://mokum.example/notes/0198…

Ours is shown as it is served, deleted things of ours as their tombstone; a remote one as it
came. Exit 1 when nothing is held, or when its author deleted it.`
}

// Run prints the stored document.
func (c showCmd) Run(ctx context.Context, a *app) error {
	if _, err := a.open(ctx); err != nil {
		return err
	}
	document, err := a.document(ctx, strings.TrimSpace(c.ID))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.stdout, strings.TrimSpace(string(document))); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// document gives what is held under an id, looking among objects, actors and
// our activities.
func (a *app) document(ctx context.Context, id string) ([]byte, error) {
	writer := vocab.NewWriter(iri.Of(a.node), locales.For(a.node.Language))
	object, err := a.object(ctx, id)
	if err == nil {
		return a.objectDocument(ctx, writer, object, id)
	}
	if !isRefusal(err) {
		return nil, err
	}
	actor, actorErr := a.actorNamed(ctx, id)
	switch models.KindOf(actorErr) {
	case "":
		if actorErr != nil {
			return nil, fmt.Errorf("look up %s: %w", id, actorErr)
		}
		return a.actorDocument(ctx, writer, actor)
	case models.NotFound:
	default:
		return nil, actorErr
	}
	if kind, name, ok := iri.Of(a.node).Read(id); ok && kind == iri.KindActivity {
		activity, err := a.store.Activity(ctx, name)
		if err == nil {
			return activity.Raw, nil
		}
		if models.KindOf(err) != models.NotFound {
			return nil, fmt.Errorf("look up %s: %w", id, err)
		}
	}
	return nil, err
}

func (a *app) objectDocument(ctx context.Context, writer *vocab.Writer, object models.Object, id string) ([]byte, error) {
	if !object.Local {
		if object.GoneAt != nil || len(object.Raw) == 0 {
			return nil, refuse("%s was deleted by its author: nothing is held of it", object.URI)
		}
		return object.Raw, nil
	}
	if object.GoneAt != nil {
		if id == object.NoteURI && id != object.URI {
			return writer.NoteTombstone(object)
		}
		return writer.Tombstone(object)
	}
	author, err := a.store.Actor(ctx, object.ActorID)
	if err != nil {
		return nil, fmt.Errorf("read the author of %s: %w", id, err)
	}
	if object.Type != models.EventObj {
		return writer.Note(object, author)
	}
	event, err := a.store.WholeEvent(ctx, object.ID)
	if err != nil {
		return nil, fmt.Errorf("read event %s: %w", id, err)
	}
	if id == object.NoteURI {
		return writer.NoteForm(object, event, author)
	}
	return writer.Event(object, event, author)
}

// actorNamed finds an actor by id; ours also by its page.
func (a *app) actorNamed(ctx context.Context, id string) (models.Actor, error) {
	if kind, handle, ok := iri.Of(a.node).Read(id); ok && (kind == iri.KindActor || kind == iri.KindApplication) {
		return a.store.ActorByHandle(ctx, handle)
	}
	return a.store.ActorByURI(ctx, id)
}

func (a *app) actorDocument(ctx context.Context, writer *vocab.Writer, actor models.Actor) ([]byte, error) {
	switch {
	case !actor.Local && (actor.GoneAt != nil || len(actor.Raw) == 0):
		return nil, refuse("%s was deleted: nothing is held of it", actor.URI)
	case !actor.Local:
		return actor.Raw, nil
	case actor.GoneAt != nil:
		return writer.ActorTombstone(actor)
	}
	account, err := a.store.Account(ctx, actor.ID)
	if err != nil {
		return nil, fmt.Errorf("read the account of %s: %w", actor.URI, err)
	}
	return writer.Actor(actor, account)
}
