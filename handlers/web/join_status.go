package web

import (
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/render"
	"knoop/models"
)

type joinStatusPage struct {
	render.Page
	State    models.JoinState
	Tie      tie
	Name     string
	Sent     string
	Waited   string
	Reason   string // of a no; with a yes a word of welcome
	By       string // who decided
	Erased   string // when we forget it
	Way      string // address of the page on which she joins
	Joined   bool
	Expired  bool // her way in has run out
	Deciders []personRow
	Answers  []models.JoinAnswer
	Address  string // of this page, to keep
}

// JoinStatus shows an applicant how her request stands, and lets her withdraw
// it: /apply/TOKEN.
func (p *Pages) JoinStatus(w http.ResponseWriter, r *http.Request) error {
	ctx, token := r.Context(), mux.Vars(r)["token"]
	w.Header().Set("Cache-Control", "no-store")
	n, err := p.node(ctx)
	if err != nil {
		return err
	}
	request, err := p.o.Store.JoinRequestByToken(ctx, token)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		if err := p.o.Store.WithdrawJoin(ctx, request.ID); err != nil {
			return err
		}
		p.o.Render.Say(w, "apply.notice_withdrawn")
		return redirect(w, r, "/apply/"+token)
	}
	deciders, err := p.o.Store.Orchestrators(ctx)
	if err != nil {
		return err
	}
	page := &joinStatusPage{Page: p.o.Render.Page(r, "")}
	page.fill(request, deciders)
	if err := p.decider(r, page, request); err != nil {
		return err
	}
	page.Address = models.ApplyURL(n.Origin, token)
	if request.InvitationID != "" {
		i, err := p.o.Store.Invitation(ctx, request.InvitationID)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		page.way(p.o.Store.InvitationLink(n, i), i.State(page.Now), err == nil)
	}
	return p.o.Render.HTML(w, r, http.StatusOK, "join_status.html", page)
}

// decider says who decided, by the name that she shows to everyone.
func (p *Pages) decider(r *http.Request, page *joinStatusPage, request models.JoinRequest) error {
	by, err := p.o.Store.Actors(r.Context(), []string{request.DecidedBy})
	if err != nil {
		return err
	}
	if a, ok := by[request.DecidedBy]; ok && a.GoneAt == nil {
		page.By = page.T("apply.by", "Name", a.DisplayName())
	}
	return nil
}

// way says how an approved applicant gets in.
func (page *joinStatusPage) way(link string, state models.InvitationState, there bool) {
	switch {
	case there && state == models.InvitationOpen:
		page.Way = link
	case there && state == models.InvitationUsed:
		page.Joined = true
	default:
		page.Expired = true
	}
}

func (page *joinStatusPage) fill(request models.JoinRequest, deciders []models.Actor) {
	page.Title, page.NoIndex = page.T("apply.status_title", "Name", page.Site.Name), true
	page.State, page.Name, page.Reason, page.Answers = request.State, request.Name, request.Reason, request.Answers
	sent := request.CreatedAt.In(page.Now.Location())
	page.Sent = page.T("apply.sent", "Date", page.DatePlain(sent))
	page.Deciders = deciderRows(&page.Page, deciders)
	page.Tie = tie{map[models.JoinState]string{models.JoinWaiting: "los", models.JoinApproved: "vast", models.JoinDeclined: "af"}[request.State], page.T("apply.state_" + string(request.State))}
	if page.Tie.Tie == "" {
		page.Tie.Tie = "onbekend"
	}
	if request.State == models.JoinWaiting {
		page.Waited = waitedDays(&page.Page, request.CreatedAt)
		return
	}
	if request.DecidedAt != nil {
		page.Erased = page.T("apply.erased", "Date", page.DatePlain(request.DecidedAt.Add(models.JoinRequestKept).In(page.Now.Location())))
	}
}

// waitedDays says for how many days a request has waited.
func waitedDays(page *render.Page, since time.Time) string {
	days := int(page.Now.Sub(since).Hours() / 24)
	if days < 1 {
		return page.T("apply.waits_today")
	}
	return page.N("apply.waits", days)
}
