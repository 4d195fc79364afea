package store_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func role(t *testing.T, s *store.Store, a models.Actor, want models.Role) {
	t.Helper()
	got, err := s.RoleNow(t.Context(), a.ID)
	if err != nil || got != want {
		t.Errorf("%s is %s, %v; want %s", a.Handle, got, err, want)
	}
}

func wantKey(t *testing.T, what string, err error, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Key != key {
		t.Errorf("%s: %v, want %s", what, err, key)
	}
}

func setRole(t *testing.T, s *store.Store, a models.Actor, to models.Role) {
	t.Helper()
	if err := s.SetRole(t.Context(), a.ID, to); err != nil {
		t.Fatalf("make %s %s: %v", a.Handle, to, err)
	}
}

func first(t *testing.T, s *store.Store) models.Actor {
	t.Helper()
	a, err := s.ActorByHandle(t.Context(), "joost")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func ask(t *testing.T, s *store.Store, in store.NewDeputy) models.Deputy {
	t.Helper()
	in.By = in.HolderID
	d, err := s.AskDeputy(t.Context(), in)
	if err != nil {
		t.Fatalf("ask a deputy: %v", err)
	}
	return d
}

func answer(t *testing.T, s *store.Store, d models.Deputy, yes bool) {
	t.Helper()
	if err := s.AnswerDeputy(t.Context(), d.ID, yes); err != nil {
		t.Fatalf("answer: %v", err)
	}
}

func TestSetRole_changesWhatSheMayDoAndTheMembership(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		n := storetest.Node(t, s)
		anna := storetest.Member(t, s, "anna")
		for _, to := range []models.Role{models.HostRole, models.Orchestrator, models.Member} {
			setRole(t, s, anna, to)
			role(t, s, anna, to)
			m, err := s.MembershipOf(t.Context(), anna.ID, n.Collective)
			if err != nil || m.Role != to || m.State != models.MembershipAccepted {
				t.Errorf("her membership is %+v, %v", m, err)
			}
		}
		wantKind(t, "a role there is not", s.SetRole(t.Context(), anna.ID, "koning"), models.Invalid)
		wantKind(t, "the collective", s.SetRole(t.Context(), n.Collective, models.Member), models.Forbidden)
	})
}

func TestSetRole_keepsTheLastOrchestrator(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		joost, anna := first(t, s), storetest.Member(t, s, "anna")
		for name, err := range map[string]error{
			"a lower role": s.SetRole(t.Context(), joost.ID, models.Member),
			"removed":      s.RemoveMember(t.Context(), joost.ID, "weg"),
			"deleted":      s.DeleteMember(t.Context(), joost.ID),
		} {
			wantKey(t, name, err, "error.last_orchestrator")
		}
		role(t, s, joost, models.Orchestrator)

		// One who stands in is not one who has the role.
		answer(t, s, ask(t, s, store.NewDeputy{HolderID: joost.ID, Role: models.Orchestrator, DeputyID: anna.ID}), true)
		role(t, s, anna, models.Orchestrator)
		wantKey(t, "with a deputy", s.SetRole(t.Context(), joost.ID, models.Member), "error.last_orchestrator")

		bram := storetest.Member(t, s, "bram")
		setRole(t, s, bram, models.Orchestrator)
		if err := s.DeleteMember(t.Context(), bram.ID); err != nil {
			t.Fatal(err)
		}
		wantKey(t, "the other one is gone", s.SetRole(t.Context(), joost.ID, models.Member), "error.last_orchestrator")

		setRole(t, s, anna, models.Orchestrator)
		setRole(t, s, joost, models.Member)
	})
}

// Whoever leaves in whatever way at the same moment: one stays.
func TestSetRole_ofTwoWhoStopAtOnceOneStays(t *testing.T) {
	leave := []func(s *store.Store, t *testing.T, id string) error{
		func(s *store.Store, t *testing.T, id string) error { return s.SetRole(t.Context(), id, models.Member) },
		func(s *store.Store, t *testing.T, id string) error { return s.RemoveMember(t.Context(), id, "weg") },
		func(s *store.Store, t *testing.T, id string) error { return s.DeleteMember(t.Context(), id) },
	}
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		left := first(t, s)
		for i := range 9 {
			other := storetest.Member(t, s, "o"+string(rune('a'+i)))
			setRole(t, s, other, models.Orchestrator)
			var wg sync.WaitGroup
			var gone atomic.Int32
			for j, a := range []models.Actor{left, other} {
				wg.Go(func() {
					switch err := leave[(i+j*(i/3+1))%3](s, t, a.ID); {
					case err == nil:
						gone.Add(1)
					case models.KindOf(err) != models.Conflict:
						t.Errorf("leave: %v", err)
					}
				})
			}
			wg.Wait()
			still, err := s.Orchestrators(t.Context())
			if err != nil || len(still) != 1 || gone.Load() != 1 {
				t.Fatalf("round %d: %d left, %d stayed, %v", i, gone.Load(), len(still), err)
			}
			left = still[0]
		}
	})
}

func TestRemoveMember_makesHerAGuestWhoIsSignedOut(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		n := storetest.Node(t, s)
		anna := storetest.Member(t, s, "anna")
		token, err := s.MakeLink(t.Context(), models.LinkSignIn, anna.ID)
		if err != nil {
			t.Fatal(err)
		}
		session, _, err := s.RedeemLink(t.Context(), token, anna.ID, "Firefox")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.RemoveMember(t.Context(), anna.ID, "Betaalde niet mee"); err != nil {
			t.Fatal(err)
		}
		role(t, s, anna, models.Guest)
		_, err = s.SessionByToken(t.Context(), session)
		wantKind(t, "her session", err, models.NotFound)
		m, err := s.MembershipOf(t.Context(), anna.ID, n.Collective)
		if err != nil || m.State != models.MembershipEnded || m.Reason != "Betaalde niet mee" {
			t.Errorf("her membership is %+v, %v", m, err)
		}
		if a := storetest.Actor(t, s, anna.ID); a.GoneAt != nil {
			t.Error("she is gone")
		}
		for _, viewer := range models.AllAudiences() {
			page, err := s.Directory(t.Context(), store.DirectoryFilter{Viewer: viewer, Text: "anna"})
			if err != nil || page.Total != 0 {
				t.Errorf("the directory still shows her to %s: %v", viewer, err)
			}
		}
		wantKind(t, "again", s.RemoveMember(t.Context(), anna.ID, ""), models.Conflict)
		setRole(t, s, anna, models.Member)
		page, err := s.Directory(t.Context(), store.DirectoryFilter{Text: "anna"})
		if err != nil || page.Total != 1 {
			t.Errorf("back again, %d find her, %v", page.Total, err)
		}
	})
}

func TestDeputy_changesNothingUntilSheSaysYes(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		joost, anna, bram := first(t, s), storetest.Member(t, s, "anna"), storetest.Member(t, s, "bram")
		in := store.NewDeputy{HolderID: joost.ID, Role: models.Orchestrator, DeputyID: anna.ID}
		d := ask(t, s, in)
		role(t, s, anna, models.Member)
		answer(t, s, d, false)
		role(t, s, anna, models.Member)
		wantKind(t, "no, then yes", s.AnswerDeputy(t.Context(), d.ID, true), models.Conflict)

		d = ask(t, s, in)
		other := ask(t, s, store.NewDeputy{HolderID: joost.ID, Role: models.Orchestrator, DeputyID: bram.ID})
		wantKind(t, "another was asked since", s.AnswerDeputy(t.Context(), d.ID, true), models.Conflict)
		answer(t, s, other, true)
		role(t, s, bram, models.Orchestrator)
		_, err := s.AskDeputy(t.Context(), in)
		wantKey(t, "there is one", err, "error.deputy_there")
		if err := s.EndDeputy(t.Context(), other.ID); err != nil {
			t.Fatal(err)
		}
		role(t, s, bram, models.Member)
	})
}

func TestDeputy_refusesWhoCannotStandIn(t *testing.T) {
	s := storetest.New(t)
	n := storetest.Node(t, s)
	joost, anna := first(t, s), storetest.Member(t, s, "anna")
	guest, other := storetest.Member(t, s, "gast"), storetest.Member(t, s, "ook")
	setRole(t, s, guest, models.Guest)
	setRole(t, s, other, models.Orchestrator)
	far := storetest.Remote(t, s, "elders.example", "noor")
	for name, c := range map[string]struct {
		holder, deputy string
		role           models.Role
		key            string
	}{
		"herself":             {joost.ID, joost.ID, models.Orchestrator, "error.deputy_self"},
		"a guest":             {joost.ID, guest.ID, models.Orchestrator, "error.deputy_guest"},
		"an orchestrator":     {joost.ID, other.ID, models.Orchestrator, "error.deputy_has_role"},
		"of a member":         {anna.ID, joost.ID, models.Member, "error.deputy_role"},
		"of a role she lacks": {anna.ID, guest.ID, models.HostRole, "error.deputy_guest"},
		"somebody elsewhere":  {joost.ID, far.ID, models.Orchestrator, "error.not_ours"},
		"the collective":      {joost.ID, n.Collective, models.Orchestrator, "error.forbidden"},
	} {
		_, err := s.AskDeputy(t.Context(), store.NewDeputy{HolderID: c.holder, DeputyID: c.deputy, Role: c.role})
		wantKey(t, name, err, c.key)
	}
	_, err := s.AskDeputy(t.Context(), store.NewDeputy{HolderID: joost.ID, DeputyID: anna.ID, Role: models.HostRole})
	wantKey(t, "not the holder's role", err, "error.deputy_no_role")
}

func TestDeputy_endsWithTheRoleSheStandsInFor(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		anna, bram := storetest.Member(t, s, "anna"), storetest.Member(t, s, "bram")
		for name, end := range map[string]func() error{
			"the holder has another role": func() error { return s.SetRole(t.Context(), anna.ID, models.Member) },
			"the deputy is a guest":       func() error { return s.SetRole(t.Context(), bram.ID, models.Guest) },
			"the deputy has it herself":   func() error { return s.SetRole(t.Context(), bram.ID, models.Orchestrator) },
			"the deputy was removed":      func() error { return s.RemoveMember(t.Context(), bram.ID, "") },
		} {
			setRole(t, s, anna, models.Orchestrator)
			setRole(t, s, bram, models.Member)
			answer(t, s, ask(t, s, store.NewDeputy{HolderID: anna.ID, Role: models.Orchestrator, DeputyID: bram.ID}), true)
			if err := end(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			live, err := s.Standings(t.Context(), store.StandingFilter{HolderID: anna.ID})
			if err != nil || len(live) != 0 {
				t.Errorf("%s: still %+v, %v", name, live, err)
			}
		}
		setRole(t, s, anna, models.Orchestrator)
		setRole(t, s, bram, models.Member)
		answer(t, s, ask(t, s, store.NewDeputy{HolderID: anna.ID, Role: models.Orchestrator, DeputyID: bram.ID}), true)
		if err := s.DeleteMember(t.Context(), anna.ID); err != nil {
			t.Fatal(err)
		}
		role(t, s, bram, models.Member)
	})
}

func TestHandover_changesBothRolesOrNone(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		joost, anna := first(t, s), storetest.Member(t, s, "anna")
		in := store.NewDeputy{HolderID: joost.ID, Role: models.Orchestrator, DeputyID: anna.ID}
		answer(t, s, ask(t, s, in), true) // stands in already
		in.Handover = true
		no := ask(t, s, in)
		role(t, s, joost, models.Orchestrator)
		answer(t, s, no, false)
		role(t, s, joost, models.Orchestrator)

		answer(t, s, ask(t, s, in), true)
		role(t, s, anna, models.Orchestrator)
		role(t, s, joost, models.Member)
		live, err := s.Standings(t.Context(), store.StandingFilter{HolderID: joost.ID})
		if err != nil || len(live) != 0 {
			t.Errorf("still %+v, %v", live, err)
		}
		wantKey(t, "the new one is the last", s.SetRole(t.Context(), anna.ID, models.Member), "error.last_orchestrator")
	})
}

func TestDeputy_answeredTwiceAtOnceCountsOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		joost, anna := first(t, s), storetest.Member(t, s, "anna")
		d := ask(t, s, store.NewDeputy{HolderID: joost.ID, Role: models.Orchestrator, DeputyID: anna.ID, Handover: true})
		var wg sync.WaitGroup
		var done atomic.Int32
		for range 4 {
			wg.Go(func() {
				if s.AnswerDeputy(t.Context(), d.ID, true) == nil {
					done.Add(1)
				}
			})
		}
		wg.Wait()
		if done.Load() != 1 {
			t.Errorf("%d answers counted", done.Load())
		}
		role(t, s, anna, models.Orchestrator)
		role(t, s, joost, models.Member)
	})
}

func TestRoleNow_ofSomebodyElsewhereIsThatOfHerMembership(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	noor := storetest.Remote(t, s, "elders.example", "noor")
	role(t, s, noor, models.Guest)
}
