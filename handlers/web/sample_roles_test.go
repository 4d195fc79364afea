package web

import (
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, codeSamples, roleSamples, joinSamples) }

// word gives what stands on a page of this world in place of a text.
func (w *world) word(s string) string {
	if w.name == "hostile" {
		return evil
	}
	return s
}

func codeSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	html := "<p>Deze code is van ons allemaal.</p><h2>Zo gaan we met elkaar om</h2><ul><li>Je laat anderen uitpraten.</li></ul>"
	all := []models.Code{
		{Version: 3, HTML: html, Changes: w.word("Over foto’s staat er nu wat je eerst vraagt."), PublishedAt: sampleNow.Add(-50 * 24 * time.Hour)},
		{Version: 2, HTML: html, Changes: w.word("Korter."), PublishedAt: sampleNow.Add(-400 * 24 * time.Hour)},
		{Version: 1, HTML: html, PublishedAt: sampleNow.Add(-900 * 24 * time.Hour)},
	}
	code := &codePage{Page: begin("/code")}
	code.fill(all[0], all)
	out["code"] = sample{"code.html", code}
	older := &codePage{Page: begin("/code/1"), Newer: 3}
	older.fill(all[2], all)
	out["code_older"] = sample{"code.html", older}
	for name, signed := range map[string]models.Signature{"code_sign": {}, "code_sign_again": {Version: 1}, "code_signed": {Version: 3, SignedAt: sampleNow}} {
		page := &codePage{Page: begin("/code/sign")}
		if name == "code_sign_again" {
			page.Next = "/week"
		}
		if name == "code_sign" {
			page.Error = page.T("error.code_changed", "Version", 3)
		}
		page.sign(all[0], all, signed)
		out[name] = sample{"code_sign.html", page}
	}
	first := &manageCodePage{Page: begin("/manage/code")}
	first.fill(models.Code{})
	out["code_manage"] = sample{"code_manage.html", first}
	next := &manageCodePage{Page: begin("/manage/code"), Content: html}
	next.fill(models.Code{Version: 3, Source: w.word("Deze code is van ons allemaal.")})
	next.Form.wrong("changes", models.Fail(models.Invalid, "error.code_changes"))
	out["code_manage_error"] = sample{"code_manage.html", next}

	due := &settingsPage{Page: begin("/settings")}
	due.Site.Code, due.Site.Joinable = 3, true
	due.fill()
	due.asks(2)
	out["settings_due"] = sample{"settings.html", due}
	about := &aboutPage{Page: begin("/about")}
	about.Site.Code, about.Site.Joinable, about.Visitor = 3, true, render.Visitor{}
	about.fill(w.card, "0.1.0")
	out["about_open"] = sample{"about.html", about}
	profile := &profilePage{Page: begin("/@joost")}
	profile.Site.Code = 3
	profile.actor(w.members0())
	profile.Code = codeTie(&profile.Page, models.Signature{Version: 2, SignedAt: sampleNow})
	out["profile_code"] = sample{"profile.html", profile}
}

func (w *world) standings() []store.Standing {
	if len(w.members) < 4 {
		return nil
	}
	at := sampleNow.Add(-72 * time.Hour)
	one := func(id string, holder, second int, role models.Role, state models.DeputyState, handover bool) store.Standing {
		h, s := w.members[holder].Actor, w.members[second].Actor
		return store.Standing{Deputy: models.Deputy{
			ID: id, HolderID: h.ID, DeputyID: s.ID, Role: role, State: state, Handover: handover, AskedAt: at, AnsweredAt: &at,
		}, Holder: h, Second: s}
	}
	return []store.Standing{
		one("d1", 7, 0, models.Orchestrator, models.DeputyAccepted, false),
		one("d2", 1, 5, models.HostRole, models.DeputyAsked, false),
		one("d3", 7, 0, models.Orchestrator, models.DeputyAsked, true),
	}
}

func (w *world) people() []store.PersonHere {
	var out []store.PersonHere
	at := sampleNow.Add(-30 * 24 * time.Hour)
	for i, m := range w.members {
		one := store.PersonHere{Actor: m.Actor, Name: m.Actor.Name, Role: models.Member, Since: &at, Signed: 3}
		switch i {
		case 7:
			one.Role, one.SeenAt = models.Orchestrator, &at
		case 1, 2:
			one.Role, one.Signed = models.HostRole, i
		case 3:
			one.Since, one.Signed = nil, 0
		case 4:
			one.Actor.Local, one.Role = false, models.HostRole
		}
		out = append(out, one)
	}
	return out
}

func roleSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	standings := w.standings()
	of := func(from, to int) []store.Standing {
		return standings[min(from, len(standings)):min(to, len(standings))]
	}
	for name, own := range map[string]models.Role{"role_orchestrator": models.Orchestrator, "role_host": models.HostRole, "role_member": models.Member, "role_guest": models.Guest} {
		page := &roleSettingsPage{Page: begin("/settings/role")}
		switch own {
		case models.Orchestrator:
			page.fill(own, nil, append(of(0, 1), of(2, 3)...))
		case models.HostRole:
			page.fill(own, of(0, 1), of(1, 2))
			page.Form.wrong("deputy", models.Fail(models.Conflict, "error.deputy_has_role"))
		default:
			page.fill(own, of(1, 3), nil)
			page.Failure = page.T("error.last_orchestrator")
		}
		out[name] = sample{"role_settings.html", page}
	}
	people := w.people()
	var holders []store.PersonHere
	for _, one := range people {
		if one.Role != models.Member {
			holders = append(holders, one)
		}
	}
	roles := &manageRolesPage{Page: begin("/manage/roles")}
	roles.fill(holders, standings)
	out["role_manage"] = sample{"role_manage.html", roles}
	wrong := &manageRolesPage{Page: begin("/manage/roles")}
	wrong.fill(holders, nil)
	wrong.Give.wrong("member", models.Fail(models.NotFound, "error.no_such_actor", "Handle", w.word("noor")))
	out["role_manage_error"] = sample{"role_manage.html", wrong}

	members := &manageMembersPage{Page: begin("/manage/members")}
	members.Site.Code = 3
	members.fill(store.PeopleFilter{}, people, len(people)+100)
	out["member_manage"] = sample{"member_manage.html", members}
	some := &manageMembersPage{Page: begin("/manage/members")}
	some.fill(store.PeopleFilter{Text: w.word("joost"), Role: models.Member, Offset: 50}, nil, 0)
	out["member_manage_none"] = sample{"member_manage.html", some}
	for i, one := range people[:min(5, len(people))] {
		page := &manageMemberPage{Page: begin("/manage/members/x")}
		page.fill(one)
		if i == 0 {
			page.Form.wrong("role", models.Fail(models.Conflict, "error.last_orchestrator"))
		} else {
			page.Remove.wrong("reason", models.Fail(models.Invalid, "error.reason_empty"))
		}
		out["member_manage_"+string(rune('a'+i))] = sample{"member_manage_one.html", page}
	}
}

func joinSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	var deciders []models.Actor
	for _, m := range w.members {
		deciders = append(deciders, m.Actor)
	}
	deciders = deciders[:min(2, len(deciders))]
	door := models.JoinDoor{Questions: []models.JoinQuestion{{Text: w.word("Wat doe je voor werk?"), Required: true}, {Text: w.word("Wat zoek je bij ons?")}}}
	for name, page := range map[string]*joinAskPage{"join_ask": {}, "join_ask_member": {}, "join_ask_closed": {}, "join_ask_error": {}} {
		page.Page = begin("/join")
		if name != "join_ask_member" {
			page.Visitor = render.Visitor{}
		}
		page.Site.Code = 3
		page.fill(models.JoinDoor{Questions: door.Questions, Closed: name == "join_ask_closed"}, deciders, w.card, name != "join_ask_error")
		if name == "join_ask_error" {
			page.request(door, nil)
		}
		out[name] = sample{"join_ask.html", page}
	}
	at := sampleNow.Add(-26 * time.Hour)
	request := models.JoinRequest{
		ID: "r1", State: models.JoinWaiting, Name: w.word("Soraya Lopes"), Handle: w.word("soraya"), Language: "nl", CreatedAt: sampleNow.Add(-73 * time.Hour),
		Answers: []models.JoinAnswer{{Question: w.word("Wat doe je voor werk?"), Answer: w.word("Decorbouwer.\nIk werk nu alleen vanuit de bibliotheek.")}, {Question: w.word("Wat zoek je bij ons?")}},
	}
	states := []models.JoinState{models.JoinWaiting, models.JoinApproved, models.JoinDeclined, models.JoinWithdrawn}
	decided := []models.JoinRequest{}
	for _, state := range states {
		one := request
		one.State = state
		if state != models.JoinWaiting {
			one.DecidedAt, one.Reason = &at, w.word("We zitten vol tot de zomer.")
		}
		status := &joinStatusPage{Page: begin("/apply/x"), Address: sampleOrigin + "/apply/x"}
		status.fill(one, deciders)
		status.By = status.T("apply.by", "Name", w.word("Samira Haddou"))
		if state == models.JoinApproved {
			status.way(sampleOrigin+"/join/x", models.InvitationOpen, true)
		}
		out["join_status_"+string(state)] = sample{"join_status.html", status}
		decision := &manageRequestPage{Page: begin("/manage/requests/r1")}
		decision.fill(one, w.members0(), true)
		if state == models.JoinApproved {
			decision.way(models.Invitation{ExpiresAt: at, MaxUses: 1}, true, sampleNow)
		}
		if state == models.JoinWaiting {
			decision.No.wrong("reason", models.Fail(models.Invalid, "error.reason_empty"))
		}
		out["join_manage_"+string(state)] = sample{"join_manage_one.html", decision}
		decided = append(decided, one)
	}
	for state, name := range map[models.InvitationState]string{models.InvitationUsed: "joined", models.InvitationExpired: "expired"} {
		page := &joinStatusPage{Page: begin("/apply/x")}
		page.fill(decided[1], deciders)
		page.way("", state, true)
		out["join_status_"+name] = sample{"join_status.html", page}
	}
	list := &manageRequestsPage{Page: begin("/manage/requests")}
	if w.name == "empty" {
		list.Closed = true
		list.fill(nil, nil, nil)
	} else {
		list.fill(decided[:1], decided[1:3], map[string]models.Actor{"": w.members0()})
	}
	out["join_manage"] = sample{"join_manage.html", list}
	questions := &questionsPage{Page: begin("/manage/questions")}
	questions.fill(door)
	questions.Form.wrong("question1", models.Fail(models.Invalid, "error.text_too_long", "Max", models.MaxQuestion))
	out["join_questions"] = sample{"join_questions.html", questions}
}
