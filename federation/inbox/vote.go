package inbox

import (
	"context"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

// vote takes a vote in the poll of an event of ours: a Note of an option's name
// alone, by the signer herself. It is never kept as a reply, whatever comes of it.
// ok is false for any other Create.
func (in *Inbox) vote(j *job) (e effect, ok bool) {
	v, ok := vocab.ReadVote(j.activity.Object)
	switch {
	case !ok || !in.base.Ours(v.Poll):
		return nil, false
	case !iri.SameOrigin(v.ID, j.signer.URI) || v.Author != "" && v.Author != j.signer.URI:
		return drop("a vote in another's name"), true
	}
	a := &j.activity
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		o, e, ok, err := eventOf(ctx, tx, v.Poll)
		switch {
		case err != nil:
			return outcome{}, err
		case !ok || !e.Poll:
			return dropped("votes where there is no poll"), nil
		}
		w := models.Word{Door: models.DoorPoll, URI: v.ID, Published: a.Published, Language: e.PollLanguage}
		says, known := vocab.PollAnswer(e, v.Option)
		if !known || len(a.ObjectIDs) > 1 { // two at once are none
			return responded(store.Response{Heard: true}, tx.AskGuest(ctx, store.Answer{EventID: o.ID, Actor: j.signer, Word: w}))
		}
		w.Says = says
		return responded(tx.Respond(ctx, store.Answer{EventID: o.ID, Actor: j.signer, Word: w}))
	}, true
}
