package web

import (
	"net/http"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// maxHolders bounds the table of who does what.
const maxHolders = 200

type manageRolesPage struct {
	render.Page
	Rooms   roomNav
	Failure string
	Rows    []holderRow
	Holders []option // those for whom somebody can be asked
	Ask     *form
	Give    *form
}

// holderRow is one person who has a role, and who stands in for her.
type holderRow struct {
	ID       string
	Name     string
	Href     string
	Role     string
	Own      bool
	Home     string // her home node, when it is not this one
	Deputy   *standingRow
	Handover *standingRow
	None     tie
}

// ManageRoles shows who does what and who stands in, and changes it:
// /manage/roles.
func (p *Pages) ManageRoles(w http.ResponseWriter, r *http.Request) error {
	page, err := p.manageRoles(r)
	if err != nil {
		return err
	}
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "role_manage.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	var failed error
	notice, f, field := "", (*form)(nil), ""
	switch r.PostForm.Get("do") {
	case "ask":
		notice, f, field, failed = "roles.notice_asked", page.Ask, "deputy", p.askFor(r)
	case "give":
		notice, f, field, failed = "roles.notice_given", page.Give, "member", p.giveByHandle(r)
	case "end":
		notice, failed = "roles.notice_ended", p.endStanding(r)
	default:
		failed = models.Fail(models.Invalid, "error.request_invalid")
	}
	if failed == nil {
		p.o.Render.Say(w, notice)
		return redirect(w, r, "/manage/roles")
	}
	sentence, _ := faultOf(&page.Page, failed)
	if sentence == "" {
		return failed
	}
	if f != nil {
		f.read(r)
		f.wrong(field, failed)
	} else {
		page.Failure = sentence
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "role_manage.html", page)
}

func (p *Pages) manageRoles(r *http.Request) (*manageRolesPage, error) {
	ctx := r.Context()
	var people []store.PersonHere
	for _, role := range []models.Role{models.Orchestrator, models.HostRole} {
		some, _, err := p.o.Store.People(ctx, store.PeopleFilter{Role: role, Limit: maxHolders})
		if err != nil {
			return nil, err
		}
		people = append(people, some...)
	}
	standings, err := p.o.Store.Standings(ctx, store.StandingFilter{})
	if err != nil {
		return nil, err
	}
	page := &manageRolesPage{Page: p.o.Render.Page(r, "")}
	page.fill(people, standings)
	return page, nil
}

func (page *manageRolesPage) fill(people []store.PersonHere, standings []store.Standing) {
	page.Title, page.Here, page.NoIndex = page.T("roles.manage_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	for _, one := range people {
		row := holderRow{
			ID: one.Actor.ID, Name: one.Name, Href: "/manage/members/" + one.Actor.ID, Role: page.Sentence(roleName(&page.Page, one.Role)),
			Own: page.Visitor.SignedIn() && one.Actor.ID == page.Visitor.Actor.ID, None: tie{"af", page.T("roles.nobody")},
		}
		if !one.Actor.Local {
			row.Home, row.None = one.Actor.Domain, tie{"onbekend", page.T("roles.at_home_elsewhere")}
		}
		for _, s := range standings {
			if s.HolderID != one.Actor.ID || s.Role != one.Role {
				continue
			}
			found := standingRowOf(&page.Page, s)
			if s.Handover {
				row.Handover = &found
			} else {
				row.Deputy = &found
			}
		}
		if one.Actor.Local && (row.Deputy == nil || row.Deputy.Asked) {
			page.Holders = append(page.Holders, option{Value: one.Actor.ID, Label: one.Name + ", " + roleName(&page.Page, one.Role)})
		}
		page.Rows = append(page.Rows, row)
	}
	page.Ask = &form{page: &page.Page, labels: "roles.field_", hints: "roles.hint_"}
	page.Ask.Fields = append(page.Ask.Fields, &formField{Name: "holder", Kind: "select", Label: page.T("roles.field_holder"), Options: page.Holders})
	page.Ask.add("deputy", "handle", func(in *formField) { in.Required, in.Max = true, 100 })
	page.Give = &form{page: &page.Page, labels: "roles.field_", hints: "roles.hint_"}
	page.Give.add("member", "handle", func(in *formField) { in.Required, in.Max = true, 100 })
	page.Give.Fields = append(page.Give.Fields, &formField{Name: "role", Kind: "radio", Label: page.T("roles.field_role"), Options: roleOptions(&page.Page, models.HostRole)})
}

// askFor asks somebody to stand in for one who has a role, on her behalf.
func (p *Pages) askFor(r *http.Request) error {
	ctx, who := r.Context(), auth.Who(r)
	holder, err := p.o.Store.Actor(ctx, r.PostForm.Get("holder"))
	if err != nil {
		return err
	}
	role, err := p.o.Store.OwnRole(ctx, holder.ID)
	if err != nil {
		return err
	}
	second, err := p.member(ctx, typedHandle(r.PostForm.Get("deputy"), p.o.Base.Domain))
	if err != nil {
		return err
	}
	_, err = p.o.Store.AskDeputy(ctx, store.NewDeputy{HolderID: holder.ID, Role: role, DeputyID: second.ID, By: who.Actor.ID})
	return err
}

func (p *Pages) giveByHandle(r *http.Request) error {
	who, err := p.member(r.Context(), typedHandle(r.PostForm.Get("member"), p.o.Base.Domain))
	if err != nil {
		return err
	}
	return p.giveRole(r, who.ID)
}

// giveRole gives somebody the role that a form names.
func (p *Pages) giveRole(r *http.Request, actorID string) error {
	ctx, who := r.Context(), auth.Who(r)
	role, err := models.ParseRole(r.PostForm.Get("role"))
	if err != nil {
		return err
	}
	own, err := p.o.Store.OwnRole(ctx, who.Actor.ID)
	if err != nil {
		return err
	}
	if err := models.ChangeRole(actorID == who.Actor.ID, own, role); err != nil {
		return err
	}
	if err := p.o.Store.SetRole(ctx, actorID, role); err != nil {
		return err
	}
	p.o.Logger.InfoContext(ctx, "role given", "request_id", render.RequestID(ctx), "member_id", actorID, "role", role, "by", who.Actor.ID)
	return nil
}
