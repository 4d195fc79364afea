package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// hatManagePage is what our collective has with people who live elsewhere.
type hatManagePage struct {
	render.Page
	Rooms   roomNav
	Failure string
	Asking  []ourHat
	Members []ourHat
	Invited []ourHat
	Over    []ourHat
	Acct    string // of whom to invite, as typed
	Error   string
}

// ourHat is one membership as our collective sees it.
type ourHat struct {
	personRow
	ID      string
	Part    string
	Tie     string
	Text    string
	Checked string // when it was last looked at
	Note    string // what was said with it
	When    string
	Again   bool
	Roles   []option
}

// HatManage shows the orchestrators who elsewhere asks, is invited and is a
// member, and does what its buttons say: /manage/hats.
func (p *Pages) HatManage(w http.ResponseWriter, r *http.Request) error {
	n, err := p.node(r.Context())
	if err != nil {
		return err
	}
	page := &hatManagePage{Page: p.o.Render.Page(r, "")}
	if r.Method == http.MethodPost {
		notice, err := p.decideHat(w, r, page)
		if err == nil {
			p.o.Render.Say(w, notice)
			return redirect(w, r, "/manage/hats")
		}
		var e *models.Error
		if !errors.As(err, &e) || e.Kind == models.NotFound && page.Acct == "" {
			return err
		}
		if page.Acct != "" || e.Key == "hats.error_empty" {
			page.Error = page.T(e.Key, e.Args...)
		} else {
			page.Failure = page.T(e.Key, e.Args...)
		}
	}
	all, err := p.o.Store.Memberships(r.Context(), store.MembershipFilter{CollectiveID: n.Collective, Elsewhere: true})
	if err != nil {
		return fmt.Errorf("read memberships: %w", err)
	}
	page.fill(all)
	status := http.StatusOK
	if page.Failure != "" || page.Error != "" {
		status = http.StatusUnprocessableEntity
		page.Title = page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "hat_manage.html", page)
}

// maxOver bounds how many memberships that are over the page lists.
const maxOver = 20

func (page *hatManagePage) fill(all []models.Belonging) {
	page.Title, page.Here, page.NoIndex = page.T("hats.manage_title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	for _, b := range all {
		hat := ourHatOf(&page.Page, b)
		switch m := b.Membership; {
		case m.State == models.MembershipAccepted:
			page.Members = append(page.Members, hat)
		case m.State == models.MembershipAsked && !m.Over(page.Now):
			page.Asking = append(page.Asking, hat)
		case m.State == models.MembershipInvited && !m.Over(page.Now):
			page.Invited = append(page.Invited, hat)
		default:
			page.Over = append([]ourHat{hat}, page.Over...)
		}
	}
	page.Over = page.Over[:min(len(page.Over), maxOver)]
}

func ourHatOf(page *render.Page, b models.Belonging) ourHat {
	m := b.Membership
	hat := ourHat{personRow: personRowOf(page, b.Person), ID: m.ID}
	hat.Headline = "" // her address stands there: it says who this is, and where at home
	if m.State != models.MembershipAccepted {
		hat.Tie, hat.Text = stateOf(page, b)
		hat.Note = m.Reason
		if m.State == models.MembershipAsked {
			hat.Note = m.Message
		}
		hat.Again = m.State == models.MembershipInvited && page.Now.Sub(m.OpenedAt) >= models.AskAgainAfter
		return hat
	}
	hat.Part = roleSince(page, m)
	if hat.Tie, hat.Text = verdictOf(page, b); !m.Shown {
		hat.Tie, hat.Text = "onbekend", page.T("hats.she_hides", "Name", b.Person.DisplayName())
	}
	if _, at := m.Verdict(page.Now); !at.IsZero() && m.Shown {
		hat.Checked = page.T("hats.checked", "Date", page.DateTime(at.In(page.Site.Location)))
	}
	for _, role := range []models.Role{models.Member, models.HostRole, models.Orchestrator} {
		hat.Roles = append(hat.Roles, option{Value: string(role), Label: page.T("hats.role_" + string(role)), Checked: role == m.Role})
	}
	return hat
}

// decideHat does what a button on the page says and gives the notice.
func (p *Pages) decideHat(w http.ResponseWriter, r *http.Request, page *hatManagePage) (notice string, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return "", models.Fail(models.Invalid, "error.request_invalid")
	}
	ctx, st, id := r.Context(), p.o.Store, r.PostForm.Get("hat")
	reason, err := models.ParseMembershipText(r.PostForm.Get("reason"))
	if err != nil {
		return "", err
	}
	needs := func(action models.Action) error {
		if page.Visitor.Can(action) {
			return nil
		}
		return models.Fail(models.Forbidden, "error.forbidden")
	}
	switch r.PostForm.Get("do") {
	case "accept":
		return "hats.notice_accepted", st.DecideMembership(ctx, id, true, models.Member, "")
	case "decline":
		return "hats.notice_declined", st.DecideMembership(ctx, id, false, "", reason)
	case "invite":
		if err := needs(models.Invite); err != nil {
			return "", err
		}
		return "hats.notice_invited", p.inviteHat(r, page)
	case "again":
		return "hats.notice_invited_again", p.inviteAgain(r, id)
	case "withdraw":
		return "hats.notice_withdrawn", st.RemoveMembership(ctx, id, "")
	case "remove":
		if err := needs(models.RemoveMember); err != nil {
			return "", err
		}
		return "hats.notice_removed", st.RemoveMembership(ctx, id, reason)
	case "role":
		role := models.Role(r.PostForm.Get("role"))
		if role != roleOr(role) {
			return "", models.Fail(models.Invalid, "error.role_invalid", "Role", shortened(string(role)))
		}
		if err := needs(models.AssignRoles); err != nil {
			return "", err
		}
		return "hats.notice_role", st.SetMembershipRole(ctx, id, role)
	}
	return "", models.Fail(models.Invalid, "error.request_invalid")
}

// inviteHat invites the person elsewhere whose address was typed.
func (p *Pages) inviteHat(r *http.Request, page *hatManagePage) error {
	typed := strings.TrimSpace(strings.ToValidUTF8(r.PostForm.Get("acct"), ""))
	page.Acct = shortened(typed)
	ctx, cancel := context.WithTimeout(r.Context(), findTime)
	defer cancel()
	person, err := p.find(ctx, typed)
	switch {
	case err != nil:
		return err
	case person.Local:
		return models.Fail(models.Conflict, "hats.error_ours", "Name", person.DisplayName())
	case person.Kind != models.Person:
		return models.Fail(models.Invalid, "hats.error_no_person", "Name", person.DisplayName())
	}
	if able, err := p.o.Remote.Can(ctx, person, hatsFeature); err != nil {
		return models.Fail(models.Invalid, "remote.unreachable", "Host", person.Host)
	} else if !able {
		return models.Fail(models.Invalid, "hats.error_unable", "Host", person.Host)
	}
	_, err = p.o.Store.InviteMember(r.Context(), person.ID, models.Member)
	return err
}

func (p *Pages) inviteAgain(r *http.Request, id string) error {
	m, err := p.o.Store.Membership(r.Context(), id)
	if err != nil {
		return err
	}
	if n, err := p.node(r.Context()); err != nil || m.CollectiveID != n.Collective || m.State != models.MembershipInvited {
		return models.Fail(models.Conflict, "error.invite_over")
	}
	_, err = p.o.Store.InviteMember(r.Context(), m.PersonID, m.Role)
	return err
}
