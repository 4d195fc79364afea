package vocab

import (
	"bytes"
)

// term is one entry of the inline context: a name, what it means, and, for a
// property whose value is an address or a list, its kind.
type term struct {
	name  string
	is    string
	typ   string // "@id"
	order bool   // a list in its order
}

// table holds every term we may write beyond ActivityStreams, in the order in
// which they go out: prefixes first. A document gets only those it uses.
// "location" is not in it and must not be: Friendica expands the
// document and looks for as:location.
var table = []term{
	{name: "sec", is: "https://w3id.org/security#"},
	{name: "toot", is: "http://joinmastodon.org/ns#"},
	{name: "schema", is: "http://schema.org#"},
	{name: "mz", is: "https://joinmobilizon.org/ns#"},
	{name: "pt", is: "https://joinpeertube.org/ns#"},
	{name: "ical", is: "http://www.w3.org/2002/12/cal/ical#"},
	{name: "ostatus", is: "http://ostatus.org#"},
	{name: "gts", is: "https://gotosocial.org/ns#"},
	{name: "kn", is: "https://w3id.org/knoop/1#"},

	{name: "publicKey", is: "sec:publicKey", typ: "@id"},
	{name: "publicKeyPem", is: "sec:publicKeyPem"},
	{name: "owner", is: "sec:owner", typ: "@id"},
	{name: "assertionMethod", is: "sec:assertionMethod", typ: "@id"},
	{name: "Multikey", is: "sec:Multikey"},
	{name: "controller", is: "sec:controller", typ: "@id"},
	{name: "publicKeyMultibase", is: "sec:publicKeyMultibase"},

	{name: "proof", is: "sec:proof", typ: "@id"},
	{name: "DataIntegrityProof", is: "sec:DataIntegrityProof"},
	{name: "cryptosuite", is: "sec:cryptosuite"},
	{name: "verificationMethod", is: "sec:verificationMethod", typ: "@id"},
	{name: "proofPurpose", is: "sec:proofPurpose"},
	{name: "proofValue", is: "sec:proofValue"},
	{name: "created", is: "http://purl.org/dc/terms/created"},

	{name: "manuallyApprovesFollowers", is: "as:manuallyApprovesFollowers"},
	{name: "sensitive", is: "as:sensitive"},
	{name: "Hashtag", is: "as:Hashtag"},
	{name: "alsoKnownAs", is: "as:alsoKnownAs", typ: "@id"},
	{name: "movedTo", is: "as:movedTo", typ: "@id"},
	{name: "discoverable", is: "toot:discoverable"},
	{name: "indexable", is: "toot:indexable"},
	{name: "featured", is: "toot:featured", typ: "@id"},
	{name: "votersCount", is: "toot:votersCount"},
	{name: "webfinger", is: "https://purl.archive.org/socialweb/webfinger#webfinger"},
	{name: "redirectURI", is: "https://purl.archive.org/socialweb/oauth#redirectURI", typ: "@id"},
	{name: "implements", is: "https://w3id.org/fep/844e/implements", typ: "@id", order: true},
	{name: "PropertyValue", is: "schema:PropertyValue"},
	{name: "value", is: "schema:value"},

	{name: "memberOf", is: "schema:memberOf", typ: "@id"},
	{name: "role", is: "kn:role"},
	{name: "participationMessage", is: "mz:participationMessage"},
	{name: "members", is: "mz:members", typ: "@id"},
	{name: "resources", is: "mz:resources", typ: "@id"},
	{name: "todos", is: "mz:todos", typ: "@id"},
	{name: "posts", is: "mz:posts", typ: "@id"},
	{name: "events", is: "mz:events", typ: "@id"},
	{name: "discussions", is: "mz:discussions", typ: "@id"},
	{name: "openness", is: "mz:openness"},
	{name: "upcomingEvents", is: "https://w3id.org/fep/8a8e/upcomingEvents", typ: "@id"},

	{name: "inLanguage", is: "schema:inLanguage"},
	{name: "timezone", is: "mz:timezone"},
	{name: "category", is: "schema:category"},
	{name: "status", is: "ical:status"},
	{name: "eventStatus", is: "https://w3id.org/fep/8a8e/eventStatus"},
	{name: "previousStartTime", is: "https://w3id.org/fep/8a8e/previousStartTime"},
	{name: "displayEndTime", is: "https://w3id.org/fep/8a8e/displayEndTime"},
	{name: "joinMode", is: "mz:joinMode"},
	{name: "externalParticipationUrl", is: "mz:externalParticipationUrl", typ: "@id"},
	{name: "maximumAttendeeCapacity", is: "schema:maximumAttendeeCapacity"},
	{name: "participantCount", is: "mz:participantCount"},
	{name: "remainingAttendeeCapacity", is: "schema:remainingAttendeeCapacity"},
	{name: "organizers", is: "https://w3id.org/fep/8a8e/organizers", typ: "@id"},
	{name: "attendees", is: "https://w3id.org/fep/8a8e/attendees", typ: "@id"},
	{name: "isOnline", is: "mz:isOnline"},
	{name: "commentsEnabled", is: "pt:commentsEnabled"},
	{name: "repliesModerationOption", is: "mz:repliesModerationOption"},
	{name: "anonymousParticipationEnabled", is: "mz:anonymousParticipationEnabled"},
	{name: "draft", is: "mz:draft"},
	{name: "address", is: "schema:address"},
	{name: "PostalAddress", is: "schema:PostalAddress"},
	{name: "streetAddress", is: "schema:streetAddress"},
	{name: "postalCode", is: "schema:postalCode"},
	{name: "addressLocality", is: "schema:addressLocality"},
	{name: "addressRegion", is: "schema:addressRegion"},
	{name: "addressCountry", is: "schema:addressCountry"},

	{name: "atomUri", is: "ostatus:atomUri"},
	{name: "noteForm", is: "kn:noteForm", typ: "@id"},
	{name: "eventForm", is: "kn:eventForm", typ: "@id"},
	{name: "hat", is: "kn:hat", typ: "@id"},
	{name: "applied", is: "kn:applied"},
	{name: "organizer", is: "schema:organizer", typ: "@id"},
	{name: "superEvent", is: "schema:superEvent", typ: "@id"},
	{name: "rrule", is: "ical:rrule"},
	{name: "dtstart", is: "ical:dtstart"},
	{name: "exdate", is: "ical:exdate", order: true},
	{name: "recurrence-id", is: "ical:recurrence-id"},
	{name: "previousStartTime", is: "https://w3id.org/fep/8a8e/previousStartTime"},
	{name: "interactionPolicy", is: "gts:interactionPolicy", typ: "@id"},
	{name: "canLike", is: "gts:canLike", typ: "@id"},
	{name: "canReply", is: "gts:canReply", typ: "@id"},
	{name: "canAnnounce", is: "gts:canAnnounce", typ: "@id"},
	{name: "canQuote", is: "gts:canQuote", typ: "@id"},
	{name: "automaticApproval", is: "gts:automaticApproval", typ: "@id"},
}

var termAt = func() map[string]int {
	m := make(map[string]int, len(table))
	for i, t := range table {
		m[t.name] = i
	}
	return m
}()

// terms are the entries a document uses, by their place in the table.
type terms []bool

// contextFor gives the @context of a document: the ActivityStreams address
// alone, or with one inline object.
func contextFor(m map[string]interface{}) interface{} {
	used := make(terms, len(table))
	any := used.object(m)
	if !any {
		return asContext
	}
	return []interface{}{asContext, used}
}

// use marks a name, and the prefix its meaning or it itself is written with.
func (u terms) use(name string) bool {
	i, ok := termAt[name]
	if !ok {
		if prefix := prefixOf(name); prefix != "" {
			return u.use(prefix)
		}
		return false
	}
	if !u[i] {
		u[i] = true
		if prefix := prefixOf(table[i].is); prefix != "" {
			u.use(prefix)
		}
	}
	return true
}

func prefixOf(s string) string {
	for i := range len(s) {
		if s[i] == ':' {
			if _, ok := termAt[s[:i]]; ok {
				return s[:i]
			}
			return ""
		}
	}
	return ""
}

func (u terms) object(m map[string]interface{}) bool {
	any := false
	for k, v := range m {
		if k == "@context" || isEmpty(k, v) || k == "contentMap" || k == "nameMap" {
			continue
		}
		any = u.use(k) || any
		if k == "type" {
			if s, ok := v.(string); ok {
				any = u.use(s) || any
			}
		}
		any = u.value(v) || any
	}
	return any
}

func (u terms) value(v interface{}) bool {
	any := false
	switch x := v.(type) {
	case map[string]interface{}:
		return u.object(x)
	case []interface{}:
		for _, item := range x {
			any = u.value(item) || any
		}
	case part:
		x.doc.names(func(name string) { any = u.use(name) || any })
	}
	return any
}

func (u terms) write(b *bytes.Buffer) error {
	b.WriteByte('{')
	first := true
	for i, t := range table {
		if !u[i] {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		writeString(b, t.name)
		b.WriteByte(':')
		if t.typ == "" {
			writeString(b, t.is)
			continue
		}
		b.WriteString(`{"@id":`)
		writeString(b, t.is)
		b.WriteString(`,"@type":"` + t.typ + `"`)
		if t.order {
			b.WriteString(`,"@container":"@list"`)
		}
		b.WriteByte('}')
	}
	b.WriteByte('}')
	return nil
}
