package web

import (
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// stillWriting is how long after a departure its letters may not be there yet.
const stillWriting = time.Minute

type gonePage struct {
	render.Page
	Acct    string
	Until   string // as long as the link works
	Writing bool   // the letters are still to be written
	Line    string // "3 van de 5 servers bevestigden het."
	Groups  []goneGroup
}

// goneGroup is the servers at which a deletion is as far.
type goneGroup struct {
	Title, About, Tie string
	Hosts             []goneHost
}

type goneHost struct{ Host, Text string }

// Gone shows how far a deletion is at other servers, to who has the link:
// /gone/TOKEN. It needs no sign-in, which who left no longer has.
func (p *Pages) Gone(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	d, err := p.o.Store.DepartureByToken(ctx, mux.Vars(r)["token"])
	if err != nil {
		return err
	}
	who, err := p.o.Store.Actor(ctx, d.ActorID)
	if err != nil {
		return err
	}
	list, err := p.o.Store.Deletions(ctx, who.URI)
	if err != nil {
		return err
	}
	page := &gonePage{Page: p.o.Render.Page(r, "")}
	page.fill(who, d, list)
	return p.o.Render.HTML(w, r, http.StatusOK, "gone.html", page)
}

// deletionOrder is the order of the groups, with the sign of each.
var deletionOrder = []struct {
	state models.DeletionState
	tie   string
}{
	{models.DeletionConfirmed, "vast"},
	{models.DeletionTold, "onbekend"},
	{models.DeletionWaiting, "los"},
	{models.DeletionRefused, "af"},
	{models.DeletionGivenUp, "af"},
}

func (page *gonePage) fill(who models.Actor, d models.Departure, list []store.HostDeletion) {
	page.Title, page.NoIndex = page.T("leaving.gone_title"), true
	page.Acct, page.Until = "@"+who.Acct(), page.Date(d.ExpiresAt.In(page.Now.Location()))
	page.Writing = len(list) == 0 && page.Now.Sub(d.CreatedAt) < stillWriting
	confirmed := 0
	for _, o := range deletionOrder {
		g := goneGroup{Title: page.T("leaving.state_" + string(o.state)), About: page.T("leaving.about_" + string(o.state)), Tie: o.tie}
		for _, h := range list {
			if h.State != o.state {
				continue
			}
			if h.State == models.DeletionConfirmed {
				confirmed++
			}
			g.Hosts = append(g.Hosts, goneHost{h.Host, page.since(h)})
		}
		if len(g.Hosts) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	if len(list) > 0 {
		page.Line = page.N("leaving.line", len(list), "Confirmed", page.Number(confirmed))
	}
}

// since says when, or how often it was tried.
func (page *gonePage) since(h store.HostDeletion) string {
	switch {
	case h.State == models.DeletionWaiting && h.Tries > 0:
		return page.N("leaving.tries", h.Tries)
	case h.State == models.DeletionRefused && h.Status > 0:
		return page.T("leaving.status", "Status", h.Status)
	case h.At != nil && (h.State == models.DeletionConfirmed || h.State == models.DeletionTold):
		return page.moment(*h.At)
	}
	return ""
}

func (page *gonePage) moment(t time.Time) string { return page.DateTime(t.In(page.Now.Location())) }
