package vocab

import (
	"time"

	"knoop/federation/vocab/streams"
	"knoop/models"
)

// DeleteReceiptsFeature is that a node says when it has carried out a Delete, and
// takes such word from others.
var DeleteReceiptsFeature = Feature{Href: "https://w3id.org/knoop/1#deleteReceipts", Name: "deletion receipts"}

// AcceptDelete says that a Delete was carried out: every copy is gone.
func AcceptDelete(e Envelope, activity string, applied time.Time) ([]byte, error) {
	t := streams.NewActivityStreamsAccept()
	t.GetUnknownProperties()["applied"] = models.Second(applied).Format(time.RFC3339)
	return e.about(t, activity)
}

// TakesDeleteReceipts gives the Application of an actor's node, if its document
// says that the node takes deletion receipts.
func TakesDeleteReceipts(d *Document) (application string, ok bool) {
	node := d
	if g := d.Doc("generator"); g != nil {
		node = g
	}
	if node.ID() == "" || !Implements(d, DeleteReceiptsFeature.Href) {
		return "", false
	}
	return node.ID(), true
}
