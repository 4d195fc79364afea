package vocab_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"knoop/federation/vocab"
	"knoop/models"
	"knoop/static/locales"
)

// One row for each rule of the table in docs/peers.md 1: who breaks, and what
// must therefore stand in the document.
func TestEvent_survivesEveryPeer(t *testing.T) {
	o, e := evening()
	raw := must(writer.Event(o, e, mokum()))
	m := object(t, raw, nil)
	attachment, _ := m["attachment"].([]any)
	tags, _ := m["tag"].([]any)
	location, _ := m["location"].(map[string]any)
	address, _ := location["address"].(map[string]any)
	wbTime := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$`)
	for _, c := range []struct {
		field, peer string
		ok          bool
	}{
		{"@context", "Mastodon drops a document without the literal address", m["@context"].([]any)[0] == "https://www.w3.org/ns/activitystreams"},
		{"id", "Mastodon, Mobilizon: host of the author", strings.HasPrefix(m["id"].(string), "https://mokum.example/")},
		{"type", "Lemmy reads a string", m["type"] == "Event"},
		{"attributedTo", "Mastodon, GoToSocial: one string", m["attributedTo"] == "https://mokum.example/users/mokum"},
		{"actor", "Mobilizon would take it for the organiser", m["actor"] == nil},
		{"name", "Gancio, WordPress, Mobilizon", m["name"] == "Open koffie"},
		{"summary", "Mastodon shows nothing else: plain, one line", strings.HasPrefix(m["summary"].(string), "donderdag 5 maart 2026, 08.30 tot 10.00 (Europe/Amsterdam), De Spoel, Amsterdam — Koffie & plannen.") && !strings.ContainsAny(m["summary"].(string), "<>\n")},
		{"content", "Mobilizon crashes on null", m["content"] == "<p>Koffie &amp; plannen.</p>"},
		{"contentMap", "Mastodon, GoToSocial: the language", m["contentMap"].(map[string]any)["nl"] == m["content"]},
		{"inLanguage", "Mobilizon: the language", m["inLanguage"] == "nl"},
		{"url", "Mastodon: one string", m["url"] == "https://mokum.example/events/0198"},
		{"published", "whole seconds", m["published"] == "2026-02-01T12:00:00Z"},
		{"updated", "GoToSocial: not before published; absent until an edit", m["updated"] == nil},
		{"startTime", "WordPress: seconds and offset", m["startTime"] == "2026-03-05T08:30:00+01:00" && wbTime.MatchString(m["startTime"].(string))},
		{"endTime", "Mobilizon: after the start", m["endTime"] == "2026-03-05T10:00:00+01:00"},
		{"timezone", "Mobilizon, FEP-8a8e", m["timezone"] == "Europe/Amsterdam"},
		{"location", "Mobilizon has no clause for a list", location["type"] == "Place" && location["name"] == "De Spoel"},
		{"address", "WordPress: PostalAddress has a type", address["type"] == "PostalAddress" && address["streetAddress"] == "Gravenpad 8" && address["postalCode"] == "1106 AA" && address["addressLocality"] == "Amsterdam" && address["addressCountry"] == "NL"},
		{"latitude", "Mobilizon: decodes as a float", location["latitude"] == json.Number("52.0") && location["longitude"] == json.Number("4.9525")},
		{"attachment", "Gancio: the image first, with mediaType", attachment[0].(map[string]any)["mediaType"] == "image/png" && attachment[0].(map[string]any)["url"] == "https://mokum.example/media/x.png"},
		{"attachment kinds", "Lemmy refuses others", kinds(attachment, "Document", "Link", "Image") && all(attachment, "mediaType")},
		{"banner", "Mobilizon: by its name; Mastodon: alt text in summary", attachment[0].(map[string]any)["name"] == "Banner" && attachment[0].(map[string]any)["summary"] == "Een tafel vol kopjes"},
		{"image", "Mobilizon crashes on null and on arrays", !strings.Contains(string(raw), `"image":`)},
		{"online link", "Mobilizon: exact match", strings.Contains(string(raw), `{"type":"Link","href":"https://meet.example/koffie","mediaType":"text/html","name":"Website"}`)},
		{"tag", "Mobilizon ignores non-lists", len(tags) == 2 && kinds(tags, "Hashtag", "Mention") && tags[1].(map[string]any)["name"] == "#koffie" && tags[1].(map[string]any)["href"] != nil},
		{"joinMode", "Mobilizon loses the event at none", m["joinMode"] == "external" && m["externalParticipationUrl"] == m["url"]},
		{"status", "Mobilizon crashes on null", m["status"] == "CONFIRMED" && m["ical:status"] == "CONFIRMED" && m["eventStatus"] == "EventScheduled"},
		{"category", "Mobilizon's list", m["category"] == "MEETING"},
		{"capacity", "Mobilizon", m["maximumAttendeeCapacity"] == json.Number("20")},
		{"draft", "Mobilizon", m["draft"] == false},
		{"to", "Lemmy, Mbin: the full address, in a list", m["to"].([]any)[0] == pub && len(m["to"].([]any)) == 1},
		{"cc", "followers", m["cc"].([]any)[0] == "https://mokum.example/users/mokum/followers"},
		{"nulls", "Mobilizon", !strings.Contains(string(raw), "null")},
		{"noteForm", "Knoop; Mastodon finds the note by atomUri", m["noteForm"] == "https://mokum.example/notes/0198" && m["atomUri"] == m["noteForm"]},
		{"canQuote", "Mastodon: not quotable without", m["interactionPolicy"].(map[string]any)["canQuote"].(map[string]any)["automaticApproval"].([]any)[0] == pub},
		{"duration", "go-fed's readers crash on an empty one", m["duration"] == nil},
	} {
		if !c.ok {
			t.Errorf("%s (%s) is wrong in %s", c.field, c.peer, raw)
		}
	}
}

func kinds(list []any, allowed ...string) bool {
	for _, item := range list {
		ok := false
		for _, a := range allowed {
			ok = ok || item.(map[string]any)["type"] == a
		}
		if !ok {
			return false
		}
	}
	return len(list) > 0
}

func all(list []any, key string) bool {
	for _, item := range list {
		if item.(map[string]any)[key] == nil {
			return false
		}
	}
	return true
}

func TestEvent_leavesOutWhatItDoesNotKnow(t *testing.T) {
	o, _ := evening()
	o.Content, o.Attachments, o.Hashtags, o.Mentions, o.NoteURI = "", nil, nil, nil, ""
	raw := must(writer.Event(o, models.Event{StartsAt: noon, Timezone: "Europe/Amsterdam"}, mokum()))
	m := object(t, raw, nil)
	for _, absent := range []string{"endTime", "location", "maximumAttendeeCapacity", "image", "noteForm", "atomUri"} {
		if m[absent] != nil {
			t.Errorf("%s is %v", absent, m[absent])
		}
	}
	if said, ok := m["nameMap"].(map[string]any); !ok || said["nl"] != m["name"] {
		t.Errorf("nameMap is %v: without contentMap Mastodon finds the language here alone", m["nameMap"])
	}
	if m["displayEndTime"] != false || m["content"] != "" || m["category"] != "MEETING" || m["isOnline"] != false {
		t.Errorf("got %s", raw)
	}
	for _, list := range []string{"attachment", "tag"} {
		if l, ok := m[list].([]any); !ok || len(l) != 0 {
			t.Errorf("%s is %v: Mobilizon and Gancio want a list", list, m[list])
		}
	}
}

func TestEvent_saysWhenItIsCancelledAndEdited(t *testing.T) {
	o, e := evening()
	e.Status, o.Updated = models.EventCancelled, noon.Add(90*time.Second)
	m := object(t, must(writer.Event(o, e, mokum())), nil)
	if m["status"] != "CANCELLED" || m["ical:status"] != "CANCELLED" || m["eventStatus"] != "EventCancelled" || m["updated"] != "2026-02-01T12:01:30Z" {
		t.Errorf("got %v", m)
	}
	if s := m["summary"].(string); !strings.HasPrefix(s, "Gaat niet door: donderdag") {
		t.Errorf("summary is %q", s)
	}
	o.Updated = noon.Add(-time.Hour)
	if m := object(t, must(writer.Event(o, e, mokum())), nil); m["updated"] != nil {
		t.Error("updated lies before published")
	}
}

func TestEvent_lineIsSaidInTheNodesLanguageAndTheEventsZone(t *testing.T) {
	o, e := evening()
	o.Summary = "Kom langs"
	english := vocab.NewWriter(base, locales.For("en"))
	if got, want := english.Line(o, e), "Thursday 5 March 2026, 08:30 to 10:00 (Europe/Amsterdam), De Spoel, Amsterdam — Kom langs"; got != want {
		t.Errorf("line is %q, want %q", got, want)
	}
	e.Place, e.EndsAt = models.Place{}, nil
	if got, want := writer.Line(o, e), "donderdag 5 maart 2026, 08.30 (Europe/Amsterdam), online — Kom langs"; got != want {
		t.Errorf("line is %q, want %q", got, want)
	}
	e.OnlineURL = ""
	if got, want := writer.Line(o, e), "donderdag 5 maart 2026, 08.30 (Europe/Amsterdam) — Kom langs"; got != want {
		t.Errorf("line is %q, want %q", got, want)
	}
}

func TestEvent_isReadBackAsItWas(t *testing.T) {
	o, e := evening()
	in, err := vocab.ReadObject(parse(t, string(must(writer.Event(o, e, mokum())))), mokum().Followers)
	if err != nil {
		t.Fatal(err)
	}
	got := in.Object
	if got.URI != o.URI || got.Name != o.Name || got.Content != o.Content || got.Language != "nl" || got.URL != o.URL || got.Visibility != models.Public || in.NoteForm != o.NoteURI || in.AuthorURI != mokum().URI {
		t.Errorf("object is %+v", in)
	}
	if len(got.Attachments) != 3 || got.Attachments[0].Alt != "Een tafel vol kopjes" || got.Attachments[0].Width != 800 || len(got.Hashtags) != 1 || len(got.Mentions) != 1 {
		t.Errorf("attachments %+v, tags %v, mentions %v", got.Attachments, got.Hashtags, got.Mentions)
	}
	back := *in.Event
	if !back.StartsAt.Equal(e.StartsAt) || !back.EndsAt.Equal(*e.EndsAt) || back.Timezone != e.Timezone || back.OnlineURL != e.OnlineURL || back.Capacity != e.Capacity || back.Status != e.Status || back.Category != e.Category || *back.Place.Latitude != 52 {
		t.Errorf("event is %+v", back)
	}
	back.Place.Latitude, back.Place.Longitude, e.Place.Latitude, e.Place.Longitude = nil, nil, nil, nil
	if back.Place != e.Place {
		t.Errorf("place is %+v, want %+v", back.Place, e.Place)
	}
}

func TestNoteForm_holdsAllOfTheEventInItsText(t *testing.T) {
	o, e := evening()
	o.Name = "Open <koffie>"
	raw := must(writer.NoteForm(o, e, mokum()))
	m := object(t, raw, nil)
	if m["id"] != o.NoteURI || m["type"] != "Note" || m["url"] != o.URL || m["eventForm"] != o.URI || m["name"] != nil || m["summary"] != nil {
		t.Errorf("got %s", raw)
	}
	content := m["content"].(string)
	for _, want := range []string{
		"<p><strong>Open &lt;koffie&gt;</strong></p>", "donderdag 5 maart 2026, 08.30 tot 10.00 (Europe/Amsterdam)", "De Spoel, Gravenpad 8, 1106 AA Amsterdam",
		"<p>Koffie &amp; plannen.</p>", `href="https://meet.example/koffie"`, `href="https://mokum.example/events/0198"`, "#<span>koffie</span>",
	} {
		if !strings.Contains(content, want) {
			t.Errorf("%q is not in %q", want, content)
		}
	}
	in, err := vocab.ReadObject(parse(t, string(raw)))
	if err != nil || in.EventForm != o.URI || !strings.Contains(in.Object.Content, "Open &lt;koffie&gt;") {
		t.Errorf("read back %+v, %v", in, err)
	}
}

func TestNote_followersOnlyIsNotQuotableAndStaysSo(t *testing.T) {
	author := mokum()
	o := models.Object{URI: base.Note("1"), Type: models.Note, Content: "<p>stil</p>", Visibility: models.FollowersOnly, To: []string{author.Followers}, Published: noon, Updated: noon}
	m := object(t, must(writer.Note(o, author)), nil)
	if m["interactionPolicy"] != nil || m["cc"] != nil || m["to"].([]any)[0] != author.Followers || m["url"] != o.URI {
		t.Errorf("got %v", m)
	}
}

func TestEvent_saysThatItMoved(t *testing.T) {
	o, e := evening()
	was := e.StartsAt
	e.StartsAt = e.StartsAt.AddDate(0, 0, 7)
	if e.EndsAt != nil {
		end := e.EndsAt.AddDate(0, 0, 7)
		e.EndsAt = &end
	}
	e.Previous = &models.EventWas{StartsAt: was, Place: models.Place{Name: "Het Klosje"}}
	e.Reason, e.Room, e.StepFree, e.StepFreeNote, e.Contact = "De zaal is <bezet>", "Bovenzaal", models.StepFreeYes, "ook het toilet", "Gladys 06 1"
	raw, err := writer.Event(o, e, mokum())
	if err != nil {
		t.Fatal(err)
	}
	m := object(t, raw, nil)
	if m["previousStartTime"] != was.In(e.Location()).Format(time.RFC3339) || m["eventStatus"] != "EventRescheduled" || m["status"] != "CONFIRMED" {
		t.Errorf("%v %v %v", m["previousStartTime"], m["eventStatus"], m["status"])
	}
	content := m["content"].(string)
	for _, want := range []string{"Verplaatst: ", "Was: ", "Het Klosje", "De zaal is &lt;bezet&gt;", "Drempelvrij: ja. ook het toilet"} {
		if !strings.Contains(content, want) {
			t.Errorf("%q lacks %q", content, want)
		}
	}
	if !strings.Contains(string(raw), "Bovenzaal") || strings.Contains(string(raw), "Gladys") {
		t.Errorf("no room, or the hidden contact: %s", raw)
	}
	if !strings.HasPrefix(m["summary"].(string), "Verplaatst: ") {
		t.Errorf("summary %q", m["summary"])
	}
	note := writer.EventText(o, e)
	for _, want := range []string{"<strong>Verplaatst: ", "Was: ", "Waarom: De zaal", "Bovenzaal"} {
		if !strings.Contains(note, want) {
			t.Errorf("%q lacks %q", note, want)
		}
	}
	if strings.Contains(note, "Gladys") {
		t.Error("the note says the hidden contact")
	}
	back, err := vocab.ReadObject(parse(t, string(raw)), mokum().Followers)
	if err != nil {
		t.Fatal(err)
	}
	if back := back.Event; back == nil || !back.Rescheduled() || !back.Previous.StartsAt.Equal(was) {
		t.Errorf("read back: %+v", back)
	}
	e.Place, e.OnlineURL, e.StartsAt = models.Place{}, "https://praten.example/", was
	e.EndsAt = nil
	if raw, err = writer.Event(o, e, mokum()); err != nil {
		t.Fatal(err)
	}
	if m := object(t, raw, nil); m["eventStatus"] != "EventMovedOnline" || m["previousStartTime"] != nil {
		t.Errorf("%v %v", m["eventStatus"], m["previousStartTime"])
	}
}
