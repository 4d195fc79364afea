package web

import (
	"net/http"
	"net/url"
	"time"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

func init() { moreSamples = append(moreSamples, inviteSamples) }

func inviteSamples(w *world, begin func(path string) render.Page, out map[string]sample) {
	say := func(s string) string {
		if w.name == "hostile" {
			return evil
		}
		return s
	}
	opened := sampleNow.Add(-time.Hour)
	link := models.Invitation{
		ID: "i1", Kind: models.InvitedByLink, MaxUses: 25, Uses: 3, Text: say("Kom donderdag kijken."), OpenedAt: &opened,
		CreatedAt: sampleNow, ExpiresAt: sampleNow.Add(30 * 24 * time.Hour),
	}
	mailed := models.Invitation{
		ID: "i2", Kind: models.InvitedByMail, MaxUses: 1, Name: say("Noor de Vries"), Source: say("de winkeliersvereniging"), Basis: models.BasisPublic,
		MailState: models.MailSent, MailedAt: &opened, CreatedAt: sampleNow, ExpiresAt: sampleNow.Add(30 * 24 * time.Hour),
	}
	old, back, used, gone := mailed, mailed, mailed, mailed
	old.ExpiresAt, old.MailState, old.MailedAt = opened, models.MailRefused, nil
	back.RevokedAt = &opened
	used.Uses = 1
	gone.Name, gone.MailState, gone.MailedAt = "", "", nil
	singles := []models.Invitation{link, mailed, old, back, used, gone}
	waves := []models.Wave{
		{ID: "w1", Name: say("Winkeliersvereniging Ganzenhoef"), State: models.WaveDone, Total: 112, Done: 112, Made: 110, Passed: 2, ByMail: true, CreatedAt: sampleNow},
		{ID: "w2", Name: say("Beurs"), State: models.WaveRunning, Total: 1700, Done: 612, Made: 600, CreatedAt: sampleNow},
		{ID: "w3", Name: say("Buurtmarkt"), State: models.WaveStopped, Total: 40, Done: 20, Made: 20, CreatedAt: sampleNow},
		{ID: "w4", Name: say("Oude lijst"), State: models.WavePreview, Total: 70, CreatedAt: sampleNow},
	}
	funnel := store.Funnel{Invited: 1204, Links: 2, ByMail: 1100, Mailed: 1088, Refused: 12, Opened: 340, Joined: 61}
	handed := store.Funnel{Invited: 20, Opened: 4, Joined: 2, Met: 1}
	list := &invitationsPage{Page: begin("/manage/invitations"), Mail: w.name != "empty"}
	if w.name == "empty" {
		list.fill(store.Funnel{}, nil, nil, nil, nil)
	} else {
		list.OptOuts = 3
		list.fill(funnel, map[string]store.Funnel{"w1": funnel, "w3": handed}, waves, singles, []string{"", "noor@elders.example", "", "", "", "noor@elders.example"})
	}
	out["invitations"] = sample{"invitations.html", list}

	for name, make := range map[string]func(*inviteFormPage){"link": (*inviteFormPage).linkForm, "mail": (*inviteFormPage).mailForm, "list": (*inviteFormPage).waveForm} {
		page := &inviteFormPage{Page: begin("/manage/invitations/" + name), Off: name == "mail"}
		make(page)
		out["invite_"+name] = sample{"invite_form.html", page}
	}
	wrong := &inviteFormPage{Page: begin("/manage/invitations/mail")}
	wrong.mailForm()
	wrong.Form.Get("address").Value = say("noor@")
	wrong.Form.wrong("address", models.Fail(models.Invalid, "error.mail_address"))
	wrong.Form.wrong("basis", models.Fail(models.Invalid, "error.basis_empty"))
	wrong.Form.wrong("", models.Fail(models.Conflict, "error.conflict"))
	out["invite_error"] = sample{"invite_form.html", wrong}

	for name, i := range map[string]models.Invitation{"link": link, "mailed": mailed, "expired": old, "used": used, "forgotten": gone} {
		page := &invitationPage{Page: begin("/manage/invitations/1")}
		page.Joined = []joinedRow{page.joined(store.Joined{Actor: w.members0(), At: sampleNow}), page.joined(store.Joined{Actor: w.members0(), At: sampleNow, Met: true})}
		_ = page.fill(i, sampleOrigin+"/join/k7rq2-mxp9d-tw4hz-cabcd", "noor@elders.example")
		out["invitation_"+name] = sample{"invitation.html", page}
	}
	poster := &printPage{Page: begin("/manage/invitations/1/print"), Until: "Werkt tot en met 1 april", Back: "/manage/invitations/1"}
	poster.sheet(w.card)
	_ = poster.slip(link, sampleOrigin+"/join/k7rq2-mxp9d-tw4hz-cabcd")
	out["invite_poster"] = sample{"invite_print.html", poster}
	slips := &printPage{Page: begin("/manage/invitations/waves/1/print"), Back: "/", Several: true, Next: "?after=3"}
	slips.sheet(w.card)
	for range 3 {
		_ = slips.slip(mailed, sampleOrigin+"/join/k7rq2-mxp9d-tw4hz-cabcd")
	}
	if w.name == "empty" {
		slips.Slips = nil
	}
	out["invite_slips"] = sample{"invite_print.html", slips}

	file := models.WaveFile{Name: say("lijst.csv"), Format: "csv", Charset: "Windows-1252", Repeated: 2}
	for line := 2; line < 140; line++ {
		file.Rows = append(file.Rows, models.WaveRow{Line: line, Name: say("Persoon"), Mail: "p@elders.example", Branch: say("bakker"), Neighbourhood: say("Gein"), Source: say("beurs"), Basis: models.BasisPublic})
	}
	file.Faults = []models.WaveFault{{Line: 12, Key: "error.row_mail", Args: []string{"Mail", say("noor@")}}, {Line: 31, Key: "error.row_quote"}}
	file.Remarks = []models.WaveFault{{Line: 14, Key: "error.row_formula", Args: []string{"Text", say("=1+1")}}, {Line: 15, Key: "error.row_repeated", Args: []string{"Before", "3"}}}
	for _, wave := range waves {
		page := &wavePage{Page: begin("/manage/invitations/waves/1")}
		page.fill(wave, wave.ID == "w4")
		if wave.State == models.WavePreview {
			page.preview(file, map[int]models.WaveVerdict{2: models.WaveInvited, 3: models.WaveMember, 4: models.WaveOptedOut}, 0)
		} else {
			page.Funnel = funnelOf(&page.Page, handed)
			page.progress(singles, make([]string, len(singles)))
		}
		out["wave_"+string(wave.State)] = sample{"wave.html", page}
	}
	nobody := &wavePage{Page: begin("/manage/invitations/waves/1")}
	nobody.fill(waves[3], false)
	nobody.preview(models.WaveFile{Name: "x", Format: "vcard", Charset: "UTF-8", Faults: file.Faults}, nil, 0)
	out["wave_nobody"] = sample{"wave.html", nobody}

	stranger := func(page *render.Page) {
		page.Visitor, page.Face = render.Visitor{}, render.Portrait{}
	}
	join := &joinPage{Page: begin("/join/x"), Key: "k", Domain: "zuidoostzelfstandig.example"}
	stranger(&join.Page)
	join.fill(mailed, w.members0(), w.card)
	join.questions(mailed, true)
	out["join"] = sample{"join.html", join}
	asked := &joinPage{Page: begin("/join/x"), Domain: "zuidoostzelfstandig.example"}
	stranger(&asked.Page)
	asked.fill(link, models.Actor{}, w.card)
	asked.questions(link, false)
	asked.Suggest = asked.T("join.suggested", "Handle", "@noor@zuidoostzelfstandig.example")
	asked.Form.wrong("name", models.Fail(models.Invalid, "error.name_empty"))
	out["join_error"] = sample{"join.html", asked}
	for name, version := range map[string]string{"join_code": "3", "join_code_changed": "2"} {
		signs := &joinPage{Page: begin("/join/x"), Domain: "zuidoostzelfstandig.example"}
		stranger(&signs.Page)
		signs.fill(link, w.members0(), w.card)
		signs.questions(link, true)
		signs.applicant(models.JoinRequest{Name: say("Soraya Lopes"), Handle: "soraya", Language: "nl"}, "soraya@elders.example")
		signs.code(models.Code{Version: 3, HTML: "<p>Deze code is van ons allemaal.</p>", PublishedAt: sampleNow}, models.Member)
		signs.agreed(&http.Request{PostForm: url.Values{"code_version": {version}, "do": {"suggest"}}})
		out[name] = sample{"join.html", signs}
	}
	in := &joinPage{Page: begin("/join/x")}
	in.fill(link, w.members0(), w.card)
	in.questions(link, false)
	in.Here = say("Samira")
	out["join_here"] = sample{"join.html", in}
	closed := &joinClosedPage{Page: begin("/join/x")}
	stranger(&closed.Page)
	closed.Site.Joinable = w.name != "empty"
	closed.fill(models.Fail(models.Gone, "error.invitation_expired"))
	out["join_closed"] = sample{"join_closed.html", closed}

	here := &herePage{Page: begin("/welcome/here")}
	row := personRowOf(&here.Page, w.members0())
	here.Host = &row
	here.next(w.events, sampleNow, w.node.Collective)
	here.fill("")
	out["welcome_here"] = sample{"welcome_here.html", here}

	for name, one := range map[string]bool{"all": false, "kind": true} {
		for _, done := range []bool{false, true} {
			page := &unsubscribePage{Page: begin("/unsubscribe/x"), Done: done}
			stranger(&page.Page)
			page.fill(one, models.MailRoleAsked)
			key := "unsubscribe_" + name
			if done {
				key += "_done"
			}
			out[key] = sample{"unsubscribe.html", page}
		}
	}
}
