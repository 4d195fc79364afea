package store_test

import (
	"bytes"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

const goneLink = "https://mokum.example/gone/"

func leave(t *testing.T, s *store.Store, actorID string) string {
	t.Helper()
	token, err := s.Leave(t.Context(), actorID, func(token string) string { return goneLink + token })
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestLeave_forgetsAllThatWasHersAndKeepsTheTombstone(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		anna := storetest.Member(t, s, "anna")
		prove(t, s, anna.ID, "anna@mokum.example")
		note := storetest.Note(t, s, anna, "dag")
		fact := models.Fact{}
		facts, err := s.OpenFacts(t.Context(), 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range facts {
			if f.Subject == note.ID {
				fact = f
			}
		}
		said := models.Activity{ID: models.NewID(), URI: storetest.Origin + "/activities/1", Type: "Create", ActorID: anna.ID, ObjectURI: note.URI, Raw: []byte(`{"content":"dag"}`)}
		if err := s.FinishFact(t.Context(), store.Dispatch{FactID: fact.ID, Activities: []models.Activity{said}}); err != nil {
			t.Fatal(err)
		}
		token := leave(t, s, anna.ID)

		a, err := s.Actor(t.Context(), anna.ID)
		if err != nil || a.GoneAt == nil || a.Name != "" || a.Handle != "anna" || a.URI != anna.URI {
			t.Errorf("what is left of her: %+v, %v", a, err)
		}
		if _, err := s.AddMember(t.Context(), store.NewMember{Handle: "anna", Name: "Anna", Role: models.Member}); models.KindOf(err) != models.Conflict {
			t.Errorf("her handle went to another: %v", err)
		}
		if _, err := s.AddressOf(t.Context(), anna.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("her address is kept: %v", err)
		}
		if o, err := s.Object(t.Context(), note.ID); err != nil || o.GoneAt == nil || o.Content != "" || o.Source != "" {
			t.Errorf("her note: %+v, %v", o, err)
		}
		if kept, err := s.Activity(t.Context(), said.ID); err != nil || bytes.Contains(kept.Raw, []byte("dag")) {
			t.Errorf("what she said is kept in an activity: %s, %v", kept.Raw, err)
		}
		mails := claimMails(t, s)
		if len(mails) != 1 || mails[0].Kind != models.MailAccountDeleted || mails[0].To != "anna@mokum.example" || mails[0].Values["Link"] != goneLink+token {
			t.Errorf("mailed %+v", mails)
		}
		if d, err := s.DepartureByToken(t.Context(), token); err != nil || d.ActorID != anna.ID {
			t.Errorf("her link: %+v, %v", d, err)
		}
		if _, err := s.DepartureByToken(t.Context(), "onzin"); models.KindOf(err) != models.NotFound {
			t.Errorf("any link: %v", err)
		}
		*now = now.Add(models.DepartureLife + time.Second)
		if _, err := s.DepartureByToken(t.Context(), token); models.KindOf(err) != models.Gone {
			t.Errorf("an old link: %v", err)
		}
	})
}

func TestLeave_isForLivingPersonsOfOurs(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		for name, id := range map[string]string{"the collective": storetest.Collective(t, s).ID, "a stranger": storetest.Remote(t, s, "elders.example", "noor").ID} {
			if _, err := s.Leave(t.Context(), id, func(string) string { return goneLink }); models.KindOf(err) != models.Forbidden {
				t.Errorf("%s left: %v", name, err)
			}
		}
		anna := storetest.Member(t, s, "anna")
		leave(t, s, anna.ID)
		if _, err := s.Leave(t.Context(), anna.ID, func(string) string { return goneLink }); models.KindOf(err) != models.Gone {
			t.Errorf("she left twice: %v", err)
		}
	})
}

// deleted writes the Delete of an object of ours with a letter to each host.
func deleted(t *testing.T, s *store.Store, actorID, objectURI, letterAbout string, hosts ...string) models.Activity {
	t.Helper()
	id := models.NewID()
	a := models.Activity{ID: id, URI: models.ActivityURI(storetest.Origin, id), Type: "Delete", ActorID: actorID, ObjectURI: objectURI, Raw: []byte("{}")}
	d := store.Dispatch{Activities: []models.Activity{a}}
	for _, host := range hosts {
		d.Letters = append(d.Letters, models.Letter{
			ID: models.NewID(), ActivityID: id, ActorID: actorID, ObjectURI: letterAbout, Inbox: "https://" + host + "/inbox", Host: host, State: models.LetterWaiting,
		})
	}
	facts, err := s.OpenFacts(t.Context(), 1)
	if err != nil || len(facts) == 0 {
		t.Fatalf("no fact to hang it on: %v", err)
	}
	d.FactID = facts[0].ID
	if err := s.FinishFact(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestConfirmDeletion_countsFromAHostThatWasTold(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		anna := storetest.Member(t, s, "anna")
		note := storetest.Note(t, s, anna, "dag")
		a := deleted(t, s, anna.ID, note.URI, note.URI, "kade.example", "stil.example")
		for host, want := range map[string]bool{"kade.example": true, "vreemd.example": false} {
			if found, err := s.ConfirmDeletion(t.Context(), host, a.URI, now.Add(time.Hour)); err != nil || found != want {
				t.Errorf("%s: %v, %v", host, found, err)
			}
		}
		if found, err := s.ConfirmDeletion(t.Context(), "kade.example", a.URI+"x", *now); err != nil || found {
			t.Errorf("another activity: %v, %v", found, err)
		}
		list, err := s.Deletions(t.Context(), note.URI)
		if err != nil || len(list) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		if list[0].State != models.DeletionConfirmed || list[0].At == nil || list[0].At.After(*now) || list[1].State != models.DeletionWaiting {
			t.Errorf("%+v", list)
		}
	})
}

func TestConfirmDeletion_findsTheNoteFormOfAnEvent(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		anna := storetest.Member(t, s, "anna")
		e, err := s.PublishEvent(t.Context(), store.NewEvent{ActorID: anna.ID, Title: "Ontbijt", Event: models.Event{StartsAt: *now}})
		if err != nil {
			t.Fatal(err)
		}
		a := deleted(t, s, anna.ID, e.NoteURI, e.URI, "masto.example")
		if found, err := s.ConfirmDeletion(t.Context(), "masto.example", a.URI, *now); err != nil || !found {
			t.Errorf("%v, %v", found, err)
		}
	})
}

func TestApplyDeletion_isSaidOnceForEachDelete(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		d := models.DeletionApplied{Delete: "https://kade.example/activities/1", Application: "https://kade.example/actor", Inbox: "https://kade.example/inbox", At: *now}
		for range 2 { // it came to two inboxes
			if err := s.ApplyDeletion(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
		facts, err := s.OpenFacts(t.Context(), 10)
		n := 0
		for _, f := range facts {
			if f.Kind == models.DeletionAppliedFact && f.Subject == d.Delete {
				n++
			}
		}
		if err != nil || n != 1 {
			t.Errorf("%d facts, %v", n, err)
		}
	})
}

func TestDeletionAt_saysWhatIsKnown(t *testing.T) {
	for _, c := range []struct {
		letter    models.LetterState
		confirmed bool
		want      models.DeletionState
	}{
		{models.LetterWaiting, false, models.DeletionWaiting},
		{models.LetterWaiting, true, models.DeletionConfirmed}, // the answer was quicker than our note of the 2xx
		{models.LetterDelivered, false, models.DeletionTold},
		{models.LetterDelivered, true, models.DeletionConfirmed},
		{models.LetterRefused, false, models.DeletionRefused},
		{models.LetterDead, false, models.DeletionGivenUp},
	} {
		if got := models.DeletionAt(c.letter, c.confirmed); got != c.want {
			t.Errorf("%s, confirmed %v: %s", c.letter, c.confirmed, got)
		}
	}
}
