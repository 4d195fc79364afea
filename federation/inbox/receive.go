package inbox

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
)

// Receive takes one delivery for an actor of ours, or for the shared inbox with
// a zero recipient. body is the whole body, which the caller has capped at 1 MiB.
// When it returns nil the activity is on disk, or needs no keeping, and the
// answer is 202. The error is a *Refusal.
func (in *Inbox) Receive(ctx context.Context, recipient models.Actor, r *http.Request, body []byte) error {
	signer, err := in.Authenticate(ctx, r, body)
	if err != nil {
		return err
	}
	if in.limits != nil {
		if wait := in.limits.take(signer.Host); wait > 0 {
			return &Refusal{Status: http.StatusTooManyRequests, Reason: "too many deliveries from your host", RetryAfter: wait}
		}
	}
	doc, err := vocab.Parse(body)
	if err != nil {
		return malformed(err)
	}
	a, err := vocab.ReadActivity(doc)
	if err != nil {
		return malformed(err)
	}
	switch {
	case a.Actor != signer.Actor.URI:
		return refuse(http.StatusUnauthorized, "the activity's actor is not the owner of the key", nil)
	case !iri.SameOrigin(a.ID, a.Actor):
		return refuse(http.StatusBadRequest, "the activity's id is not on its actor's host", nil)
	}
	if signer.Gone {
		known, err := in.store.ActorByURI(ctx, a.Actor)
		if err != nil && models.KindOf(err) != models.NotFound {
			return busy("try again later", err)
		}
		if err != nil || known.GoneAt != nil || known.Local || !signer.Confirmed {
			return nil
		}
		signer.Actor = known
	}
	return in.keep(ctx, recipient, signer, a, body)
}

// maxReceiptID bounds, in bytes, what we make of ids to tell activities apart.
const maxReceiptID = 2000

// keep writes a receipt and hands what was read to the worker.
func (in *Inbox) keep(ctx context.Context, recipient models.Actor, signer Signer, a vocab.Activity, body []byte) error {
	now := in.now()
	uri := a.ID
	if a.Type == "Join" || a.Type == "Invite" {
		// Asked again after days, a question gets its answer again: the first may
		// have been lost, or we may have forgotten.
		uri += "#" + now.UTC().Format(time.DateOnly)
	} else if v, ok := vocab.ReadVote(a.Object); ok && len(uri)+len(v.ID) < maxReceiptID {
		// GoToSocial asks anew once an event has moved, and sends both votes under
		// one id: only the Note in it is another.
		uri += "#" + v.ID
	}
	receipt := models.Receipt{
		ID: models.NewID(), ActivityURI: uri, Recipient: recipient.ID, ActorURI: a.Actor, Type: a.Type,
		Raw: body, State: models.ReceiptKept, DueAt: now, ReceivedAt: now,
	}
	err := in.gather.keep(ctx, &job{receipt: receipt, activity: a, signer: signer.Actor, read: true})
	if err != nil {
		return busy("could not keep this now; try again later", err)
	}
	return nil
}

func malformed(err error) error {
	var e *vocab.Error
	if errors.As(err, &e) {
		return refuse(http.StatusBadRequest, e.Reason, nil)
	}
	return refuse(http.StatusBadRequest, "cannot be read", err)
}

func bare(address string) string {
	address, _, _ = strings.Cut(address, "#")
	return address
}
