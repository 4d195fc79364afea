package inbox

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

// isEvent says whether an address is that of an event of ours, by its form.
func (in *Inbox) isEvent(uri string) bool {
	kind, _, ok := in.base.Read(uri)
	return ok && kind == iri.KindEvent
}

// eventOf gives the living event of ours with this address; ok is false when
// there is none.
func eventOf(ctx context.Context, tx *store.Store, uri string) (o models.Object, e models.Event, ok bool, err error) {
	o, err = tx.ObjectByURI(ctx, uri)
	switch {
	case models.KindOf(err) == models.NotFound, err == nil && (!o.Local || o.GoneAt != nil || o.Type != models.EventObj):
		return o, e, false, nil
	case err != nil:
		return o, e, false, fmt.Errorf("find event: %w", err)
	}
	if e, err = tx.Event(ctx, o.ID); err != nil {
		return o, e, false, fmt.Errorf("read event: %w", err)
	}
	return o, e, true, nil
}

// respond takes an answer of the signer to an event of ours: by Join and Leave,
// by Friendica's Accept, TentativeAccept and Reject, or by taking one back.
func (in *Inbox) respond(j *job, uri string, door models.Door, says models.RSVP) effect {
	a := &j.activity
	return func(ctx context.Context, tx *store.Store) (outcome, error) {
		o, e, ok, err := eventOf(ctx, tx, uri)
		switch {
		case err != nil:
			return outcome{}, err
		case !ok:
			return dropped("answers no event of ours"), nil
		case !e.TakesRSVP && a.Type == "Join":
			// There is no signing up: the outbox answers with Ignore (FEP-8a8e).
			if err := tx.ReceiveJoin(ctx, j.signer, o.ID, a.Raw); err != nil {
				return outcome{}, fmt.Errorf("receive join: %w", err)
			}
			return applied, nil
		case !e.TakesRSVP:
			return dropped("the event takes no answers"), nil
		}
		w := models.Word{Door: door, Says: says, URI: a.ID, Published: a.Published}
		if a.Type == "Join" {
			w.Raw, w.Remark = a.Raw, a.Message
			if slices.Contains(a.To, iri.PublicCollection) {
				seen := true
				w.Shown = &seen
			}
		}
		return responded(tx.Respond(ctx, store.Answer{EventID: o.ID, Actor: j.signer, Word: w}))
	}
}

func responded(r store.Response, err error) (outcome, error) {
	switch {
	case models.KindOf(err) == models.Forbidden:
		return dropped("one side has blocked the other"), nil
	case err != nil:
		return outcome{}, fmt.Errorf("respond to event: %w", err)
	case r.Refused != nil:
		return applied, nil // she is told why
	}
	return heard(r.Heard, "too late"), nil
}

// friendica gives what Friendica's answers to an event mean.
func friendica(kind string) (models.RSVP, bool) {
	says, ok := map[string]models.RSVP{"Accept": models.RSVPYes, "TentativeAccept": models.RSVPMaybe, "Reject": models.RSVPNo}[kind]
	return says, ok
}

// undoneAnswer takes an answer back: whoever does that does not come. ok is false
// when it was none to an event of ours.
func (in *Inbox) undoneAnswer(j *job, kind, object string) (e effect, ok bool) {
	if !in.isEvent(object) {
		return nil, false
	}
	switch kind {
	case "Join":
		return in.respond(j, object, models.DoorJoin, models.RSVPNo), true
	case "Accept", "TentativeAccept":
		return in.respond(j, object, models.DoorFriendica, models.RSVPNo), true
	case "Reject", "Leave":
		return drop("takes a no back, which is no yes"), true
	}
	return nil, false
}

// maxThread is how far up a thread an event is looked for.
const maxThread = 4

// heardInReply reads a kept reply for an answer to the event above it. A reply
// that speaks of coming and cannot be sure is asked about; talk is left alone.
func heardInReply(ctx context.Context, tx *store.Store, author models.Actor, reply models.Object) error {
	if reply.InReplyTo == "" || author.Kind != models.Person {
		return nil
	}
	o, e, ok, err := eventAbove(ctx, tx, reply.InReplyTo)
	if err != nil || !ok || !e.TakesRSVP {
		return err
	}
	said := text.Plain(reply.Content)
	wish, rest := models.ReminderInWords(said)
	w := models.Word{
		Door: models.DoorReply, Says: models.AnswerInWords(rest), Remind: wish,
		URI: reply.URI, Published: reply.Published, Language: cmp.Or(models.AnswerLanguage(said), reply.Language),
	}
	switch w.Says {
	case "":
		if wish == nil {
			return nil
		}
		err = tx.WishReminder(ctx, o.ID, author.ID, *wish)
	case models.RSVPDoubtful:
		err = tx.AskGuest(ctx, store.Answer{EventID: o.ID, Actor: author, Word: w})
	default:
		_, err = tx.Respond(ctx, store.Answer{EventID: o.ID, Actor: author, Word: w})
	}
	if err != nil && models.KindOf(err) == "" {
		return fmt.Errorf("hear an answer in a reply: %w", err)
	}
	return nil
}

// eventAbove finds the event that a reply is about: what it answers, or what that
// answers, or the event of which a private word of ours is that it answers (whose
// page is the event's).
func eventAbove(ctx context.Context, tx *store.Store, uri string) (o models.Object, e models.Event, ok bool, err error) {
	for range maxThread {
		above, err := tx.ObjectByURI(ctx, uri)
		switch {
		case models.KindOf(err) == models.NotFound:
			return o, e, false, nil
		case err != nil:
			return o, e, false, fmt.Errorf("find what is answered: %w", err)
		case above.Local && above.Type == models.EventObj:
			return eventOf(ctx, tx, above.URI)
		case above.Local && above.Visibility == models.Direct && above.URL != above.URI:
			return eventOf(ctx, tx, above.URL)
		case !above.Local && above.ActorID == "", above.InReplyTo == "":
			return o, e, false, nil
		}
		uri = above.InReplyTo
	}
	return o, e, false, nil
}
