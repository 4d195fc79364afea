package web

import (
	"fmt"
	"net/http"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// maxHats bounds how many hats of one person a page shows.
const maxHats = 50

// hatRow is a membership as it is shown: the collective, what she is there, and
// how the two ends are tied.
type hatRow struct {
	Name     string // of the collective
	URL      string
	Host     string // "" for our own
	Portrait render.Portrait
	Logo     bool   // the portrait is a logo
	Part     string // "lid sinds mei 2023"
	Tie      string // class and symbol: vast, los, af, onbekend
	Text     string
}

// Loose says whether it is drawn as not tied.
func (h hatRow) Loose() bool { return h.Tie != "vast" }

// hatList is the hats of one person, as everybody may see them.
type hatList struct {
	*render.Printer
	Rows    []hatRow
	Checked string // when those of other nodes were last looked at
}

// hatsOf gives the hats that a person shows.
func (p *Pages) hatsOf(r *http.Request, page *render.Page, person models.Actor) (hatList, error) {
	shown, err := p.o.Store.Memberships(r.Context(), store.MembershipFilter{
		PersonID: person.ID, States: []models.MembershipState{models.MembershipAccepted}, Shown: true, Limit: maxHats,
	})
	if err != nil {
		return hatList{}, fmt.Errorf("read hats: %w", err)
	}
	return hatListOf(page, shown), nil
}

func hatListOf(page *render.Page, shown []models.Belonging) hatList {
	list := hatList{Printer: page.Printer}
	var oldest time.Time
	for _, b := range shown {
		list.Rows = append(list.Rows, hatRowOf(page, b))
		_, at := b.Membership.Verdict(page.Now)
		if at.IsZero() || b.Person.Local && b.Collective.Local {
			continue
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	if !oldest.IsZero() {
		list.Checked = page.T("hats.checked", "Date", page.DateTime(oldest.In(page.Site.Location)))
	}
	return list
}

func hatRowOf(page *render.Page, b models.Belonging) hatRow {
	row := hatRow{Name: b.Collective.DisplayName(), URL: actorURL(b.Collective), Host: b.Collective.Host, Portrait: page.Portrait(b.Collective)}
	row.Logo = row.Portrait.Finish == "mark"
	if b.Collective.Local {
		row.Host = ""
	}
	row.Tie, row.Text = verdictOf(page, b)
	row.Part = partOf(page, b)
	return row
}

// partOf says what she is in the collective: by its word once both agree, else
// by hers.
func partOf(page *render.Page, b models.Belonging) string {
	m := b.Membership
	if !m.Confirmed(page.Now) && !b.Collective.Local {
		return page.T("hats.part_claimed", "Name", b.Person.DisplayName())
	}
	role := page.T("hats.role_" + string(roleOr(m.Role)))
	if m.SinceAt == nil || !b.Person.Local && !b.Collective.Local {
		return role // of two who live elsewhere we only know since when we know
	}
	at := m.SinceAt.In(page.Site.Location)
	return page.T("hats.part_since", "Role", role, "Month", page.Month(at), "Year", at.Year())
}

// roleOr gives a role that there are words for.
func roleOr(r models.Role) models.Role {
	switch r {
	case models.HostRole, models.Orchestrator:
		return r
	}
	return models.Member
}

// verdictOf says how the two ends of an accepted membership are tied.
func verdictOf(page *render.Page, b models.Belonging) (tie, text string) {
	v, at := b.Membership.Verdict(page.Now)
	date := page.Date(at.In(page.Site.Location))
	switch v {
	case models.VerdictConfirmed:
		return "vast", page.T("hats.confirmed")
	case models.VerdictSeen:
		return "vast", page.T("hats.seen", "Date", date)
	case models.VerdictSilent:
		return "onbekend", page.T("hats.silent", "Date", date)
	}
	name := b.Collective.DisplayName()
	if b.Membership.Denied == "claim" {
		name = b.Person.DisplayName()
	}
	if b.Membership.DeniedAt == nil {
		return "los", page.T("hats.not_yet", "Name", name)
	}
	return "los", page.T("hats.denied", "Name", name)
}
