package web

import "knoop/handlers/render"

func init() {
	moreSamples = append(moreSamples, func(w *world, begin func(path string) render.Page, out map[string]sample) {
		login := &loginPage{Page: begin("/login?next=/settings/keys"), Next: "/settings/keys"}
		login.fill()
		out["login"] = sample{"login.html", login}
	})
}
