package mail_test

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"knoop/handlers/mail"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
	"knoop/static/locales"
)

func headerOf(t *testing.T, raw, name string) string {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header.Get(name)
}

// partsOf gives the plain and the HTML text of a message.
func partsOf(t *testing.T, raw string) (header netmail.Header, plain, page string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q, %v", kind, err)
	}
	var parts []string
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := r.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e := part.Header.Get("Content-Transfer-Encoding"); e != "quoted-printable" {
			t.Errorf("a part is encoded as %q", e)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, strings.ReplaceAll(string(text), "\r\n", "\n"))
	}
	if len(parts) != 2 {
		t.Fatalf("%d parts", len(parts))
	}
	return m.Header, parts[0], parts[1]
}

// samples are values for every kind: all that it may have, and only what it
// needs.
func samples() map[string]store.OpenMail {
	full := map[string]string{
		"Link": storetest.Origin + "/welcome/abc", "By": "Samira el Idrissi", "Name": "Noor", "Text": "Dag Noor,\n\nkom je donderdag?",
		"Source": "de lijst van de buurtmarkt.", "Basis": "je vroeg er zelf om", "Reason": "We zijn vol tot de zomer.",
		"Device": "Firefox, Linux", "When": "2026-03-05T07:30:00Z", "Collective": "Kade West",
		"Title": "Open Coffee", "Zone": "Europe/Amsterdam", "Where": "De Spoel, Gravenpad 8", "Online": "https://meet.example/oc", "Tasks": "Koffie zetten", "Contact": "06 1234",
		"Coming": "7", "Waiting": "2", "Open": "nobody,place,contact,tasks,asked,waiting",
	}
	out := map[string]store.OpenMail{}
	for _, kind := range models.MailKinds() {
		switch kind {
		case models.MailInvitation:
			out[string(kind)] = sample(kind, full)
			for _, basis := range models.AllBases() {
				out[string(kind)+" "+string(basis)] = sample(kind, full, "Basis", string(basis))
			}
		case models.MailHatChanged:
			for _, change := range []string{"confirmed", "refused", "ended", "unconfirmed"} {
				out[string(kind)+" "+change] = sample(kind, full, "Change", change)
			}
		case models.MailGuestAnswer:
			for _, state := range []string{"coming", "waiting", "maybe", "declined"} {
				out[string(kind)+" "+state] = sample(kind, full, "State", state, "Place", "3")
			}
		case models.MailGuestNews, models.MailEventNews:
			for _, news := range []string{"seat", "moved", "details", "off", "on"} {
				out[string(kind)+" "+news] = sample(kind, full, "News", news)
			}
		case models.MailRoleAsked:
			for _, role := range []string{"host", "orchestrator", "deputy_host", "deputy_orchestrator"} {
				out[string(kind)+" "+role] = sample(kind, full, "Role", role)
			}
		default:
			out[string(kind)] = sample(kind, full)
		}
	}
	for name, m := range out {
		least := m
		least.Values = map[string]string{}
		for key, value := range m.Values {
			if !slices.Contains([]string{"Name", "Text", "Source", "Basis", "Where", "Online", "Tasks", "Contact", "Open"}, key) && (key != "Reason" || m.Kind == models.MailApplicationDeclined) {
				least.Values[key] = value
			}
		}
		out[name+" bare"] = least
	}
	return out
}

func sample(kind models.MailKind, full map[string]string, more ...string) store.OpenMail {
	values := map[string]string{}
	for key, value := range full {
		values[key] = value
	}
	for i := 0; i < len(more); i += 2 {
		values[more[i]] = more[i+1]
	}
	if about := occasion(kind, values); about != nil {
		raw, err := json.Marshal(about)
		if err != nil {
			panic(err)
		}
		values["Event"] = string(raw)
	}
	if news := values["News"]; news != "" && news != "off" && news != "moved" {
		delete(values, "Reason")
	}
	if kind == models.MailTest || kind == models.MailApplicationDeclined {
		delete(values, "Link")
	}
	m := store.OpenMail{Mail: models.Mail{ID: "0198c0de", Kind: kind}, To: "noor@elders.example", Values: values}
	if !kind.Wanted() {
		m.Unsubscribe = strings.Repeat("abcdefgh", 20)
	}
	if kind.Choice() {
		m.ActorID = "0198c0df"
	}
	return m
}

// occasion is the event of a sample; nil for kinds that are about none.
func occasion(kind models.MailKind, values map[string]string) *models.Occasion {
	zone, _ := time.LoadLocation("Europe/Amsterdam")
	end := time.Date(2026, 3, 10, 11, 0, 0, 0, zone).UTC()
	e := models.Event{
		ObjectID: "e1", StartsAt: time.Date(2026, 3, 10, 9, 30, 0, 0, zone).UTC(), EndsAt: &end, Timezone: "Europe/Amsterdam", Status: models.EventConfirmed,
		Place: models.Place{Name: "De Spoel", Street: "Gravenpad 8", Postcode: "1106 AA", Locality: "Amsterdam"}, OnlineURL: "https://praten.example/koffie",
	}
	e.Room, e.Contact = "kamer 2", "Gladys, 06 12 34 56 78"
	state := models.AttendanceComing
	switch kind {
	case models.MailGuestLink:
		state = ""
	case models.MailGuestAnswer:
		state = models.AttendanceState(values["State"])
	case models.MailGuestNews, models.MailEventNews:
		switch models.EventNews(values["News"]) {
		case models.NewsOff:
			e.Status = models.EventCancelled
		case models.NewsMoved:
			e.Previous = &models.EventWas{StartsAt: e.StartsAt.AddDate(0, 0, -7), Place: e.Place}
		}
	default:
		return nil
	}
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	told := models.OccasionOf(models.Object{URI: storetest.Origin + "/events/e1", Name: "Open Coffee", Published: at, Updated: at.Add(90 * time.Second)}, e,
		models.Actor{URI: storetest.Origin + "/users/mokum", Name: "Mokum", Handle: "mokum"}, state)
	return &told
}

var sampleSender = mail.Sender{Origin: storetest.Origin, Name: "Zuidoost Zelfstandig", Accent: "geel", Contact: "hallo@mokum.example", Location: time.UTC}

// unfilled is what a text holds whose words or values are missing.
var unfilled = regexp.MustCompile(`\{\{|<no value>|\bmail\.[a-z]+_|ZgotmplZ|%!|\n\n\n|<p></p>`)

func TestLetters_sayTheSameInBothPartsAndBothLanguages(t *testing.T) {
	for name, m := range samples() {
		said := map[string]string{}
		for _, lang := range locales.Languages() {
			m.Language = lang
			l, err := mail.Write(m, sampleSender)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			page, err := l.HTML()
			if err != nil {
				t.Fatal(err)
			}
			plain, err := l.Text()
			if err != nil {
				t.Fatal(err)
			}
			said[lang] = plain
			for part, text := range map[string]string{"text": plain, "HTML": page} {
				if bad := unfilled.FindString(text); bad != "" {
					t.Errorf("%s in %s, %s: holds %q\n%s", name, lang, part, bad, text)
				}
			}
			for _, link := range []string{m.Values["Link"], m.Unsubscribe} {
				if link != "" && (!strings.Contains(plain, link) || !strings.Contains(page, `href="`+link) && !strings.Contains(page, link+`"`)) {
					t.Errorf("%s in %s: not both parts have the link %q", name, lang, link)
				}
			}
			if l.Button != nil && l.Button.Text == "" {
				t.Errorf("%s in %s: a button without words", name, lang)
			}
			sameWords(t, name+" in "+lang, page, plain)
			wellFormed(t, name+" in "+lang, page)
			if strings.Contains(name, "invitation") && !strings.Contains(name, "bare") && !strings.Contains(plain, "> kom je donderdag?") {
				t.Errorf("%s: the words of who invites are lost", name)
			}
		}
		if said["nl"] == said["en"] {
			t.Errorf("%s is the same in both languages", name)
		}
	}
}

// sameWords holds every sentence of the page against the text.
func sameWords(t *testing.T, name, page, plain string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "title") {
			return
		}
		if text := strings.TrimSpace(n.Data); n.Type == html.TextNode && text != "" && !strings.Contains(plain, text) {
			t.Errorf("%s: only the page says %q", name, text)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
}

// wellFormed wants every element closed in order, and nothing fetched from
// anywhere.
func wellFormed(t *testing.T, name, page string) {
	t.Helper()
	var open []string
	void := []string{"meta", "br"}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%s: never closed: %v", name, open)
			}
			return
		case html.StartTagToken:
			token := z.Token()
			if slices.Contains([]string{"img", "script", "link", "iframe", "object"}, token.Data) {
				t.Errorf("%s: fetches something: %s", name, token)
			}
			for _, a := range token.Attr {
				if strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: runs something: %s", name, token)
				}
			}
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			token := z.Token()
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Errorf("%s: %s closes %v", name, token, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

func TestCatalogue_holdsNoWordsThatNoLetterSays(t *testing.T) {
	var all strings.Builder
	for _, m := range samples() {
		m.Language = "nl"
		for _, contact := range []string{"hallo@mokum.example", "kom langs"} {
			from := sampleSender
			from.Contact = contact
			l, err := mail.Write(m, from)
			if err != nil {
				t.Fatal(err)
			}
			text, err := l.Text()
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(l.Subject + "\n" + text)
		}
	}
	p := locales.For("nl")
	for _, key := range p.Keys("mail") {
		longest := ""
		for _, piece := range strings.FieldsFunc(p.T(key), func(r rune) bool { return r == '{' || r == '}' }) {
			if !strings.HasPrefix(piece, ".") && len(piece) > len(longest) {
				longest = piece
			}
		}
		if longest = strings.TrimSpace(longest); longest == "" {
			longest = p.T(key)
		}
		if key != "mail.role_member" && !strings.Contains(all.String(), longest) {
			t.Errorf("no letter says %s: %s", key, p.T(key))
		}
	}
}

func TestMessage_hasTheHeadersOfAMachine(t *testing.T) {
	p := newPost(t, false, false)
	d := newDesk(t, p, "smtp://"+p.address)
	anna := storetest.Member(t, d.store, "anna")
	d.queue("noor@elders.example")
	err := d.store.QueueMail(t.Context(), models.NewMail{
		Kind: models.MailRoleAsked, To: "anna@elders.example", ActorID: anna.ID, Language: "en",
		Data: map[string]string{"By": "Joost", "Role": "host", "Link": storetest.Origin + "/settings"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.store.EditCard(t.Context(), storetest.Collective(t, d.store).ID, models.Card{Contact: "hallo@mokum.example"}, "geel", ""); err != nil {
		t.Fatal(err)
	}
	d.round()
	got := p.messages()
	if len(got) != 2 {
		t.Fatalf("%d messages", len(got))
	}
	for i, raw := range got {
		h, plain, page := partsOf(t, raw)
		for name, want := range map[string]string{
			"From": `"Mokum" <post@mokum.example>`, "Reply-To": `"Mokum" <hallo@mokum.example>`, "Auto-Submitted": "auto-generated",
			"Mime-Version": "1.0", "Date": "Mon, 02 Mar 2026 09:00:00 +0000",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %q", name, h.Get(name))
			}
		}
		if id := h.Get("Message-Id"); !strings.HasSuffix(id, "@mokum.example>") {
			t.Errorf("Message-ID %q", id)
		}
		for _, line := range strings.Split(raw, "\r\n") {
			if len(line) > 998 || strings.Contains(line, "\n") {
				t.Errorf("a line of %d bytes, or a bare newline: %q", len(line), line)
			}
		}
		link := h.Get("List-Unsubscribe")
		if i == 0 {
			if link != "" || h.Get("List-Unsubscribe-Post") != "" || strings.Contains(plain, "/unsubscribe/") {
				t.Errorf("a sign-in link can be unsubscribed from: %q", link)
			}
			continue
		}
		link = strings.Trim(link, "<>")
		token, ok := strings.CutPrefix(link, storetest.Origin+"/unsubscribe/")
		if u, err := d.store.ReadUnsubscribe(token); !ok || err != nil || u.ActorID != anna.ID || u.Kind != models.MailRoleAsked {
			t.Errorf("List-Unsubscribe %q stands for %+v, %v", link, u, err)
		}
		if h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.Contains(plain, link) || !strings.Contains(page, link) {
			t.Error("one click is not offered, or the foot has another link")
		}
		if h.Get("Content-Language") != "en" || !strings.Contains(plain, "a host at Mokum") {
			t.Errorf("not in her language: %s", plain)
		}
	}
}

func TestMessage_letsNoValueBecomeAHeader(t *testing.T) {
	p := newPost(t, false, false)
	d := newDesk(t, p, "smtp://"+p.address)
	const evil = "Kwaad\r\nBcc: buit@kwaad.example\r\nX-Kwaad: ja\n\n<script>alert(1)</script>\u202e\x00"
	collective := storetest.Collective(t, d.store)
	collective.Name = evil
	if err := d.store.EditActor(t.Context(), collective); err != nil {
		t.Fatal(err)
	}
	err := d.store.EditCard(t.Context(), collective.ID, models.Card{Contact: "a@b.example\r\nBcc: buit@kwaad.example"}, `geel" onload="alert(1)`, "")
	if err != nil {
		t.Fatal(err)
	}
	err = d.store.QueueMail(t.Context(), models.NewMail{Kind: models.MailInvitation, To: "noor@elders.example", Data: map[string]string{
		"Link": storetest.Origin + "/invite/x\r\nBcc: buit@kwaad.example", "By": evil, "Text": evil, "Source": evil, "Name": evil,
	}})
	if err != nil {
		t.Fatal(err)
	}
	d.round()
	got := p.messages()
	if len(got) != 1 || len(p.to) != 1 {
		t.Fatalf("%d messages to %v", len(got), p.to)
	}
	h, plain, page := partsOf(t, got[0])
	for name := range h {
		if name == "Bcc" || name == "X-Kwaad" {
			t.Errorf("%s became a header", name)
		}
	}
	if strings.Contains(page, "<script") || strings.ContainsAny(plain, "\u202e\x00") {
		t.Error("a value became markup, or turned the text round")
	}
	wellFormed(t, "hostile", page)
	if to, err := h.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != "noor@elders.example" {
		t.Errorf("to %v, %v", to, err)
	}
}

func TestWrite_refusesALinkToElsewhere(t *testing.T) {
	m := sample(models.MailSignIn, map[string]string{"Link": "https://mokum.example.kwaad.example/x"})
	if _, err := mail.Write(m, sampleSender); err == nil {
		t.Error("a link to somebody else's site went out in our name")
	}
}
