package web

import (
	"fmt"
	"net/http"
	"sort"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// reach is what became of an object at the servers we told.
type reach struct {
	Line  string // "Verteld aan 12 van de 14 servers."
	All   bool   // everyone was told
	Hosts []reachRow
}

type reachRow struct {
	Host string
	Tie  string // class and symbol: vast, los, af
	Text string
}

// reach reads what became of an object; nil for who may not see it, and when nobody
// elsewhere had to be told.
func (p *Pages) reach(r *http.Request, page *render.Page, o models.Object) (*reach, error) {
	if !auth.Who(r).Can(models.SeeReach) {
		return nil, nil
	}
	hosts, err := p.o.Store.Reach(r.Context(), o.URI)
	if err != nil {
		return nil, fmt.Errorf("read reach: %w", err)
	}
	return reachOf(page, hosts), nil
}

func reachOf(page *render.Page, hosts []store.HostReach) *reach {
	if len(hosts) == 0 {
		return nil
	}
	out, told := &reach{}, 0
	for _, h := range hosts {
		row := reachRow{Host: h.Host}
		switch h.State {
		case models.LetterDelivered:
			told++
			row.Tie, row.Text = "vast", page.T("note.reach_delivered")
			if h.DoneAt != nil {
				row.Text = page.T("note.reach_delivered_at", "When", page.Ago(h.DoneAt.In(page.Site.Location), page.Now))
			}
		case models.LetterRefused:
			row.Tie, row.Text = "af", page.T("note.reach_refused", "Status", h.Status)
		case models.LetterDead:
			row.Tie, row.Text = "af", page.T("note.reach_dead")
		default:
			row.Tie, row.Text = "los", page.T("note.reach_waiting")
			if h.Tries > 0 {
				row.Text = page.N("note.reach_retrying", h.Tries)
			}
		}
		out.Hosts = append(out.Hosts, row)
	}
	sort.SliceStable(out.Hosts, func(i, j int) bool { return out.Hosts[i].Tie != "vast" && out.Hosts[j].Tie == "vast" })
	out.All = told == len(hosts)
	out.Line = page.N("note.reach_line", len(hosts), "Told", page.Number(told))
	return out
}
