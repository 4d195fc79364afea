package vocab_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"knoop/federation/vocab"
	"knoop/models"
)

func parse(t *testing.T, doc string) *vocab.Document {
	t.Helper()
	d, err := vocab.Parse([]byte(doc))
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	return d
}

// note gives a Note of anna's with more members, read.
func note(t *testing.T, more string, followers ...string) vocab.Incoming {
	t.Helper()
	in, err := vocab.ReadObject(parse(t, `{"id":"https://a.example/notes/1","type":"Note","attributedTo":"https://a.example/users/anna"`+more+`}`), followers...)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func event(t *testing.T, more string) vocab.Incoming {
	t.Helper()
	in, err := vocab.ReadObject(parse(t, `{"id":"https://a.example/e/1","type":"Event","attributedTo":"https://a.example/users/anna","name":"Koffie"`+more+`}`))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestReadObject_tellsTheFourCirclesApart(t *testing.T) {
	const pub = `"https://www.w3.org/ns/activitystreams#Public"`
	for more, want := range map[string]models.Visibility{
		`,"to":[` + pub + `]`: models.Public,
		`,"to":"as:Public"`:   models.Public,
		`,"to":"Public"`:      models.Public,
		`,"to":"https://b.example/u","cc":[` + pub + `]`:    models.Unlisted,
		`,"to":["https://a.example/users/anna/followers"]`:  models.FollowersOnly,
		`,"to":"https://a.example/followers/anna"`:          models.FollowersOnly,
		`,"to":"https://evil.example/users/anna/followers"`: models.Direct,
		`,"to":["https://b.example/u"]`:                     models.Direct,
		``:                                                  models.Direct,
	} {
		if got := note(t, more).Object.Visibility; got != want {
			t.Errorf("%s is %s, want %s", more, got, want)
		}
	}
	if got := note(t, `,"to":"https://a.example/x/1"`, "https://a.example/x/1").Object.Visibility; got != models.FollowersOnly {
		t.Errorf("to a known followers address is %s", got)
	}
	if got := note(t, `,"to":"https://a.example/users/bob/followers"`, "https://a.example/x/1").Object.Visibility; got != models.Direct {
		t.Errorf("to someone else's followers is %s", got)
	}
}

func TestIncoming_takesItsAudienceFromTheActivityWhenItNamesNone(t *testing.T) {
	in := note(t, ``)
	in.From(vocab.Activity{To: []string{"https://www.w3.org/ns/activitystreams#Public"}})
	if in.Object.Visibility != models.Public || len(in.Object.To) != 1 {
		t.Errorf("got %s to %q", in.Object.Visibility, in.Object.To)
	}
	direct := note(t, `,"to":"https://b.example/u"`)
	direct.From(vocab.Activity{To: []string{"https://www.w3.org/ns/activitystreams#Public"}})
	if direct.Object.Visibility != models.Direct {
		t.Error("an activity made a direct note public")
	}
}

func TestReadObject_sanitisesWhateverItKeeps(t *testing.T) {
	in := note(t, `,"name":"a\u202egnp.exe\nb","summary":"<b>cw</b> & more","content":"<p onclick=x>hi<script>alert(1)</script></p>","tag":[{"type":"Hashtag","name":"#<b>x"},{"type":"Hashtag","name":"#Koffie"},{"type":"Hashtag","name":"koffie"},{"type":"Mention","href":"javascript: x","name":"@x"}],"attachment":[{"type":"Image","url":"javascript:alert(1)"},{"type":"Document","mediaType":"image/png","url":"https://a.example/1.png","name":"een\u2066foto"},{"type":"Odd","url":"https://a.example/2"}],"url":"javascript:alert(1)","inReplyTo":5`)
	o := in.Object
	if o.Name != "agnp.exe b" {
		t.Errorf("name is %q", o.Name)
	}
	if o.Summary != "cw & more" {
		t.Errorf("summary is %q", o.Summary)
	}
	if strings.Contains(o.Content, "script") || strings.Contains(o.Content, "onclick") || !strings.Contains(o.Content, "hi") {
		t.Errorf("content is %q", o.Content)
	}
	if !reflect.DeepEqual(o.Hashtags, []string{"koffie"}) || o.Mentions != nil {
		t.Errorf("tags are %q, mentions %v", o.Hashtags, o.Mentions)
	}
	if len(o.Attachments) != 1 || o.Attachments[0].Alt != "eenfoto" || o.Attachments[0].Kind != "image" {
		t.Errorf("attachments are %+v", o.Attachments)
	}
	if o.URL != "https://a.example/notes/1" || o.InReplyTo != "" {
		t.Errorf("url is %q, in reply to %q", o.URL, o.InReplyTo)
	}
}

func TestReadObject_showsAPageOnlyOnItsOwnServer(t *testing.T) {
	if o := note(t, `,"url":"https://evil.example/login"`).Object; o.URL != "https://a.example/notes/1" {
		t.Errorf("url is %q", o.URL)
	}
	links := `,"url":[{"type":"Link","mediaType":"video/mp4","href":"https://a.example/v.mp4"},{"type":"Link","mediaType":"text/html","href":"https://a.example/@anna/1"}]`
	if o := note(t, links).Object; o.URL != "https://a.example/@anna/1" {
		t.Errorf("url is %q", o.URL)
	}
}

func TestReadObject_findsTheLanguage(t *testing.T) {
	for more, want := range map[string]string{
		`,"content":"hoi","contentMap":{"nl":"hoi"}`:       "nl",
		`,"contentMap":{"nl-BE":"hoi"}`:                    "nl-BE",
		`,"content":"hoi","nameMap":{"nl":"x"},"name":"x"`: "nl",
		`,"content":"hoi","inLanguage":"nl"`:               "nl",
		`,"content":"hoi","language":{"identifier":"nl"}`:  "nl",
		`,"content":"hoi","contentMap":{"und":"hoi"}`:      "",
		`,"content":"hoi","contentMap":{"<script>":"hoi"}`: "",
		`,"content":"hoi","contentMap":"nl"`:               "",
	} {
		o := note(t, more).Object
		if o.Language != want {
			t.Errorf("%s: language %q, want %q", more, o.Language, want)
		}
		if strings.Contains(more, "content") && !strings.Contains(o.Content, "hoi") {
			t.Errorf("%s: content %q", more, o.Content)
		}
	}
}

func TestReadObject_keepsAnUnknownKindAsALink(t *testing.T) {
	in, err := vocab.ReadObject(parse(t, `{"id":"https://a.example/v/1","type":"Video","name":"Film","url":"https://a.example/w/1","attributedTo":[{"type":"Person","id":"https://a.example/u/1"},{"type":"Group","id":"https://a.example/c/1"}],"content":"<p>x</p>"}`))
	if err != nil {
		t.Fatal(err)
	}
	if in.Known || in.Object.Type != "Video" || in.Object.Name != "Film" || in.Object.URL != "https://a.example/w/1" || in.Object.Content != "" || in.AuthorURI != "https://a.example/u/1" || len(in.Authors) != 2 {
		t.Errorf("got %+v", in)
	}
}

func TestReadObject_refusesWhatIsNotPublishedByAnyone(t *testing.T) {
	for _, doc := range []string{
		`{"type":"Note","attributedTo":"https://a.example/u"}`,
		`{"id":"https://a.example/1","attributedTo":"https://a.example/u"}`,
		`{"id":"https://a.example/1","type":"Note"}`,
		`{"id":"https://a.example/1","type":"Tombstone","attributedTo":"https://a.example/u"}`,
		`{"id":"https://a.example/1","type":"Create","actor":"https://a.example/u"}`,
		`{"id":"https://a.example/1","type":"Group","attributedTo":"https://a.example/u"}`,
	} {
		if in, err := vocab.ReadObject(parse(t, doc)); err == nil {
			t.Errorf("%s was read as %+v", doc, in)
		}
	}
}

func TestReadEvent_takesEveryPeersLocation(t *testing.T) {
	full := models.Place{Name: "De Spoel", Street: "Gravenpad 8", Postcode: "1106 AA", Locality: "Amsterdam"}
	for location, want := range map[string]struct {
		place  models.Place
		online string
	}{
		`{"type":"Place","name":"De Spoel","address":{"type":"PostalAddress","streetAddress":"Gravenpad 8","postalCode":"1106 AA","addressLocality":"Amsterdam","addressCountry":null}}`: {full, ""},
		`{"name":"De Spoel"}`: {models.Place{Name: "De Spoel"}, ""},
		`{"type":"Place","name":"De Spoel","address":"Gravenpad 8, Amsterdam"}`: {models.Place{Name: "De Spoel", Street: "Gravenpad 8, Amsterdam"}, ""},
		`"De Spoel"`:               {models.Place{Name: "De Spoel"}, ""},
		`"https://meet.example/x"`: {models.Place{}, "https://meet.example/x"},
		`{"type":"VirtualLocation","name":"Jitsi","url":"https://meet.example/x"}`:                                                           {models.Place{}, "https://meet.example/x"},
		`{"type":"VirtualLocation","id":"https://meet.example/x"}`:                                                                           {models.Place{}, "https://meet.example/x"},
		`{"type":"Place","id":"https://meet.example/x","name":"Online","address":{"type":"VirtualLocation","url":"https://meet.example/x"}}`: {models.Place{}, "https://meet.example/x"},
		`[{"type":"VirtualLocation","url":"https://meet.example/x"},{"type":"Place","name":"De Spoel"},{"type":"Place","name":"Elders"}]`:    {models.Place{Name: "De Spoel"}, "https://meet.example/x"},
		`{"type":"Place","id":"https://a.example/p/1"}`:                                                                                      {models.Place{}, ""},
		`[]`:   {models.Place{}, ""},
		`null`: {models.Place{}, ""},
		`7`:    {models.Place{}, ""},
	} {
		e := event(t, `,"startTime":"2026-03-05T08:30:00+01:00","location":`+location).Event
		if e == nil {
			t.Errorf("%s: no event", location)
		} else if e.Place != want.place || e.OnlineURL != want.online {
			t.Errorf("%s: place %+v, online %q", location, e.Place, e.OnlineURL)
		}
	}
}

func TestReadEvent_checksCoordinates(t *testing.T) {
	for coordinates, want := range map[string]bool{
		`"latitude":52.3,"longitude":4.9`:    true,
		`"latitude":52,"longitude":4`:        true,
		`"latitude":91,"longitude":4`:        false,
		`"latitude":52,"longitude":181`:      false,
		`"latitude":52`:                      false,
		`"latitude":"52","longitude":"4"`:    false,
		`"latitude":1e999,"longitude":1e999`: false,
	} {
		e := event(t, `,"startTime":"2026-03-05T08:30:00Z","location":{"type":"Place","name":"x",`+coordinates+`}`).Event
		if got := e.Place.Latitude != nil && e.Place.Longitude != nil; got != want {
			t.Errorf("%s kept is %v", coordinates, got)
		}
	}
}

func TestReadEvent_readsTimesZonesStatusAndSeats(t *testing.T) {
	e := event(t, `,"startTime":"2026-03-05T08:30:00+01:00","endTime":"2026-03-05T10:00:00+01:00","timezone":"Europe/Amsterdam","duration":"","status":"CONFIRMED","ical:status":"CANCELLED","maximumAttendeeCapacity":12,"joinMode":"free","category":"learning","externalParticipationUrl":"https://a.example/join","attachment":[{"type":"Link","name":"Website","href":"https://meet.example/y"}]`).Event
	if e.StartsAt != time.Date(2026, 3, 5, 7, 30, 0, 0, time.UTC) || e.EndsAt == nil || *e.EndsAt != time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC) {
		t.Errorf("times are %v, %v", e.StartsAt, e.EndsAt)
	}
	if e.Timezone != "Europe/Amsterdam" || e.Status != models.EventCancelled || e.Capacity != 12 || e.JoinMode != "free" || e.Category != "LEARNING" || e.JoinURL != "https://a.example/join" || e.OnlineURL != "https://meet.example/y" {
		t.Errorf("got %+v", e)
	}
	odd := event(t, `,"startTime":"2026-03-05T08:30+01:00","endTime":"2026-03-05T08:00:00+01:00","timezone":"../../etc/passwd","status":null,"eventStatus":"https://schema.org/EventPostponed","maximumAttendeeCapacity":-4,"joinMode":"mad","category":"a b"`).Event
	if odd == nil || odd.EndsAt != nil || odd.Timezone != "UTC" || odd.Status != models.EventTentative || odd.Capacity != 0 || odd.JoinMode != "" || odd.Category != "MEETING" {
		t.Errorf("got %+v", odd)
	}
	open := event(t, `,"startTime":"2026-03-05T08:30:00Z","endTime":"2026-03-05T23:00:00Z","displayEndTime":false`).Event
	if open.EndsAt != nil {
		t.Error("an open end has an end")
	}
	for _, start := range []string{``, `,"startTime":"soon"`, `,"startTime":5`, `,"startTime":"99999-01-01T00:00:00Z"`, `,"startTime":"0001-01-01T00:00:00Z"`} {
		if in := event(t, start); in.Event != nil || !in.Known {
			t.Errorf("an event that starts %q became %+v", start, in.Event)
		}
	}
}

func TestReadObject_listsTheOptionsOfAQuestion(t *testing.T) {
	in, err := vocab.ReadObject(parse(t, `{"id":"https://a.example/q/1","type":"Question","attributedTo":"https://a.example/u","content":"<p>Kom je?</p>","oneOf":[{"type":"Note","name":"ja <b>"},{"type":"Note","name":"nee"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Kom je?", "ja &lt;b&gt;", "nee"} {
		if !strings.Contains(in.Object.Content, want) {
			t.Errorf("%q is not in %q", want, in.Object.Content)
		}
	}
}

func TestReadObject_neverLetsUpdatedPrecedePublished(t *testing.T) {
	o := note(t, `,"published":"2026-03-05T08:30:00.123Z","updated":"2025-01-01T00:00:00Z"`).Object
	if !o.Updated.Equal(o.Published) || o.Published != time.Date(2026, 3, 5, 8, 30, 0, 0, time.UTC) {
		t.Errorf("published %v, updated %v", o.Published, o.Updated)
	}
	if o := note(t, ``).Object; !o.Published.IsZero() || !o.Updated.IsZero() {
		t.Errorf("published %v, updated %v", o.Published, o.Updated)
	}
}
