package handlers

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store/storetest"
)

// The agenda answers from memory, and a change is seen at once nevertheless.
func TestAgenda_showsAChangeAtOnce(t *testing.T) {
	h := newHouse(t, nil)
	them := storetest.Followed(t, h.store, storetest.RemoteActor("kade.example", "kade"))
	paths := []string{"/events", "/events?theme=zorg", "/events?view=month&month=" + h.now.AddDate(0, 0, 1).Format("2006-01"), "/", "/embed/agenda"}
	has := func(what string, want bool) {
		t.Helper()
		for _, path := range paths {
			for range 2 { // made, and remembered
				if got := strings.Contains(h.ask("GET", path).Body.String(), what); got != want {
					t.Errorf("%s has %q: %v", path, what, got)
				}
			}
		}
	}
	has("Makersavond", false)
	o := storetest.TakenIn(t, h.store, them, "Makersavond", models.Event{StartsAt: h.now.AddDate(0, 0, 1)}, "zorg")
	has("Makersavond", true)
	if err := h.store.EraseObject(t.Context(), o.URI, them.ID); err != nil {
		t.Fatal(err)
	}
	has("Makersavond", false)
	storetest.TakenIn(t, h.store, them, "Nieuwe avond", models.Event{StartsAt: h.now.Add(24 * time.Hour)}, "zorg")
	has("Nieuwe avond", true)
	if err := h.store.WithdrawFollow(t.Context(), storetest.Collective(t, h.store).ID, them.ID); err != nil {
		t.Fatal(err)
	}
	has("Nieuwe avond", false)
}
