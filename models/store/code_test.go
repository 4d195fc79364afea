package store_test

import (
	"sync"
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func publishCode(t *testing.T, s *store.Store, source, changes string) models.Code {
	t.Helper()
	c, err := s.PublishCode(t.Context(), store.NewConduct{Source: source, HTML: "<p>" + source + "</p>", Changes: changes})
	if err != nil {
		t.Fatalf("publish a code: %v", err)
	}
	return c
}

func TestCode_versionsFollowEachOtherAndStayAsTheyWere(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		_, err := s.CurrentCode(t.Context())
		wantKind(t, "before the first", err, models.NotFound)
		first := publishCode(t, s, "Wees goed", "")
		second := publishCode(t, s, "Wees beter", "goed werd beter")
		if first.Version != 1 || second.Version != 2 {
			t.Fatalf("versions %d and %d", first.Version, second.Version)
		}
		now, err := s.CurrentCode(t.Context())
		if err != nil || now.Version != 2 || now.Source != "Wees beter" {
			t.Errorf("in force is %+v, %v", now, err)
		}
		old, err := s.Code(t.Context(), 1)
		if err != nil || old.Source != "Wees goed" || old.Hash != models.CodeHash("Wees goed") {
			t.Errorf("the first is now %+v, %v", old, err)
		}
		all, err := s.Codes(t.Context())
		if err != nil || len(all) != 2 || all[0].Version != 2 || all[0].Source != "" {
			t.Errorf("all: %+v, %v", all, err)
		}
	})
}

func TestCode_refusesTheSameTextAndAChangeThatIsNotSaid(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	publishCode(t, s, "Wees goed", "")
	_, err := s.PublishCode(t.Context(), store.NewConduct{Source: "Wees goed", Changes: "niets"})
	wantKind(t, "the same", err, models.Conflict)
	_, err = s.PublishCode(t.Context(), store.NewConduct{Source: "Wees beter"})
	wantKind(t, "no word of what changed", err, models.Invalid)
	_, err = s.PublishCode(t.Context(), store.NewConduct{Source: " \n"})
	wantKind(t, "empty", err, models.Invalid)
}

func TestSignCode_holdsOnToTheVersionThatWasRead(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		anna := storetest.Member(t, s, "anna")
		if err := s.SignCode(t.Context(), anna.ID, 0); err != nil {
			t.Errorf("nothing to sign: %v", err)
		}
		first := publishCode(t, s, "Wees goed", "")
		wantKind(t, "unsigned", s.SignCode(t.Context(), anna.ID, 0), models.Invalid)
		for range 2 {
			if err := s.SignCode(t.Context(), anna.ID, 1); err != nil {
				t.Fatal(err)
			}
		}
		publishCode(t, s, "Wees beter", "goed werd beter")
		wantKind(t, "an older version", s.SignCode(t.Context(), anna.ID, 1), models.Conflict)
		signed, err := s.Signature(t.Context(), anna.ID)
		if err != nil || signed.Version != 1 || signed.Hash != first.Hash || signed.SignedAt.IsZero() {
			t.Errorf("signed %+v, %v", signed, err)
		}
		if err := s.SignCode(t.Context(), anna.ID, 2); err != nil {
			t.Fatal(err)
		}
		if signed, err = s.Signature(t.Context(), anna.ID); err != nil || signed.Version != 2 {
			t.Errorf("signed %+v, %v", signed, err)
		}
	})
}

func TestSignCode_isUndoneWithTheTransactionAroundIt(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	anna := storetest.Member(t, s, "anna")
	publishCode(t, s, "Wees goed", "")
	err := s.InTx(t.Context(), func(tx *store.Store) error {
		if err := tx.SignCode(t.Context(), anna.ID, 1); err != nil {
			return err
		}
		return models.Fail(models.Conflict, "error.conflict")
	})
	wantKind(t, "around it", err, models.Conflict)
	if signed, err := s.Signature(t.Context(), anna.ID); err != nil || signed.Version != 0 {
		t.Errorf("signed %+v, %v", signed, err)
	}
}

func TestPublishCode_twoAtOnceMakeTwoVersionsOrOne(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		var wg sync.WaitGroup
		for _, text := range []string{"Wees goed", "Wees eerlijk"} {
			wg.Go(func() {
				_, err := s.PublishCode(t.Context(), store.NewConduct{Source: text, Changes: text})
				if err != nil && models.KindOf(err) != models.Conflict {
					t.Errorf("publish: %v", err)
				}
			})
		}
		wg.Wait()
		all, err := s.Codes(t.Context())
		if err != nil || len(all) == 0 || all[0].Version != len(all) {
			t.Errorf("versions: %+v, %v", all, err)
		}
	})
}
