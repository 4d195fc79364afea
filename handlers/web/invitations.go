package web

import (
	"fmt"
	"net/http"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// invitationsListed bounds the list of single invitations.
const invitationsListed = 100

type invitationsPage struct {
	render.Page
	Rooms   roomNav
	Mail    bool
	Funnel  []funnelStep
	Waves   []waveLine
	Singles []invitationLine
	OptOuts int
}

// funnelStep is one step of what became of invitations: how many, of how many,
// or that nobody knows.
type funnelStep struct {
	Label, Text, Note string
	N, Of             int
	Known             bool
}

// waveLine is a wave in the list.
type waveLine struct {
	Name, URL, When string
	Tie, State      string
	Count           string
}

// invitationLine is an invitation by link or to one person in the list.
type invitationLine struct {
	What, URL  string
	Tie, State string
	About      string
}

// Invitations shows how people are invited and what comes of it:
// /manage/invitations.
func (p *Pages) Invitations(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	total, each, err := p.o.Store.Funnels(ctx)
	if err != nil {
		return err
	}
	waves, err := p.o.Store.Waves(ctx)
	if err != nil {
		return err
	}
	singles, err := p.o.Store.Invitations(ctx, invitationsListed)
	if err != nil {
		return err
	}
	out, err := p.o.Store.OptOuts(ctx)
	if err != nil {
		return err
	}
	addresses := make([]string, len(singles))
	for i, one := range singles {
		if addresses[i], err = p.o.Store.InvitationAddress(one); err != nil {
			return fmt.Errorf("open an invitation's address: %w", err)
		}
	}
	page := &invitationsPage{Page: p.o.Render.Page(r, ""), Mail: p.o.Mail, OptOuts: int(out)}
	page.fill(total, each, waves, singles, addresses)
	return p.o.Render.HTML(w, r, http.StatusOK, "invitations.html", page)
}

func (page *invitationsPage) fill(total store.Funnel, each map[string]store.Funnel, waves []models.Wave, singles []models.Invitation, addresses []string) {
	page.Title, page.Here, page.NoIndex = page.T("invite.title"), "manage", true
	page.Rooms = roomsOf(&page.Page, "manage", manageRooms)
	if total.Invited+total.Links > 0 {
		page.Funnel = funnelOf(&page.Page, total)
	}
	for _, w := range waves {
		line := waveLine{Name: w.Name, URL: waveURL(w.ID), When: page.Date(w.CreatedAt.In(page.Now.Location()))}
		line.Tie, line.State = waveTie(&page.Page, w)
		f := each[w.ID]
		if w.State == models.WavePreview {
			line.Count = page.N("invite.wave_rows", w.Total)
		} else {
			line.Count = page.N("invite.wave_invited", f.Invited) + ", " + page.N("invite.joined", f.Joined)
		}
		page.Waves = append(page.Waves, line)
	}
	for i, one := range singles {
		page.Singles = append(page.Singles, page.single(one, addresses[i]))
	}
}

func (page *invitationsPage) single(i models.Invitation, address string) invitationLine {
	line := invitationLine{URL: invitationURL(i.ID), What: invitationName(&page.Page, i, address)}
	line.Tie, line.State = invitationTie(&page.Page, i)
	if i.MaxUses > 1 {
		line.About = page.N("invite.joined", i.Uses)
	}
	return line
}

// invitationName says whom an invitation is for.
func invitationName(page *render.Page, i models.Invitation, address string) string {
	switch {
	case i.Name != "":
		return i.Name
	case address != "":
		return models.MaskMail(address)
	case i.MaxUses > 1:
		return page.N("invite.link_for", i.MaxUses)
	case i.Kind == models.InvitedByLink:
		return page.T("invite.link_for_one")
	}
	return page.T("invite.forgotten")
}

// invitationTie draws where an invitation stands.
func invitationTie(page *render.Page, i models.Invitation) (tie, state string) {
	switch i.State(page.Now) {
	case models.InvitationUsed:
		return "vast", page.T("invite.state_used")
	case models.InvitationRevoked:
		return "af", page.T("invite.state_revoked")
	case models.InvitationExpired:
		return "af", page.T("invite.state_expired")
	}
	return "los", page.T("invite.state_open", "Date", page.DateShort(i.ExpiresAt.In(page.Now.Location())))
}

// waveTie draws where a wave stands.
func waveTie(page *render.Page, w models.Wave) (tie, state string) {
	switch w.State {
	case models.WaveDone:
		return "vast", page.T("invite.wave_done")
	case models.WaveRunning:
		return "los", page.T("invite.wave_running", "Done", page.Number(w.Done), "Total", page.Number(w.Total))
	case models.WaveStopped:
		return "af", page.T("invite.wave_stopped", "Done", page.Number(w.Done), "Total", page.Number(w.Total))
	}
	return "onbekend", page.T("invite.wave_preview")
}

// funnelOf says what became of invitations, step by step. What we cannot know is
// said to be unknown.
func funnelOf(page *render.Page, f store.Funnel) []funnelStep {
	base := f.Invited
	step := func(name string, n int, known bool, note string) funnelStep {
		s := funnelStep{Label: page.T("invite.step_" + name), N: n, Of: max(base, n), Known: known, Note: note}
		s.Text = page.Number(n)
		if !known {
			s.Text = page.T("invite.unknown")
		} else if name != "invited" && f.Links == 0 && base >= n {
			s.Text = page.T("invite.of", "N", page.Number(n), "Of", page.Number(base))
		}
		return s
	}
	links := ""
	if f.Links > 0 {
		links = page.N("invite.note_links", f.Links)
	}
	steps := []funnelStep{step("invited", f.Invited, f.Invited > 0, links)}
	switch mailed := ""; {
	case f.ByMail == 0:
		steps = append(steps, step("mailed", 0, false, page.T("invite.note_no_mail")))
	default:
		if f.Refused > 0 {
			mailed = page.N("invite.note_refused", f.Refused)
		} else if f.ByMail < f.Invited {
			mailed = page.T("invite.note_handed", "N", page.Number(f.Invited-f.ByMail))
		}
		steps = append(steps, step("mailed", f.Mailed, true, mailed))
	}
	return append(steps,
		step("opened", f.Opened, true, page.T("invite.note_opened")),
		step("joined", f.Joined, true, ""),
		step("met", f.Met, f.Met > 0, metNote(page, f)),
	)
}

// metNote says of how many we do not know whether they came.
func metNote(page *render.Page, f store.Funnel) string {
	switch {
	case f.Met == 0:
		return page.T("invite.note_met")
	case f.Met < f.Joined:
		return page.N("invite.note_met_rest", f.Joined-f.Met)
	}
	return ""
}

func invitationURL(id string) string { return "/manage/invitations/" + id }

func waveURL(id string) string { return "/manage/invitations/waves/" + id }
