package auth_test

import (
	"testing"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// Whoever stands in for somebody may do so in every request from her yes on, and
// no longer than that.
func TestLoad_givesTheRoleOfWhomSheStandsInFor(t *testing.T) {
	au, s := newAuth(t, "https://mokum.example", nil)
	ctx := t.Context()
	joost, err := s.ActorByHandle(ctx, "joost")
	if err != nil {
		t.Fatal(err)
	}
	anna := storetest.Member(t, s, "anna")
	token := session(t, s, anna)
	role := func(want models.Role) {
		t.Helper()
		if who, _ := ask(au, "__Host-knoop", token); who.Role != want || who.Can(models.Invite) != (want == models.Orchestrator) {
			t.Errorf("she is %q, not %q", who.Role, want)
		}
	}
	d, err := s.AskDeputy(ctx, store.NewDeputy{HolderID: joost.ID, Role: models.Orchestrator, DeputyID: anna.ID, By: joost.ID})
	if err != nil {
		t.Fatal(err)
	}
	role(models.Member) // asked is not answered
	if err := s.AnswerDeputy(ctx, d.ID, true); err != nil {
		t.Fatal(err)
	}
	role(models.Orchestrator)
	if err := s.EndDeputy(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	role(models.Member)
}

// Of a person of another node the same is asked, and a mailed link makes her no
// more than a member.
func TestLoad_givesAVisitorTheRoleOfHerMembership(t *testing.T) {
	au, s := newAuth(t, "https://mokum.example", nil)
	ctx := t.Context()
	noor := storetest.Remote(t, s, "kade.example", "noor")
	token, _, err := s.WelcomeVisitor(ctx, noor.ID, "Firefox", "")
	if err != nil {
		t.Fatal(err)
	}
	role := func(want models.Role) {
		t.Helper()
		if who, _ := ask(au, "__Host-knoop", token); who.Role != want || !who.Elsewhere() {
			t.Errorf("she is %q, not %q", who.Role, want)
		}
		if now, err := s.RoleNow(ctx, noor.ID); err != nil || now != want {
			t.Errorf("the store says %q, %v", now, err)
		}
	}
	role(models.Guest)
	m := storetest.MemberElsewhere(t, s, noor, models.HostRole)
	role(models.HostRole)
	if err := s.SetMembershipRole(ctx, m.ID, models.Orchestrator); err != nil {
		t.Fatal(err)
	}
	role(models.Orchestrator)
}
