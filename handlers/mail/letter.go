package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"slices"
	"strings"
	"sync"
	texttemplate "text/template"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/static"
	"knoop/static/locales"
)

// Sender is the node as a letter shows it.
type Sender struct {
	Origin   string
	Name     string // of the collective
	Accent   string
	Contact  string // a mail address for answers, or anything else
	Location *time.Location
}

// Letter is a mail as it is read: both parts say the same.
type Letter struct {
	Lang     string
	Subject  string
	Site     string
	Accent   string
	Heading  string
	Before   []string // paragraphs
	Facts    []string // when, where: a line each
	Quote    []string // somebody's own words
	Button   *Way
	After    []string
	Greeting string
	Why      []string // why this came
	Ways     []Way    // what can be done about it

	calendar    *attachment // nil: none
	answers     string      // address for answers, or ""
	unsubscribe string      // link, or ""
}

// Way is a link with its words.
type Way struct{ Text, Link string }

// wording is one letter in the making.
type wording struct {
	*locales.Printer
	prefix string // of its keys: "mail.sign_in"
	args   []any
}

// say gives the sentence of a key that this kind may have; "" when it has none.
func (w wording) say(name string) string {
	if key := w.prefix + "_" + name; w.Has(key) {
		return w.T(key, w.args...)
	}
	return ""
}

// eventLines are what a mail about an event may say of it, in this order.
var eventLines = []string{"Where", "Online", "Tasks", "Contact"}

// lines gives the sentences that stand in a mail about an event only if there is
// something to say.
func (w wording) lines(values map[string]string) (out []string) {
	add := func(name string) {
		if text := w.say(name); text != "" {
			out = append(out, text)
		}
	}
	for _, name := range eventLines {
		if values[name] != "" {
			add(strings.ToLower(name))
		}
	}
	points := strings.Split(values["Open"], ",")
	for _, p := range models.OpenPoints() {
		if slices.Contains(points, string(p)) {
			add("open_" + string(p))
		}
	}
	if values["Open"] == "" {
		add("settled")
	}
	return out
}

// quoted says which value of a kind is somebody's own words.
var quoted = map[models.MailKind]string{
	models.MailInvitation: "Text", models.MailApplicationApproved: "Text",
	models.MailApplicationDeclined: "Reason", models.MailHatChanged: "Reason",
	models.MailGuestNews: "Reason", models.MailEventNews: "Reason",
}

// Write makes the letter of a mail.
func Write(m store.OpenMail, from Sender) (Letter, error) {
	p := locales.For(m.Language)
	l := Letter{Lang: p.Lang(), Site: oneLine(from.Name, maxHeader), Accent: from.Accent, Greeting: p.T("mail.greeting")}
	values := plain(p, m, from)
	told, err := occasionOf(m)
	if err != nil {
		return l, err
	}
	if told != nil {
		values["Title"] = clean(told.Title)
	}
	w := wording{Printer: p, prefix: "mail." + string(m.Kind), args: []any{"Site", l.Site}}
	for name, value := range values {
		w.args = append(w.args, name, value)
	}
	head := w
	switch m.Kind {
	case models.MailHatChanged:
		head.prefix = "mail.hat_" + values["Change"]
	case models.MailGuestAnswer:
		head.prefix = "mail.guest_" + values["State"]
	case models.MailGuestNews, models.MailEventNews:
		head.prefix = "mail.event_" + values["News"]
	}
	l.Subject, l.Heading = oneLine(head.say("subject"), maxHeader), head.say("heading")
	if l.Subject == "" || l.Heading == "" {
		return l, fmt.Errorf("write a mail of kind %s: it has no words", m.Kind)
	}
	if values["Name"] != "" {
		l.Before = append(l.Before, p.T("mail.hello", "Name", values["Name"]))
	}
	l.Before = append(append(l.Before, head.say("text")), head.lines(values)...)
	if told != nil {
		if err := l.occasion(p, m, *told, from); err != nil {
			return l, err
		}
	}
	l.Quote = lines(m.Values[quoted[m.Kind]])
	if link := values["Link"]; link != "" {
		if !strings.HasPrefix(link, from.Origin+"/") {
			return l, fmt.Errorf("write a mail of kind %s: its link leads elsewhere", m.Kind)
		}
		l.Button = &Way{w.say("button"), link}
	}
	switch {
	case l.calendar == nil:
	case l.calendar.off:
		l.After = append(l.After, p.T("mail.event_calendar_off"))
	default:
		l.After = append(l.After, p.T("mail.event_calendar"))
	}
	if note := w.say("note"); note != "" {
		l.After = append(l.After, note)
	}
	l.foot(w, values, m, from)
	return l, nil
}

// foot says why the mail came and how to have no more of it.
func (l *Letter) foot(w wording, values map[string]string, m store.OpenMail, from Sender) {
	l.Why = append(l.Why, w.say("why"))
	if m.Kind == models.MailInvitation {
		for _, of := range [][2]string{{"Source", "source"}, {"Basis", "basis"}} {
			if values[of[0]] != "" {
				l.Why = append(l.Why, w.say(of[1]))
			}
		}
	}
	if address, err := models.ParseMailAddress(from.Contact); err == nil {
		l.answers = address
		l.Why = append(l.Why, w.T("mail.reply"))
	} else {
		l.Why = append(l.Why, w.T("mail.no_reply"))
	}
	if m.Unsubscribe == "" {
		return
	}
	l.unsubscribe = from.Origin + "/unsubscribe/" + m.Unsubscribe
	text := w.T("mail.stop_all", "Site", l.Site)
	choice := m.Kind.Choice() && m.ActorID != "" // who has no account chooses no kinds
	if choice {
		text = w.T("mail.stop_kind")
	}
	l.Ways = append(l.Ways, Way{text, l.unsubscribe})
	if choice {
		l.Ways = append(l.Ways, Way{w.T("mail.wishes"), from.Origin + "/settings/mail"})
	}
}

// plain gives a mail's values as sentences take them: one clean line each, times
// and roles in the reader's words.
func plain(p *locales.Printer, m store.OpenMail, from Sender) map[string]string {
	out := make(map[string]string, len(m.Values))
	for name, value := range m.Values {
		out[name] = clean(value)
	}
	if t, err := time.Parse(time.RFC3339, out["When"]); err == nil {
		if from.Location != nil {
			t = t.In(from.Location)
		}
		if l, err := time.LoadLocation(out["Zone"]); err == nil && out["Zone"] != "" {
			t = t.In(l)
		}
		out["When"] = p.DateTime(t)
	}
	if key := "mail.role_" + out["Role"]; p.Has(key) {
		out["Role"] = p.T(key)
	}
	if key := "mail.basis_" + out["Basis"]; p.Has(key) {
		out["Basis"] = p.T(key)
	}
	out["Basis"], out["Source"] = strings.TrimRight(out["Basis"], ". "), strings.TrimRight(out["Source"], ". ")
	return out
}

// templates are parsed on first use: a node without mail does not pay for them.
var templates = sync.OnceValues(func() (*template.Template, *texttemplate.Template) {
	read := func(name string) string {
		raw, err := fs.ReadFile(static.Templates(), name)
		if err != nil {
			panic("mail: " + err.Error())
		}
		return strings.Replace(string(raw), "{{style}}", static.MailStyle(), 1)
	}
	return template.Must(template.New("letter").Parse(read("mail/letter.html"))), texttemplate.Must(texttemplate.New("letter").Parse(read("mail/letter.txt")))
})

// HTML gives the letter as a page.
func (l Letter) HTML() (string, error) {
	var b bytes.Buffer
	page, _ := templates()
	if err := page.Execute(&b, l); err != nil {
		return "", fmt.Errorf("write the HTML of a mail: %w", err)
	}
	return b.String(), nil
}

// Text gives the letter as plain text.
func (l Letter) Text() (string, error) {
	var b bytes.Buffer
	_, text := templates()
	if err := text.Execute(&b, l); err != nil {
		return "", fmt.Errorf("write the text of a mail: %w", err)
	}
	return strings.TrimRight(b.String(), "\n") + "\n", nil
}
