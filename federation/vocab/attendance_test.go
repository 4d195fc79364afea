package vocab_test

import (
	"encoding/json"
	"testing"

	"knoop/federation/vocab"
	"knoop/models"
)

func TestEvent_saysHowItIsAnswered(t *testing.T) {
	for comes, mode := range map[models.Gathering]string{"": "free", models.GatheringEveryone: "free", models.GatheringMembers: "restricted", models.GatheringInvited: "invite"} {
		o, e := evening()
		e.TakesRSVP, e.Comes, e.Capacity = true, comes, 20
		e.Answers = models.Answers{Tally: models.Tally{Coming: 7, Waiting: 3}, Shown: []string{"https://a.example/users/ann"}}
		m := object(t, must(writer.Event(o, e, mokum())), nil)
		if m["joinMode"] != mode || m["externalParticipationUrl"] != nil || m["participantCount"] != json.Number("7") ||
			m["remainingAttendeeCapacity"] != json.Number("13") || m["attendees"] != o.URI+"/attendees" {
			t.Errorf("%q: %v", comes, m)
		}
		c := object(t, must(writer.Attendees(o, e.Answers)), nil)
		list, _ := c["orderedItems"].([]any)
		if c["id"] != o.URI+"/attendees" || c["totalItems"] != json.Number("7") || len(list) != 1 || list[0] != "https://a.example/users/ann" {
			t.Errorf("attendees %v", c)
		}
	}
}

func TestTentativeAccept_carriesTheJoin(t *testing.T) {
	join := []byte(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://a.example/j","type":"Join","actor":"https://a.example/users/ann","object":"https://mokum.example/events/1"}`)
	raw := must(vocab.TentativeAccept(vocab.Envelope{ID: "https://mokum.example/activities/1", Actor: "https://mokum.example/users/mokum", To: []string{"https://a.example/users/ann"}}, join))
	m := object(t, raw, nil)
	inner, _ := m["object"].(map[string]any)
	if m["type"] != "TentativeAccept" || inner["type"] != "Join" || inner["id"] != "https://a.example/j" {
		t.Errorf("%s", raw)
	}
}
