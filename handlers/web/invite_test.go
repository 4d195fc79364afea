package web_test

import (
	"bytes"
	"fmt"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// inviting signs @joost in, who runs the collective.
func (h *house) inviting(t *testing.T) models.Actor {
	t.Helper()
	storetest.Node(t, h.store)
	joost, err := h.store.ActorByHandle(t.Context(), "joost")
	if err != nil {
		t.Fatal(err)
	}
	h.signIn(t, joost)
	return joost
}

// send posts a file with a form.
func (h *house) send(t *testing.T, path, name string, file []byte, form url.Values) *http.Response {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for key := range form {
		_ = m.WriteField(key, form.Get(key))
	}
	if name != "" {
		part, err := m.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(file)
	}
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, storetest.Origin+path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	for _, c := range h.cookie {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.serve.ServeHTTP(w, r)
	return w.Result()
}

// work does what the server does with a wave that runs.
func (h *house) work(t *testing.T, id string) {
	t.Helper()
	f, err := h.store.WaveFile(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = h.store.StepWave(t.Context(), id, f.Rows); err != nil {
			t.Fatal(err)
		}
	}
}

var joinLink = regexp.MustCompile(`/join/[0-9a-z-]{23}`)

// joinLinkOn gives the link that a page shows.
func joinLinkOn(page string) string {
	return joinLink.FindString(strings.ReplaceAll(page, "<wbr>", ""))
}

func TestInviteByLink_showsTheLinkItsCodeAndASheet(t *testing.T) {
	h := newHouse(t)
	h.inviting(t)
	h.page(t, "/manage/invitations", http.StatusOK, "Nog niemand uitgenodigd", "Maak een link")
	res := h.do(t, http.MethodPost, "/manage/invitations/link", url.Values{"uses": {"5"}, "days": {"14"}, "text": {"Kom kijken"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	at := res.Header.Get("Location")
	page := body(h.get(t, at))
	link := joinLinkOn(page)
	if link == "" || !strings.Contains(page, `<svg class="qr"`) || !strings.Contains(page, "Kom kijken") {
		t.Fatalf("no link on\n%s", page)
	}
	picture := h.get(t, at+"/qr.png")
	if _, err := png.Decode(picture.Body); err != nil || picture.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the code: %v", err)
	}
	h.page(t, at+"/print", http.StatusOK, strings.TrimPrefix(storetest.Origin, "https://")+"<wbr>"+strings.Replace(link, "/join/", "/join/<wbr>", 1), "Mokum", `<svg class="qr"`)
	if raw := body(h.get(t, "/manage/invitations")); strings.Contains(raw, link) || !strings.Contains(raw, "Link voor 5 mensen") {
		t.Error("the list shows the link itself, or nothing of it")
	}
	h.do(t, http.MethodPost, at+"/renew", url.Values{})
	if again := joinLinkOn(body(h.get(t, at))); again == link || again == "" {
		t.Errorf("a new link: %s", again)
	}
	h.page(t, link, http.StatusNotFound, "kennen we niet")
	h.do(t, http.MethodPost, at+"/revoke", url.Values{})
	h.page(t, at, http.StatusOK, "ingetrokken", "!/join/")
	h.page(t, at+"/qr.png", http.StatusGone)
	h.page(t, at+"/revoke", http.StatusConflict)
	if strings.Contains(h.log.String(), link) {
		t.Error("the link stands in the log")
	}
}

func TestInvite_faultsStandBesideTheirFields(t *testing.T) {
	h := newHouse(t)
	joost := h.inviting(t)
	good := url.Values{"address": {"noor@elders.example"}, "source": {"beurs"}, "basis": {"consent"}, "days": {"30"}}
	for name, c := range map[string]struct {
		path string
		form url.Values
		text string
	}{
		"uses":     {"link", url.Values{"uses": {"0"}, "days": {"30"}}, `href="#uses"`},
		"many":     {"link", url.Values{"uses": {"9999"}, "days": {"30"}}, `href="#uses"`},
		"days":     {"link", url.Values{"uses": {"1"}, "days": {"morgen"}}, `href="#days"`},
		"address":  {"mail", url.Values{"address": {"noor"}, "source": {"x"}, "basis": {"consent"}, "days": {"30"}}, `href="#address"`},
		"source":   {"mail", url.Values{"address": {"a@b.nl"}, "basis": {"consent"}, "days": {"30"}}, `href="#source"`},
		"basis":    {"mail", url.Values{"address": {"a@b.nl"}, "source": {"x"}, "days": {"30"}}, `href="#basis"`},
		"no basis": {"mail", url.Values{"address": {"a@b.nl"}, "source": {"x"}, "basis": {"zomaar"}, "days": {"30"}}, `href="#basis"`},
	} {
		res := h.do(t, http.MethodPost, "/manage/invitations/"+c.path, c.form)
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, res.StatusCode)
		}
		contains(t, name, body(res), c.text, `aria-invalid="true"`, "Fout:")
	}
	all := body(h.do(t, http.MethodPost, "/manage/invitations/mail", url.Values{"address": {"noor"}, "source": {strings.Repeat("a", 200)}, "basis": {"zomaar"}, "days": {"999"}}))
	contains(t, "all at once", all, "4 dingen", `href="#address"`, `href="#source"`, `href="#basis"`, `href="#days"`)
	contains(t, "nothing", body(h.do(t, http.MethodPost, "/manage/invitations/mail", url.Values{})), "4 dingen", `href="#address"`)
	if res := h.do(t, http.MethodPost, "/manage/invitations/mail", good); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d", res.StatusCode)
	}
	contains(t, "again", body(h.do(t, http.MethodPost, "/manage/invitations/mail", good)), "al een uitnodiging")
	if err := h.store.OptOut(t.Context(), h.store.MailHash("karim@elders.example")); err != nil {
		t.Fatal(err)
	}
	good.Set("address", "Karim@elders.example")
	contains(t, "opted out", body(h.do(t, http.MethodPost, "/manage/invitations/mail", good)), "geen mail meer")
	mails, err := h.store.Mails(t.Context(), time.Time{})
	if err != nil || len(mails) != 1 {
		t.Errorf("%d mails by %s, %v", len(mails), joost.Handle, err)
	}
}

func TestWave_isLookedOverBeforeAnythingHappens(t *testing.T) {
	h := newHouse(t)
	h.inviting(t)
	if err := h.store.OptOut(t.Context(), h.store.MailHash("nee@elders.example")); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("naam;mail;beroep\n=cmd();formule@elders.example;bakker\nNee;nee@elders.example;\n")
	for i := range 60 {
		if i%2 == 0 {
			fmt.Fprintf(&b, "Fout %d;geen adres;\n", i)
		} else {
			fmt.Fprintf(&b, "Persoon %d;p%d@elders.example;tolk\n", i, i)
		}
	}
	res := h.send(t, "/manage/invitations/list", "beurs.csv", []byte(b.String()), url.Values{"source": {"de beurs"}, "basis": {"public"}, "days": {"30"}, "language": {"nl"}})
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.StatusCode, body(res))
	}
	at := res.Header.Get("Location")
	id := at[strings.LastIndex(at, "/")+1:]
	page := body(h.get(t, at))
	contains(t, at, page, "beurs", "nog niets verstuurd", "Nodig deze 31 mensen uit", "wil geen post", "Regel 4", "Regel 62", "lijkt op een formule")
	if n := strings.Count(page, "is geen mailadres"); n != 30 {
		t.Errorf("%d faults shown", n)
	}
	if total, _, err := h.store.Funnels(t.Context()); err != nil || total.Invited != 0 {
		t.Errorf("looking it over invited %d, %v", total.Invited, err)
	}
	if res := h.do(t, http.MethodPost, at+"/start", url.Values{}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("start: %d", res.StatusCode)
	}
	running := h.get(t, at)
	if running.Header.Get("Refresh") == "" {
		t.Error("nothing refreshes while it runs")
	}
	contains(t, "running", body(running), "0 van 32", "<progress")
	h.do(t, http.MethodPost, at+"/stop", url.Values{})
	stopped := h.get(t, at)
	if stopped.Header.Get("Refresh") != "" {
		t.Error("it refreshes when it stands still")
	}
	contains(t, "stopped", body(stopped), "Ga verder")
	h.do(t, http.MethodPost, at+"/start", url.Values{})
	h.work(t, id)
	contains(t, "done", body(h.get(t, at)), "Iedereen die kon", "31", "onbekend", "overgeslagen")
	mails, err := h.store.Mails(t.Context(), time.Time{})
	if err != nil || len(mails) != 31 {
		t.Errorf("%d mails, %v", len(mails), err)
	}
	table := h.get(t, at+"/links.csv")
	csv := body(table)
	if !strings.HasPrefix(csv, "\ufeff") || strings.Count(csv, "/join/") != 31 || !strings.Contains(csv, "\n'=cmd();") {
		t.Errorf("the table of links: %.300s", csv)
	}
	h.page(t, at+"/print", http.StatusOK, "Persoon 1", `<svg class="qr"`, "Volgende vellen")
	h.page(t, "/manage/invitations", http.StatusOK, "beurs", "klaar", "onbekend")
}

func TestNewWave_refusesWithAClearSentence(t *testing.T) {
	h := newHouse(t)
	h.inviting(t)
	for name, c := range map[string]struct {
		file   []byte
		status int
		text   string
	}{
		"":          {nil, http.StatusUnprocessableEntity, "Kies eerst een bestand"},
		"groot.csv": {bytes.Repeat([]byte("mail\n"), 50<<20/5), http.StatusUnprocessableEntity, "de grens is 5 MB"},
		"lijst.csv": {[]byte("naam,telefoon\nNoor,020\n"), http.StatusUnprocessableEntity, "geen kolom met mailadressen"},
		"werk.xlsx": {[]byte("PK\x03\x04xl/"), http.StatusUnprocessableEntity, "Bewaar het daar als CSV"},
	} {
		res := h.send(t, "/manage/invitations/list", name, c.file, url.Values{"days": {"30"}})
		if res.StatusCode != c.status {
			t.Errorf("%q: status %d", name, res.StatusCode)
		}
		contains(t, name, body(res), c.text, `href="#file"`)
	}
	if waves, err := h.store.Waves(t.Context()); err != nil || len(waves) != 0 {
		t.Errorf("%d waves are kept, %v", len(waves), err)
	}
}

// A file that is too large is refused by what it says of itself: nothing of it is
// kept, and where the browser hears us all the same nothing is read.
func TestNewWave_refusesALargeFileUnread(t *testing.T) {
	h := newHouse(t)
	h.inviting(t)
	for _, c := range []struct {
		size   int64
		major  int // of HTTP
		expect string
		unread bool
	}{{500 << 20, 1, "", true}, {50 << 20, 1, "100-continue", true}, {50 << 20, 2, "", true}, {50 << 20, 1, "", false}} {
		read := &counting{}
		r := httptest.NewRequest(http.MethodPost, storetest.Origin+"/manage/invitations/list", read)
		r.ContentLength, r.ProtoMajor = c.size, c.major
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.Header.Set("Expect", c.expect)
		for _, c := range h.cookie {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		h.serve.ServeHTTP(w, r)
		if c.unread && read.n != 0 || !c.unread && (int64(read.n) < c.size || int64(read.n) > c.size+1<<20) || !strings.Contains(w.Body.String(), "de grens is 5 MB") {
			t.Errorf("%+v: %d bytes read: %.200s", c, read.n, w.Body.String())
		}
	}
}

type counting struct{ n int }

func (c *counting) Read(b []byte) (int, error) { c.n += len(b); return len(b), nil }

// invited makes an invitation and gives its page.
func (h *house) invited(t *testing.T, by models.Actor, uses int) (id, path string) {
	t.Helper()
	i, err := h.store.Invite(t.Context(), store.NewInvitation{MadeBy: by.ID, Role: models.Member, Life: models.InvitationLife, MaxUses: uses, Text: "Kom je ook?"})
	if err != nil {
		t.Fatal(err)
	}
	return i.ID, "/join/" + i.Token(storetest.Secret)
}

func TestInvitation_saysWhoCameToAFirstGathering(t *testing.T) {
	h := newHouse(t)
	id, path := h.invited(t, h.inviting(t), 3)
	at := "/manage/invitations/" + id
	h.page(t, at, http.StatusOK, "Op een eerste bijeenkomst", "!Was bij een eerste bijeenkomst")
	join := func(handle string) models.Actor {
		_, person, err := h.store.Join(t.Context(), store.Joining{Token: strings.TrimPrefix(path, "/join/"), Key: handle, Handle: handle, Name: handle, NameFor: models.ForMembers})
		if err != nil {
			t.Fatal(err)
		}
		return person
	}
	noor := join("noor")
	join("karim")
	note := func(met string, status int, person string) {
		t.Helper()
		if res := h.do(t, http.MethodPost, at+"/met", url.Values{"person": {person}, "met": {met}}); res.StatusCode != status {
			t.Errorf("status %d: %s", res.StatusCode, body(res))
		}
	}
	const unknown = "Onbekend: van niemand genoteerd"
	h.page(t, "/manage/invitations", http.StatusOK, unknown)
	for range 2 { // pressed twice
		note("1", http.StatusSeeOther, noor.ID)
	}
	page := body(h.get(t, at))
	contains(t, "noted", page, "Genoteerd:", "1 van 2, van de rest is het onbekend", `name="met" value="0"`, `name="met" value="1"`)
	h.page(t, "/manage/invitations", http.StatusOK, "Van 1 lid is het onbekend.", "!"+unknown)
	note("0", http.StatusSeeOther, noor.ID)
	contains(t, "taken back", body(h.get(t, at)), "Weggehaald:", `!name="met" value="0"`)
	h.page(t, "/manage/invitations", http.StatusOK, unknown)
	for _, stranger := range []string{"", "nobody", "joost"} {
		note("1", http.StatusNotFound, stranger)
	}
}

var keyField = regexp.MustCompile(`name="key" value="([^"]+)"`)

func TestJoin_threeQuestionsMakeAMember(t *testing.T) {
	h := newHouse(t)
	joost := h.inviting(t)
	id, path := h.invited(t, joost, 3)
	h.page(t, path, http.StatusOK, "Je bent al binnen", "!<h2>Wie ben je?")
	if i, _ := h.store.Invitation(t.Context(), id); i.OpenedAt != nil {
		t.Error("who invites counts as one who opened it")
	}
	h.cookie = nil
	res := h.get(t, path)
	page := body(res)
	contains(t, path, page, "Doe mee met Mokum", "Joost", "Kom je ook?", "Wie ben je?", `value="members" checked`, "name=\"address\"")
	if res.Header.Get("Cache-Control") != "no-store" {
		t.Error("an invitation may be kept by others")
	}
	if i, _ := h.store.Invitation(t.Context(), id); i.OpenedAt == nil {
		t.Error("it is not known that it was opened")
	}
	form := url.Values{"key": {keyField.FindStringSubmatch(page)[1]}, "name": {"Noor de Vries"}, "name_for": {"members"}, "headline": {"tolk"}, "address": {"noor@elders.example"}}
	asked := h.do(t, http.MethodPost, path, form)
	contains(t, "suggestion", body(asked), "@noor_de_vries@mokum.example", `value="noor_de_vries"`)
	form.Set("handle", "noor_de_vries")
	for range 2 { // pressed twice
		res = h.do(t, http.MethodPost, path, form)
		if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/welcome/passkey?next=%2Fwelcome%2Fhere" {
			t.Fatalf("status %d to %s: %s", res.StatusCode, res.Header.Get("Location"), body(res))
		}
		h.cookie = nil
		for _, c := range res.Cookies() {
			h.keep(c)
		}
		session := h.cookie
		h.cookie = nil
		defer func() { h.cookie = session }()
		if i, _ := h.store.Invitation(t.Context(), id); i.Uses != 1 {
			t.Errorf("used %d times", i.Uses)
		}
		h.cookie = nil
	}
	for _, c := range res.Cookies() {
		h.keep(c)
	}
	h.page(t, "/welcome/here", http.StatusOK, "Welkom, Noor", "Joost", "Vul je profiel aan", "Nog niets gepland")
	h.cookie = nil
	h.page(t, "/@noor_de_vries", http.StatusOK, "!Noor de Vries", "!tolk")
	mails, err := h.store.Mails(t.Context(), time.Time{})
	if err != nil || len(mails) != 1 || mails[0].Kind != models.MailAddressCheck {
		t.Errorf("mails %v, %v", mails, err)
	}
	if strings.Contains(h.log.String(), "elders.example") || strings.Contains(h.log.String(), path) {
		t.Error("the log says too much")
	}
}

func TestJoin_faults(t *testing.T) {
	h := newHouse(t)
	joost := h.inviting(t)
	_, path := h.invited(t, joost, 3)
	h.cookie = nil
	for name, c := range map[string]struct {
		form url.Values
		text string
	}{
		"no name":   {url.Values{"handle": {"noor"}}, `href="#name"`},
		"no handle": {url.Values{"name": {"李"}}, `href="#handle"`},
		"taken":     {url.Values{"name": {"Noor"}, "handle": {"joost"}}, "al bezet"},
		"ours":      {url.Values{"name": {"Noor"}, "handle": {"login"}}, `href="#handle"`},
		"odd":       {url.Values{"name": {"Noor"}, "handle": {"noor de vries"}}, `href="#handle"`},
		"long line": {url.Values{"name": {"Noor"}, "handle": {"noor"}, "headline": {strings.Repeat("a", 300)}}, `href="#headline"`},
		"address":   {url.Values{"name": {"Noor"}, "handle": {"noor"}, "address": {"noor@"}}, `href="#address"`},
	} {
		res := h.do(t, http.MethodPost, path, c.form)
		if res.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, res.StatusCode)
		}
		contains(t, name, body(res), c.text, `aria-invalid="true"`)
	}
	if m, err := h.store.Members(t.Context(), false); err != nil || len(m) != 1 {
		t.Errorf("%d members, %v", len(m), err)
	}
}

func TestJoin_everyEndHasItsOwnPage(t *testing.T) {
	h := newHouse(t)
	joost := h.inviting(t)
	h.cookie = nil
	revoked, revokedPath := h.invited(t, joost, 1)
	if err := h.store.RevokeInvitation(t.Context(), revoked); err != nil {
		t.Fatal(err)
	}
	_, used := h.invited(t, joost, 1)
	if res := h.do(t, http.MethodPost, used, url.Values{"name": {"Noor"}, "handle": {"noor"}, "key": {"k"}}); res.StatusCode != http.StatusSeeOther {
		t.Fatalf("join: %d", res.StatusCode)
	}
	h.cookie = nil
	_, old := h.invited(t, joost, 1)
	for path, c := range map[string]struct {
		status int
		text   string
	}{
		revokedPath: {http.StatusGone, "ingetrokken"}, used: {http.StatusGone, "al gebruikt"},
		"/join/00000-00000-00000-00000": {http.StatusNotFound, "kennen we niet"}, "/join/x": {http.StatusNotFound, "kennen we niet"},
	} {
		h.page(t, path, c.status, c.text, "Deze uitnodiging werkt niet", "/about")
		if res := h.do(t, http.MethodPost, path, url.Values{"name": {"Karim"}, "handle": {"karim"}, "key": {"other"}}); res.StatusCode != c.status {
			t.Errorf("POST %s: %d", path, res.StatusCode)
		}
	}
	h.now = h.now.Add(models.InvitationLife + time.Minute)
	h.page(t, old, http.StatusGone, "verlopen")
}

func TestUnsubscribe_aButtonForPeopleAndAtOnceForMailPrograms(t *testing.T) {
	h := newHouse(t)
	joost := h.inviting(t)
	h.cookie = nil
	stop := func(u models.Unsubscription) string {
		token, err := h.store.UnsubscribeToken(u)
		if err != nil {
			t.Fatal(err)
		}
		return "/unsubscribe/" + token
	}
	for address, form := range map[string]url.Values{"een@elders.example": {}, "twee@elders.example": {"List-Unsubscribe": {"One-Click"}}} {
		path := stop(models.Unsubscription{Kind: models.MailInvitation, AddressHash: h.store.MailHash(address)})
		h.page(t, path, http.StatusOK, "<button")
		if out, _ := h.store.OptedOut(t.Context(), address); out {
			t.Error("looking at the page is enough")
		}
		contains(t, path, body(h.do(t, http.MethodPost, path, form)), "schrijft je niet meer", "!<button class=\"btn\">Geen mail meer")
		if out, _ := h.store.OptedOut(t.Context(), address); !out {
			t.Errorf("%s still gets mail", address)
		}
		h.page(t, path, http.StatusOK, "schrijft je niet meer")
	}
	kind := stop(models.Unsubscription{Kind: models.MailRoleAsked, ActorID: joost.ID})
	contains(t, kind, body(h.do(t, http.MethodPost, kind, url.Values{})), "Deze mail krijg je niet meer")
	if a, err := h.store.AddressOf(t.Context(), joost.ID); err != nil || a.Wants(models.MailRoleAsked) {
		t.Errorf("wishes %+v, %v", a, err)
	}
	h.page(t, "/unsubscribe/x", http.StatusNotFound)
}
