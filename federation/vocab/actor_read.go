package vocab

import (
	"strings"

	"knoop/federation/iri"
	"knoop/models"
)

// Limits on actors (docs/peers.md 2.1, from Mastodon's FEDERATION.md): what
// is longer is cut, but an actor with a monstrous name is refused.
const (
	maxUsername    = 2048 // bytes; refused above
	maxName        = 2048 // runes, cut
	maxSummary     = 20000
	maxFields      = 50
	maxFieldLength = 2047
	maxKeys        = 10
	maxKnownAs     = 256
	maxPEM         = 16384
)

// ReadActor reads an actor of any of the five kinds, with its keys. Only id,
// type, preferredUsername and inbox must make sense; a stub as GoToSocial serves
// it under a key's id has no inbox (see IsStub). Domain is the host of the id
// until WebFinger has confirmed another.
func ReadActor(d *Document) (models.Actor, []PublicKey, error) {
	a := models.Actor{URI: d.ID(), Kind: models.ActorKind(d.Type())}
	switch a.Kind {
	case models.Person, models.Group, models.Application, models.Service, models.Organization:
	default:
		return models.Actor{}, nil, refuse("not an actor")
	}
	if !isID(a.URI) || iri.Host(a.URI) == "" {
		return models.Actor{}, nil, refuse("an actor without id")
	}
	a.Host = iri.Host(a.URI)
	a.Handle, a.Domain = d.Str("preferredUsername"), a.Host
	if user, _, ok := models.SplitAcct(d.Str("webfinger")); ok {
		a.Handle = user // FEP-2c59 goes before preferredUsername, as in Mastodon
	}
	if a.Handle == "" || len(a.Handle) > maxUsername || strings.ContainsAny(a.Handle, "@/ \t\r\n<>\"") {
		return models.Actor{}, nil, refuse("an actor without a sound preferredUsername")
	}
	keys := readKeys(d, a.URI)
	if len(keys) > 0 {
		a.KeyID, a.KeyPEM = keys[0].ID, keys[0].PEM
	}
	if a.Inbox = address(d.Ref("inbox")); a.Inbox == "" {
		if len(keys) == 0 {
			return models.Actor{}, nil, refuse("an actor without inbox")
		}
		return a, keys, nil
	}
	readProfile(d, &a)
	return a, keys, nil
}

// IsStub says whether an actor read is only a stub: id, name and key, as
// GoToSocial gives to strangers under its keys' ids.
func IsStub(a models.Actor) bool { return a.Inbox == "" }

func readProfile(d *Document, a *models.Actor) {
	a.Outbox, a.Followers, a.Following = address(d.Ref("outbox")), address(d.Ref("followers")), address(d.Ref("following"))
	a.Featured = address(d.Ref("featured"))
	if e := d.Doc("endpoints"); e != nil {
		a.SharedInbox = address(e.Ref("sharedInbox"))
	}
	if a.SharedInbox == "" {
		a.SharedInbox = address(d.Ref("sharedInbox")) // Discourse
	}
	name, _ := d.Natural("name")
	a.Name = line(name, maxName)
	summary, _ := d.Natural("summary")
	a.Summary = clean(summary, maxSummary)
	a.URL = pageOf(d)
	if iri.Host(a.URL) != a.Host {
		a.URL = "" // a page elsewhere is a claim nobody has checked
	}
	a.Icon = pictureOf(d, "icon")
	a.Fields = readFields(d)
	a.Discoverable, _ = d.Bool("discoverable")
	a.Indexable, _ = d.Bool("indexable")
	a.Locked, _ = d.Bool("manuallyApprovesFollowers")
	a.MovedTo = address(d.Ref("movedTo"))
	for _, known := range d.Refs("alsoKnownAs") {
		if len(a.AlsoKnownAs) < maxKnownAs && isID(known) {
			a.AlsoKnownAs = append(a.AlsoKnownAs, known)
		}
	}
	a.CreatedAt = models.Second(d.Time("published"))
	a.UpdatedAt = models.Second(d.Time("updated"))
}

// readFields reads the lines of a profile: attachments of type PropertyValue.
func readFields(d *Document) []models.Field {
	var out []models.Field
	for _, f := range d.Docs("attachment") {
		if f.Type() != "PropertyValue" || len(out) == maxFields {
			continue
		}
		field := models.Field{Name: line(f.Str("name"), maxFieldLength), Value: clean(f.Str("value"), maxFieldLength)}
		if field.Name != "" && field.Value != "" {
			out = append(out, field)
		}
	}
	return out
}
