package store_test

import (
	"slices"
	"strings"
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

var photo = strings.Repeat("0a", 32) + ".jpg"

func TestEditProfile_showsTheWorldWhatIsPublicAndTellsItOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		w := storetest.Member(t, s, "wytske")
		p, err := s.Profile(t.Context(), w.ID)
		if err != nil || p.Name != "wytske" || p.Audiences.Of(models.FieldName) != models.ForEveryone || !p.Discoverable {
			t.Fatalf("profile of a new member: %+v, %v", p, err)
		}
		p.Skills, p.Purpose = []string{"Drukwerk"}, "meedenken"
		p.Photo = models.Photo{Alt: "Wytske", Sizes: []models.PhotoSize{{Side: 96, Name: photo}}}
		p = p.Show(models.ForMembers, models.FieldPurpose)
		if err := s.EditProfile(t.Context(), w.ID, p); err != nil {
			t.Fatal(err)
		}
		a := storetest.Actor(t, s, w.ID)
		if len(a.Fields) != 1 || a.Fields[0].Kind != models.FieldSkills || a.Icon != storetest.Origin+"/media/"+photo || a.Photo.Alt != "Wytske" || !a.UpdatedAt.After(w.UpdatedAt) {
			t.Errorf("actor %+v", a)
		}
		urls, err := s.PictureURLs(t.Context())
		if err != nil || !urls[a.Icon] {
			t.Errorf("pictures in use: %v, %v", urls, err)
		}
		p.Purpose = "iets anders" // for members alone: nobody else need know
		if err := s.EditProfile(t.Context(), w.ID, p); err != nil {
			t.Fatal(err)
		}
		if got := facts(t, s); !slices.Equal(got, []models.FactKind{models.ActorEditedFact}) {
			t.Errorf("facts %v", got)
		}
		if got, _ := s.Profile(t.Context(), w.ID); got.Purpose != "iets anders" || !got.CreatedAt.Equal(p.CreatedAt) {
			t.Errorf("profile %+v", got)
		}
		withdrawn := p.Show(models.ForMembers, models.FieldSkills, models.FieldPhoto, models.FieldName)
		if err := s.EditProfile(t.Context(), w.ID, withdrawn); err != nil {
			t.Fatal(err)
		}
		a, err = s.ActorByURI(t.Context(), w.URI)
		if err != nil || len(a.Fields) != 0 || a.Icon != "" || !a.Photo.IsZero() || a.Name != "" {
			t.Errorf("withdrawn, and the actor is %+v, %v", a, err)
		}
		if urls, _ := s.PictureURLs(t.Context()); !urls[storetest.Origin+"/media/"+photo] {
			t.Error("a photo for members alone would be swept")
		}
		if got := facts(t, s); len(got) != 2 {
			t.Errorf("facts %v", got)
		}
	})
}

func TestEditProfile_refusesAndLeavesAllAsItWas(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		n := storetest.Node(t, s)
		w := storetest.Member(t, s, "wytske")
		p, _ := s.Profile(t.Context(), w.ID)
		p.Name, p.Postcode = "Wytske", "1106 AB"
		wantKind(t, "a whole postcode", s.EditProfile(t.Context(), w.ID, p), models.Invalid)
		p.Postcode = "1106"
		wantKind(t, "a collective", s.EditProfile(t.Context(), n.Collective, p), models.Forbidden)
		ann := storetest.Remote(t, s, "a.example", "ann")
		wantKind(t, "somebody elsewhere", s.EditProfile(t.Context(), ann.ID, p), models.Forbidden)
		if a := storetest.Actor(t, s, w.ID); a.Name != "wytske" || len(facts(t, s)) != 0 {
			t.Errorf("refused, and the actor is %+v", a)
		}
		if err := s.DeleteMember(t.Context(), w.ID); err != nil {
			t.Fatal(err)
		}
		_, err := s.Profile(t.Context(), w.ID)
		wantKind(t, "of one who is gone", err, models.NotFound)
		wantKind(t, "of one who is gone", s.EditProfile(t.Context(), w.ID, p), models.Gone)
	})
}

func TestAddMember_withAProfileShowsWhatItSays(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		a, err := s.AddMember(t.Context(), store.NewMember{Handle: "nieuw", Role: models.Member, Profile: &models.Profile{Name: "Joost", Headline: "kok"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := storetest.Actor(t, s, a.ID); got.Name != "" || got.Headline != "" || got.DisplayName() != "nieuw" || got.Discoverable {
			t.Errorf("actor %+v", got)
		}
		p, err := s.Profile(t.Context(), a.ID)
		if err != nil || p.For(models.Member).Headline != "kok" {
			t.Errorf("profile %+v, %v", p, err)
		}
		if len(facts(t, s)) != 0 {
			t.Error("joining is told as an edit")
		}
	})
}

func TestLinks_areLookedAtOnceAndWeekly(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		w := storetest.Member(t, s, "wytske")
		p, _ := s.Profile(t.Context(), w.ID)
		p.Links = []models.ProfileLink{{URL: "https://a.example/"}, {URL: "https://b.example/"}}
		if err := s.EditProfile(t.Context(), w.ID, p); err != nil {
			t.Fatal(err)
		}
		due, err := s.DueLinks(t.Context(), s.Now(), 10)
		if err != nil || len(due) != 2 || due[0].State != models.ProofUnknown {
			t.Fatalf("due %+v, %v", due, err)
		}
		seen := s.Now()
		if err := s.LinkLooked(t.Context(), due[0].Looked(models.ProofFound, seen)); err != nil {
			t.Fatal(err)
		}
		p.Links = []models.ProfileLink{{URL: due[0].URL, Name: "Site"}}
		if err := s.EditProfile(t.Context(), w.ID, p); err != nil {
			t.Fatal(err)
		}
		proofs, err := s.LinkProofs(t.Context(), w.ID)
		if got := proofs[due[0].URL]; err != nil || len(proofs) != 1 || got.State != models.ProofFound || got.VerifiedAt == nil || !got.VerifiedAt.Equal(seen) {
			t.Errorf("proofs %+v, %v", proofs, err)
		}
		if due, _ := s.DueLinks(t.Context(), s.Now(), 10); len(due) != 0 {
			t.Errorf("due again: %+v", due)
		}
		if due, _ := s.DueLinks(t.Context(), s.Now().Add(models.ProofAgain), 10); len(due) != 1 {
			t.Errorf("due in a week: %+v", due)
		}
		if err := s.LinkLooked(t.Context(), models.LinkProof{ActorID: w.ID, URL: "https://b.example/", State: models.ProofFound, DueAt: seen}); err != nil {
			t.Fatal(err)
		}
		if proofs, _ := s.LinkProofs(t.Context(), w.ID); len(proofs) != 1 {
			t.Error("a link that was taken away came back")
		}
	})
}
