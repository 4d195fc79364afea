package vocab_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-fed/activity/streams"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/static/locales"
)

const pub = iri.PublicCollection

var (
	base   = iri.Base{Origin: "https://mokum.example", Domain: "mokum.example"}
	writer = vocab.NewWriter(base, locales.For("nl"))
	noon   = time.Date(2026, 2, 1, 12, 0, 0, 123456789, time.UTC)
)

func mokum() models.Actor {
	id := base.Actor("mokum")
	return models.Actor{
		URI: id, Kind: models.Group, Local: true, Handle: "mokum", Domain: base.Domain, Name: "Mokum", Summary: "<p>Een collectief.</p>",
		URL: base.Profile("mokum"), Inbox: iri.Under(id, "inbox"), Outbox: iri.Under(id, "outbox"), Followers: iri.Under(id, "followers"),
		Following: iri.Under(id, "following"), Featured: iri.Under(id, "featured"), SharedInbox: base.SharedInbox(), Discoverable: true,
		KeyID: iri.Key(id), KeyPEM: "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n", CreatedAt: noon,
		Fields: []models.Field{{Name: "Web", Value: `<a href="https://mokum.example" rel="me">mokum.example</a>`}},
	}
}

func evening() (models.Object, models.Event) {
	ends := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
	lat, lon := 52.0, 4.9525
	o := models.Object{
		ID: "0198", URI: base.Event("0198"), NoteURI: base.Note("0198"), Type: models.EventObj, Local: true, Name: "Open koffie",
		Content: `<p>Koffie &amp; plannen.</p>`, Language: "nl", URL: base.Event("0198"), Visibility: models.Public,
		To: []string{pub}, CC: []string{iri.Under(base.Actor("mokum"), "followers")}, Hashtags: []string{"koffie"},
		Mentions:    []models.Mention{{URI: "https://noord.example/users/anna", Name: "@anna@noord.example"}},
		Attachments: []models.Attachment{{Kind: "link", URL: "https://mokum.example/kaart", Name: "Kaart"}, {Kind: "image", URL: "https://mokum.example/media/x.png", MediaType: "image/png", Alt: "Een tafel vol kopjes", Width: 800, Height: 400}},
		Published:   noon, Updated: noon,
	}
	e := models.Event{
		StartsAt: time.Date(2026, 3, 5, 7, 30, 0, 0, time.UTC), EndsAt: &ends, Timezone: "Europe/Amsterdam", Status: models.EventConfirmed, Category: "MEETING",
		Place:     models.Place{Name: "De Spoel", Street: "Gravenpad 8", Postcode: "1106 AA", Locality: "Amsterdam", Country: "NL", Latitude: &lat, Longitude: &lon},
		OnlineURL: "https://meet.example/koffie", Capacity: 20,
	}
	return o, e
}

// object decodes what was written, keeping numbers as they stand.
func object(t *testing.T, raw []byte, err error) map[string]any {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return m
}

// documents are one of each kind we write.
func documents(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	add := func(name string, raw []byte, err error) []byte {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = raw
		return raw
	}
	o, e := evening()
	author := mokum()
	event, err := writer.Event(o, e, author)
	event = add("event", event, err)
	form, err := writer.NoteForm(o, e, author)
	add("note form", form, err)
	polled, asked := evening()
	asked.TakesRSVP, asked.Poll, asked.PollLanguage = true, true, "nl"
	form, err = writer.NoteForm(polled, asked, author)
	question := add("question form", form, err)
	n := models.Object{ID: "1", URI: base.Note("1"), Type: models.Note, Content: "<p>Hoi</p>", URL: base.Note("1"), Visibility: models.Public, To: []string{pub}, CC: []string{author.Followers}, Published: noon, Updated: noon.Add(time.Hour), InReplyTo: "https://noord.example/n/ü 1"}
	n.InReplyTo = "https://noord.example/n/ü"
	note, err := writer.Note(n, author)
	add("note", note, err)
	group, err := writer.Actor(author, models.Account{Ed25519Pub: bytes.Repeat([]byte{7}, 32)}, vocab.Feature{Href: "https://w3id.org/knoop/1#coorganise", Name: "x"})
	add("group", group, err)
	app := author
	app.Kind, app.URI, app.Handle = models.Application, base.Application(), models.ApplicationHandle
	raw, err := writer.Actor(app, models.Account{}, vocab.Feature{Href: "https://datatracker.ietf.org/doc/html/rfc9421", Name: "RFC 9421"})
	add("application", raw, err)
	env := vocab.Envelope{ID: base.Activity("2"), Actor: author.URI, Published: noon}
	raw, err = vocab.Create(env, event)
	add("create", raw, err)
	raw, err = vocab.Update(env, event)
	add("update", raw, err)
	raw, err = vocab.Create(env, question)
	add("create question", raw, err)
	raw, err = vocab.Update(vocab.Envelope{ID: env.ID, Actor: author.URI, To: []string{pub}}, group)
	add("update actor", raw, err)
	o.GoneAt = &noon
	tomb, err := writer.Tombstone(o)
	add("tombstone", tomb, err)
	raw, err = writer.NoteTombstone(o)
	add("note tombstone", raw, err)
	addressed := vocab.Envelope{ID: env.ID, Actor: author.URI, To: []string{pub}, CC: []string{author.Followers}, Published: noon}
	raw, err = vocab.Delete(addressed, tomb)
	add("delete", raw, err)
	raw, err = vocab.DeleteActor(addressed)
	add("delete actor", raw, err)
	author.GoneAt = &noon
	raw, err = writer.ActorTombstone(author)
	add("actor tombstone", raw, err)
	follow, err := vocab.Follow(env, "https://noord.example/users/noord")
	add("follow", follow, err)
	received := []byte(`{"@context":["https://www.w3.org/ns/activitystreams",{"x":"https://x.example/#"}],"id":"https://noord.example/f/1","type":"Follow","actor":"https://noord.example/users/anna","object":"` + author.URI + `","x:odd":1.50}`)
	to := vocab.Envelope{ID: base.Activity("3"), Actor: author.URI, To: []string{"https://noord.example/users/anna"}}
	raw, err = vocab.Accept(to, received)
	add("accept", raw, err)
	raw, err = vocab.Reject(to, received, "Nee")
	add("reject", raw, err)
	raw, err = vocab.Undo(to, follow)
	add("undo", raw, err)
	raw, err = vocab.Announce(addressed, base.Event("0198"))
	add("announce", raw, err)
	raw, err = vocab.Ignore(to, "https://noord.example/joins/1")
	add("ignore", raw, err)
	raw, err = vocab.Like(to, "https://noord.example/notes/1")
	add("like", raw, err)
	raw, err = vocab.Collection(iri.Under(author.URI, "followers"), 3, "")
	add("hidden collection", raw, err)
	raw, err = vocab.Collection(iri.Under(author.URI, "outbox"), 3, iri.Under(author.URI, "outbox")+"?page=true")
	add("collection", raw, err)
	raw, err = vocab.CollectionOf(iri.Under(author.URI, "members"), nil)
	add("empty collection", raw, err)
	raw, err = vocab.CollectionOf(author.Featured, vocab.URIs([]string{base.Event("0198")}))
	add("featured", raw, err)
	raw, err = vocab.Page(vocab.PageLinks{ID: author.Outbox + "?page=1", PartOf: author.Outbox, Next: author.Outbox + "?page=2"}, 1, []vocab.Item{{Raw: out["create"]}})
	add("page", raw, err)
	return out
}

func TestWriter_everyDocumentKeepsTheHouseRules(t *testing.T) {
	for name, raw := range documents(t) {
		text := string(raw)
		if !strings.HasPrefix(text, `{"@context":`) {
			t.Errorf("%s does not begin with its context: %.60s", name, text)
		}
		if n := strings.Count(text, `"@context"`); n != 1 {
			t.Errorf("%s has %d contexts: %s", name, n, text)
		}
		if strings.Contains(text, "null") || strings.Contains(text, `"bto"`) || strings.Contains(text, `"bcc"`) || strings.Contains(text, `:""`) {
			t.Errorf("%s has a null, an empty string or a blind copy: %s", name, text)
		}
		if _, err := vocab.Parse(raw); err != nil {
			t.Errorf("our own reader refuses %s: %v", name, err)
		}
		m := object(t, raw, nil)
		for _, list := range []string{"to", "cc", "tag", "attachment", "orderedItems", "items", "alsoKnownAs"} {
			walk(m, func(key string, v any) {
				if key == list {
					if _, ok := v.([]any); !ok {
						t.Errorf("%s: %s is no array: %v", name, key, v)
					}
				}
			})
		}
		for _, single := range []string{"id", "type", "actor", "attributedTo", "object", "url", "inReplyTo", "location", "image", "name", "summary", "content", "formerType", "publicKey"} {
			walk(m, func(key string, v any) {
				if _, list := v.([]any); key == single && list {
					t.Errorf("%s: %s is an array: %v", name, key, v)
				}
			})
		}
	}
}

// walk calls f for every member at any depth, the context left out.
func walk(v any, f func(string, any)) {
	switch x := v.(type) {
	case map[string]any:
		for k, inner := range x {
			if k != "@context" {
				f(k, inner)
				walk(inner, f)
			}
		}
	case []any:
		for _, inner := range x {
			walk(inner, f)
		}
	}
}

// go-fed writes; its own resolver must understand all of it, and mean the same
// by it when it writes it once more.
func TestWriter_goFedUnderstandsWhatWeWrite(t *testing.T) {
	for name, raw := range documents(t) {
		var m map[string]interface{}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		typ, err := streams.ToType(context.Background(), m)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if typ.GetTypeName() != m["type"] {
			t.Errorf("%s became a %s", name, typ.GetTypeName())
		}
		again, err := streams.Serialize(typ)
		if err != nil {
			t.Errorf("%s again: %v", name, err)
			continue
		}
		for _, key := range []string{"id", "type", "actor", "attributedTo", "published", "updated", "startTime", "endTime", "preferredUsername", "inbox", "totalItems", "first", "partOf", "formerType", "deleted"} {
			if a, b := fmt.Sprint(m[key]), fmt.Sprint(again[key]); a != b {
				t.Errorf("%s: %s was %v, is %v", name, key, a, b)
			}
		}
	}
}

func TestWriter_sameThingSameBytes(t *testing.T) {
	first := documents(t)
	for range 5 {
		for name, raw := range documents(t) {
			if !bytes.Equal(raw, first[name]) {
				t.Fatalf("%s differs:\n%s\n%s", name, raw, first[name])
			}
		}
	}
}

// Every term that is not ActivityStreams' own is explained, and no other.
func TestWriter_contextExplainsTheTermsUsed(t *testing.T) {
	for name, raw := range documents(t) {
		m := object(t, raw, nil)
		terms := map[string]any{}
		switch c := m["@context"].(type) {
		case string:
			if c != "https://www.w3.org/ns/activitystreams" {
				t.Errorf("%s: context is %q", name, c)
			}
		case []any:
			if len(c) != 2 || c[0] != "https://www.w3.org/ns/activitystreams" {
				t.Errorf("%s: context is %v", name, c)
			}
			terms = c[1].(map[string]any)
		}
		if terms["location"] != nil {
			t.Errorf("%s redefines location, which Friendica looks for in ActivityStreams", name)
		}
		walk(m, func(key string, v any) {
			if s, ok := v.(string); key == "type" && ok {
				key = s
			}
			if asTerms[key] || terms[key] != nil || strings.HasPrefix(key, "x:") {
				return
			}
			if prefix, _, ok := strings.Cut(key, ":"); ok && terms[prefix] != nil {
				return
			}
			t.Errorf("%s uses %s unexplained", name, key)
		})
	}
}

var asTerms = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Fields(`id type actor object target to cc published updated attributedTo content contentMap nl name summary url tag attachment
		href mediaType width height inReplyTo location latitude longitude startTime endTime inbox outbox followers following preferredUsername icon endpoints
		sharedInbox generator totalItems first next prev partOf orderedItems formerType deleted
		Create Update Delete Follow Accept Reject Undo Announce Ignore Like Note Event Tombstone Group Person Application Place Document Image Link Mention
		OrderedCollection OrderedCollectionPage Collection Question oneOf replies closed`) {
		m[s] = true
	}
	return m
}()

func TestActor_holdsWhatPeersNeedToFollow(t *testing.T) {
	docs := documents(t)
	m := object(t, docs["group"], nil)
	id := base.Actor("mokum")
	for key, want := range map[string]any{
		"id": id, "type": "Group", "preferredUsername": "mokum", "name": "Mokum", "inbox": id + "/inbox", "outbox": id + "/outbox", "followers": id + "/followers",
		"following": id + "/following", "featured": id + "/featured", "discoverable": true, "indexable": false, "manuallyApprovesFollowers": false,
		"url": "https://mokum.example/@mokum", "published": "2026-02-01T12:00:00Z", "webfinger": "mokum@mokum.example", "openness": "moderated",
		"members": id + "/members", "resources": id + "/resources", "todos": id + "/todos", "posts": id + "/posts", "events": id + "/events", "discussions": id + "/discussions",
		"upcomingEvents": id + "/upcoming",
	} {
		if m[key] != want {
			t.Errorf("%s is %v, want %v", key, m[key], want)
		}
	}
	key, _ := m["publicKey"].(map[string]any) // Mobilizon: one object
	if key["id"] != id+"#main-key" || key["owner"] != id || !strings.HasPrefix(key["publicKeyPem"].(string), "-----BEGIN PUBLIC KEY-----") {
		t.Errorf("publicKey is %v", key)
	}
	if e := m["endpoints"].(map[string]any); e["sharedInbox"] != "https://mokum.example/inbox" || e["members"] != id+"/members" {
		t.Errorf("endpoints are %v", e)
	}
	multikey := m["assertionMethod"].([]any)[0].(map[string]any)
	if multikey["type"] != "Multikey" || multikey["controller"] != id || !strings.HasPrefix(multikey["publicKeyMultibase"].(string), "z6Mk") {
		t.Errorf("assertionMethod is %v", multikey)
	}
	if f := m["attachment"].([]any)[0].(map[string]any); f["type"] != "PropertyValue" || f["name"] != "Web" {
		t.Errorf("field is %v", f)
	}
	a, keys, err := vocab.ReadActor(parse(t, string(docs["group"])))
	if err != nil || len(keys) != 1 || a.Inbox == "" || a.SharedInbox == "" || len(a.Fields) != 1 || a.Handle != "mokum" {
		t.Errorf("read back %+v, %v", a, err)
	}
	app := object(t, docs["application"], nil)
	if app["implements"] == nil || app["members"] != nil || app["generator"] != nil {
		t.Errorf("application is %v", app)
	}
}

func TestActor_summaryIsShortEnoughForMobilizon(t *testing.T) {
	a := mokum()
	a.Headline = "grafisch <ontwerper>"
	a.Summary = "<p>" + strings.Repeat("lang ", 3000) + "</p>"
	m := object(t, must(writer.Actor(a, models.Account{})), nil)
	s := m["summary"].(string)
	if n := len([]rune(s)); n > 5000 || !strings.Contains(s, "grafisch &lt;ontwerper&gt;") {
		t.Errorf("summary has %d characters: %.80s", n, s)
	}
}

func must(raw []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return raw
}

func TestActivities_embedWithoutASecondContextAndUnchanged(t *testing.T) {
	docs := documents(t)
	accept := string(docs["accept"])
	if !strings.Contains(accept, `"object":{"id":"https://noord.example/f/1","type":"Follow","actor":"https://noord.example/users/anna","object":"https://mokum.example/users/mokum","x:odd":1.50}`) {
		t.Errorf("the Follow is not as it was received: %s", accept)
	}
	m := object(t, docs["undo"], nil)
	if inner := m["object"].(map[string]any); inner["type"] != "Follow" || inner["object"] != "https://noord.example/users/noord" {
		t.Errorf("undo embeds %v", inner)
	}
	create := object(t, docs["create"], nil)
	inner := create["object"].(map[string]any)
	if inner["type"] != "Event" || inner["contentMap"] == nil {
		t.Errorf("create embeds %v", inner)
	}
	if a, b := create["to"].([]any), inner["to"].([]any); a[0] != b[0] || create["cc"].([]any)[0] != inner["cc"].([]any)[0] {
		t.Error("activity and object are for different people")
	}
	if create["actor"] != inner["attributedTo"] {
		t.Errorf("%v creates a thing of %v", create["actor"], inner["attributedTo"])
	}
	if gone := object(t, docs["delete"], nil)["object"].(map[string]any); gone["type"] != "Tombstone" || gone["formerType"] != "Event" || gone["deleted"] != "2026-02-01T12:00:00Z" {
		t.Errorf("delete embeds %v", gone)
	}
	if object(t, docs["delete actor"], nil)["object"] != base.Actor("mokum") {
		t.Error("the Delete of an actor does not name it plainly")
	}
	if object(t, docs["note tombstone"], nil)["formerType"] != "Note" || object(t, docs["actor tombstone"], nil)["formerType"] != "Group" {
		t.Error("a tombstone forgot what it was")
	}
	if got := object(t, docs["note"], nil)["inReplyTo"]; got != "https://noord.example/n/ü" {
		t.Errorf("an id was changed into %v", got)
	}
}

func TestCollections_areHonestAndHideWhatIsHidden(t *testing.T) {
	docs := documents(t)
	hidden := object(t, docs["hidden collection"], nil)
	if hidden["totalItems"] != json.Number("3") || hidden["first"] != nil || hidden["orderedItems"] != nil {
		t.Errorf("got %v", hidden)
	}
	if empty := object(t, docs["empty collection"], nil); len(empty["orderedItems"].([]any)) != 0 || empty["totalItems"] != json.Number("0") {
		t.Errorf("got %v", empty)
	}
	// Mastodon takes pinned things only as strings or Notes.
	if items := object(t, docs["featured"], nil)["orderedItems"].([]any); items[0] != base.Event("0198") {
		t.Errorf("got %v", items)
	}
	// Gancio and WordPress import only embedded Creates.
	page := object(t, docs["page"], nil)
	if item := page["orderedItems"].([]any)[0].(map[string]any); item["type"] != "Create" || item["object"].(map[string]any)["type"] != "Event" {
		t.Errorf("got %v", item)
	}
}

func TestActor_showsOurPortraitUntilThereIsAPicture(t *testing.T) {
	for icon, want := range map[string]string{
		"":                                  "https://mokum.example/portraits/mokum.png image/png",
		"https://mokum.example/media/a.jpg": "https://mokum.example/media/a.jpg image/jpeg",
	} {
		a := mokum()
		a.Icon = icon
		raw, err := writer.Actor(a, models.Account{})
		got, _ := object(t, raw, err)["icon"].(map[string]any)
		if got["type"] != "Image" || fmt.Sprint(got["url"], " ", got["mediaType"]) != want {
			t.Errorf("icon %q is written as %v", icon, got)
		}
	}
}
