package store_test

import (
	"errors"
	"os"
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestOpen_refusesUntilMigratedAndCreatesNothing(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s, err := store.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if _, err := s.Node(t.Context()); !errors.Is(err, store.ErrNoDatabase) {
			t.Errorf("Node before migration: %v", err)
		}
		if err := s.Ping(t.Context()); !errors.Is(err, store.ErrNoDatabase) {
			t.Errorf("Ping before migration: %v", err)
		}
		if left, _ := os.ReadDir(o.Dir); len(left) != 0 {
			t.Errorf("Open created %v", left)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("Ping after migration: %v", err)
		}
		if n, err := s.Node(t.Context()); err != nil || n.Ready() {
			t.Errorf("Node of an empty database: %+v, %v", n, err)
		}
	})
}

func TestSetUp_writesTheNodeOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		n := storetest.Node(t, s)
		again, err := s.Node(t.Context())
		if err != nil || again.Collective != n.Collective || !again.Ready() || again.Origin != storetest.Origin || !again.SetUpAt.Equal(n.SetUpAt) {
			t.Fatalf("node %+v, read again %+v, %v", n, again, err)
		}
		_, err = s.SetUp(t.Context(), store.Setup{
			Origin: storetest.Origin, HandleDomain: "x", Language: "nl", Timezone: "UTC",
			Name: "Again", Handle: "again", OrchestratorName: "A", OrchestratorHandle: "other",
		})
		if models.KindOf(err) != models.Conflict {
			t.Errorf("second set-up: %v", err)
		}
		app, err := s.Actor(t.Context(), n.Application)
		if err != nil || app.URI != storetest.Origin+"/actor" || app.Kind != models.Application {
			t.Errorf("Application %+v, %v", app, err)
		}
		joost, err := s.ActorByHandle(t.Context(), "joost")
		if err != nil || joost.Discoverable {
			t.Errorf("orchestrator %+v, %v", joost, err)
		}
		account, err := s.Account(t.Context(), joost.ID)
		if err != nil || account.Role != models.Orchestrator {
			t.Errorf("account %+v, %v", account, err)
		}
		keys, err := s.Keys(t.Context(), joost.ID)
		if err != nil {
			t.Fatal(err)
		}
		if pem, _ := keys.PublicPEM(); pem != joost.KeyPEM {
			t.Error("the key in the account is not the one in the document")
		}
	})
}
