package web

import (
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

// joinListed bounds the lists of requests.
const joinListed = 100

type manageRequestsPage struct {
	render.Page
	Rooms   roomNav
	Closed  bool
	Mail    bool
	Waiting []joinRow
	Decided []joinRow
}

// joinRow is a request to join as those who decide see it.
type joinRow struct {
	ID, Href, Name string
	First          string // the beginning of her answers
	Waited, Sent   string
	Tie            tie
	Reason         string
	By             string // who decided
}

// ManageRequests lists who asked to join: /manage/requests.
func (p *Pages) ManageRequests(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	door, err := p.o.Store.JoinDoor(ctx)
	if err != nil {
		return err
	}
	waiting, err := p.o.Store.JoinRequests(ctx, true, joinListed)
	if err != nil {
		return err
	}
	decided, err := p.o.Store.JoinRequests(ctx, false, joinListed)
	if err != nil {
		return err
	}
	var ids []string
	for _, one := range decided {
		ids = append(ids, one.DecidedBy)
	}
	people, err := p.o.Store.Actors(ctx, ids)
	if err != nil {
		return err
	}
	page := &manageRequestsPage{Page: p.o.Render.Page(r, ""), Closed: door.Closed}
	page.fill(waiting, decided, people)
	return p.o.Render.HTML(w, r, http.StatusOK, "join_manage.html", page)
}

func (page *manageRequestsPage) fill(waiting, decided []models.JoinRequest, people map[string]models.Actor) {
	page.Title, page.Here, page.NoIndex = page.T("apply.manage_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	for _, one := range waiting {
		page.Waiting = append(page.Waiting, joinRowOf(&page.Page, one, models.Actor{}))
	}
	for _, one := range decided {
		page.Decided = append(page.Decided, joinRowOf(&page.Page, one, people[one.DecidedBy]))
	}
}

func joinRowOf(page *render.Page, one models.JoinRequest, by models.Actor) joinRow {
	row := joinRow{
		ID: one.ID, Href: "/manage/requests/" + one.ID, Name: one.Name, Reason: one.Reason, Waited: waitedDays(page, one.CreatedAt),
		Sent: page.T("apply.sent", "Date", page.DatePlain(one.CreatedAt.In(page.Now.Location()))),
	}
	if len(one.Answers) > 0 {
		row.First = one.Answers[0].Answer
		if runes := []rune(row.First); len(runes) > 180 {
			row.First = string(runes[:179]) + "…"
		}
	}
	if one.DecidedAt == nil {
		return row
	}
	when := page.DatePlain(one.DecidedAt.In(page.Now.Location()))
	row.Tie = tie{"vast", page.T("apply.row_approved", "Date", when)}
	if one.State == models.JoinDeclined {
		row.Tie = tie{"af", page.T("apply.row_declined", "Date", when)}
	}
	if by.ID != "" {
		row.By = page.T("apply.by", "Name", by.DisplayName())
	}
	return row
}

type manageRequestPage struct {
	render.Page
	Rooms   roomNav
	Row     joinRow
	Waiting bool
	Answers []models.JoinAnswer
	Handle  string
	Speaks  string
	Told    string // how she hears of it
	Yes     *form
	No      *form
	Way     string // state of her way in, in words
	Renew   bool
	Failure string
}

// ManageRequest is one request to join, and the decision: /manage/requests/ROW.
func (p *Pages) ManageRequest(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), mux.Vars(r)["id"]
	request, err := p.o.Store.JoinRequest(ctx, id)
	if err != nil {
		return err
	}
	if request.State == models.JoinWithdrawn {
		return models.Fail(models.Gone, "error.application_withdrawn")
	}
	by, err := p.o.Store.Actors(ctx, []string{request.DecidedBy})
	if err != nil {
		return err
	}
	page := &manageRequestPage{Page: p.o.Render.Page(r, "")}
	page.fill(request, by[request.DecidedBy], p.o.Mail)
	if request.InvitationID != "" {
		i, err := p.o.Store.Invitation(ctx, request.InvitationID)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		page.way(i, err == nil, page.Now)
	}
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "join_manage_one.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	notice, f, field, failed := p.decide(r, page, id)
	if failed == nil {
		p.o.Render.Say(w, notice)
		return redirect(w, r, "/manage/requests")
	}
	if page.Failure, _ = faultOf(&page.Page, failed); page.Failure == "" {
		return failed
	}
	if f != nil {
		f.read(r)
		f.wrong(field, failed)
		page.Failure = ""
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "join_manage_one.html", page)
}

// decide does what the button says.
func (p *Pages) decide(r *http.Request, page *manageRequestPage, id string) (notice string, f *form, field string, err error) {
	ctx, who := r.Context(), auth.Who(r)
	switch r.PostForm.Get("do") {
	case "approve":
		text, err := models.ParseMembershipText(r.PostForm.Get("welcome"))
		if err == nil {
			err = p.o.Store.ApproveJoin(ctx, id, who.Actor.ID, text)
		}
		return "apply.notice_approved", page.Yes, "welcome", err
	case "decline":
		reason, err := models.ParseMembershipText(r.PostForm.Get("reason"))
		if err == nil {
			err = p.o.Store.DeclineJoin(ctx, id, who.Actor.ID, reason)
		}
		return "apply.notice_declined", page.No, "reason", err
	case "renew":
		return "apply.notice_renewed", nil, "", p.o.Store.RenewJoin(ctx, id, who.Actor.ID)
	}
	return "", nil, "", models.Fail(models.Invalid, "error.request_invalid")
}

func (page *manageRequestPage) fill(request models.JoinRequest, by models.Actor, mail bool) {
	page.Title, page.Here, page.NoIndex = request.Name, "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Row, page.Waiting = joinRowOf(&page.Page, request, by), request.State == models.JoinWaiting
	page.Answers, page.Handle, page.Speaks = request.Answers, request.Handle, page.Language(request.Language)
	page.Told = page.T("apply.told_page")
	if len(request.Address) > 0 && mail {
		page.Told = page.T("apply.told_mail")
	}
	page.Yes = &form{page: &page.Page, labels: "apply.field_", hints: "apply.hint_"}
	page.Yes.add("welcome", "area", func(in *formField) { in.Max = models.MaxInvitationText })
	page.No = &form{page: &page.Page, labels: "apply.field_", hints: "apply.hint_"}
	page.No.add("reason", "area", func(in *formField) { in.Max, in.Required = models.MaxMembershipText, true })
}

// way says how it stands with the way in of an approved applicant.
func (page *manageRequestPage) way(i models.Invitation, there bool, now time.Time) {
	state := models.InvitationExpired
	if there {
		state = i.State(now)
	}
	page.Way = page.T("apply.way_" + string(state))
	page.Renew = state == models.InvitationExpired || state == models.InvitationRevoked
}
