package inbox_test

import (
	"maps"
	"net/http"
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

func TestUpdate_changesOnlyWhatIsTheSigners(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	eve := w.peer(fedtest.Options{Name: "evil"}).Person("eve")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	later := time.Now().Add(time.Minute).UTC().Format(time.RFC3339)
	content := func() string {
		o, _ := w.object(note["id"])
		return o.Content
	}
	forged := copyOf(note, fedtest.Doc{"content": "<p>forged</p>", "updated": later})
	w.tell(mallory, mallory.Activity("Update", forged))
	w.tell(eve, eve.Activity("Update", forged))
	w.tell(mallory, mallory.Activity("Update", copyOf(forged, fedtest.Doc{"attributedTo": mallory.ID})))
	if got := content(); got != "<p>one</p>" {
		t.Fatalf("another changed it to %q", got)
	}
	w.tell(anna, anna.Activity("Update", copyOf(note, fedtest.Doc{"type": "Event", "name": "x", "startTime": later, "content": "<p>class</p>", "updated": later})))
	if o, _ := w.object(note["id"]); o.Type != models.Note || o.Content != "<p>one</p>" {
		t.Fatalf("class changed: %s %q", o.Type, o.Content)
	}
	w.tell(anna, anna.Activity("Update", copyOf(note, fedtest.Doc{"content": "<p>two</p>", "updated": later})))
	if got := content(); got != "<p>two</p>" {
		t.Errorf("the author's Update: %q", got)
	}
	w.tell(anna, anna.Activity("Update", copyOf(note, fedtest.Doc{"content": "<p>older</p>", "updated": note["published"]})))
	if got := content(); got != "<p>two</p>" {
		t.Errorf("an older Update: %q", got)
	}
}

func TestUpdate_ofAnActorIsByItselfOnly(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	w.row(anna)
	forged := copyOf(anna.Document(), fedtest.Doc{"name": "Forged", "inbox": mallory.Inbox()})
	w.tell(mallory, mallory.Activity("Update", forged))
	if a := w.row(anna); a.Name != "Anna" || a.Inbox != anna.Inbox() {
		t.Fatalf("mallory renamed anna: %q %s", a.Name, a.Inbox)
	}
	anna.Set(fedtest.Doc{"name": "Anna Anders"})
	w.tell(anna, anna.Activity("Update", anna.Document()))
	if a := w.row(anna); a.Name != "Anna Anders" {
		t.Errorf("embedded: %q", a.Name)
	}
	anna.Set(fedtest.Doc{"name": "Anna Later"})
	w.tell(anna, anna.Activity("Update", anna.ID))
	if a := w.row(anna); a.Name != "Anna Later" {
		t.Errorf("by id: %q", a.Name)
	}
}

func TestDelete_erasesOnlyWhatIsTheSigners(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	eve := w.peer(fedtest.Options{Name: "evil"}).Person("eve")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	tombstone := fedtest.Doc{"id": note["id"], "type": "Tombstone"}
	w.tell(mallory, mallory.Activity("Delete", tombstone))
	w.tell(eve, eve.Activity("Delete", note["id"]))
	if o, ok := w.object(note["id"]); !ok || o.GoneAt != nil {
		t.Fatalf("another deleted it: %v", ok)
	}
	w.tell(anna, anna.Activity("Delete", tombstone))
	if o, _ := w.object(note["id"]); o.GoneAt == nil || o.Content != "" {
		t.Errorf("not erased: %+v", o)
	}
	w.tell(anna, copyOf(anna.Create(note), fedtest.Doc{"id": anna.Address("again")}))
	if o, _ := w.object(note["id"]); o.GoneAt == nil {
		t.Error("came back by a Create")
	}
}

func TestDelete_byAModeratorCountsWhenTheOriginSaysSo(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mod := masto.Person("anna"), masto.Person("moderator")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	masto.Serve(note["id"].(string), fedtest.Answer{Status: http.StatusGone})
	w.tell(mod, mod.Activity("Delete", note["id"]))
	if o, _ := w.object(note["id"]); o.GoneAt == nil {
		t.Error("not erased though gone at its origin")
	}
}

func TestDelete_beforeCreateKeepsTheNoteAway(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Activity("Delete", note["id"]))
	w.tell(anna, anna.Create(note))
	if o, ok := w.object(note["id"]); ok && o.GoneAt == nil {
		t.Errorf("kept: %+v", o)
	}
}

func TestDelete_ofAnActorTakesItsThingsAlong(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	note := anna.Note("<p>one</p>", w.us.URI)
	w.tell(anna, anna.Create(note))
	w.tell(anna, anna.Follow(w.us.URI))
	row := w.row(anna)
	w.tell(anna, anna.Activity("Delete", anna.ID))
	if a, err := w.store.ActorByURI(w.ctx, anna.ID); err != nil || a.GoneAt == nil {
		t.Errorf("actor: %+v, %v", a.GoneAt, err)
	}
	if o, _ := w.object(note["id"]); o.GoneAt == nil {
		t.Error("note still there")
	}
	if f, ok := w.follow(row.ID, w.us.ID); ok && f.State == models.FollowAccepted {
		t.Error("still follows")
	}
	// Its key opens nothing any more, but its Delete is still welcome.
	r, body := anna.Request(t, w.base.SharedInbox(), anna.Follow(w.us.URI))
	wantStatus(t, w.receive(r, body), http.StatusForbidden)
	r, body = anna.Request(t, w.base.SharedInbox(), anna.Activity("Delete", anna.ID))
	if err := w.receive(r, body); err != nil {
		t.Errorf("second Delete: %v", err)
	}
}

func TestDelete_ofAKnownActorWhoseKeyIsGoneCountsWhenItsOriginSays410(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.row(anna)
	if err := w.store.ForgetRemoteKeys(w.ctx, anna.ID); err != nil {
		t.Fatal(err)
	}
	w.remote.Forget(anna.ID)
	anna.Vanish()
	w.tell(anna, anna.Activity("Delete", anna.ID))
	if a, err := w.store.ActorByURI(w.ctx, anna.ID); err != nil || a.GoneAt == nil {
		t.Errorf("actor lives: %v", err)
	}
}

func TestAnnounce_neverTrustsWhatItEmbeds(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna := masto.Person("anna")
	friend := w.peer(fedtest.Options{Name: "friends"}).Person("friend")
	w.followed(friend)
	note := anna.Note("<p>true</p>")
	w.tell(friend, friend.Activity("Announce", copyOf(note, fedtest.Doc{"content": "<p>forged</p>"})))
	o, ok := w.object(note["id"])
	if !ok || o.Content != "<p>true</p>" {
		t.Fatalf("%v %q", ok, o.Content)
	}
	ghost := copyOf(note, fedtest.Doc{"id": anna.Address("ghost")})
	w.tell(friend, friend.Activity("Announce", ghost))
	if _, ok := w.object(ghost["id"]); ok {
		t.Error("kept a note its host does not know")
	}
	if _, n, err := w.store.ReactionCounts(w.ctx, o); err != nil || n != 1 {
		t.Errorf("%d announces, %v", n, err)
	}
}

func TestAnnounce_byAStrangerFetchesNothing(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	stranger := w.peer(fedtest.Options{Name: "strange"}).Person("stranger")
	note := anna.Note("<p>x</p>")
	before := anna.Peer.AllHits()
	w.tell(stranger, stranger.Activity("Announce", note["id"]))
	if _, ok := w.object(note["id"]); ok || anna.Peer.AllHits() != before {
		t.Error("a stranger made us fetch")
	}
}

func TestAnnounce_ofWhatIsNotPublicIsDropped(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	friend := w.peer(fedtest.Options{Name: "friends"}).Person("friend")
	w.followed(friend)
	note := anna.Note("<p>private</p>")
	note["to"], note["cc"] = []any{anna.Followers()}, []any{}
	anna.Peer.Keep(note["id"].(string), note)
	w.tell(friend, friend.Activity("Announce", note["id"]))
	if _, ok := w.object(note["id"]); ok {
		t.Error("kept what was for followers")
	}
}

func TestReactions_countOnceAndAreTakenBackByTheirMakerOnly(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	ours := storetest.Note(t, w.store, w.us, "hello")
	counts := func() (likes, announces int64) {
		t.Helper()
		likes, announces, err := w.store.ReactionCounts(w.ctx, ours)
		if err != nil {
			t.Fatal(err)
		}
		return likes, announces
	}
	like, boost := anna.Activity("Like", ours.URI), anna.Activity("Announce", ours.URI)
	for range 2 {
		w.tell(anna, like)
		w.tell(anna, boost)
	}
	w.tell(anna, anna.Activity("Like", ours.URI))
	if l, a := counts(); l != 1 || a != 1 {
		t.Fatalf("%d likes, %d announces", l, a)
	}
	for _, undone := range []any{like, like["id"], boost, boost["id"]} {
		w.tell(mallory, mallory.Activity("Undo", undone))
	}
	if l, a := counts(); l != 1 || a != 1 {
		t.Fatalf("after mallory: %d likes, %d announces", l, a)
	}
	w.tell(anna, anna.Activity("Undo", like))
	w.tell(anna, anna.Activity("Undo", boost["id"]))
	if l, a := counts(); l != 0 || a != 0 {
		t.Errorf("after anna: %d likes, %d announces", l, a)
	}
}

func TestFeatured_isTheSignersOwnCollection(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	row := w.followed(anna)
	w.followed(mallory)
	note := anna.Note("<p>x</p>")
	add := func(by *fedtest.Actor, kind, target string) {
		a := by.Activity(kind, note["id"])
		a["target"] = target
		w.tell(by, a)
	}
	pins := func() int {
		t.Helper()
		p, err := w.store.Pins(w.ctx, row.ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(p)
	}
	add(mallory, "Add", anna.Featured())
	add(anna, "Add", anna.Followers())
	if n := pins(); n != 0 {
		t.Fatalf("%d pins", n)
	}
	add(anna, "Add", anna.Featured())
	add(mallory, "Remove", anna.Featured())
	if n := pins(); n != 1 {
		t.Fatalf("%d pins", n)
	}
	add(anna, "Remove", anna.Featured())
	if n := pins(); n != 0 {
		t.Errorf("%d pins", n)
	}
}

func TestUnknown_isKeptAndDropped(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	for _, kind := range []string{"EmojiReact", "QuoteRequest", "Leave", "https://example.org/Frobnicate"} {
		w.tell(anna, anna.Activity(kind, w.us.URI))
	}
	if n := w.receipts(models.ReceiptDropped); n != 4 {
		t.Errorf("%d of 4 dropped", n)
	}
}
