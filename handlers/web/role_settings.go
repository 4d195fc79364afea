package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

type roleSettingsPage struct {
	render.Page
	Rooms    roomNav
	Failure  string
	Role     string        // her own, in words
	Own      string        // the same, to stand alone
	About    string        // what one does in it
	Asks     []standingRow // questions to her
	StandsIn []standingRow // for whom she stands in
	Holds    bool          // a role for which one may have a deputy
	Deputy   *standingRow
	Handover *standingRow
	Form     *form // to ask a deputy
	Over     *form // to hand the role over
	Leaves   bool  // she may stop being a member
	Away     bool  // her home is elsewhere
}

// RoleSettings is what a person does here: her role and who stands in for her,
// the questions to stand in for others, and how she stops. /settings/role.
func (p *Pages) RoleSettings(w http.ResponseWriter, r *http.Request) error {
	page, err := p.roleSettings(r)
	if err != nil {
		return err
	}
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "role_settings.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	notice, failed := p.changeRole(r, page)
	if failed == nil {
		p.o.Render.Say(w, notice)
		return redirect(w, r, "/settings/role")
	}
	sentence, _ := faultOf(&page.Page, failed)
	switch r.PostForm.Get("do") {
	case "ask":
		page.Form.read(r)
		page.Form.wrong("deputy", failed)
	case "over":
		page.Over.read(r)
		page.Over.wrong("heir", failed)
	default:
		page.Failure = sentence
	}
	if sentence == "" {
		return failed
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "role_settings.html", page)
}

func (p *Pages) roleSettings(r *http.Request) (*roleSettingsPage, error) {
	ctx, who := r.Context(), auth.Who(r).Actor
	own, err := p.o.Store.OwnRole(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	asked, err := p.o.Store.Standings(ctx, store.StandingFilter{DeputyID: who.ID})
	if err != nil {
		return nil, err
	}
	held, err := p.o.Store.Standings(ctx, store.StandingFilter{HolderID: who.ID})
	if err != nil {
		return nil, err
	}
	page := &roleSettingsPage{Page: p.o.Render.Page(r, "")}
	page.fill(own, asked, held)
	return page, nil
}

func (page *roleSettingsPage) fill(own models.Role, asked, held []store.Standing) {
	page.Title, page.Here, page.NoIndex = page.T("roles.settings_title"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	page.Role, page.Own, page.About = roleName(&page.Page, own), page.Sentence(roleName(&page.Page, own)), page.T("roles.about_"+string(own), "Name", page.Site.Name)
	page.Away = page.Visitor.Elsewhere()
	for _, s := range asked {
		row := standingRowOf(&page.Page, s)
		if row.Asked {
			page.Asks = append(page.Asks, row)
		} else {
			page.StandsIn = append(page.StandsIn, row)
		}
	}
	for _, s := range held {
		row := standingRowOf(&page.Page, s)
		if s.Handover {
			page.Handover = &row
		} else {
			page.Deputy = &row
		}
	}
	page.Holds = models.Can(own, models.AskDeputy) && !page.Away
	page.Leaves = models.Can(own, models.LeaveCollective) && !page.Away
	page.Form = &form{page: &page.Page, labels: "roles.field_", hints: "roles.hint_"}
	page.Form.add("deputy", "handle", func(in *formField) { in.Required, in.Max = true, 100 })
	page.Over = &form{page: &page.Page, labels: "roles.field_", hints: "roles.hint_"}
	page.Over.add("heir", "handle", func(in *formField) {
		in.Required, in.Max = true, 100
		if page.Deputy != nil && !page.Deputy.Asked {
			in.Value = page.Deputy.Second.Handle
		}
	})
}

// changeRole does what the button says, and gives the notice for it.
func (p *Pages) changeRole(r *http.Request, page *roleSettingsPage) (notice string, err error) {
	ctx, who, do := r.Context(), auth.Who(r), r.PostForm.Get("do")
	switch do {
	case "yes", "no":
		return "roles.notice_" + do, p.answerStanding(r, do == "yes")
	case "end":
		return "roles.notice_ended", p.endStanding(r)
	}
	own, err := p.o.Store.OwnRole(ctx, who.Actor.ID)
	if err != nil {
		return "", err
	}
	switch do {
	case "ask", "over":
		if !models.Can(own, models.AskDeputy) {
			return "", models.Fail(models.Forbidden, "error.forbidden")
		}
		field := map[string]string{"ask": "deputy", "over": "heir"}[do]
		second, err := p.member(ctx, typedHandle(r.PostForm.Get(field), p.o.Base.Domain))
		if err != nil {
			return "", err
		}
		_, err = p.o.Store.AskDeputy(ctx, store.NewDeputy{HolderID: who.Actor.ID, Role: own, DeputyID: second.ID, Handover: do == "over", By: who.Actor.ID})
		return "roles.notice_asked", err
	case "step":
		if !models.Can(own, models.AskDeputy) {
			return "", models.Fail(models.Forbidden, "error.forbidden")
		}
		return "roles.notice_stepped", p.o.Store.SetRole(ctx, who.Actor.ID, models.Member)
	case "leave":
		if !models.Can(own, models.LeaveCollective) || page.Away {
			return "", models.Fail(models.Forbidden, "error.forbidden")
		}
		return "roles.notice_left", p.o.Store.SetRole(ctx, who.Actor.ID, models.Guest)
	}
	return "", models.Fail(models.Invalid, "error.request_invalid")
}

// standing gives the one that a form names, if it is the visitor's to change: she
// was asked, or it is for her own role, or she gives out roles.
func (p *Pages) standing(r *http.Request) (store.Standing, error) {
	id, who := r.PostForm.Get("standing"), auth.Who(r)
	found, err := p.o.Store.Standings(r.Context(), store.StandingFilter{ID: id, Over: true})
	switch {
	case err != nil:
		return store.Standing{}, err
	case id == "" || len(found) != 1:
		return store.Standing{}, models.Fail(models.NotFound, "error.deputy_answered")
	case found[0].DeputyID != who.Actor.ID && found[0].HolderID != who.Actor.ID && !who.Can(models.AssignRoles):
		return store.Standing{}, models.Fail(models.Forbidden, "error.forbidden")
	}
	return found[0], nil
}

func (p *Pages) answerStanding(r *http.Request, yes bool) error {
	s, err := p.standing(r)
	if err != nil {
		return err
	}
	if s.DeputyID != auth.Who(r).Actor.ID { // nobody says yes for another
		return models.Fail(models.Forbidden, "error.forbidden")
	}
	return p.o.Store.AnswerDeputy(r.Context(), s.ID, yes)
}

func (p *Pages) endStanding(r *http.Request) error {
	s, err := p.standing(r)
	if err != nil {
		return err
	}
	return p.o.Store.EndDeputy(r.Context(), s.ID)
}

// asksOf says how many questions to stand in for somebody wait for a person.
func (p *Pages) asksOf(r *http.Request) (n int, err error) {
	rows, err := p.o.Store.Standings(r.Context(), store.StandingFilter{DeputyID: auth.Who(r).Actor.ID})
	for _, s := range rows {
		if s.State == models.DeputyAsked {
			n++
		}
	}
	return n, err
}
