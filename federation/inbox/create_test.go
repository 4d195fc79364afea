package inbox_test

import (
	"maps"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store/storetest"
)

func copyOf(d fedtest.Doc, changes fedtest.Doc) fedtest.Doc {
	out := maps.Clone(d)
	for k, v := range changes {
		out[k] = v
	}
	return out
}

func TestCreate_keepsWhatMentionsUsWithoutAnyFetch(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.row(anna)
	before := anna.Peer.AllHits()
	note := anna.Note(`<p>Dag <script>alert(1)</script><a href="`+w.us.URI+`" class="mention">@mokum</a></p>`, w.us.URI)
	w.tell(anna, anna.Create(note))
	o, ok := w.object(note["id"])
	if !ok || o.Visibility != models.Public || o.ActorID != w.row(anna).ID {
		t.Fatalf("kept %v: %+v", ok, o)
	}
	if n := anna.Peer.AllHits() - before; n != 0 {
		t.Errorf("%d fetches for a note that came whole", n)
	}
}

func TestCreate_repeatedDeliveryHasNoSecondEffect(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	note := anna.Note("<p>x</p>", w.us.URI)
	create := anna.Create(note)
	for range 2 {
		w.tell(anna, create)
	}
	again := copyOf(create, fedtest.Doc{"id": anna.Address("again")})
	again["object"] = copyOf(note, fedtest.Doc{"content": "<p>changed by a Create</p>"})
	w.tell(anna, again)
	stats, err := w.store.Stats(w.ctx)
	if err != nil || stats.Notes != 1 {
		t.Errorf("%d notes, %v", stats.Notes, err)
	}
	if o, _ := w.object(note["id"]); o.Content != "<p>x</p>" {
		t.Errorf("content %q", o.Content)
	}
}

func TestCreate_keepsStrangersOut(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	stranger, friend := masto.Person("stranger"), masto.Person("friend")
	w.followed(friend)
	ours := storetest.Note(t, w.store, w.us, "hello")
	spam, post := stranger.Note("<p>buy</p>"), friend.Note("<p>hello</p>")
	reply := stranger.Note("<p>an answer</p>")
	reply["inReplyTo"] = ours.URI
	w.tell(stranger, stranger.Create(spam))
	w.tell(friend, friend.Create(post))
	w.tell(stranger, stranger.Create(reply))
	if _, ok := w.object(spam["id"]); ok {
		t.Error("kept a stranger's note that is not for us")
	}
	if _, ok := w.object(post["id"]); !ok {
		t.Error("dropped a note of someone we follow")
	}
	if _, ok := w.object(reply["id"]); !ok {
		t.Error("dropped a reply to us")
	}
	if n := w.receipts(models.ReceiptDropped); n != 1 {
		t.Errorf("%d dropped", n)
	}
}

func TestCreate_ofKindsWeDoNotKnowIsKeptAsALink(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.followed(anna)
	video := anna.Note("<p>see</p>")
	video["type"], video["name"] = "Video", "A film"
	w.tell(anna, anna.Create(video))
	o, ok := w.object(video["id"])
	if !ok || o.Type != "Video" || o.Name != "A film" || o.Content != "" {
		t.Errorf("%v %+v", ok, o)
	}
}

func TestCreate_keepsAnEventWithItsHour(t *testing.T) {
	w := newWorld(t)
	group := w.peer(fedtest.Options{Name: "mobilizon", Software: "mobilizon"}).Add("club", "Group")
	w.followed(group)
	event := group.Note("<p>come</p>")
	event["type"], event["name"], event["startTime"], event["timezone"] = "Event", "Open day", "2026-12-12T19:00:00+01:00", "Europe/Amsterdam"
	w.tell(group, group.Create(event))
	o, ok := w.object(event["id"])
	if !ok || o.Type != models.EventObj {
		t.Fatalf("%v %+v", ok, o)
	}
	e, err := w.store.Event(w.ctx, o.ID)
	if err != nil || !e.StartsAt.Equal(time.Date(2026, 12, 12, 18, 0, 0, 0, time.UTC)) || e.Timezone != "Europe/Amsterdam" {
		t.Errorf("%+v, %v", e, err)
	}
}

// The embed is a claim of the sender; only the object's own address may
// contradict it.
func TestCreate_forgedEmbedIsReplacedByTheOriginsWord(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	eve := w.peer(fedtest.Options{Name: "evil"}).Person("eve")
	for name, sender := range map[string]*fedtest.Actor{"sameHost": mallory, "otherHost": eve} {
		t.Run(name, func(t *testing.T) {
			true1 := anna.Note("<p>true</p>", w.us.URI)
			forged := copyOf(true1, fedtest.Doc{"content": "<p>forged</p>"})
			w.tell(sender, sender.Activity("Create", forged))
			w.tell(sender, copyOf(sender.Create(forged), fedtest.Doc{"id": sender.Address("c")}))
			if o, ok := w.object(true1["id"]); ok && (o.Content != "<p>true</p>" || o.ActorID != w.row(anna).ID) {
				t.Errorf("kept %q by %s", o.Content, o.ActorID)
			}
			claimed := anna.Note("<p>true</p>", w.us.URI)
			taken := copyOf(claimed, fedtest.Doc{"content": "<p>forged</p>", "attributedTo": sender.ID})
			w.tell(sender, copyOf(sender.Create(taken), fedtest.Doc{"id": sender.Address("c")}))
			if o, ok := w.object(claimed["id"]); name == "otherHost" && ok && o.ActorID != w.row(anna).ID {
				t.Error("another took anna's address for a note of its own")
			}
			ghost := copyOf(forged, fedtest.Doc{"id": anna.Address("ghost")})
			w.tell(sender, copyOf(sender.Create(ghost), fedtest.Doc{"id": sender.Address("c")}))
			if _, ok := w.object(ghost["id"]); ok {
				t.Error("kept a note its own host does not know")
			}
		})
	}
}

func TestCreate_attributedToAnotherHostIsRefused(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	eve := w.peer(fedtest.Options{Name: "evil"}).Person("eve")
	note := eve.Note("<p>forged</p>", w.us.URI)
	note["attributedTo"] = anna.ID
	eve.Peer.Keep(note["id"].(string), note)
	w.tell(eve, eve.Create(note))
	if _, ok := w.object(note["id"]); ok {
		t.Error("kept a note whose author is of another host")
	}
}

func TestCreate_readsAHatAndBelievesNobodyBeforeTheCollectiveSaysSo(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	note := anna.Note(`<p>Namens <a href="`+w.us.URI+`">Wij</a></p><p>Kom je ook?</p>`, w.us.URI)
	note["hat"] = w.us.URI
	w.tell(anna, anna.Create(note))
	o, ok := w.object(note["id"])
	if !ok || o.Hat != w.us.URI || o.HatName != w.us.Name || o.HatConfirmed || o.Content != "<p>Kom je ook?</p>" {
		t.Errorf("kept %v: hat %q %q confirmed=%v, %q", ok, o.Hat, o.HatName, o.HatConfirmed, o.Content)
	}
}

// The hat of a collective that we know nothing of is looked for when its wearer
// claims it herself: the membership is noted to be read on both sides.
func TestCreate_notesTheMembershipBehindAHat(t *testing.T) {
	w := newWorld(t)
	far := w.peer(fedtest.Options{Name: "knoopje", Software: "knoop"})
	zo, person := far.Add("zo", "Group"), far.Add("wim", "Person")
	anna := w.mastodon().Person("anna")
	claim := func(collective string) []any {
		return []any{fedtest.Doc{"id": collective, "type": "Group", "name": "ZO", "context": zo.ID + "/stamps/9"}}
	}
	anna.Set(fedtest.Doc{"memberOf": append(claim(zo.ID), claim(person.ID)...)})
	post := func(hat string, mentions ...string) models.Object {
		note := anna.Note("<p>Kom je ook?</p>", mentions...)
		note["hat"] = hat
		w.tell(anna, anna.Create(note))
		o, _ := w.object(note["id"])
		return o
	}
	known := func() []models.Belonging {
		list, err := w.store.MembershipsOf(w.ctx, w.row(anna).ID)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	post(zo.ID) // for others: not kept, and nothing is asked
	post(far.Origin+"/users/anders", w.us.URI)
	post(person.ID, w.us.URI)
	if list := known(); len(list) != 0 {
		t.Errorf("noted %+v", list)
	}
	o := post(zo.ID, w.us.URI)
	list := known()
	if len(list) != 1 || list[0].Collective.URI != zo.ID || list[0].Membership.CheckDueAt == nil || list[0].Membership.Confirmed(time.Now()) {
		t.Fatalf("noted %+v", list)
	}
	if o.HatName != "Zo" || o.HatConfirmed {
		t.Errorf("hat %q, confirmed %v before anybody was asked", o.HatName, o.HatConfirmed)
	}
	check := models.Check{Of: zo.ID + "/stamps/9", Claim: models.Found, Stamp: models.Found, Entry: models.Found}
	if err := w.store.CheckHat(w.ctx, list[0].Membership.ID, check, models.Member); err != nil {
		t.Fatal(err)
	}
	if o, _ = w.object(o.URI); !o.HatConfirmed {
		t.Error("read on both sides, and the note does not say so")
	}
}
