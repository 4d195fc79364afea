package models_test

import (
	"testing"

	"knoop/models"
)

// The whole table, written out by hand: nobody, guest, member, host,
// orchestrator.
var permissions = map[models.Action]string{
	models.OpenSettings:     "-gmho",
	models.ChooseMail:       "-gmho",
	models.EditOwnProfile:   "-gmho",
	models.ManageOwnKeys:    "-gmho",
	models.ExportOwnData:    "-gmho",
	models.DeleteOwnAccount: "-gmho",
	models.AnswerEvents:     "-gmho",

	models.SeeMemberFields: "--mho",
	models.SeeReach:        "--mho",
	models.SignTheCode:     "--mho",
	models.LeaveCollective: "--mho",
	models.ClaimMembership: "--mho",
	models.Write:           "--mho",
	models.PostAsSelf:      "--mho",

	models.AskDeputy:  "---ho",
	models.KeepPlaces: "---ho",

	models.SeeOrchestratorFields: "----o",
	models.PostAsCollective:      "----o",
	models.EditCollective:        "----o",
	models.EditCode:              "----o",
	models.Invite:                "----o",
	models.SeeFunnel:             "----o",
	models.DecideRequests:        "----o",
	models.AssignRoles:           "----o",
	models.RemoveMember:          "----o",
	models.HandOutLinks:          "----o",
	models.ManageMail:            "----o",
	models.SeeAnswers:            "----o",
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

func TestCanVisiting_leavesToHerHomeWhatIsHers(t *testing.T) {
	for action, want := range map[models.Action]bool{
		models.OpenSettings: true, models.ChooseMail: true, models.SeeMemberFields: true, models.SeeReach: true, models.LeaveCollective: true,
		models.Write: true, models.PostAsCollective: true, models.EditCollective: true, models.AssignRoles: true,
		models.EditOwnProfile: false, models.ManageOwnKeys: false, models.ExportOwnData: false, models.DeleteOwnAccount: false,
		models.PostAsSelf: false, models.ClaimMembership: false, "fly": false,
	} {
		if models.CanVisiting(models.Orchestrator, action) != want {
			t.Errorf("%s: %v", action, !want)
		}
	}
	if models.CanVisiting(models.Member, models.EditCollective) || models.CanVisiting("", models.OpenSettings) {
		t.Error("a visitor may more than her role")
	}
}

func TestWeighty_isWhatOrchestratorsAloneMayDo(t *testing.T) {
	for _, action := range models.Actions() {
		if models.Weighty(action) != (action == models.Write || !models.Can(models.HostRole, action)) {
			t.Errorf("%s", action)
		}
	}
	if models.Weighty("fly") {
		t.Error("an unknown action")
	}
}
