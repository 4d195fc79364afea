package web

import (
	"strings"

	"knoop/handlers/render"
	"knoop/models"
)

func init() {
	moreSamples = append(moreSamples, func(w *world, begin func(string) render.Page, out map[string]sample) {
		me := w.members0()
		edit := func(p models.Profile, wrong map[models.ProfileField]string) *settingsProfilePage {
			page := &settingsProfilePage{Page: begin("/settings/profile")}
			page.Visitor = render.Visitor{Actor: &me, Role: models.Member}
			page.fill(p, wrong, w.choices())
			return page
		}
		out["settings_profile"] = sample{"settings_profile.html", edit(w.profile(me), nil)}
		read := &profileRead{profile: models.Profile{Name: strings.Repeat("x", 200), Postcode: "1106 AB", Neighbourhood: me.Name + " 8", Links: []models.ProfileLink{{URL: "javascript:alert(1)"}}}}
		page := &settingsProfilePage{Page: begin("/settings/profile")}
		read.check(page.Printer)
		out["settings_profile_error"] = sample{"settings_profile.html", edit(read.profile, read.errors)}

		members := &profilePage{Page: begin("/@joost")}
		members.actor(me)
		members.Visitor = render.Visitor{Actor: &me, Role: models.Member}
		members.person(w.profile(me).Show(models.ForMembers), "", w.proofs())
		out["profile_own"] = sample{"profile.html", members}
	})
}
