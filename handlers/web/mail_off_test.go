package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"knoop/handlers/web"
	"knoop/models"
	"knoop/models/store/storetest"
)

// A node without a mail server says so wherever mail is missed, and what to do
// instead; one with a mail server says no such thing.
func TestPages_sayThatTheNodeSendsNoMail(t *testing.T) {
	for _, mail := range []bool{false, true} {
		h := newHouse(t, func(o *web.Options) { o.Mail = mail })
		storetest.Node(t, h.store)
		joost, err := h.store.ActorByHandle(t.Context(), "joost")
		if err != nil {
			t.Fatal(err)
		}
		_, invitation := h.invited(t, joost, 3)
		silent := url.Values{"acct": {"@noor@kade.example"}}
		h.remote.err = models.Fail(models.Invalid, "remote.unreachable")
		for _, c := range []struct {
			path    string
			form    url.Values
			in      bool   // as @joost
			off     string // what it says
			instead string // what to do
			on      string // what stands there when mail goes out
		}{
			{"/login", nil, false, "Deze server verstuurt geen mail.", "Log in met een herstelcode, of vraag een link", `action="/login/mail"`},
			{"/join", nil, false, "Deze server verstuurt geen mail.", "bewaar het adres ervan", `name="address"`},
			{invitation, nil, false, "Deze server verstuurt geen mail,", "dan geeft een orkestrator je een link", `name="address"`},
			{"/login/home", silent, false, "Deze server verstuurt geen mail,", "Vraag een orkestrator van Mokum om hulp", `action="/login/home/mail"`},
			{"/settings/mail", nil, true, "Deze server verstuurt nog geen mail", "krijg je van een orkestrator", `name="address"`},
			{"/manage/invitations", nil, true, "Deze server verstuurt geen mail", "je krijgt een link en een QR-code", ""},
			{"/manage/invitations/mail", nil, true, "Deze server verstuurt geen mail", "je krijgt een link en een QR-code", ""},
			{"/manage/mail", nil, true, "Deze server verstuurt nog geen mail", "geef je links zelf door", `name="address"`},
		} {
			h.cookie = nil
			if c.in {
				h.signIn(t, joost)
			}
			method := http.MethodGet
			if c.form != nil {
				method = http.MethodPost
			}
			page := body(h.do(t, method, c.path, c.form))
			if said := strings.Contains(page, c.off); said == mail {
				t.Errorf("%s, mail %v: says %v that it sends none", c.path, mail, said)
			}
			if mail {
				contains(t, c.path, page, c.on, "!geen mail<", "!"+c.instead)
			} else {
				contains(t, c.path, page, c.instead)
				if c.on != "" {
					contains(t, c.path, page, "!"+c.on)
				}
			}
		}
		if res := h.do(t, http.MethodPost, "/login/mail", url.Values{"address": {"noor@elders.example"}}); (res.StatusCode == http.StatusConflict) == mail {
			t.Errorf("mail %v, a link by mail: %d", mail, res.StatusCode)
		}
	}
}
