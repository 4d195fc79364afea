package web

import (
	"net/http"
	"time"

	"knoop/handlers/render"
	"knoop/models"
)

func init() {
	moreSamples = append(moreSamples, func(w *world, begin func(path string) render.Page, out map[string]sample) {
		r := w.request(http.MethodGet, "/settings/keys", "nl")
		r.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36")
		login := &loginPage{Page: begin("/login?next=/settings/keys"), Failure: "x", Mail: mailForm{On: true, Typed: w.us.Name, Error: "y"}}
		login.fill("/settings/keys")
		out["login"] = sample{"login.html", login}
		handed := &loginPage{Page: begin("/login")}
		handed.fill("/")
		out["login_without_mail"] = sample{"login.html", handed}

		code := &recoverPage{Page: begin("/login/recover"), Handle: w.us.Handle}
		code.fill("/")
		out["login_recover"] = sample{"login_recover.html", code}
		wrong := &recoverPage{Page: begin("/login/recover"), Handle: w.us.Handle}
		wrong.fill("/events")
		wrong.Error = wrong.T("error.recovery_wrong")
		out["login_recover_error"] = sample{"login_recover.html", wrong}

		for name, left := range map[string]int{"welcome_passkey": 0, "welcome_passkey_again": 8} {
			passkey := &welcomePasskeyPage{Page: begin("/welcome/passkey")}
			passkey.fill(r, "/events", left)
			out[name] = sample{"welcome_passkey.html", passkey}
		}
		away := &welcomePasskeyPage{Page: begin("/welcome/passkey"), Remote: true}
		away.fill(r, "/", 0)
		out["welcome_passkey_remote"] = sample{"welcome_passkey.html", away}

		ask := &codesPage{Page: begin("/welcome/codes"), Welcome: true, Next: "/", Left: 3}
		ask.fill(w.us.Handle, sampleOrigin)
		out["welcome_codes"] = sample{"recovery_codes.html", ask}
		shown := &codesPage{Page: begin("/settings/codes"), Next: "/settings/keys", Codes: []string{"0000-1111-2222", "3333-4444-5555"}}
		shown.fill(w.us.Handle, sampleOrigin)
		out["recovery_codes"] = sample{"recovery_codes.html", shown}

		keys := &keysPage{Page: begin("/settings/keys"), Codes: len(w.members)}
		keys.fill(r, w.keys())
		out["keys"] = sample{"keys.html", keys}
		remote := &keysPage{Page: begin("/settings/keys"), Remote: true}
		remote.fill(r, nil)
		out["keys_remote"] = sample{"keys.html", remote}

		devices := &devicesPage{Page: begin("/settings/devices")}
		devices.fill([]models.Session{
			{ID: "s", Device: "Firefox, Linux", CreatedAt: sampleNow.Add(-48 * time.Hour), UsedAt: sampleNow},
			{ID: "t", Device: w.us.Name, CreatedAt: sampleNow.Add(-480 * time.Hour), UsedAt: sampleNow.Add(-time.Hour)},
			{ID: "u", CreatedAt: sampleNow, UsedAt: sampleNow},
		}, "s")
		out["devices"] = sample{"devices.html", devices}

		form := &linkPage{Page: begin("/manage/links"), Handle: w.us.Handle}
		form.fill()
		form.Error = form.T("error.no_such_actor", "Handle", w.us.Handle)
		out["link_error"] = sample{"link_hand_out.html", form}
		made := &linkPage{Page: begin("/manage/links")}
		made.fill()
		if err := made.made(w.members0(), sampleOrigin+"/welcome/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"); err != nil {
			panic(err)
		}
		out["link"] = sample{"link_hand_out.html", made}

		other := &welcomePage{Page: begin("/welcome/x"), Other: w.us.Name}
		other.fill(w.members0())
		out["welcome_other"] = sample{"welcome.html", other}
	})
}

// keys are the passkeys of someone in this world.
func (w *world) keys() []models.Credential {
	if len(w.members) == 0 {
		return nil
	}
	used, long := sampleNow.Add(-3*time.Hour), sampleNow.Add(-40*24*time.Hour)
	return []models.Credential{
		{ID: "1", Name: "Telefoon", CreatedAt: long, UsedAt: &used, BackedUp: true},
		{ID: "2", Name: w.us.Name, CreatedAt: sampleNow},
		{ID: "3", Name: "Oude laptop", CreatedAt: long, UsedAt: &long, SuspectAt: &used},
	}
}
