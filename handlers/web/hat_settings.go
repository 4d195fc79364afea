package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"knoop/handlers/auth"
	"knoop/handlers/render"
	"knoop/models"
)

// hatSettingsPage is all that a person has with collectives.
type hatSettingsPage struct {
	render.Page
	Rooms   roomNav
	Failure string // what is wrong with none of the fields
	Hats    []myHat
	Waiting []myHat
	Over    []myHat
	Acct    string // what she typed
	Error   string // beside the field
}

// myHat is one membership with what its person can do about it.
type myHat struct {
	hatRow
	ID       string
	Note     string // what was said with it
	Here     bool   // of our own collective: follows her profile
	Shown    bool
	Held     bool // a membership that stands
	Again    bool // may be asked once more
	Withdraw bool
	Answer   bool // an invitation that waits for her
}

// HatSettings shows a person her hats and does what its buttons say:
// /settings/hats.
func (p *Pages) HatSettings(w http.ResponseWriter, r *http.Request) error {
	who, err := hatOwner(r)
	if err != nil {
		return err
	}
	var failure error
	if r.Method == http.MethodPost {
		notice, err := p.changeHat(w, r, who)
		if err == nil {
			p.o.Render.Say(w, notice)
			return redirect(w, r, "/settings/hats")
		}
		var e *models.Error
		if !errors.As(err, &e) || e.Kind == models.NotFound {
			return err
		}
		failure = err
	}
	return p.hatSettings(w, r, who, func(page *hatSettingsPage) {
		page.Failure = page.says(failure)
	})
}

// hatOwner gives who keeps her hats here: a person of ours. Someone who signed
// in from elsewhere keeps them at her home.
func hatOwner(r *http.Request) (models.Actor, error) {
	who := auth.Who(r)
	if !who.Actor.Local {
		return models.Actor{}, models.Fail(models.Forbidden, "error.hats_at_home", "Host", who.Actor.Host)
	}
	return *who.Actor, nil
}

// hatSettings shows the page; wrong says what is, if anything.
func (p *Pages) hatSettings(w http.ResponseWriter, r *http.Request, who models.Actor, wrong func(*hatSettingsPage)) error {
	all, err := p.o.Store.MembershipsOf(r.Context(), who.ID)
	if err != nil {
		return fmt.Errorf("read hats: %w", err)
	}
	page := &hatSettingsPage{Page: p.o.Render.Page(r, "")}
	page.fill(all)
	wrong(page)
	status := http.StatusOK
	if page.Failure != "" || page.Error != "" {
		status = http.StatusUnprocessableEntity
		page.Title = page.T("layout.error_prefix", "Title", page.Title)
	}
	return p.o.Render.HTML(w, r, status, "hat_settings.html", page)
}

// says gives the sentence of an error that is for a person; "" of none.
func (page *hatSettingsPage) says(err error) string {
	var e *models.Error
	if !errors.As(err, &e) {
		return ""
	}
	return page.T(e.Key, e.Args...)
}

func (page *hatSettingsPage) fill(all []models.Belonging) {
	page.Title, page.Here, page.NoIndex = page.T("hats.settings_title"), "settings", true
	page.Rooms = roomsOf(&page.Page, "settings", settingsRooms)
	for _, b := range all {
		hat := myHatOf(&page.Page, b)
		switch m := b.Membership; {
		case m.State == models.MembershipAccepted:
			page.Hats = append(page.Hats, hat)
		case m.State.Waiting() && !m.Over(page.Now):
			page.Waiting = append(page.Waiting, hat)
		default:
			page.Over = append(page.Over, hat)
		}
	}
	slices.SortStableFunc(page.Hats, func(a, b myHat) int { // our own first
		switch {
		case a.Here == b.Here:
			return 0
		case a.Here:
			return -1
		}
		return 1
	})
	slices.Reverse(page.Over)
}

func myHatOf(page *render.Page, b models.Belonging) myHat {
	m := b.Membership
	hat := myHat{
		hatRow: hatRowOf(page, b), ID: m.ID, Here: b.Collective.Local, Shown: m.Shown,
		Held: m.State == models.MembershipAccepted,
	}
	if hat.Host == "" && !hat.Here {
		hat.Host = b.Collective.Domain
	}
	if !hat.Held {
		hat.Part = ""
		hat.Tie, hat.Text = stateOf(page, b)
		hat.Note = m.Reason
	} else {
		hat.Part = roleSince(page, m)
	}
	if hat.Held && !hat.Shown {
		hat.Tie, hat.Text = "onbekend", page.T("hats.hidden")
	}
	if m.Over(page.Now) {
		return hat
	}
	switch m.State {
	case models.MembershipAsked:
		hat.Withdraw, hat.Again, hat.Note = true, page.Now.Sub(m.OpenedAt) >= models.AskAgainAfter, m.Message
	case models.MembershipInvited:
		hat.Answer, hat.Note = true, m.Message
	}
	return hat
}

// roleSince says what she is there, in her own list: whether it is confirmed is
// said beside it.
func roleSince(page *render.Page, m models.Membership) string {
	role := page.T("hats.role_" + string(roleOr(m.Role)))
	if m.SinceAt == nil {
		return role
	}
	at := m.SinceAt.In(page.Site.Location)
	return page.T("hats.part_since", "Role", role, "Month", page.Month(at), "Year", at.Year())
}

// stateOf says where a membership stands that is none yet, or no longer.
func stateOf(page *render.Page, b models.Belonging) (tie, text string) {
	m := b.Membership
	date := func(t time.Time) string { return page.Date(t.In(page.Site.Location)) }
	ended := date(m.UpdatedAt)
	if m.EndedAt != nil {
		ended = date(*m.EndedAt)
	}
	name := b.Collective.DisplayName()
	switch {
	case m.Over(page.Now), m.State == models.MembershipExpired:
		return "af", page.T("hats.state_expired", "Date", date(m.ExpiresAt))
	case m.State == models.MembershipAsked && page.Now.Sub(m.OpenedAt) >= models.AskAgainAfter:
		return "onbekend", page.T("hats.state_no_answer", "Date", date(m.OpenedAt))
	case m.State == models.MembershipAsked:
		return "los", page.T("hats.state_asked", "Date", date(m.OpenedAt))
	case m.State == models.MembershipInvited && b.Collective.Local:
		return "los", page.T("hats.state_we_invited", "Date", date(m.OpenedAt))
	case m.State == models.MembershipInvited:
		return "los", page.T("hats.state_invited", "Name", name, "Date", date(m.ExpiresAt))
	case m.State == models.MembershipRefused:
		return "af", page.T("hats.state_refused", "Date", ended)
	case m.State == models.MembershipWithdrawn:
		return "af", page.T("hats.state_withdrawn", "Date", ended)
	}
	return "af", page.T("hats.state_ended", "Date", ended)
}

// changeHat does what a button on the page says and gives the notice.
func (p *Pages) changeHat(w http.ResponseWriter, r *http.Request, who models.Actor) (notice string, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return "", models.Fail(models.Invalid, "error.request_invalid")
	}
	ctx, st, id := r.Context(), p.o.Store, r.PostForm.Get("hat")
	switch r.PostForm.Get("do") {
	case "show":
		return "hats.notice_shown", st.ShowMembership(ctx, who.ID, id, true)
	case "hide":
		return "hats.notice_hidden", st.ShowMembership(ctx, who.ID, id, false)
	case "leave":
		return "hats.notice_left", st.LeaveMembership(ctx, who.ID, id)
	case "withdraw":
		return "hats.notice_withdrawn", st.LeaveMembership(ctx, who.ID, id)
	case "yes":
		return "hats.notice_joined", st.AnswerInvite(ctx, who.ID, id, true)
	case "no":
		return "hats.notice_refused", st.AnswerInvite(ctx, who.ID, id, false)
	case "again":
		m, err := st.Membership(ctx, id)
		if err == nil && m.PersonID != who.ID {
			err = models.Fail(models.NotFound, "error.not_found")
		}
		if err != nil {
			return "", err
		}
		return "hats.notice_asked_again", p.askAgain(ctx, who, m)
	}
	return "", models.Fail(models.Invalid, "error.request_invalid")
}

// askAgain sends her question to a collective once more; one that is over becomes
// a new one, for which its server must be able to do hats.
func (p *Pages) askAgain(ctx context.Context, who models.Actor, m models.Membership) error {
	if m.State != models.MembershipAsked || m.Over(p.o.Clock()) {
		collective, err := p.o.Store.Actor(ctx, m.CollectiveID)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, findTime)
		defer cancel()
		if err := p.hatAble(ctx, collective); err != nil {
			return err
		}
	}
	_, err := p.o.Store.AskMembership(ctx, who.ID, m.CollectiveID, m.Message)
	return err
}
