package web

import (
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// standingRow is somebody who stands in for another, was asked to, or was asked
// to take a role over.
type standingRow struct {
	ID       string
	Holder   personRow
	Second   personRow
	Role     string // "orkestrator"
	Tie      tie    // with the name of who was asked
	State    tie    // without
	Handover bool
	Asked    bool // the answer is awaited
	Question string
}

func standingRowOf(page *render.Page, s store.Standing) standingRow {
	row := standingRow{
		ID: s.ID, Holder: personRowOf(page, s.Holder), Second: personRowOf(page, s.Second), Role: roleName(page, s.Role),
		Handover: s.Handover, Asked: s.State == models.DeputyAsked,
	}
	at, words, sign := s.AskedAt, "asked", "los"
	if s.State == models.DeputyAccepted && s.AnsweredAt != nil {
		at, words, sign = *s.AnsweredAt, "accepted", "vast"
	}
	date := page.DatePlain(at.In(page.Now.Location()))
	row.State = tie{sign, page.T("roles.state_"+words, "Date", date)}
	if s.Handover {
		words = "handover"
	}
	row.Tie = tie{sign, page.T("roles.tie_"+words, "Name", row.Second.Name, "Date", date)}
	question := "roles.asks_deputy"
	if s.Handover {
		question = "roles.asks_handover"
	}
	row.Question = page.T(question, "Name", row.Holder.Name, "Role", row.Role)
	return row
}

// roleName gives the word for a role.
func roleName(page *render.Page, role models.Role) string {
	if role == "" {
		role = models.Guest
	}
	return page.T("roles.role_" + string(role))
}

// roleOptions gives all roles to choose from.
func roleOptions(page *render.Page, chosen models.Role) []option {
	var out []option
	for _, role := range models.AllRoles() {
		out = append(out, option{Value: string(role), Label: roleName(page, role), Checked: role == chosen})
	}
	return out
}
