package vocab

import (
	"crypto/ed25519"
	"time"

	"knoop/federation/iri"
	"knoop/federation/proof"
	"knoop/models"
)

// maxClaims bounds what one person's document claims; the rest is not looked at.
const maxClaims = 50

// ReadClaims reads which memberships a person's document states: memberOf, an
// embedded object each, with the collective's consent as its context. One
// without consent is a claim too, that nobody will confirm.
func ReadClaims(d *Document) []models.Claim {
	var out []models.Claim
	for _, c := range d.Docs("memberOf") {
		claim := models.Claim{Collective: c.ID(), Name: line(c.Str("name"), maxName), Stamp: address(c.Ref("context"))}
		if isID(claim.Collective) && address(claim.Collective) != "" && len(out) < maxClaims {
			out = append(out, claim)
		}
	}
	return out
}

// Stamp is a stamp as it was read; nothing in it has been checked.
type Stamp struct {
	ID, AttributedTo, Subject, Relationship, Object string
	Roles                                           []models.Role
	Starts, Ends, Updated                           time.Time
	Raw                                             []byte
}

// ReadStamp reads a Relationship.
func ReadStamp(d *Document) (Stamp, error) {
	s := Stamp{
		ID: d.ID(), AttributedTo: d.Ref("attributedTo"), Subject: d.Ref("subject"), Relationship: d.Ref("relationship"),
		Object: d.Ref("object"), Starts: d.Time("startTime"), Ends: d.Time("endTime"), Updated: d.Time("updated"), Raw: d.Raw(),
	}
	switch {
	case d.Type() != "Relationship":
		return Stamp{}, refuse("not a stamp")
	case !isID(s.ID) || s.AttributedTo == "" || s.Subject == "" || s.Object == "":
		return Stamp{}, refuse("a stamp without id or sides")
	}
	for _, name := range []string{"attributedTo", "subject", "relationship", "object"} {
		if d.count(name) != 1 {
			return Stamp{}, refuse("a stamp with several of one side")
		}
	}
	for _, role := range d.Refs("role") {
		switch r := models.Role(role); r {
		case models.Member, models.HostRole, models.Orchestrator:
			if len(s.Roles) < 4 {
				s.Roles = append(s.Roles, r)
			}
		}
	}
	return s, nil
}

// Role gives the highest role the stamp names; a member's when it names none.
func (s Stamp) Role() models.Role {
	role := models.Member
	for _, r := range s.Roles {
		role = models.Higher(role, r)
	}
	return role
}

// Proves checks the proof of a stamp with the keys that its party's own document
// lists (FEP-521a): in assertionMethod, with the party as controller, not
// expired or revoked.
func (s Stamp) Proves(party *Document, now time.Time) error {
	_, err := proof.Verify(s.Raw, now, func(method string) (ed25519.PublicKey, bool) {
		for _, k := range party.Docs("assertionMethod") {
			if k.ID() != method || k.Type() != "Multikey" || k.Ref("controller") != s.AttributedTo || !iri.SameOrigin(method, s.AttributedTo) {
				continue
			}
			if expires := k.Time("expires"); !expires.IsZero() && now.After(expires) {
				continue
			}
			if !k.Time("revoked").IsZero() {
				continue
			}
			return proof.PublicKey(k.Str("publicKeyMultibase"))
		}
		return nil, false
	})
	return err
}

// Entries reads which stamps a page of a collective's members holds, embedded or
// by address, and where it goes on.
func Entries(d *Document) (stamps []string, first, next string) {
	for _, list := range []string{"orderedItems", "items"} {
		stamps = append(stamps, d.Refs(list)...)
	}
	return stamps, d.Ref("first"), d.Ref("next")
}
