package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
)

func init() {
	moreSamples = append(moreSamples, func(w *world, begin func(path string) render.Page, out map[string]sample) {
		mine, ours := w.hats()
		settings := &hatSettingsPage{Page: begin("/settings/hats")}
		settings.fill(mine)
		out["hat_settings"] = sample{"hat_settings.html", settings}
		wrong := &hatSettingsPage{Page: begin("/settings/hats"), Acct: "kade"}
		wrong.fill(nil)
		wrong.Error = wrong.T("remote.address_invalid", "Address", "kade")
		if w.name == "hostile" {
			wrong.Acct = evil
		}
		out["hat_settings_error"] = sample{"hat_settings.html", wrong}
		failed := &hatSettingsPage{Page: begin("/settings/hats")}
		failed.fill(mine)
		failed.Failure = failed.T("error.membership_over")
		out["hat_settings_failed"] = sample{"hat_settings.html", failed}

		manage := &hatManagePage{Page: begin("/manage/hats")}
		manage.fill(ours)
		out["hat_manage"] = sample{"hat_manage.html", manage}
		nobody := &hatManagePage{Page: begin("/manage/hats"), Acct: "joost@mastodon.example"}
		nobody.fill(nil)
		nobody.Error = nobody.T("hats.error_unable", "Host", "mastodon.example")
		out["hat_manage_error"] = sample{"hat_manage.html", nobody}

		for i, b := range mine[:min(3, len(mine))] {
			join := &hatJoinPage{Page: begin("/settings/hats/join"), Message: "Ik maak boeken."}
			join.fill(b.Collective, i == 0, i == 2)
			if i == 0 {
				join.Message, join.Error = b.Membership.Message, join.T("error.text_too_long", "Max", 1000)
			}
			out[[]string{"hat_join", "hat_join_unable", "hat_join_silent"}[i]] = sample{"hat_join.html", join}
		}

		for _, b := range ours[:min(1, len(ours))] {
			person := &elsewherePage{Page: begin("/@sam@kadewest.example")}
			person.fill(b.Person)
			person.Hats = hatListOf(&person.Page, ours[:2])
			out["person_elsewhere"] = sample{"person_elsewhere.html", person}
		}

		members := &membersPage{Page: begin("/members")}
		members.Title = members.T("members.title")
		members.Elsewhere = elsewhereOf(&members.Page, ours, "")
		out["members_elsewhere"] = sample{"members.html", members}

		profile := &profilePage{Page: begin("/@joost")}
		profile.actor(w.members0())
		profile.Hats = hatListOf(&profile.Page, mine[:min(4, len(mine))])
		out["profile_hats"] = sample{"profile.html", profile}
	})
}

// hats are the memberships of one of ours, and those of people elsewhere here.
func (w *world) hats() (mine, ours []models.Belonging) {
	if w.name == "empty" {
		return nil, nil
	}
	ago := func(d time.Duration) *time.Time { at := sampleNow.Add(-d); return &at }
	day := 24 * time.Hour
	make := func(id string, person, collective models.Actor, state models.MembershipState, change func(m *models.Membership)) models.Belonging {
		m := models.Membership{
			ID: id, PersonID: person.ID, CollectiveID: collective.ID, State: state, OpenedAt: *ago(2 * day), ExpiresAt: sampleNow.Add(28 * day),
			UpdatedAt: *ago(day), Role: models.Member,
		}
		if state == models.MembershipAccepted {
			m.SinceAt, m.Shown, m.CheckedAt = ago(900*day), true, ago(2*time.Hour)
			m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt = m.CheckedAt, m.CheckedAt, m.CheckedAt
		}
		if change != nil {
			change(&m)
		}
		return models.Belonging{Membership: m, Person: person, Collective: collective}
	}
	joost := w.members[0].Actor
	noorderwerf, kade, oost := w.following[0].Actor, w.following[1].Actor, w.followers[1].Actor
	text := "Ik letter gevelborden en zoek vakgenoten om mee te lunchen.\nDonderdag kan ik altijd."
	if w.name == "hostile" {
		text = evil
		bad := []*models.Actor{&oost}
		for _, a := range bad {
			a.Name, a.URL, a.Summary = evil, "javascript:alert(1)", evil
		}
	}
	unseen := func(m *models.Membership) { m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt = nil, nil, nil }
	mine = []models.Belonging{
		make("m2", joost, noorderwerf, models.MembershipAccepted, func(m *models.Membership) { m.Role = models.HostRole }),
		make("m1", joost, w.us, models.MembershipAccepted, nil),
		make("m3", joost, kade, models.MembershipAccepted, unseen),
		make("m4", joost, oost, models.MembershipAccepted, func(m *models.Membership) {
			m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt = ago(12*day), ago(12*day), ago(12*day)
		}),
		make("m5", joost, kade, models.MembershipAsked, func(m *models.Membership) { m.Message = text }),
		make("m6", joost, oost, models.MembershipAsked, func(m *models.Membership) { m.OpenedAt = *ago(5 * day) }),
		make("m7", joost, noorderwerf, models.MembershipInvited, nil),
		make("m8", joost, kade, models.MembershipRefused, func(m *models.Membership) { m.EndedAt, m.Reason = ago(40*day), text }),
		make("m9", joost, oost, models.MembershipEnded, func(m *models.Membership) { m.EndedAt = ago(300 * day) }),
		make("m10", joost, noorderwerf, models.MembershipExpired, nil),
		make("m11", joost, kade, models.MembershipWithdrawn, nil),
		make("m12", joost, oost, models.MembershipAccepted, func(m *models.Membership) { m.Shown = false }),
		make("m13", joost, kade, models.MembershipAccepted, func(m *models.Membership) { m.DeniedAt, m.Denied = ago(day), "stamp" }),
		make("m14", joost, oost, models.MembershipAccepted, func(m *models.Membership) {
			m.ClaimSeenAt, m.StampSeenAt, m.EntrySeenAt, m.SilentSince = ago(40*day), ago(40*day), ago(40*day), ago(39*day)
		}),
	}
	sam, noor := w.followers[2].Actor, w.followers[2].Actor
	sam.ID, sam.Name, sam.Handle, sam.Host, sam.Domain = "sam", "Sam Vermeer", "sam", "kadewest.example", "kadewest.example"
	sam.URI, sam.URL, sam.Summary = "https://kadewest.example/users/sam", "https://kadewest.example/@sam", "<p>illustrator</p><p>Tekent alles.</p>"
	if w.name == "hostile" {
		sam = w.followers[2].Actor
		sam.Name, sam.Summary, sam.URL, sam.Host = evil, evil, "javascript:alert(1)", evil
		noor.Name = evil
	}
	ours = []models.Belonging{
		make("o1", sam, w.us, models.MembershipAccepted, nil),
		make("o2", sam, oost, models.MembershipAccepted, unseen),
		make("o3", noor, w.us, models.MembershipAsked, func(m *models.Membership) { m.Message = text }),
		make("o4", noor, w.us, models.MembershipInvited, func(m *models.Membership) { m.OpenedAt = *ago(4 * day) }),
		make("o5", noor, w.us, models.MembershipAccepted, func(m *models.Membership) { m.Shown = false }),
		make("o6", noor, w.us, models.MembershipAccepted, func(m *models.Membership) { m.DeniedAt, m.Denied = ago(day), "claim" }),
		make("o7", noor, w.us, models.MembershipEnded, func(m *models.Membership) { m.EndedAt, m.Reason = ago(3*day), text }),
	}
	return mine, ours
}
