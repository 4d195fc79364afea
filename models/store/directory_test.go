package store_test

import (
	"fmt"
	"slices"
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// crowd adds people: their skill and branch are public, their language is for
// members, their purpose for orchestrators; every third is not listed.
func crowd(t testing.TB, s *store.Store, n int) {
	t.Helper()
	for i := range n {
		p := models.Profile{
			Name: fmt.Sprintf("Persoon %03d", i), Skills: []string{"Alles", fmt.Sprintf("Vak %d", i%5)}, Branches: []string{"Bouw"},
			Languages: []string{"nl"}, Purpose: "geheimpje", Neighbourhood: "Gein", Discoverable: i%3 != 0,
			Availability: models.Availability{State: models.AvailabilityFree},
		}.Show(models.ForEveryone, models.FieldName, models.FieldSkills, models.FieldBranches).Show(models.ForOrchestrators, models.FieldPurpose)
		if _, err := s.AddMember(t.Context(), store.NewMember{Handle: fmt.Sprintf("p%03d", i), Role: models.Member, Profile: &p}); err != nil {
			t.Fatal(err)
		}
	}
}

func find(t *testing.T, s *store.Store, f store.DirectoryFilter) (names []string, total int) {
	t.Helper()
	for range 100 {
		page, err := s.Directory(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			names = append(names, item.Profile.Name)
			if item.Actor.Handle == "" || item.Actor.URI == "" {
				t.Errorf("an item without an actor: %+v", item)
			}
		}
		total = page.Total
		if f.After = page.Next; f.After == "" {
			return names, total
		}
	}
	t.Fatal("the pages do not end")
	return nil, 0
}

func TestDirectory_findsOnlyByWhatTheViewerMaySee(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		crowd(t, s, 30)
		with := func(kind models.TermKind, term string) map[models.TermKind][]string {
			return map[models.TermKind][]string{kind: {term}}
		}
		for _, c := range []struct {
			name string
			f    store.DirectoryFilter
			want [3]int // a stranger, a member, an orchestrator
		}{
			{"all", store.DirectoryFilter{}, [3]int{20, 31, 31}},
			{"by skill", store.DirectoryFilter{Terms: with(models.TermSkill, " vak 1")}, [3]int{4, 6, 6}},
			{"by skill and branch", store.DirectoryFilter{Terms: map[models.TermKind][]string{models.TermSkill: {"alles", "Vak 1"}, models.TermBranch: {"bouw"}}}, [3]int{4, 6, 6}},
			{"by language", store.DirectoryFilter{Terms: with(models.TermLanguage, "nl")}, [3]int{0, 30, 30}},
			{"by neighbourhood", store.DirectoryFilter{Terms: with(models.TermNeighbourhood, "Gein")}, [3]int{0, 30, 30}},
			{"by availability", store.DirectoryFilter{Terms: with(models.TermAvailability, "free")}, [3]int{0, 30, 30}},
			{"by the beginning of a word", store.DirectoryFilter{Text: "PERS vak"}, [3]int{20, 30, 30}},
			{"by a secret", store.DirectoryFilter{Text: "geheim"}, [3]int{0, 0, 30}},
			{"by nothing there is", store.DirectoryFilter{Text: "onzin"}, [3]int{0, 0, 0}},
			{"by signs alone", store.DirectoryFilter{Text: "%_'\"--"}, [3]int{20, 31, 31}},
		} {
			for i, viewer := range models.AllAudiences() {
				c.f.Viewer, c.f.Limit = viewer, 7
				names, total := find(t, s, c.f)
				if len(names) != c.want[i] || total != c.want[i] {
					t.Errorf("%s, seen by %s: %d people, said to be %d, want %d", c.name, viewer, len(names), total, c.want[i])
				}
				if !slices.IsSorted(names[:min(len(names), 20)]) && viewer == models.ForEveryone {
					t.Errorf("%s: in the order %v", c.name, names)
				}
			}
		}
		page, err := s.Directory(t.Context(), store.DirectoryFilter{Limit: 1})
		if err != nil || len(page.Items) != 1 || page.Items[0].Profile.Neighbourhood != "" || len(page.Items[0].Profile.Skills) != 2 {
			t.Errorf("a stranger is shown %+v, %v", page.Items, err)
		}
	})
}

func TestDirectoryChoices_areHonestForEachViewer(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		crowd(t, s, 10)
		for viewer, want := range map[models.Audience][3]int{ // skills, people of the first, languages
			"": {6, 6, 0}, models.ForMembers: {6, 10, 1},
		} {
			got, err := s.DirectoryChoices(t.Context(), viewer)
			if err != nil {
				t.Fatal(err)
			}
			skills := got[models.TermSkill]
			if len(skills) != want[0] || skills[0].People != want[1] || skills[0].Label != "Alles" || len(got[models.TermLanguage]) != want[2] {
				t.Errorf("%q may choose from %+v", viewer, got)
			}
		}
	})
}

func TestDirectory_aWithdrawnFieldFindsNobodyAtOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		crowd(t, s, 4)
		a, err := s.ActorByHandle(t.Context(), "p001")
		if err != nil {
			t.Fatal(err)
		}
		f := store.DirectoryFilter{Terms: map[models.TermKind][]string{models.TermSkill: {"Vak 1"}}}
		if _, total := find(t, s, f); total != 1 {
			t.Fatalf("found %d", total)
		}
		p, err := s.Profile(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EditProfile(t.Context(), a.ID, p.Show(models.ForMembers, models.FieldSkills)); err != nil {
			t.Fatal(err)
		}
		if names, total := find(t, s, f); total != 0 || len(names) != 0 {
			t.Errorf("withdrawn, and found: %v of %d", names, total)
		}
		f.Viewer = models.ForMembers
		if _, total := find(t, s, f); total != 1 {
			t.Errorf("members find %d", total)
		}
		if err := s.DeleteMember(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		if _, total := find(t, s, f); total != 0 {
			t.Error("found after she is gone")
		}
	})
}
