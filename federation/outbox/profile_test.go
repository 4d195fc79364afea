package outbox_test

import (
	"encoding/json"
	"strings"
	"testing"

	"knoop/models"
	"knoop/models/store"
)

func TestProfile_aWithdrawnFieldIsToldAndGone(t *testing.T) {
	w := newTown(t)
	n := newNode(t, w)
	n.start()
	p := models.Profile{Name: "Anna Bos", Skills: []string{"houtbewerking"}, Purpose: "samen lunchen"}.Show(models.ForEveryone, models.FieldName, models.FieldSkills)
	anna, err := n.store.AddMember(t.Context(), store.NewMember{Handle: "annabos", Role: models.Member, Profile: &p})
	if err != nil {
		t.Fatal(err)
	}
	fan := n.meet("fan", "a", true)
	n.follow(fan, anna)
	w.await(t, "fan", "Accept", 1)
	said := func(count int) string {
		raw, err := json.Marshal(w.await(t, "fan", "Update", count)[count-1].doc["object"])
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	p.Headline = "timmervrouw"
	p = p.Show(models.ForEveryone, models.FieldHeadline)
	if err := n.store.EditProfile(t.Context(), anna.ID, p); err != nil {
		t.Fatal(err)
	}
	if got := said(1); !strings.Contains(got, "houtbewerking") || !strings.Contains(got, "timmervrouw") || strings.Contains(got, "lunchen") {
		t.Errorf("told: %s", got)
	}
	p.Purpose = "samen eten" // for members: nobody else is told
	if err := n.store.EditProfile(t.Context(), anna.ID, p); err != nil {
		t.Fatal(err)
	}
	if err := n.store.EditProfile(t.Context(), anna.ID, p.Show(models.ForMembers, models.FieldSkills, models.FieldName)); err != nil {
		t.Fatal(err)
	}
	if got := said(2); strings.Contains(got, "houtbewerking") || strings.Contains(got, "Anna Bos") || !strings.Contains(got, "timmervrouw") || strings.Contains(got, "eten") {
		t.Errorf("withdrawn, and told: %s", got)
	}
}
