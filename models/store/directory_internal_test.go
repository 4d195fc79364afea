package store

import (
	"testing"

	"knoop/models"
)

func TestEnterAllInDirectory_entersWhoWasEnteredByOlderRules(t *testing.T) {
	ctx := t.Context()
	s, err := Open(ctx, Options{Dir: t.TempDir(), Secret: models.Secret{1}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetUp(ctx, Setup{Origin: "https://a.example", HandleDomain: "a.example", Language: "nl", Timezone: "UTC", Name: "A", Handle: "a", OrchestratorName: "Bea", OrchestratorHandle: "b"}); err != nil {
		t.Fatal(err)
	}
	// As the migration leaves a member: a profile, and no place in the directory.
	err = s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksActors)
		for _, sql := range []string{"UPDATE profiles SET indexed = 0", "DELETE FROM directory_entries", "DELETE FROM profile_terms"} {
			if err := tx.db(ctx).Exec(sql).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	f := DirectoryFilter{Viewer: models.ForMembers, Text: "bea"}
	if page, err := s.Directory(ctx, f); err != nil || page.Total != 0 {
		t.Fatalf("before: %+v, %v", page, err)
	}
	for i, want := range []int{1, 0} {
		if n, err := s.EnterAllInDirectory(ctx); err != nil || n != want {
			t.Errorf("time %d: entered %d, %v", i, n, err)
		}
	}
	if page, err := s.Directory(ctx, f); err != nil || page.Total != 1 || page.Items[0].Profile.Name != "Bea" {
		t.Errorf("after: %+v, %v", page, err)
	}
}
