package models_test

import (
	"testing"

	"knoop/models"
)

// The whole table, written out by hand: nobody, guest, member, host,
// orchestrator.
var permissions = map[models.Action]string{
	models.EditOwnProfile:   "-gmho",
	models.ManageOwnKeys:    "-gmho",
	models.ExportOwnData:    "-gmho",
	models.DeleteOwnAccount: "-gmho",

	models.SeeMemberFields: "--mho",
	models.SeeReach:        "--mho",
	models.LeaveCollective: "--mho",
	models.ClaimMembership: "--mho",
	models.PostAsSelf:      "--mho",
	models.FollowAsSelf:    "--mho",

	models.AskDeputy:      "---ho",
	models.HostGatherings: "---ho",

	models.SeeOrchestratorFields: "----o",
	models.PostAsCollective:      "----o",
	models.FollowAsCollective:    "----o",
	models.EditCollective:        "----o",
	models.EditCode:              "----o",
	models.Invite:                "----o",
	models.SeeFunnel:             "----o",
	models.DecideRequests:        "----o",
	models.AssignRoles:           "----o",
	models.RemoveMember:          "----o",
	models.HandOutLinks:          "----o",
}

func TestCan_isTheTable(t *testing.T) {
	roles := []models.Role{"", models.Guest, models.Member, models.HostRole, models.Orchestrator}
	for _, action := range models.Actions() {
		row, ok := permissions[action]
		if !ok {
			t.Errorf("%s is not in the table", action)
			continue
		}
		for i, role := range roles {
			if got, want := models.Can(role, action), row[i] != '-'; got != want {
				t.Errorf("%q may %s: %v", role, action, got)
			}
		}
	}
	if len(permissions) != len(models.Actions()) {
		t.Errorf("the table has %d rows, there are %d actions", len(permissions), len(models.Actions()))
	}
}

func TestCan_refusesWhatItDoesNotKnow(t *testing.T) {
	if models.Can(models.Orchestrator, "fly") || models.Can("admin", models.EditOwnProfile) {
		t.Error("an unknown action or role is allowed")
	}
}

func TestHigher_givesTheHigherRole(t *testing.T) {
	if models.Higher(models.Member, models.Orchestrator) != models.Orchestrator || models.Higher(models.HostRole, "") != models.HostRole {
		t.Error("not the higher one")
	}
}
