package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// peoplePage is how many people the orchestrators' list shows at once.
const peoplePage = 50

type manageMembersPage struct {
	render.Page
	Rooms  roomNav
	Text   string
	Role   models.Role
	Roles  []option
	People []memberRow
	Total  int
	Next   string
	First  string
}

// memberRow is a person as the orchestrators see her.
type memberRow struct {
	personRow
	ID, Href  string
	Role      string
	Since     string
	Code      tie
	Seen      string
	Home      string // her home node, when it is not this one
	Own, Here bool   // it is the visitor; her home is here
}

// ManageMembers lists everybody who is here: /manage/members.
func (p *Pages) ManageMembers(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := store.PeopleFilter{Text: short(q.Get("q")), Limit: peoplePage}
	f.Role, _ = models.ParseRole(q.Get("role"))
	number, _ := strconv.Atoi(q.Get("page"))
	f.Offset = min(max(number, 0), 1000) * peoplePage
	people, total, err := p.o.Store.People(r.Context(), f)
	if err != nil {
		return err
	}
	page := &manageMembersPage{Page: p.o.Render.Page(r, "")}
	page.fill(f, people, total)
	return p.o.Render.HTML(w, r, http.StatusOK, "member_manage.html", page)
}

func (page *manageMembersPage) fill(f store.PeopleFilter, people []store.PersonHere, total int) {
	page.Title, page.Here, page.NoIndex = page.T("roles.members_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Text, page.Role, page.Total, page.Roles = f.Text, f.Role, total, roleOptions(&page.Page, f.Role)
	for _, one := range people {
		page.People = append(page.People, memberRowOf(&page.Page, one))
	}
	at := url.Values{}
	if f.Text != "" {
		at.Set("q", f.Text)
	}
	if f.Role != "" {
		at.Set("role", string(f.Role))
	}
	if f.Offset > 0 {
		page.First = "/manage/members?" + at.Encode()
	}
	if f.Offset+len(people) < total {
		at.Set("page", strconv.Itoa(f.Offset/peoplePage+1))
		page.Next = "/manage/members?" + at.Encode()
	}
}

func memberRowOf(page *render.Page, one store.PersonHere) memberRow {
	a := one.Actor
	a.Name = one.Name
	row := memberRow{
		personRow: personRowOf(page, a), ID: a.ID, Href: "/manage/members/" + a.ID, Role: roleName(page, one.Role),
		Since: page.T("roles.unknown"), Seen: page.T("roles.unknown"), Here: a.Local,
		Own:  page.Visitor.SignedIn() && a.ID == page.Visitor.Actor.ID,
		Code: tie{"onbekend", page.T("roles.code_none")},
	}
	if !a.Local {
		row.Home = a.Domain
	}
	if one.Since != nil {
		row.Since = page.DatePlain(one.Since.In(page.Now.Location()))
	}
	if one.SeenAt != nil {
		row.Seen = page.Ago(one.SeenAt.In(page.Now.Location()), page.Now)
	}
	switch {
	case one.Signed == 0 && page.Site.Code > 0:
		row.Code = tie{"af", page.T("roles.code_unsigned")}
	case one.Signed > 0 && one.Signed < page.Site.Code:
		row.Code = tie{"los", page.T("roles.code_version", "Version", one.Signed)}
	case one.Signed > 0:
		row.Code = tie{"vast", page.T("roles.code_version", "Version", one.Signed)}
	}
	return row
}

type manageMemberPage struct {
	render.Page
	Rooms  roomNav
	Person memberRow
	Guest  bool
	Form   *form // her role
	Remove *form
}

// ManageMember is one person as the orchestrators see her: her role, and the way
// to end her membership. /manage/members/ROW.
func (p *Pages) ManageMember(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), mux.Vars(r)["id"]
	found, _, err := p.o.Store.People(ctx, store.PeopleFilter{ID: id, Limit: 1})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return models.Fail(models.NotFound, "error.not_found")
	}
	page := &manageMemberPage{Page: p.o.Render.Page(r, "")}
	page.fill(found[0])
	if r.Method != http.MethodPost {
		return p.o.Render.HTML(w, r, http.StatusOK, "member_manage_one.html", page)
	}
	if err := parsed(w, r); err != nil {
		return err
	}
	var failed error
	notice, f, field, next := "roles.notice_given", page.Form, "role", "/manage/members/"+id
	switch r.PostForm.Get("do") {
	case "role":
		failed = p.giveRole(r, id)
	case "remove":
		notice, f, field, next = "roles.notice_removed", page.Remove, "reason", "/manage/members"
		failed = p.removeMember(r, id)
	default:
		return models.Fail(models.Invalid, "error.request_invalid")
	}
	if failed == nil {
		p.o.Render.Say(w, notice)
		return redirect(w, r, next)
	}
	f.read(r)
	if !f.wrong(field, failed) {
		return failed
	}
	page.Title = page.T("layout.error_prefix", "Title", page.Title)
	return p.o.Render.HTML(w, r, http.StatusUnprocessableEntity, "member_manage_one.html", page)
}

func (p *Pages) removeMember(r *http.Request, id string) error {
	ctx, who := r.Context(), auth.Who(r)
	if !who.Can(models.RemoveMember) {
		return models.Fail(models.Forbidden, "error.forbidden")
	}
	reason, err := models.ParseMembershipText(r.PostForm.Get("reason"))
	if err != nil {
		return err
	}
	if reason == "" {
		return models.Fail(models.Invalid, "error.reason_empty")
	}
	if err := p.o.Store.RemoveMember(ctx, id, reason); err != nil {
		return err
	}
	p.o.Logger.InfoContext(ctx, "member removed", "request_id", render.RequestID(ctx), "member_id", id, "by", who.Actor.ID)
	return nil
}

func (page *manageMemberPage) fill(one store.PersonHere) {
	page.Person = memberRowOf(&page.Page, one)
	page.Title, page.Here, page.NoIndex = page.Person.Name, "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	page.Guest = one.Role == models.Guest
	page.Form = &form{page: &page.Page, labels: "roles.field_", hints: "roles.hint_"}
	page.Form.add("role", "radio", nil).Options = roleOptions(&page.Page, one.Role)
	page.Remove = &form{page: &page.Page, labels: "roles.field_", hints: "roles.hint_"}
	page.Remove.add("reason", "area", func(in *formField) {
		in.Max, in.Required = models.MaxMembershipText, true
		in.Hint = page.T("roles.hint_reason", "Name", page.Person.Name)
	})
}
