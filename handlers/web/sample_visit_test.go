package web

import (
	"time"

	"knoop/federation/remote"
	"knoop/handlers/render"
	"knoop/models"
)

func init() {
	moreSamples = append(moreSamples, func(w *world, begin func(path string) render.Page, out map[string]sample) {
		host, name := "noorderwerf.example", "Noorderwerf"
		if w.name == "hostile" {
			host, name = evil, evil
		}
		for state, change := range map[string]func(*loginHomePage){
			"login_home":         func(*loginHomePage) {},
			"login_home_error":   func(p *loginHomePage) { p.Form.Acct, p.Form.Error = name, p.T("visit.error_empty") },
			"login_home_refused": func(p *loginHomePage) { p.Reason = p.T("visit.other_issuer", "Host", host) },
			"login_home_silent":  func(p *loginHomePage) { p.Silent, p.Host = true, host },
			"login_home_mail":    func(p *loginHomePage) { p.Silent, p.ByMail, p.Host = true, true, host },
			"login_home_unable":  func(p *loginHomePage) { p.Unable, p.Host = true, host },
		} {
			page := &loginHomePage{Page: begin("/login/home")}
			page.fill("/settings")
			change(page)
			out[state] = sample{"login_home.html", page}
		}
		client := remote.Client{Host: host, Name: name, Origin: "https://" + host}
		asked := askedFor{ClientID: "https://" + host + "/actor", State: name, Me: w.us.URI}
		consent := &consentPage{Page: begin("/oauth/authorize")}
		consent.fill(client, w.members0())
		consent.ask(client, asked)
		out["consent"] = sample{"consent.html", consent}
		other := &consentPage{Page: begin("/oauth/authorize")}
		other.fill(client, w.members0())
		other.other(w.us, w.members0(), "/oauth/authorize?x=1")
		out["consent_other"] = sample{"consent.html", other}
		for i, consents := range [][]models.Consent{nil, {{Origin: "https://" + host, Name: name, CreatedAt: sampleNow.Add(-90 * 24 * time.Hour), UsedAt: sampleNow.Add(-time.Hour)}}} {
			sites := &sitesPage{Page: begin("/settings/sites")}
			sites.fill(consents)
			out[[]string{"sites_none", "sites"}[i]] = sample{"settings_sites.html", sites}
		}
		visitor := &settingsPage{Page: begin("/settings")}
		visitor.Visitor = render.Visitor{Actor: &models.Actor{Handle: "noor", Name: name, Domain: host, URL: "https://" + host}, Role: models.Member, Way: models.SignedInByMail}
		visitor.fill()
		out["settings_visitor"] = sample{"settings.html", visitor}
	})
}
