package vocab

import (
	"time"

	"github.com/go-fed/activity/streams/vocab"

	"knoop/federation/vocab/streams"
	"knoop/models"
)

// Envelope is what every activity has: its id, who says it, to whom and when.
// Published may be zero (left out).
type Envelope struct {
	ID        string
	Actor     string
	To, CC    []string
	Published time.Time
}

// acting is what go-fed's activities have in common for us.
type acting interface {
	thing
	addressed
	SetActivityStreamsActor(vocab.ActivityStreamsActorProperty)
	SetActivityStreamsObject(vocab.ActivityStreamsObjectProperty)
	SetActivityStreamsPublished(vocab.ActivityStreamsPublishedProperty)
}

// fill writes the envelope. actor is always a plain address: Threads fails on an
// embedded one.
func (e Envelope) fill(t acting) {
	setID(t, e.ID)
	actor := streams.NewActivityStreamsActorProperty()
	actor.AppendIRI(exact(e.Actor))
	t.SetActivityStreamsActor(actor)
	setAudience(t, e.To, e.CC)
	if !e.Published.IsZero() {
		p := streams.NewActivityStreamsPublishedProperty()
		p.Set(models.Second(e.Published))
		t.SetActivityStreamsPublished(p)
	}
}

// about writes an activity whose object is a plain address.
func (e Envelope) about(t acting, object string) ([]byte, error) {
	e.fill(t)
	p := streams.NewActivityStreamsObjectProperty()
	p.AppendIRI(exact(object))
	t.SetActivityStreamsObject(p)
	return finish(t)
}

// around writes an activity with an object embedded that is already serialised.
func (e Envelope) around(t acting, object []byte) ([]byte, error) {
	e.fill(t)
	part, err := embed(object)
	if err != nil {
		return nil, err
	}
	t.GetUnknownProperties()["object"] = part
	return finish(t)
}

// Create makes an object known. The envelope's To and CC are those of the object
// and may be left empty: then they are taken from it.
func Create(e Envelope, object []byte) ([]byte, error) {
	if err := e.audienceOf(object); err != nil {
		return nil, err
	}
	return e.around(streams.NewActivityStreamsCreate(), object)
}

// Update makes an object's or an actor's new state known.
func Update(e Envelope, object []byte) ([]byte, error) {
	if err := e.audienceOf(object); err != nil {
		return nil, err
	}
	return e.around(streams.NewActivityStreamsUpdate(), object)
}

// Delete says that an object is gone; tombstone is what Tombstone gives.
func Delete(e Envelope, tombstone []byte) ([]byte, error) {
	return e.around(streams.NewActivityStreamsDelete(), tombstone)
}

// DeleteActor says that the actor itself is gone: its object is the plain id,
// the only form Mastodon takes for an account.
func DeleteActor(e Envelope) ([]byte, error) {
	return e.about(streams.NewActivityStreamsDelete(), e.Actor)
}

// Follow asks to follow an actor.
func Follow(e Envelope, object string) ([]byte, error) {
	e.toDefault(object)
	return e.about(streams.NewActivityStreamsFollow(), object)
}

// Accept answers a Follow or a Join, which is embedded as it was received.
func Accept(e Envelope, received []byte) ([]byte, error) {
	return e.around(streams.NewActivityStreamsAccept(), received)
}

// TentativeAccept answers a Join for which there is no seat yet: its sender waits.
func TentativeAccept(e Envelope, received []byte) ([]byte, error) {
	return e.around(streams.NewActivityStreamsTentativeAccept(), received)
}

// Reject refuses what Accept accepts. reason is plain text or "".
func Reject(e Envelope, received []byte, reason string) ([]byte, error) {
	t := streams.NewActivityStreamsReject()
	if reason != "" {
		t.GetUnknownProperties()["content"] = reason
	}
	return e.around(t, received)
}

// Undo takes an activity of ours back; it is embedded whole, since a bare id is
// only guessed at by Mastodon.
func Undo(e Envelope, activity []byte) ([]byte, error) {
	return e.around(streams.NewActivityStreamsUndo(), activity)
}

// Announce passes an object on, by its address alone.
func Announce(e Envelope, object string) ([]byte, error) {
	return e.about(streams.NewActivityStreamsAnnounce(), object)
}

// Ignore answers a Join where there is no signing up (FEP-8a8e); join is the
// id of the Join.
func Ignore(e Envelope, join string) ([]byte, error) {
	return e.about(streams.NewActivityStreamsIgnore(), join)
}

// Like likes an object.
func Like(e Envelope, object string) ([]byte, error) {
	return e.about(streams.NewActivityStreamsLike(), object)
}

func (e *Envelope) toDefault(actor string) {
	if len(e.To) == 0 && len(e.CC) == 0 {
		e.To = []string{actor}
	}
}

// audienceOf takes To and CC from the object when the envelope has none.
func (e *Envelope) audienceOf(object []byte) error {
	if len(e.To) > 0 || len(e.CC) > 0 {
		return nil
	}
	d, err := Parse(object)
	if err != nil {
		return err
	}
	e.To, e.CC = d.Refs("to"), d.Refs("cc")
	return nil
}
