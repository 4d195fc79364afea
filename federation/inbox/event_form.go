package inbox

import (
	"context"
	"errors"

	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
)

// whole gives the Event of which a note or a poll is the other form (Knoop), when
// each names the other: so one thing is never held twice, whichever of its ids
// came first. Anything else is given back as it is.
func (in *Inbox) whole(ctx context.Context, rem *remote.Remote, found vocab.Incoming, author models.Actor) (vocab.Incoming, error) {
	form := found.EventForm
	if form == "" || found.Object.Type == models.EventObj || in.base.Ours(form) || !iri.SameOrigin(form, found.Object.URI) {
		return found, nil
	}
	event, by, err := in.fetchObject(ctx, rem, form)
	switch {
	case errors.Is(err, remote.ErrOffline), err != nil && remote.IsTemporary(err):
		return found, err // tried again, with a network or later
	case err != nil, by.ID != author.ID, event.Object.Type != models.EventObj, event.NoteForm != found.Object.URI:
		return found, nil
	}
	return event, nil
}
