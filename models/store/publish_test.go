package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// facts gives the kinds of the open facts, in order.
func facts(t *testing.T, s *store.Store) []models.FactKind {
	t.Helper()
	open, err := s.OpenFacts(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	kinds := make([]models.FactKind, len(open))
	for i, f := range open {
		kinds[i] = f.Kind
	}
	return kinds
}

func wantKind(t *testing.T, what string, err error, kind models.Kind) {
	t.Helper()
	if models.KindOf(err) != kind {
		t.Errorf("%s: got %v, want %s", what, err, kind)
	}
}

func TestPublishNote_addressesByVisibility(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		mention := models.Mention{URI: "https://a.example/users/ann", Name: "@ann@a.example"}
		o, err := s.PublishNote(t.Context(), store.NewNote{
			ActorID: mokum.ID, Visibility: models.Public, Source: "Hallo @ann@a.example", Content: "<p>Hallo</p>",
			Mentions: []models.Mention{mention}, Hashtags: []string{"buurt"},
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.ObjectByURI(t.Context(), o.URI)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.To, []string{models.PublicCollection}) || !slices.Equal(got.CC, []string{mokum.Followers, mention.URI}) {
			t.Errorf("to %v cc %v", got.To, got.CC)
		}
		if got.URI != storetest.Origin+"/notes/"+o.ID || got.CreateURI != storetest.Origin+"/activities/"+o.ID || got.Language != "nl" {
			t.Errorf("addresses %+v", got)
		}
		if !got.Published.Equal(got.Published.Truncate(time.Second)) || !got.Updated.Equal(got.Published) {
			t.Errorf("times %v %v", got.Published, got.Updated)
		}
		o, err = s.PublishNote(t.Context(), store.NewNote{
			ActorID: mokum.ID, Visibility: models.FollowersOnly, Source: "x", Mentions: []models.Mention{mention},
		})
		if err != nil || !slices.Equal(o.To, []string{mokum.Followers}) || !slices.Equal(o.CC, []string{mention.URI}) {
			t.Errorf("followers only: to %v cc %v, %v", o.To, o.CC, err)
		}
		if got := facts(t, s); !slices.Equal(got, []models.FactKind{models.NotePublishedFact, models.NotePublishedFact}) {
			t.Errorf("facts %v", got)
		}
	})
}

func TestPublishNote_refusesAndWritesNothing(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann := storetest.Remote(t, s, "a.example", "ann")
		for what, c := range map[string]struct {
			in   store.NewNote
			kind models.Kind
		}{
			"empty":    {store.NewNote{ActorID: mokum.ID, Visibility: models.Public, Source: " "}, models.Invalid},
			"direct":   {store.NewNote{ActorID: mokum.ID, Visibility: models.Direct, Source: "x"}, models.Invalid},
			"unknown":  {store.NewNote{ActorID: "nobody", Visibility: models.Public, Source: "x"}, models.NotFound},
			"stranger": {store.NewNote{ActorID: ann.ID, Visibility: models.Public, Source: "x"}, models.Forbidden},
		} {
			_, err := s.PublishNote(t.Context(), c.in)
			wantKind(t, what, err, c.kind)
		}
		if got := facts(t, s); len(got) != 0 {
			t.Errorf("facts %v", got)
		}
	})
}

func TestEditNote_isAlwaysLaterAndOnlyByItsAuthor(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum, other := storetest.Collective(t, s), storetest.Member(t, s, "wytske")
		o := storetest.Note(t, s, mokum, "een")
		last := o.Updated
		for range 3 { // within one second
			e, err := s.EditNote(t.Context(), o.ID, store.NewNote{ActorID: mokum.ID, Source: "twee", Content: "<p>twee</p>"})
			if err != nil || !e.Updated.After(last) || e.Source != "twee" || e.Visibility != models.Public || e.Language != "nl" {
				t.Fatalf("edit %+v, %v", e, err)
			}
			last = e.Updated
		}
		if _, err := s.EditNote(t.Context(), o.ID, store.NewNote{Source: "by the operator"}); err != nil {
			t.Errorf("operator: %v", err)
		}
		_, err := s.EditNote(t.Context(), o.ID, store.NewNote{ActorID: other.ID, Source: "x"})
		wantKind(t, "another member", err, models.Forbidden)
		_, err = s.EditNote(t.Context(), "nothing", store.NewNote{Source: "x"})
		wantKind(t, "unknown", err, models.NotFound)
	})
}

func newEvent(actor models.Actor, starts time.Time) store.NewEvent {
	end := starts.Add(2 * time.Hour)
	return store.NewEvent{
		ActorID: actor.ID, Title: "Koffie", Summary: "Kom langs", Source: "Met *taart*", Content: "<p>Met <em>taart</em></p>", Hashtags: []string{"koffie"},
		Event: models.Event{StartsAt: starts, EndsAt: &end, Place: models.Place{Name: "De Spoel", Locality: "Amsterdam"}, Capacity: 12},
	}
}

func TestEvent_livesFromPublishingToTombstone(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		starts := time.Date(2027, 3, 5, 19, 0, 0, 0, time.FixedZone("CET", 3600))
		in := newEvent(mokum, starts)
		o, err := s.PublishEvent(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if o.URI != storetest.Origin+"/events/"+o.ID || o.NoteURI != storetest.Origin+"/notes/"+o.ID {
			t.Errorf("addresses %q %q", o.URI, o.NoteURI)
		}
		byNote, err := s.ObjectByURI(t.Context(), o.NoteURI)
		if err != nil || byNote.ID != o.ID {
			t.Errorf("by its note form: %v", err)
		}
		e, err := s.Event(t.Context(), o.ID)
		if err != nil || !e.StartsAt.Equal(starts) || e.StartsAt.Location() != time.UTC || e.Timezone != "Europe/Amsterdam" || e.Status != models.EventConfirmed || e.Place.Name != "De Spoel" {
			t.Errorf("event %+v, %v", e, err)
		}

		in.Title, in.Event.Capacity = "Thee", 0
		edited, err := s.EditEvent(t.Context(), o.ID, in)
		if err != nil || edited.Name != "Thee" || !edited.Updated.After(o.Updated) {
			t.Errorf("edit %+v, %v", edited, err)
		}
		in.Event.EndsAt = &in.Event.StartsAt
		_, err = s.EditEvent(t.Context(), o.ID, in)
		wantKind(t, "end before start", err, models.Invalid)
		_, err = s.EditNote(t.Context(), o.ID, store.NewNote{Source: "x"})
		wantKind(t, "event as a note", err, models.Invalid)

		if _, err := s.CancelEvent(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
		if e, _ := s.Event(t.Context(), o.ID); e.Status != models.EventCancelled || e.Capacity != 0 {
			t.Errorf("cancelled %+v", e)
		}
		_, err = s.CancelEvent(t.Context(), o.ID)
		wantKind(t, "cancel again", err, models.Conflict)

		gone, err := s.DeleteObject(t.Context(), o.ID)
		if err != nil || gone.GoneAt == nil || gone.Name != "" || gone.Source != "" || gone.Type != models.EventObj || len(gone.To) == 0 {
			t.Errorf("tombstone %+v, %v", gone, err)
		}
		stored, _ := s.Object(t.Context(), o.ID)
		if stored.GoneAt == nil || stored.Name != "" || stored.Content != "" || len(stored.Hashtags) != 0 {
			t.Errorf("stored tombstone %+v", stored)
		}
		_, err = s.DeleteObject(t.Context(), o.ID)
		wantKind(t, "delete again", err, models.Gone)
		_, err = s.Event(t.Context(), o.ID)
		wantKind(t, "event of a tombstone", err, models.NotFound)
		want := []models.FactKind{models.EventPublishedFact, models.EventEditedFact, models.EventCancelledFact, models.ObjectDeletedFact}
		if got := facts(t, s); !slices.Equal(got, want) {
			t.Errorf("facts %v", got)
		}
	})
}

func TestAddMember_refusesTakenAndReservedHandles(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		storetest.Member(t, s, "wytske")
		for handle, kind := range map[string]models.Kind{"wytske": models.Conflict, "mokum": models.Conflict, "admin": models.Conflict, "Wytske": models.Invalid} {
			_, err := s.AddMember(t.Context(), store.NewMember{Handle: handle, Name: "W", Role: models.Member})
			wantKind(t, handle, err, kind)
		}
		_, err := s.AddMember(t.Context(), store.NewMember{Handle: "ok", Name: "W", Role: "boss"})
		wantKind(t, "role", err, models.Invalid)
		_, err = s.AddMember(t.Context(), store.NewMember{Handle: "ok", Name: " ", Role: models.Member})
		wantKind(t, "name", err, models.Invalid)
		all, err := s.Members(t.Context(), false)
		if err != nil || len(all) != 2 {
			t.Errorf("members %v, %v", all, err)
		}
		listed, err := s.Members(t.Context(), true)
		if err != nil || len(listed) != 1 || listed[0].Actor.Handle != "wytske" || listed[0].Role != models.Member {
			t.Errorf("listed %v, %v", listed, err)
		}
	})
}

func TestEditActor_changesOnlyWhatItSays(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		w := storetest.Member(t, s, "wytske")
		edit := w
		edit.Name, edit.Summary, edit.Discoverable, edit.Inbox, edit.Local = "Wytske", "<p>hoi</p>", false, "https://evil.example/inbox", false
		edit.Fields = []models.Field{{Name: "site", Value: "x"}}
		if err := s.EditActor(t.Context(), edit); err != nil {
			t.Fatal(err)
		}
		got, err := s.ActorByURI(t.Context(), w.URI)
		if err != nil || got.Name != "Wytske" || got.Discoverable || got.Inbox != w.Inbox || !got.Local || len(got.Fields) != 0 || !got.UpdatedAt.After(w.UpdatedAt) {
			t.Errorf("actor %+v, %v", got, err)
		}
		if byHandle, _ := s.ActorByHandle(t.Context(), "wytske"); byHandle.Name != "Wytske" {
			t.Errorf("by handle %q", byHandle.Name)
		}
		ann := storetest.Remote(t, s, "a.example", "ann")
		wantKind(t, "remote", s.EditActor(t.Context(), ann), models.Forbidden)
		mokum := storetest.Collective(t, s)
		if err := s.EditCard(t.Context(), mokum.ID, models.Card{Claim: "Samen"}, "geel", "brug"); err != nil {
			t.Fatal(err)
		}
		if a, _ := s.Account(t.Context(), mokum.ID); a.Card.Claim != "Samen" || a.Accent != "geel" || a.RSAKey == nil {
			t.Errorf("account %+v", a)
		}
		if got := facts(t, s); !slices.Equal(got, []models.FactKind{models.ActorEditedFact, models.ActorEditedFact}) {
			t.Errorf("facts %v", got)
		}
	})
}

func TestDeleteMember_leavesATombstoneAndTellsFollowersAndFollowed(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		n := storetest.Node(t, s)
		w := storetest.Member(t, s, "wytske")
		note := storetest.Note(t, s, w, "dag")
		storetest.Follower(t, s, w, "a.example", "ann")
		bob := storetest.Remote(t, s, "b.example", "bob")
		if _, err := s.AskFollow(t.Context(), w.ID, bob.ID); err != nil {
			t.Fatal(err)
		}
		token, err := s.MakeLink(t.Context(), models.LinkSignIn, w.ID)
		if err != nil {
			t.Fatal(err)
		}
		session, _, err := s.RedeemLink(t.Context(), token, "", "phone")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteMember(t.Context(), w.ID); err != nil {
			t.Fatal(err)
		}
		gone, err := s.ActorByHandle(t.Context(), "wytske")
		if err != nil || gone.GoneAt == nil || gone.Name != "" || gone.KeyPEM == "" {
			t.Errorf("actor %+v, %v", gone, err)
		}
		if o, _ := s.Object(t.Context(), note.ID); o.GoneAt == nil || o.Content != "" {
			t.Errorf("note %+v", o)
		}
		if _, err := s.Keys(t.Context(), w.ID); err != nil {
			t.Errorf("keys: %v", err)
		}
		if _, err := s.SessionByToken(t.Context(), session); err == nil {
			t.Error("still signed in")
		}
		to, err := s.AcquaintedInboxes(t.Context(), w.ID)
		if err != nil || len(to) != 1 || to[0].Inbox != "https://a.example/inbox" {
			t.Errorf("whom to tell: %v, %v", to, err)
		}
		_, total, err := s.Followers(t.Context(), w.ID, store.Page{})
		if err != nil || total != 0 {
			t.Errorf("followers %d, %v", total, err)
		}
		wantKind(t, "again", s.DeleteMember(t.Context(), w.ID), models.Gone)
		wantKind(t, "collective", s.DeleteMember(t.Context(), n.Collective), models.Forbidden)
		_, err = s.AddMember(t.Context(), store.NewMember{Handle: "wytske", Name: "W", Role: models.Member})
		wantKind(t, "handle again", err, models.Conflict)
		got := facts(t, s)
		if !slices.Contains(got, models.FollowWithdrawnFact) || got[len(got)-1] != models.ActorDeletedFact {
			t.Errorf("facts %v", got)
		}
	})
}

func TestInTx_anErrorLeavesNothing(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		var rang []store.Topic
		s.OnCommit(func(topic store.Topic) { rang = append(rang, topic) })
		before, ran, boom := s.Generation(), false, errors.New("boom")
		err := s.InTx(t.Context(), func(tx *store.Store) error {
			o := storetest.Note(t, tx, mokum, "weg")
			if _, err := tx.Object(t.Context(), o.ID); err != nil {
				t.Errorf("not seen within: %v", err)
			}
			tx.AfterCommit(func() { ran = true })
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		list, total, err := s.Published(t.Context(), mokum.ID, store.Page{})
		if err != nil || len(list) != 0 || total != 0 || len(facts(t, s)) != 0 || ran || len(rang) != 0 || s.Generation() != before {
			t.Errorf("left over: %v %d %v ran %v rang %v", list, total, err, ran, rang)
		}
		func() { // a panic too
			defer func() { _ = recover() }()
			_ = s.InTx(t.Context(), func(tx *store.Store) error {
				storetest.Note(t, tx, mokum, "weg")
				panic("boom")
			})
		}()
		storetest.Note(t, s, mokum, "blijft")
		if _, total, _ := s.Published(t.Context(), mokum.ID, store.Page{}); total != 1 {
			t.Errorf("after a panic: %d notes", total)
		}
		if !slices.Equal(rang, []store.Topic{store.TopicFacts}) || s.Generation() != before+1 {
			t.Errorf("rang %v, generation %d", rang, s.Generation()-before)
		}
	})
}

func TestSavepoint_undoesOnlyItsOwn(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		boom := errors.New("boom")
		var ran []string
		err := s.InTx(t.Context(), func(tx *store.Store) error {
			storetest.Note(t, tx, mokum, "een")
			tx.AfterCommit(func() { ran = append(ran, "een") })
			err := tx.Savepoint(t.Context(), func(tx *store.Store) error {
				storetest.Note(t, tx, mokum, "twee")
				tx.AfterCommit(func() { ran = append(ran, "twee") })
				return tx.Savepoint(t.Context(), func(*store.Store) error { return boom })
			})
			if !errors.Is(err, boom) {
				t.Errorf("savepoint gave %v", err)
			}
			return tx.Savepoint(t.Context(), func(tx *store.Store) error {
				storetest.Note(t, tx, mokum, "drie")
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, total, _ := s.Published(t.Context(), mokum.ID, store.Page{}); total != 2 || !slices.Equal(ran, []string{"een"}) || len(facts(t, s)) != 2 {
			t.Errorf("%d notes, ran %v, facts %v", total, ran, facts(t, s))
		}
	})
}
