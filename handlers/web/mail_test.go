package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// mailed gives the mails that wait, opened.
func (h *house) mailed(t *testing.T) []store.OpenMail {
	t.Helper()
	got, err := h.store.ClaimMails(t.Context(), now, now.Add(time.Minute), 10)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestMailSettings_provesAnAddressByALink(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	h.page(t, "/settings/mail", http.StatusOK, "We hebben geen adres van je", "Mail me een link", "!Wis mijn adres")
	res := h.do(t, http.MethodPost, "/settings/mail", url.Values{"do": {"address"}, "address": {" anna@elders.example"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	h.page(t, "/settings/mail", http.StatusOK, "We mailen je een link", "Wacht op jouw bevestiging", "anna@elders.example", "Wis mijn adres")
	mails := h.mailed(t)
	if len(mails) != 1 || mails[0].To != "anna@elders.example" {
		t.Fatalf("mailed %+v", mails)
	}
	path := strings.TrimPrefix(mails[0].Values["Link"], storetest.Origin)
	cookies := h.cookie
	h.cookie = nil // the mail is opened on another device
	for range 2 {
		h.page(t, path, http.StatusOK, "Is dit jouw adres?", "anna@elders.example", "noindex", "!>anna<")
	}
	if res := h.do(t, http.MethodPost, path, url.Values{}); res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/" {
		t.Fatalf("status %d", res.StatusCode)
	}
	h.page(t, path, http.StatusNotFound, "of hij is al gebruikt")
	h.cookie = cookies
	h.page(t, "/settings/mail", http.StatusOK, "Bevestigd op maandag 2 maart 2026", "anna@elders.example", "!Wacht op")
	if a, err := h.store.ActorByMail(t.Context(), "anna@elders.example"); err != nil || a.ID != anna.ID {
		t.Errorf("found %q, %v", a.ID, err)
	}
	if res := h.do(t, http.MethodPost, "/settings/mail", url.Values{"do": {"remove"}}); res.StatusCode != http.StatusSeeOther {
		t.Errorf("status %d", res.StatusCode)
	}
	h.page(t, "/settings/mail", http.StatusOK, "Je adres is gewist", "!anna@elders")
	if strings.Contains(h.log.String(), "elders.example") {
		t.Error("her address is in the log")
	}
}

func TestMailSettings_saysWhatIsWrongBesideTheField(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	h.signIn(t, storetest.Member(t, h.store, "anna"))
	for _, typed := range []string{"", "anna", `"><script>`, strings.Repeat("ä", 4000)} {
		res := h.do(t, http.MethodPost, "/settings/mail", url.Values{"do": {"address"}, "address": {typed}})
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%q: status %d", typed, res.StatusCode)
		}
		contains(t, typed, body(res), "Schrijf het als naam@voorbeeld.nl", `aria-invalid="true"`, `href="#address"`, "<title>Fout: ", "!<script>")
	}
	if res := h.do(t, http.MethodPost, "/settings/mail", url.Values{"do": {"steal"}}); res.StatusCode != http.StatusUnprocessableEntity && res.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestMailSettings_keepsHerWishes(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	anna := storetest.Member(t, h.store, "anna")
	h.signIn(t, anna)
	res := h.do(t, http.MethodPost, "/settings/mail", url.Values{"do": {"wishes"}, "language": {"en"}, "kind": {"hat_changed", "sign_in", "no_such"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	a, err := h.store.AddressOf(t.Context(), anna.ID)
	if err != nil || a.Language != "en" || a.Wants(models.MailRoleAsked) || !a.Wants(models.MailHatChanged) || !a.Wants(models.MailSignIn) {
		t.Errorf("she wants %+v, %v", a, err)
	}
	h.page(t, "/settings/mail", http.StatusOK, `value="hat_changed" checked`, `value="en" checked`, `!value="role_asked" checked`)
}

func TestManageMail_sendsATestMailAndShowsWhatWasRefused(t *testing.T) {
	h := newHouse(t)
	storetest.Node(t, h.store)
	joost, err := h.store.ActorByHandle(t.Context(), "joost")
	if err != nil {
		t.Fatal(err)
	}
	h.signIn(t, joost)
	h.page(t, "/manage/mail", http.StatusOK, "Alles kwam aan", "Stuur een proefmail")
	res := h.do(t, http.MethodPost, "/manage/mail", url.Values{"address": {"joost@elders.example"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	mails := h.mailed(t)
	if len(mails) != 1 || mails[0].Kind != models.MailTest || mails[0].To != "joost@elders.example" {
		t.Fatalf("mailed %+v", mails)
	}
	if err := h.store.SettleMail(t.Context(), mails[0].ID, models.MailRefused, time.Time{}, "550 no such mailbox"); err != nil {
		t.Fatal(err)
	}
	h.page(t, "/manage/mail", http.StatusOK, "De proefmail is op weg.", "550 no such mailbox", "j…@elders.example", "Geweigerd", "!joost@elders.example")
	res = h.do(t, http.MethodPost, "/manage/mail", url.Values{"address": {"joost"}})
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %d", res.StatusCode)
	}
	for range models.MaxTestMails {
		res = h.do(t, http.MethodPost, "/manage/mail", url.Values{"address": {"joost@elders.example"}})
	}
	contains(t, "one too many", body(res), "Er zijn dit uur al genoeg proefmails gestuurd")
}
