package models_test

import (
	"testing"
	"time"

	"knoop/models"
)

func TestDeputy_mayBeWhoIsAMemberWithoutThatRole(t *testing.T) {
	for _, c := range []struct {
		role models.Role // to stand in for
		own  models.Role // of who is asked
		ok   bool
	}{
		{models.Orchestrator, "", false},
		{models.Orchestrator, models.Guest, false},
		{models.Orchestrator, models.Member, true},
		{models.Orchestrator, models.HostRole, true},
		{models.Orchestrator, models.Orchestrator, false},
		{models.HostRole, models.Member, true},
		{models.HostRole, models.HostRole, false},
		{models.HostRole, models.Orchestrator, false},
		{models.Member, models.Member, false},
		{models.Guest, models.Member, false},
	} {
		if err := (models.Deputy{HolderID: "a", DeputyID: "b", Role: c.role}).Check(c.own); (err == nil) != c.ok {
			t.Errorf("%q standing in for %q: %v", c.own, c.role, err)
		}
	}
	if (models.Deputy{HolderID: "a", DeputyID: "a", Role: models.HostRole}).Check(models.Member) == nil {
		t.Error("somebody stands in for herself")
	}
}

func TestDeputy_isAnsweredOnce(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	d := models.Deputy{State: models.DeputyAsked}
	if err := d.Answer(false, now); err != nil || d.State != models.DeputyDeclined || d.EndedAt == nil {
		t.Errorf("declined: %+v, %v", d, err)
	}
	if d.Answer(true, now) == nil {
		t.Error("answered again")
	}
	d.End(now.Add(time.Hour))
	if d.State != models.DeputyDeclined || !d.EndedAt.Equal(now) {
		t.Errorf("what was over ended again: %+v", d)
	}
	yes := models.Deputy{State: models.DeputyAsked}
	if err := yes.Answer(true, now); err != nil || yes.State != models.DeputyAccepted || yes.EndedAt != nil {
		t.Errorf("accepted: %+v, %v", yes, err)
	}
}

func TestDeputy_outlivesOnlyWhatLeavesItItsSense(t *testing.T) {
	d := models.Deputy{HolderID: "holder", DeputyID: "deputy", Role: models.Orchestrator}
	for _, c := range []struct {
		who  string
		role models.Role
		ok   bool
	}{
		{"holder", models.Orchestrator, true},
		{"holder", models.HostRole, false},
		{"holder", models.Member, false},
		{"deputy", models.Member, true},
		{"deputy", models.HostRole, true},
		{"deputy", models.Orchestrator, false},
		{"deputy", models.Guest, false},
	} {
		if d.Outlives(c.who, c.role) != c.ok {
			t.Errorf("%s becomes %s: %v", c.who, c.role, !c.ok)
		}
	}
}

func TestChangeRole_letsNobodyRaiseHerself(t *testing.T) {
	if models.ChangeRole(true, models.Member, models.Orchestrator) == nil {
		t.Error("who stands in made herself orchestrator")
	}
	for _, err := range []error{
		models.ChangeRole(true, models.Orchestrator, models.Member),
		models.ChangeRole(true, models.Orchestrator, models.Orchestrator),
		models.ChangeRole(false, models.Member, models.Orchestrator),
	} {
		if err != nil {
			t.Error(err)
		}
	}
}
