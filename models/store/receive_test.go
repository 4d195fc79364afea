package store_test

import (
	"slices"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestReceiveFollow_repeatedDeliveryHasNoSecondEffect(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann := storetest.Remote(t, s, "a.example", "ann")
		follow := func(id string) models.Follow {
			t.Helper()
			f, err := s.ReceiveFollow(t.Context(), ann, mokum, id, []byte(`{"id":"`+id+`"}`))
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		f := follow("https://a.example/f/1")
		if f.State != models.FollowAccepted || f.Inbox != ann.SharedInbox {
			t.Errorf("follow %+v", f)
		}
		follow("https://a.example/f/1")
		open, _ := s.OpenFacts(t.Context(), 10)
		if len(open) != 1 || open[0].Kind != models.FollowAnsweredFact || open[0].Subject != f.ID || string(open[0].Data) != `{"id":"https://a.example/f/1"}` {
			t.Fatalf("facts %+v", open)
		}
		again := follow("https://a.example/f/2")
		if again.ID != f.ID || again.ActivityURI != "https://a.example/f/2" {
			t.Errorf("renewed %+v", again)
		}
		if got := facts(t, s); len(got) != 2 {
			t.Errorf("a new Follow is answered anew: %v", got)
		}
		list, total, err := s.Followers(t.Context(), mokum.ID, store.Page{})
		if err != nil || total != 1 || list[0].Actor.URI != ann.URI {
			t.Errorf("followers %v %d %v", list, total, err)
		}
		if err := s.EndFollow(t.Context(), ann.ID, mokum.ID); err != nil {
			t.Fatal(err)
		}
		if _, total, _ := s.Followers(t.Context(), mokum.ID, store.Page{}); total != 0 {
			t.Errorf("after Undo %d followers", total)
		}
		if f := follow("https://a.example/f/2"); f.State != models.FollowAccepted {
			t.Errorf("after Undo and Follow: %+v", f)
		}
	})
}

func TestReceiveBlock_endsFollowsAndRefusesNewOnes(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann := storetest.Follower(t, s, mokum, "a.example", "ann")
		if _, err := s.AskFollow(t.Context(), mokum.ID, ann.ID); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.ReceiveBlock(t.Context(), models.Block{ActorID: ann.ID, TargetID: mokum.ID, ActivityURI: "https://a.example/b"}); err != nil {
				t.Fatal(err)
			}
		}
		_, followers, _ := s.Followers(t.Context(), mokum.ID, store.Page{})
		_, following, _ := s.Following(t.Context(), mokum.ID, true, store.Page{})
		if followers != 0 || following != 0 {
			t.Errorf("%d followers, %d following", followers, following)
		}
		f, err := s.ReceiveFollow(t.Context(), ann, mokum, "https://a.example/f/9", nil)
		if err != nil || f.State != models.FollowRefused {
			t.Errorf("follow by who blocked: %+v, %v", f, err)
		}
		if err := s.Unblock(t.Context(), ann.ID, mokum.ID); err != nil {
			t.Fatal(err)
		}
		if f, _ := s.ReceiveFollow(t.Context(), ann, mokum, "https://a.example/f/10", nil); f.State != models.FollowAccepted {
			t.Errorf("after Undo{Block}: %+v", f)
		}
	})
}

func TestAskFollow_waitsIsAnsweredAndIsWithdrawn(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann := storetest.Remote(t, s, "a.example", "ann")
		bob := storetest.Remote(t, s, "b.example", "bob")
		f, err := s.AskFollow(t.Context(), mokum.ID, ann.ID)
		if err != nil || f.State != models.FollowAsked || f.ActivityURI == "" {
			t.Fatalf("asked %+v, %v", f, err)
		}
		first := f.ActivityURI
		if f, err = s.AskFollow(t.Context(), mokum.ID, ann.ID); err != nil || f.ActivityURI == first {
			t.Errorf("asked again %+v, %v", f, err)
		}
		answered := func(by models.Actor, uri string, accepted bool) bool {
			t.Helper()
			known, err := s.FollowAnswered(t.Context(), by.ID, uri, mokum.ID, accepted)
			if err != nil {
				t.Fatal(err)
			}
			return known
		}
		if answered(bob, f.ActivityURI, true) || answered(ann, "https://a.example/other", true) {
			t.Error("an answer by another, or to another follow, was taken")
		}
		if !answered(ann, f.ActivityURI, true) || !answered(ann, "", true) {
			t.Error("Accept not taken")
		}
		if now, _ := s.FollowOf(t.Context(), mokum.ID, ann.ID); now.State != models.FollowAccepted {
			t.Errorf("after Accept %+v", now)
		}
		_, err = s.AskFollow(t.Context(), mokum.ID, ann.ID)
		wantKind(t, "asked when accepted", err, models.Conflict)
		if !answered(ann, f.ActivityURI, false) {
			t.Error("a later Reject not taken")
		}
		if now, _ := s.Follow(t.Context(), f.ID); now.State != models.FollowRefused {
			t.Errorf("after Reject %+v", now)
		}
		wantKind(t, "withdraw a refused one", s.WithdrawFollow(t.Context(), mokum.ID, ann.ID), models.NotFound)
		if _, err := s.AskFollow(t.Context(), mokum.ID, ann.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.WithdrawFollow(t.Context(), mokum.ID, ann.ID); err != nil {
			t.Fatal(err)
		}
		if answered(ann, "", true) {
			t.Error("an Accept of what was withdrawn was taken")
		}
		_, err = s.AskFollow(t.Context(), mokum.ID, mokum.ID)
		wantKind(t, "oneself", err, models.Invalid)

		w := storetest.Member(t, s, "wytske")
		before := len(facts(t, s))
		if f, err := s.AskFollow(t.Context(), w.ID, mokum.ID); err != nil || f.State != models.FollowAccepted || len(facts(t, s)) != before {
			t.Errorf("among ourselves %+v, %v", f, err)
		}
	})
}

func TestMoveFollows_asksTheNewAndLeavesTheOld(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum, w := storetest.Collective(t, s), storetest.Member(t, s, "wytske")
		old, target := storetest.Remote(t, s, "a.example", "ann"), storetest.Remote(t, s, "b.example", "ann")
		for _, who := range []models.Actor{mokum, w} {
			if _, err := s.AskFollow(t.Context(), who.ID, old.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.AskFollow(t.Context(), w.ID, target.ID); err != nil { // already
			t.Fatal(err)
		}
		if n, err := s.MoveFollows(t.Context(), old, target); err != nil || n != 2 {
			t.Fatalf("moved %d, %v", n, err)
		}
		if n, err := s.MoveFollows(t.Context(), old, target); err != nil || n != 0 {
			t.Errorf("moved again %d, %v", n, err)
		}
		list, total, _ := s.Following(t.Context(), mokum.ID, true, store.Page{})
		if total != 1 || list[0].Actor.URI != target.URI {
			t.Errorf("following %v", list)
		}
	})
}

func incoming(author models.Actor, uri string) store.IncomingObject {
	at := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	return store.IncomingObject{Object: models.Object{
		URI: uri, Type: models.Note, ActorID: author.ID, CreateURI: uri + "/activity", Content: "<p>dag</p>", Visibility: models.Public,
		To: []string{models.PublicCollection}, Published: at, Updated: at, Raw: []byte(`{}`), Hashtags: []string{"x"},
	}}
}

func TestKeepObject_keepsOnceAndNeverAfterDelete(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ann, bob := storetest.Remote(t, s, "a.example", "ann"), storetest.Remote(t, s, "b.example", "bob")
		in := incoming(ann, "https://a.example/n/1")
		in.Object.NoteURI = "https://b.example/n/1" // not hers to name
		in.Object.Content = "<p>nul\x00</p>"
		o, added, err := s.KeepObject(t.Context(), in)
		if err != nil || !added {
			t.Fatal(added, err)
		}
		again, added, err := s.KeepObject(t.Context(), in)
		if err != nil || added || again.ID != o.ID || again.NoteURI != "" || again.Content != "<p>nul</p>" || string(again.Raw) != `{}` {
			t.Errorf("again %+v %v %v", again, added, err)
		}

		// An Update: not by another, not older, not into another kind.
		in.Object.Content, in.Object.Updated = "<p>nieuw</p>", in.Object.Updated.Add(time.Minute)
		byOther := in
		byOther.Object.ActorID = bob.ID
		asEvent := in
		asEvent.Object.Type = models.EventObj
		unknown := in
		unknown.Object.URI += "x"
		for what, c := range map[string]store.IncomingObject{"by another": byOther, "as an event": asEvent, "unknown": unknown} {
			if changed, err := s.ReviseObject(t.Context(), c); err != nil || changed {
				t.Errorf("Update %s: %v %v", what, changed, err)
			}
		}
		if changed, err := s.ReviseObject(t.Context(), in); err != nil || !changed {
			t.Errorf("Update: %v %v", changed, err)
		}
		if changed, _ := s.ReviseObject(t.Context(), in); changed {
			t.Error("the same Update twice")
		}

		wantKind(t, "Delete by another", s.EraseObject(t.Context(), o.URI, bob.ID), models.Forbidden)
		for range 2 {
			if err := s.EraseObject(t.Context(), o.URI, ann.ID); err != nil {
				t.Fatal(err)
			}
		}
		if gone, _ := s.ObjectByURI(t.Context(), o.URI); gone.GoneAt == nil || gone.Content != "" || gone.Raw != nil {
			t.Errorf("tombstone %+v", gone)
		}
		if err := s.EraseObject(t.Context(), "https://a.example/n/2", ann.ID); err != nil {
			t.Fatal(err)
		}
		o, added, err = s.KeepObject(t.Context(), incoming(ann, "https://a.example/n/2"))
		if err != nil || added || o.GoneAt == nil {
			t.Errorf("Create after its Delete: %+v %v %v", o, added, err)
		}
		in.Object.Updated = in.Object.Updated.Add(time.Hour)
		if changed, _ := s.ReviseObject(t.Context(), in); changed {
			t.Error("an Update brought a tombstone back")
		}
		note := storetest.Note(t, s, storetest.Collective(t, s), "van ons")
		wantKind(t, "Delete of ours", s.EraseObject(t.Context(), note.URI, ann.ID), models.Forbidden)
		mine := incoming(ann, note.URI)
		if got, added, err := s.KeepObject(t.Context(), mine); err != nil || added || !got.Local {
			t.Errorf("a remote object under our id: %v %v", added, err)
		}
	})
}

func TestKeepObject_keepsAndRevisesEvents(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ann := storetest.Remote(t, s, "a.example", "ann")
		in := incoming(ann, "https://a.example/e/1")
		in.Object.Type, in.Object.Name, in.Object.NoteURI = models.EventObj, "Fietsen", "https://a.example/n/1"
		starts := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
		in.Event = &models.Event{StartsAt: starts, Timezone: "Europe/Amsterdam", Status: models.EventConfirmed}
		o, added, err := s.KeepObject(t.Context(), in)
		if err != nil || !added {
			t.Fatal(added, err)
		}
		if byNote, err := s.ObjectByURI(t.Context(), "https://a.example/n/1"); err != nil || byNote.ID != o.ID {
			t.Errorf("by note form: %v", err)
		}
		in.Object.Updated = in.Object.Updated.Add(time.Minute)
		moved := *in.Event
		moved.StartsAt = starts.Add(24 * time.Hour)
		moved.Place.Country = "Nederland" // ours have a code; others say what they like
		in.Event = &moved
		if changed, err := s.ReviseObject(t.Context(), in); err != nil || !changed {
			t.Fatal(changed, err)
		}
		e, err := s.Event(t.Context(), o.ID)
		if err != nil || !e.StartsAt.Equal(moved.StartsAt) || e.Place.Country != "Nederland" {
			t.Errorf("event %+v, %v", e, err)
		}
		list, err := s.Events(t.Context(), store.EventFilter{From: starts, Tag: "x"})
		if err != nil || len(list) != 1 || list[0].Actor.ID != ann.ID {
			t.Errorf("events %v, %v", list, err)
		}
	})
}

func TestWanted_onlyWhatConcernsUs(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		ann := storetest.RemoteActor("a.example", "ann")
		if got, err := s.Wanted(t.Context(), "x", []string{storetest.Origin + "/users/mokum"}, ""); err != nil || got {
			t.Errorf("before set-up: %v %v", got, err)
		}
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		note := storetest.Note(t, s, mokum, "hoi")
		ann, err := s.SaveRemoteActor(t.Context(), ann)
		if err != nil {
			t.Fatal(err)
		}
		wanted := func(what string, addressed []string, reply string, want bool) {
			t.Helper()
			got, err := s.Wanted(t.Context(), ann.ID, addressed, reply)
			if err != nil || got != want {
				t.Errorf("%s: %v %v", what, got, err)
			}
		}
		all := []string{models.PublicCollection, ann.Followers}
		wanted("a stranger's", all, "", false)
		wanted("to us", append(all, mokum.URI), "", true)
		wanted("to our followers", append(all, mokum.Followers), "", true)
		wanted("to nobody of ours", append(all, storetest.Origin+"/users/nobody"), "", false)
		wanted("a reply to us", all, note.URI, true)
		wanted("a reply to what never was", all, storetest.Origin+"/notes/none", false)
		if _, err := s.DeleteObject(t.Context(), note.ID); err != nil {
			t.Fatal(err)
		}
		wanted("a reply to what is gone", all, note.URI, false)
		if _, err := s.AskFollow(t.Context(), mokum.ID, ann.ID); err != nil {
			t.Fatal(err)
		}
		wanted("by whom we follow", all, "", true)
		if err := s.WithdrawFollow(t.Context(), mokum.ID, ann.ID); err != nil {
			t.Fatal(err)
		}
		wanted("by whom we no longer follow", all, "", false)
	})
}

func TestEraseActor_takesAllThatIsHers(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann := storetest.Follower(t, s, mokum, "a.example", "ann")
		o, _, err := s.KeepObject(t.Context(), incoming(ann, "https://a.example/n/1"))
		if err != nil {
			t.Fatal(err)
		}
		note := storetest.Note(t, s, mokum, "hoi")
		if added, err := s.React(t.Context(), models.Reaction{ActivityURI: "https://a.example/l/1", Kind: models.Like, ActorID: ann.ID, ObjectURI: note.URI}); err != nil || !added {
			t.Fatal(added, err)
		}
		if err := s.SaveRemoteKey(t.Context(), store.RemoteKey{KeyID: ann.KeyID, OwnerURI: ann.URI, PEM: "x"}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.EraseActor(t.Context(), ann.URI); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.EraseActor(t.Context(), "https://unknown.example/u"); err != nil {
			t.Errorf("unknown: %v", err)
		}
		wantKind(t, "ours", s.EraseActor(t.Context(), mokum.URI), models.Forbidden)
		gone, _ := s.ActorByURI(t.Context(), ann.URI)
		kept, _ := s.Object(t.Context(), o.ID)
		likes, _, _ := s.ReactionCounts(t.Context(), note)
		_, followers, _ := s.Followers(t.Context(), mokum.ID, store.Page{})
		_, keyErr := s.RemoteKey(t.Context(), ann.KeyID)
		if gone.GoneAt == nil || gone.Raw != nil || kept.GoneAt == nil || likes != 0 || followers != 0 || models.KindOf(keyErr) != models.NotFound {
			t.Errorf("left: %+v %+v %d likes %d followers key %v", gone, kept, likes, followers, keyErr)
		}
		back, err := s.SaveRemoteActor(t.Context(), storetest.RemoteActor("a.example", "ann"))
		if err != nil || back.GoneAt == nil || back.ID != ann.ID {
			t.Errorf("a late fetch: %+v, %v", back, err)
		}
	})
}

func TestSaveRemoteActor_renewsByURIAndNeverTouchesOurs(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann := storetest.Follower(t, s, mokum, "a.example", "ann")
		if got, _ := s.ActorByURI(t.Context(), ann.URI); got.Name != "ann" {
			t.Errorf("kept %+v", got)
		}
		doc := storetest.RemoteActor("a.example", "ann")
		doc.Name, doc.SharedInbox, doc.AlsoKnownAs = "Ann", "https://a.example/other", []string{"https://b.example/ann"}
		got, err := s.SaveRemoteActor(t.Context(), doc)
		if err != nil || got.ID != ann.ID || !got.CreatedAt.Equal(ann.CreatedAt) {
			t.Fatalf("renewed %+v, %v", got, err)
		}
		got, err = s.ActorByURI(t.Context(), ann.URI)
		if err != nil || got.Name != "Ann" || !slices.Equal(got.AlsoKnownAs, doc.AlsoKnownAs) || got.Host != "a.example" {
			t.Errorf("read again %+v, %v", got, err)
		}
		to, err := s.FollowerInboxes(t.Context(), mokum.ID, "", 10)
		if err != nil || len(to) != 1 || to[0].Inbox != "https://a.example/other" {
			t.Errorf("inboxes %v, %v", to, err)
		}
		forged := doc
		forged.URI = mokum.URI
		_, err = s.SaveRemoteActor(t.Context(), forged)
		wantKind(t, "a document that claims our id", err, models.Forbidden)
	})
}

func TestReactions_countOnceAndAreUndoneByTheirActorOnly(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann, bob := storetest.Remote(t, s, "a.example", "ann"), storetest.Remote(t, s, "b.example", "bob")
		o, err := s.PublishEvent(t.Context(), newEvent(mokum, time.Now().Add(time.Hour)))
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range []struct {
			r     models.Reaction
			added bool
		}{
			{models.Reaction{ActivityURI: "https://a.example/1", Kind: models.Like, ActorID: ann.ID, ObjectURI: o.URI}, true},
			{models.Reaction{ActivityURI: "https://a.example/2", Kind: models.Like, ActorID: ann.ID, ObjectURI: o.URI}, false},
			{models.Reaction{ActivityURI: "https://a.example/3", Kind: models.Announce, ActorID: ann.ID, ObjectURI: o.NoteURI}, true},
			{models.Reaction{ActivityURI: "https://b.example/1", Kind: models.Like, ActorID: bob.ID, ObjectURI: o.NoteURI}, true},
		} {
			if added, err := s.React(t.Context(), r.r); err != nil || added != r.added {
				t.Errorf("%d: %v %v", i, added, err)
			}
		}
		if likes, announces, err := s.ReactionCounts(t.Context(), o); err != nil || likes != 2 || announces != 1 {
			t.Errorf("likes %d announces %d %v", likes, announces, err)
		}
		for _, undo := range []func() error{
			func() error { return s.Unreact(t.Context(), bob.ID, "https://a.example/1", "", "") },
			func() error { return s.Unreact(t.Context(), ann.ID, "https://a.example/3", "", "") },
			func() error { return s.Unreact(t.Context(), bob.ID, "", models.Like, o.NoteURI) },
		} {
			if err := undo(); err != nil {
				t.Fatal(err)
			}
		}
		if likes, announces, _ := s.ReactionCounts(t.Context(), o); likes != 1 || announces != 0 {
			t.Errorf("after undo: likes %d announces %d", likes, announces)
		}
	})
}

func TestDomainBlocked_takesInSubdomainsAndAnyPort(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		for _, host := range []string{"bad.example", "a.bad.example"} {
			if got, err := s.DomainBlocked(t.Context(), host); err != nil || got {
				t.Errorf("%s before: %v %v", host, got, err)
			}
		}
		if err := s.BlockDomain(t.Context(), "Bad.example"); err != nil {
			t.Fatal(err)
		}
		for host, want := range map[string]bool{"bad.example": true, "a.bad.example:8443": true, "notbad.example": false, "example": false} {
			if got, err := s.DomainBlocked(t.Context(), host); err != nil || got != want {
				t.Errorf("%s: %v %v", host, got, err)
			}
		}
		if err := s.UnblockDomain(t.Context(), "bad.example"); err != nil {
			t.Fatal(err)
		}
		if got, _ := s.DomainBlocked(t.Context(), "bad.example"); got {
			t.Error("still blocked")
		}
	})
}

func TestPinsFlagsAndJoins_areKept(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann := storetest.Remote(t, s, "a.example", "ann")
		for range 2 {
			if err := s.Pin(t.Context(), ann.ID, "https://a.example/n/1"); err != nil {
				t.Fatal(err)
			}
			if err := s.KeepFlag(t.Context(), models.Flag{ActivityURI: "https://a.example/flag", ActorURI: ann.URI, Objects: []string{mokum.URI}}); err != nil {
				t.Fatal(err)
			}
		}
		if pins, err := s.Pins(t.Context(), ann.ID); err != nil || !slices.Equal(pins, []string{"https://a.example/n/1"}) {
			t.Errorf("pins %v %v", pins, err)
		}
		if err := s.Unpin(t.Context(), ann.ID, "https://a.example/n/1"); err != nil {
			t.Fatal(err)
		}
		if pins, _ := s.Pins(t.Context(), ann.ID); len(pins) != 0 {
			t.Errorf("pins %v", pins)
		}
		o, err := s.PublishEvent(t.Context(), newEvent(mokum, time.Now().Add(time.Hour)))
		if err != nil {
			t.Fatal(err)
		}
		note := storetest.Note(t, s, mokum, "geen feest")
		if err := s.ReceiveJoin(t.Context(), ann, o.ID, []byte(`{"type":"Join"}`)); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "join a note", s.ReceiveJoin(t.Context(), ann, note.ID, nil), models.NotFound)
		stats, err := s.Stats(t.Context())
		if err != nil || stats.Flags != 1 || stats.Events != 1 || stats.Notes != 1 || stats.RemoteActors != 1 || stats.FactsOpen != 3 {
			t.Errorf("stats %+v %v", stats, err)
		}
	})
}
