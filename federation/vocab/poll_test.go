package vocab_test

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"knoop/federation/vocab"
	"knoop/models"
)

// asked is an evening with a poll, and with answers.
func asked() (models.Object, models.Event) {
	o, e := evening()
	e.TakesRSVP, e.Poll, e.PollLanguage = true, true, "nl"
	e.Answers.Tally = models.Tally{Coming: 5, Waiting: 2, Maybe: 1, Declined: 3, Invited: 9}
	return o, e
}

var updateQuestion = flag.Bool("question", false, "write testdata/question.json anew")

// The whole document, as Mastodon, GoToSocial, Pleroma and Misskey get it.
func TestNoteForm_isAQuestionWhenThereIsAPoll(t *testing.T) {
	o, e := asked()
	raw := must(writer.NoteForm(o, e, mokum()))
	const golden = "testdata/question.json"
	if *updateQuestion {
		if err := os.WriteFile(golden, append(raw, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || strings.TrimSpace(string(want)) != string(raw) {
		t.Errorf("got %s, %v", raw, err)
	}
	m := object(t, raw, nil)
	if m["type"] != "Question" || m["id"] != o.NoteURI || m["url"] != o.URL || m["eventForm"] != o.URI || m["endTime"] != "2026-03-05T07:30:00Z" || m["closed"] != nil || m["updated"] != nil {
		t.Errorf("got %s", raw)
	}
	var options []string
	for _, option := range m["oneOf"].([]any) {
		op := option.(map[string]any)
		replies := op["replies"].(map[string]any)
		options = append(options, op["type"].(string)+" "+op["name"].(string)+" "+replies["type"].(string)+" "+string(replies["totalItems"].(json.Number)))
	}
	if got := strings.Join(options, ", "); got != "Note ik kom Collection 7, Note misschien Collection 1, Note kan niet Collection 3" || m["votersCount"] != json.Number("11") {
		t.Errorf("options %s of %v", got, m["votersCount"])
	}
	content := m["content"].(string)
	for _, part := range []string{"Open koffie", "donderdag 5 maart 2026, 08.30 tot 10.00", "De Spoel", "<p>De organisator ziet wie antwoordt.</p>", `href="https://mokum.example/events/0198"`, "#<span>koffie</span>"} {
		if !strings.Contains(content, part) {
			t.Errorf("%q is not in %q", part, content)
		}
	}
	if m["contentMap"].(map[string]any)["nl"] != content {
		t.Error("the language is not where Mastodon looks")
	}
	in, err := vocab.ReadObject(parse(t, string(raw)))
	if err != nil || in.Object.Type != models.Question || in.EventForm != o.URI {
		t.Errorf("read back %+v, %v", in, err)
	}
}

func TestNoteForm_closesItsPoll(t *testing.T) {
	closed := func(change func(*models.Object, *models.Event)) any {
		o, e := asked()
		change(&o, &e)
		return object(t, must(writer.NoteForm(o, e, mokum())), nil)["closed"]
	}
	start := "2026-03-05T07:30:00Z"
	for name, c := range map[string]struct {
		change func(*models.Object, *models.Event)
		want   any
	}{
		"open":  {func(*models.Object, *models.Event) {}, nil},
		"begun": {func(o *models.Object, e *models.Event) { e.Answers.PollClosed = true }, start},
		"called off": {func(o *models.Object, e *models.Event) {
			e.Status, o.Updated = models.EventCancelled, noon.Add(time.Hour)
		}, "2026-02-01T13:00:00Z"},
		"called off when it had begun": {func(o *models.Object, e *models.Event) {
			e.Status, o.Updated = models.EventCancelled, e.StartsAt.Add(time.Hour)
		}, start},
		"takes no answers any more": {func(o *models.Object, e *models.Event) { e.TakesRSVP = false }, "2026-02-01T12:00:00Z"},
	} {
		if got := closed(c.change); got != c.want {
			t.Errorf("%s: closed is %v, want %v", name, got, c.want)
		}
	}
}

// Other names would make Mastodon and GoToSocial throw away every vote of every
// event that is out: these must never change.
func TestPollNames_neverChange(t *testing.T) {
	for lang, want := range map[string]string{"nl": "ik kom|misschien|kan niet", "en": "I will come|maybe|cannot come"} {
		e := models.Event{Poll: true, PollLanguage: lang}
		if got := strings.Join(vocab.PollNames(e), "|"); got != want {
			t.Errorf("in %s: %s", lang, got)
		}
		for i, says := range []models.RSVP{models.RSVPYes, models.RSVPMaybe, models.RSVPNo} {
			if got, ok := vocab.PollAnswer(e, " "+strings.ToUpper(vocab.PollNames(e)[i])); !ok || got != says {
				t.Errorf("in %s, option %d: %s", lang, i, got)
			}
		}
		if _, ok := vocab.PollAnswer(e, "taart"); ok {
			t.Errorf("in %s anything is an answer", lang)
		}
	}
}

func TestReadVote_readsWhatEachSoftwareSends(t *testing.T) {
	for name, raw := range voteDocuments {
		v, ok := vocab.ReadVote(parse(t, raw))
		if !ok || v.Option != "ik kom" || v.Poll != "https://mokum.example/notes/0198" || v.Author == "" {
			t.Errorf("%s: %+v, %v", name, v, ok)
		}
	}
	for name, raw := range map[string]string{
		"a reply":            `{"id":"https://a.example/1","type":"Note","attributedTo":"https://a.example/u","inReplyTo":"https://mokum.example/notes/0198","content":"<p>ik kom</p>"}`,
		"a titled reply":     `{"id":"https://a.example/1","type":"Note","name":"ik kom","attributedTo":"https://a.example/u","inReplyTo":"https://mokum.example/notes/0198","content":"<p>ik kom</p>"}`,
		"a note":             `{"id":"https://a.example/1","type":"Note","name":"ik kom","attributedTo":"https://a.example/u"}`,
		"a picture":          `{"id":"https://a.example/1","type":"Note","name":"ik kom","attributedTo":"https://a.example/u","inReplyTo":"https://mokum.example/notes/0198","attachment":[{"type":"Image","url":"https://a.example/x.png"}]}`,
		"a poll as a reply":  `{"id":"https://a.example/1","type":"Question","name":"ik kom","attributedTo":"https://a.example/u","inReplyTo":"https://mokum.example/notes/0198","oneOf":[{"type":"Note","name":"x"}]}`,
		"nothing that names": `{"id":"https://a.example/1","type":"Note","attributedTo":"https://a.example/u","inReplyTo":"https://mokum.example/notes/0198"}`,
	} {
		if _, ok := vocab.ReadVote(parse(t, raw)); ok {
			t.Errorf("%s is a vote", name)
		}
	}
	if _, ok := vocab.ReadVote(nil); ok {
		t.Error("nothing is a vote")
	}
}

// voteDocuments are written after the peers' sources, as none was captured:
// Mastodon app/serializers/activitypub/vote_serializer.rb, GoToSocial
// internal/typeutils/internaltoas.go PollVoteToASCreates, Misskey
// packages/backend/src/core/activitypub/ApRendererService.ts renderVote, Pleroma
// lib/pleroma/web/activity_pub/utils.ex make_answer_data and transmogrifier.ex
// set_type.
var voteDocuments = map[string]string{
	"Mastodon":   `{"id":"https://a.example/users/lena#votes/7","type":"Note","name":"ik kom","attributedTo":"https://a.example/users/lena","inReplyTo":"https://mokum.example/notes/0198","to":"https://mokum.example/users/mokum"}`,
	"GoToSocial": `{"attributedTo":"https://a.example/users/anna","id":"https://a.example/users/anna#01M80SX/votes/0","inReplyTo":"https://mokum.example/notes/0198","name":"ik kom","to":"https://mokum.example/users/mokum","type":"Note"}`,
	"Misskey":    `{"id":"https://a.example/users/9x#votes/9y","type":"Note","attributedTo":"https://a.example/users/9x","to":["https://mokum.example/users/mokum"],"inReplyTo":"https://mokum.example/notes/0198","name":"ik kom"}`,
	"Pleroma":    `{"actor":"https://a.example/users/p","attributedTo":"https://a.example/users/p","attachment":[],"cc":["https://mokum.example/users/mokum"],"content":"","context":"https://mokum.example/notes/0198","conversation":"https://mokum.example/notes/0198","id":"https://a.example/objects/1","inReplyTo":"https://mokum.example/notes/0198","name":"ik kom","published":"2026-03-01T10:00:00.000000Z","tag":[],"to":[],"type":"Note"}`,
}
