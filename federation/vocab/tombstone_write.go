package vocab

import (
	"time"

	"knoop/federation/vocab/streams"
	"knoop/models"
)

// Tombstone writes what is left of an object: id, what it was (Gancio deletes
// nothing without formerType), and since when it is gone.
func (w *Writer) Tombstone(o models.Object) ([]byte, error) {
	return tombstone(o.URI, string(o.Type), o.GoneAt)
}

// NoteTombstone writes what is left of an event's note form.
func (w *Writer) NoteTombstone(o models.Object) ([]byte, error) {
	return tombstone(o.NoteURI, string(models.Note), o.GoneAt)
}

// ActorTombstone writes what is left of an actor.
func (w *Writer) ActorTombstone(a models.Actor) ([]byte, error) {
	return tombstone(a.URI, string(a.Kind), a.GoneAt)
}

func tombstone(id, formerType string, goneAt *time.Time) ([]byte, error) {
	t := streams.NewActivityStreamsTombstone()
	setID(t, id)
	former := streams.NewActivityStreamsFormerTypeProperty()
	former.AppendXMLSchemaString(formerType)
	t.SetActivityStreamsFormerType(former)
	if goneAt != nil {
		deleted := streams.NewActivityStreamsDeletedProperty()
		deleted.Set(models.Second(*goneAt))
		t.SetActivityStreamsDeleted(deleted)
	}
	return finish(t)
}
