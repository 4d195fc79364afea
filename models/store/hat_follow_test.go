package store_test

import (
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// A note says what holds now of the hat it was written under, and not what held
// when it came.
func TestHat_ofANoteFollowsTheMembership(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		c := &clock{at: time.Now()}
		// Somebody elsewhere, of a collective elsewhere that we do not know yet.
		aya := storetest.Remote(t, s, "ver.example", "aya")
		other := storetest.Remote(t, s, "ver.example", "eve")
		zo := storetest.RemoteActor("zo.example", "zo")
		zo.Kind, zo.Name = models.Group, "ZO"
		keep := func(author models.Actor, hat, id string) string {
			t.Helper()
			o, added, err := s.KeepObject(t.Context(), store.IncomingObject{Object: models.Object{
				URI: author.URI + "/notes/" + id, ActorID: author.ID, Type: models.Note, Content: "<p>Dag</p>", Visibility: models.Public, Hat: hat,
			}})
			if err != nil || !added {
				t.Fatalf("%v, %v", added, err)
			}
			return o.ID
		}
		hers, bare, evil := keep(aya, zo.URI, "1"), keep(aya, "", "2"), keep(other, zo.URI, "1")
		says := func(when, id string, confirmed bool, name string) {
			t.Helper()
			o, err := s.Object(t.Context(), id)
			if err != nil || o.HatConfirmed != confirmed || o.HatName != name {
				t.Errorf("%s: %s under %q confirmed %v, %v", when, o.URI, o.HatName, o.HatConfirmed, err)
			}
		}
		says("when it came", hers, false, "")
		collective, err := s.SaveRemoteActor(t.Context(), zo)
		if err != nil {
			t.Fatal(err)
		}
		stamp := zo.URI + "/stamps/1"
		if err := s.NoteClaim(t.Context(), aya, collective, stamp); err != nil {
			t.Fatal(err)
		}
		m, err := s.MembershipOf(t.Context(), aya.ID, collective.ID)
		if err != nil {
			t.Fatal(err)
		}
		reading := func(f models.Finding) {
			t.Helper()
			if err := s.CheckHat(t.Context(), m.ID, models.Check{Of: stamp, Claim: models.Found, Stamp: f, Entry: f}, models.Member); err != nil {
				t.Fatal(err)
			}
		}
		says("before it was read", hers, false, "")
		reading(models.Found)
		says("read on both sides", hers, true, "ZO")
		says("without a hat", bare, false, "")
		says("by somebody else", evil, false, "")
		reading(models.Unknown)
		says("while they do not answer", hers, true, "ZO")
		reading(models.Missing)
		says("denied", hers, false, "ZO")
		reading(models.Found)
		if err := s.SeeClaims(t.Context(), aya, nil); err != nil {
			t.Fatal(err)
		}
		if err := s.CheckHat(t.Context(), m.ID, models.Check{Of: stamp, Claim: models.Missing, Stamp: models.Found}, ""); err != nil {
			t.Fatal(err)
		}
		says("her hat withdrawn", hers, false, "ZO")

		// A member of ours from elsewhere, who is removed.
		b := bondHere(t, s, c)
		for _, step := range []string{"Join", "admits", "claims"} {
			b.heard(here[step](b))
		}
		hers = keep(b.person, b.collective.URI, "9")
		says("a member's", hers, true, b.collective.DisplayName())
		b.heard(here["removes"](b))
		says("removed", hers, false, b.collective.DisplayName())

		// One of ours under the hat of a collective elsewhere.
		h := bondAtHome(t, s, c)
		for _, step := range []string{"asks", "Accept"} {
			h.heard(atHome[step](h))
		}
		row := h.row()
		found := models.Check{Of: row.StampURI, Claim: models.Found, Stamp: models.Found, Entry: models.Found}
		h.must(s.CheckHat(t.Context(), row.ID, found, models.Member))
		o, err := s.PublishNote(t.Context(), store.NewNote{
			ActorID: h.person.ID, Visibility: models.Public, Source: "Dag", Content: "<p>Dag</p>", Language: "nl",
			Hat: models.Hat{Key: h.collective.ID, CollectiveID: h.collective.ID, URI: h.collective.URI, Name: "ZO", Confirmed: true},
		})
		h.must(err)
		says("posted", o.ID, true, "ZO")
		h.heard(atHome["leaves"](h))
		says("left", o.ID, false, "ZO")
	})
}

// A member from elsewhere who takes on one more hat is read anew, so that her page
// here shows it.
func TestSeeClaims_ofAHatThatIsNewLetsTheMemberBeReadAgain(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	b := bondHere(t, s, &clock{at: time.Now()})
	for _, step := range []string{"Join", "admits", "claims"} {
		b.heard(here[step](b))
	}
	m := b.row()
	claims := []models.Claim{{Collective: b.collective.URI, Stamp: m.StampURI}}
	see := func(what string, claims []models.Claim, due bool) {
		t.Helper()
		b.must(s.CheckHat(t.Context(), m.ID, models.Check{Of: m.StampURI, Claim: models.Found, Stamp: models.Found, Entry: models.Found}, ""))
		b.must(s.SeeClaims(t.Context(), b.person, claims))
		if got := b.row().CheckDueAt; got == nil || got.Before(s.Now().Add(time.Minute)) != due {
			t.Errorf("%s: due at %v", what, got)
		}
	}
	see("the same as before", claims, false)
	see("one more", append(claims, models.Claim{Collective: "https://zo.example/users/zo", Stamp: "https://zo.example/stamps/1"}), true)
}
