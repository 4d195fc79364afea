package store_test

import (
	"slices"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func coffee(actor models.Actor) store.NewEvent {
	start := time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC)
	end := start.Add(90 * time.Minute)
	return store.NewEvent{ActorID: actor.ID, Title: "Open Coffee", Language: "nl", Event: models.Event{
		StartsAt: start, EndsAt: &end, Timezone: "Europe/Amsterdam", Place: models.Place{Name: "Het Klosje", Locality: "Amsterdam"},
		EventDetails: models.EventDetails{
			Room: "achterin", StepFree: models.StepFreeYes, Hosts: []string{actor.ID}, Contact: "06 12345678",
			Questions: []models.EventQuestion{{Label: "Wat eet je niet?", Needed: true}},
		},
	}}
}

func TestDraft_isSeenNowhereAndPublishedOnceUnderItsID(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ctx, us := t.Context(), storetest.Collective(t, s)
		if _, err := s.SaveDraft(ctx, "", store.NewEvent{ActorID: us.ID}, models.TypedWhen{}); keyOf(err) != "error.title_empty" {
			t.Errorf("a draft of nothing: %v", err)
		}
		when := models.TypedWhen{Date: "2026-12-01"}
		d, err := s.SaveDraft(ctx, "", store.NewEvent{ActorID: us.ID, Title: "Iets in december"}, when)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublishDraft(ctx, d.ID); keyOf(err) != "error.start_missing" {
			t.Errorf("half a draft is published: %v", err)
		}
		got, err := s.Draft(ctx, d.ID)
		if err != nil || got.Title != "Iets in december" || got.When != when || got.New.Event.Timezone != "Europe/Amsterdam" {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := s.Object(ctx, d.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("a draft is an object: %v", err)
		}
		if events, err := s.Events(ctx, store.EventFilter{}); err != nil || len(events) != 0 {
			t.Errorf("%d events, %v", len(events), err)
		}
		before, err := s.OpenFacts(ctx, 100)
		if err != nil {
			t.Fatal(err)
		}
		full := coffee(us)
		full.Attachments = []models.Attachment{{Kind: "image", URL: "https://mokum.example/media/x.jpg", Alt: "Koffie"}}
		if _, err := s.SaveDraft(ctx, d.ID, full, models.TypedWhen{}); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Drafts(ctx, []string{us.ID}); err != nil || len(list) != 1 || list[0].Title != "Open Coffee" {
			t.Errorf("%+v, %v", list, err)
		}
		if urls, err := s.PictureURLs(ctx); err != nil || !urls["https://mokum.example/media/x.jpg"] {
			t.Errorf("the picture of a draft is swept: %v, %v", urls, err)
		}
		if facts, err := s.OpenFacts(ctx, 100); err != nil || len(facts) != len(before) {
			t.Errorf("a draft is told: %d facts, %v", len(facts), err)
		}
		o, err := s.PublishDraft(ctx, d.ID)
		if err != nil || o.ID != d.ID || o.URI != models.EventURI(storetest.Origin, d.ID) || o.CreateURI != models.ActivityURI(storetest.Origin, d.ID) {
			t.Fatalf("%+v, %v", o, err)
		}
		e, err := s.Event(ctx, o.ID)
		if err != nil || e.Room != "achterin" || !slices.Equal(e.Hosts, []string{us.ID}) || len(e.Questions) != 1 || !e.Questions[0].Needed || e.Contact == "" || e.Previous != nil {
			t.Errorf("%+v, %v", e, err)
		}
		if _, err := s.PublishDraft(ctx, d.ID); keyOf(err) != "error.event_draft_gone" {
			t.Errorf("published twice: %v", err)
		}
		if err := s.DropDraft(ctx, d.ID); keyOf(err) != "error.event_draft_gone" {
			t.Errorf("dropped after it was published: %v", err)
		}
	})
}

func TestDraft_canBeThrownAwayAndIsNotWithoutEnd(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		anna := storetest.Member(t, s, "anna")
		var last models.EventDraft
		for range models.MaxDrafts {
			d, err := s.SaveDraft(t.Context(), "", store.NewEvent{ActorID: anna.ID, Title: "x"}, models.TypedWhen{})
			if err != nil {
				t.Fatal(err)
			}
			last = d
		}
		if _, err := s.SaveDraft(t.Context(), "", store.NewEvent{ActorID: anna.ID, Title: "x"}, models.TypedWhen{}); keyOf(err) != "error.too_many_drafts" {
			t.Errorf("one more: %v", err)
		}
		if err := s.DropDraft(t.Context(), last.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Draft(t.Context(), last.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("it is still there: %v", err)
		}
		if err := s.DeleteMember(t.Context(), anna.ID); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Drafts(t.Context(), []string{anna.ID}); err != nil || len(list) != 0 {
			t.Errorf("%d drafts of one who left, %v", len(list), err)
		}
	})
}

func TestMoveEvent_keepsWhatWasAndTells(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ctx := t.Context()
		o, err := s.PublishEvent(ctx, coffee(storetest.Collective(t, s)))
		if err != nil {
			t.Fatal(err)
		}
		e, err := s.Event(ctx, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		later := e.StartsAt.AddDate(0, 0, 7)
		moved, err := s.MoveEvent(ctx, o.ID, models.EventMove{StartsAt: later, Place: models.Place{Name: "De Spoel"}, Reason: "Het Klosje is dicht"})
		if err != nil || !moved.Updated.After(o.Updated) {
			t.Fatalf("updated %s after %s, %v", moved.Updated, o.Updated, err)
		}
		got, err := s.Event(ctx, o.ID)
		if err != nil || got.State() != models.StateMoved || !got.StartsAt.Equal(later) || got.Reason != "Het Klosje is dicht" ||
			!got.Was().StartsAt.Equal(e.StartsAt) || got.Was().Place.Name != "Het Klosje" || got.Was().EndsAt == nil || got.Contact == "" || len(got.Questions) != 1 {
			t.Errorf("%+v, %v", got, err)
		}
		facts, err := s.OpenFacts(ctx, 100)
		if err != nil || !slices.ContainsFunc(facts, func(f models.Fact) bool { return f.Kind == models.EventMovedFact && f.Subject == o.ID }) {
			t.Errorf("nobody is told: %+v, %v", facts, err)
		}
		in := coffee(storetest.Collective(t, s))
		in.Event.StartsAt, in.Event.EndsAt = later, nil
		if _, err := s.EditEvent(ctx, o.ID, in); err != nil {
			t.Fatal(err)
		}
		if got, err = s.Event(ctx, o.ID); err != nil || got.Previous == nil || got.Reason == "" {
			t.Errorf("an edit forgets that it moved: %+v, %v", got, err)
		}
		if _, err := s.MoveEvent(ctx, o.ID, models.EventMove{StartsAt: later, EndsAt: &e.StartsAt}); keyOf(err) != "error.end_before_start" {
			t.Errorf("an end before its start: %v", err)
		}
	})
}

func TestCancelHoldRevive(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ctx, in := t.Context(), coffee(storetest.Collective(t, s))
		o, err := s.PublishEvent(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.ReviveEvent(ctx, o.ID); keyOf(err) != "error.not_cancelled" {
			t.Errorf("revived while it lived: %v", err)
		}
		if _, err := s.CancelEventBecause(ctx, o.ID, "Te weinig aanmeldingen"); err != nil {
			t.Fatal(err)
		}
		if e, err := s.Event(ctx, o.ID); err != nil || e.State() != models.StateCancelled || e.Reason != "Te weinig aanmeldingen" {
			t.Errorf("%+v, %v", e, err)
		}
		if _, err := s.CancelEvent(ctx, o.ID); keyOf(err) != "error.already_cancelled" {
			t.Errorf("cancelled twice: %v", err)
		}
		if _, err := s.HoldEvent(ctx, o.ID); keyOf(err) != "error.already_cancelled" {
			t.Errorf("held while cancelled: %v", err)
		}
		if _, err := s.ReviveEvent(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
		if e, err := s.Event(ctx, o.ID); err != nil || e.State() != models.StateConfirmed || e.Reason != "" {
			t.Errorf("%+v, %v", e, err)
		}
		in.Event.StartsAt, in.Event.EndsAt = time.Now().Add(-time.Hour), nil
		if o, err = s.PublishEvent(ctx, in); err != nil {
			t.Fatal(err)
		}
		if _, err := s.HoldEvent(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
		if e, err := s.Event(ctx, o.ID); err != nil || e.State() != models.StateHeld {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

func TestVenues(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		ctx := t.Context()
		lat, lon := 52.31, 4.97
		spoel, err := s.AddVenue(ctx, models.Venue{Place: models.Place{Name: "de Spoel", Latitude: &lat, Longitude: &lon}, Capacity: 24, StepFree: models.StepFreeYes, Contact: "Gladys"})
		if err != nil {
			t.Fatal(err)
		}
		klosje, err := s.AddVenue(ctx, models.Venue{Place: models.Place{Name: "Het Klosje"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddVenue(ctx, models.Venue{}); keyOf(err) != "error.name_empty" {
			t.Errorf("a place without a name: %v", err)
		}
		if err := s.RetireVenue(ctx, spoel.ID, true); err != nil {
			t.Fatal(err)
		}
		klosje.Capacity = 12
		if err := s.EditVenue(ctx, klosje); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Venues(ctx, false); err != nil || len(list) != 1 || list[0].ID != klosje.ID || list[0].Capacity != 12 {
			t.Errorf("%+v, %v", list, err)
		}
		spoel.Contact = "Ravi"
		if err := s.EditVenue(ctx, spoel); err != nil {
			t.Fatal(err)
		}
		list, err := s.Venues(ctx, true)
		if err != nil || len(list) != 2 || list[1].ID != spoel.ID || list[1].RetiredAt == nil || list[1].Contact != "Ravi" || *list[1].Place.Latitude != lat {
			t.Errorf("%+v, %v", list, err)
		}
		if err := s.RetireVenue(ctx, spoel.ID, false); err != nil {
			t.Fatal(err)
		}
		if v, err := s.Venue(ctx, spoel.ID); err != nil || v.RetiredAt != nil {
			t.Errorf("%+v, %v", v, err)
		}
		if err := s.EditVenue(ctx, models.Venue{ID: "nope", Place: models.Place{Name: "x"}}); models.KindOf(err) != models.NotFound {
			t.Errorf("an unknown place: %v", err)
		}
	})
}
