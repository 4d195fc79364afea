package web_test

import (
	"net/http"
	"strings"
	"testing"

	"knoop/models"
	"knoop/models/store/storetest"
)

// A photo for members stands beside her name wherever members look, and in the
// head of her own pages; strangers see the button, on every page.
func TestFaces_areSeenByWhomTheyAreFor(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna, bea := storetest.Member(t, h.store, "anna"), storetest.Member(t, h.store, "bea")
	noor := h.far(t, "elders.example", "noor", models.Person)
	storetest.MemberElsewhere(t, h.store, noor, models.Member)
	profile, err := h.store.Profile(t.Context(), anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.Repeat("0b", 32) + ".jpg"
	profile.Photo = models.Photo{Alt: "Anna lacht", Sizes: []models.PhotoSize{{Side: 96, Name: file}}}
	note := storetest.Note(t, h.store, anna, "Wie luncht er mee?")
	pages := []string{"/", "/@anna", "/notes/" + note.ID, "/week"}
	for _, c := range []struct {
		audience models.Audience
		by       *models.Actor
		sees     bool
	}{
		{models.ForEveryone, nil, true},
		{models.ForMembers, nil, false},
		{models.ForMembers, &bea, true},
		{models.ForMembers, &anna, true},
		{models.ForOrchestrators, &bea, false},
		{models.ForOrchestrators, &anna, true},
	} {
		if err := h.store.EditProfile(t.Context(), anna.ID, profile.Show(c.audience, models.FieldPhoto)); err != nil {
			t.Fatal(err)
		}
		h.cookie = nil
		who := "a stranger"
		if c.by != nil {
			h.signIn(t, *c.by)
			who = c.by.Handle
		}
		sign := "/media/" + file
		if !c.sees {
			sign = "!" + sign
		}
		for _, path := range pages {
			if c.by == nil && path == "/week" {
				continue // strangers have none
			}
			t.Logf("%s, for %s, by %s", path, c.audience, who)
			h.page(t, path, http.StatusOK, sign)
		}
	}
}
