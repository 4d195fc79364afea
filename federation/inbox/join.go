package inbox

import (
	"context"

	"knoop/federation/iri"
	"knoop/models"
)

// join takes a Join of our collective, or of an event of ours.
func (in *Inbox) join(ctx context.Context, j *job) (effect, error) {
	uri := j.activity.ObjectID
	if !in.base.Ours(uri) {
		return drop("joins nothing of ours"), nil
	}
	if kind, _, ok := in.base.Read(uri); ok && kind == iri.KindActor {
		return in.joinCollective(ctx, j)
	}
	return in.respond(j, uri, models.DoorJoin, models.RSVPYes), nil
}
