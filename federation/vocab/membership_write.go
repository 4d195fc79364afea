package vocab

import (
	"crypto/ed25519"
	"fmt"
	"time"

	"knoop/federation/iri"
	"knoop/federation/proof"
	"knoop/federation/vocab/streams"
	"knoop/models"
)

// Features are what this program can do beyond ordinary fediverse talk, as its
// actors say (FEP-844e).
func Features() []Feature { return []Feature{CoorganiseFeature, HatsFeature, DeleteReceiptsFeature} }

// HatsFeature is that a node keeps memberships over nodes, with consent by
// stamps.
var HatsFeature = Feature{Href: "https://w3id.org/knoop/1#hats", Name: "hats"}

// Join asks a collective for membership. message is plain text or "".
func Join(e Envelope, collective, message string, ends time.Time) ([]byte, error) {
	t := streams.NewActivityStreamsJoin()
	more := t.GetUnknownProperties()
	more["participationMessage"] = message
	setEnds(more, ends)
	return e.about(t, collective)
}

// Invite asks a person for membership. stamp is the address at which the
// collective's consent will be once she has agreed.
func Invite(e Envelope, person, stamp string, ends time.Time) ([]byte, error) {
	t := streams.NewActivityStreamsInvite()
	more := t.GetUnknownProperties()
	more["attributedTo"], more["target"], more["instrument"] = e.Actor, person, stamp
	setEnds(more, ends)
	return e.about(t, e.Actor)
}

func setEnds(more map[string]interface{}, ends time.Time) {
	if !ends.IsZero() {
		more["endTime"] = models.Second(ends).Format(time.RFC3339)
	}
}

// AcceptWith answers a Join and names the consent that came of it.
func AcceptWith(e Envelope, received []byte, result string) ([]byte, error) {
	t := streams.NewActivityStreamsAccept()
	t.GetUnknownProperties()["result"] = result
	return e.around(t, received)
}

// Leave ends a membership by the person.
func Leave(e Envelope, collective string) ([]byte, error) {
	return e.about(streams.NewActivityStreamsLeave(), collective)
}

// Remove ends a membership by the collective. reason is plain text or "".
func Remove(e Envelope, person, reason string) ([]byte, error) {
	t := streams.NewActivityStreamsRemove()
	more := t.GetUnknownProperties()
	more["origin"] = e.Actor
	if reason != "" {
		more["content"] = reason
	}
	return e.about(t, person)
}

// Stamp writes a stamp of ours with its proof: by is the party that consents,
// key its Ed25519 key. The same stamp always gives the same bytes.
func (w *Writer) Stamp(s models.Stamp, by models.Actor, key ed25519.PrivateKey) ([]byte, error) {
	if s.StartsAt == nil {
		return nil, fmt.Errorf("write a stamp that is not there yet")
	}
	t := streams.NewActivityStreamsRelationship()
	setID(t, w.base.Stamp(s.ID))
	roles := make([]string, 0, len(s.Roles))
	for _, r := range s.Roles {
		roles = append(roles, string(r))
	}
	more := t.GetUnknownProperties()
	more["attributedTo"], more["subject"], more["relationship"], more["object"] = by.URI, s.Subject, s.Relationship, s.Object
	if len(roles) > 0 {
		more["role"] = roles
	}
	more["startTime"] = models.Second(*s.StartsAt).Format(time.RFC3339)
	more["updated"] = models.Second(s.UpdatedAt).Format(time.RFC3339)
	return finishSigned(t, key, proof.Options{Method: iri.ProofKey(by.URI), Created: s.UpdatedAt})
}

// finishSigned serialises a document with a proof, whose terms its @context
// answers for too.
func finishSigned(t thing, key ed25519.PrivateKey, o proof.Options) ([]byte, error) {
	t.GetUnknownProperties()["proof"] = map[string]interface{}{
		"type": "DataIntegrityProof", "cryptosuite": proof.Suite, "verificationMethod": o.Method,
		"proofPurpose": "assertionMethod", "created": "c", "proofValue": "v",
	}
	raw, err := finishWithout(t, "proof")
	if err != nil {
		return nil, err
	}
	return proof.Sign(raw, key, o)
}

// StampTombstone writes what is left of a stamp that was taken back.
func (w *Writer) StampTombstone(s models.Stamp) ([]byte, error) {
	return tombstone(w.base.Stamp(s.ID), "Relationship", s.RevokedAt)
}

// claims writes memberOf.
func claims(list []models.Claim) []interface{} {
	out := make([]interface{}, 0, len(list))
	for _, c := range list {
		out = append(out, map[string]interface{}{"id": c.Collective, "type": "Group", "name": c.Name, "context": c.Stamp})
	}
	return out
}
