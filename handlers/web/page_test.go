package web

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"knoop/static"
	"knoop/static/locales"
)

// built are the addresses that lead somewhere; a link to another is a promise
// we break.
var built = regexp.MustCompile(`^(/|/(events|members|collectives|about|follow|embed|embed/agenda)([?#].*)?|/events\.(ics|atom)|/about#(keep|knoop)|/(events|notes)/[^/]+|/events/[^/]+/(edit|publish|move|cancel|hold|together|rsvp|answers|answers/merge|by-mail|by-handle|door|door\.png|tasks([/?].*)?|here/[0-9a-f]+)|/notes/[^/]+/(edit|delete)|/@.*|/logout|/media/[0-9a-f]{64}\.(jpg|png)|/(settings|manage|login|join|invite|code|week|write|apply|gone|oauth|unsubscribe|welcome)([/?].*)?|\?.*|#.*|/static/[^/]+)$`)

func TestPages_renderInEveryLanguage(t *testing.T) {
	for _, w := range []*world{sampleWorld(), emptyWorld(), hostileWorld()} {
		for _, lang := range locales.Languages() {
			for name, page := range render1(t, w, lang) {
				t.Run(w.name+"/"+lang+"/"+name, func(t *testing.T) { checkPage(t, w, name, lang, page) })
			}
		}
	}
}

var unspoken = regexp.MustCompile(`\b(` + strings.Join(areas, "|") + `|error|time)\.[a-z]+_?[a-z_]*\b`)

// editors are the pages on which an event is planned: they run the script that asks
// what else there is then.
var editors = []string{"event_new", "event_preview", "event_edit", "event_edit_error", "event_edit_clash"}

// ceremonies are the pages on which a passkey is made or used. They run the script
// for that; these and the editors are all that run any.
var ceremonies = []string{"login", "login_without_mail", "welcome_passkey", "welcome_passkey_again", "welcome_passkey_remote", "keys", "keys_remote"}

func checkPage(t *testing.T, w *world, name, lang, page string) {
	t.Helper()
	doc, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	c := &checker{t: t, ids: map[string]int{}}
	c.walk(doc)
	if c.lang != lang {
		t.Errorf("lang is %q", c.lang)
	}
	if want := slices.Contains(ceremonies, name) || slices.Contains(editors, name); c.scripts != 0 && !want || c.scripts != 1 && want {
		t.Errorf("the page has %d scripts", c.scripts)
	}
	if c.h1 != 1 {
		t.Errorf("%d headings of the first level", c.h1)
	}
	if c.main != 1 {
		t.Errorf("%d main landmarks", c.main)
	}
	for id, n := range c.ids {
		if n > 1 {
			t.Errorf("id %s stands %d times", id, n)
		}
	}
	for _, ref := range c.refs {
		if c.ids[ref] == 0 {
			t.Errorf("something refers to #%s, which is not there", ref)
		}
	}
	for _, id := range c.fields {
		if !slices.Contains(c.labels, id) {
			t.Errorf("field %s has no label", id)
		}
	}
	if w.name == "hostile" {
		return // its texts say anything
	}
	for _, s := range c.text {
		if unspoken.MatchString(s) && !strings.Contains(s, ".example") && !strings.Contains(s, "@") || strings.Contains(s, "{{") {
			t.Errorf("a text is missing: %q", s)
		}
	}
}

type checker struct {
	t                          *testing.T
	lang                       string
	h1, main, level, scripts   int
	ids                        map[string]int
	refs, fields, labels, text []string
}

func (c *checker) walk(n *html.Node) {
	if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
		c.text = append(c.text, strings.TrimSpace(n.Data))
	}
	if n.Type == html.ElementNode {
		c.element(n)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k)
	}
}

func (c *checker) element(n *html.Node) {
	attr := map[string]string{}
	for _, a := range n.Attr {
		attr[a.Key] = a.Val
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
			c.t.Errorf("<%s> has the attribute %s", n.Data, a.Key)
		}
		switch a.Key {
		case "aria-labelledby", "aria-describedby", "for", "popovertarget", "list":
			c.refs = append(c.refs, strings.Fields(a.Val)...)
		case "href", "action", "src", "xlink:href":
			c.address(n.Data, a.Val)
		}
	}
	if id := attr["id"]; id != "" {
		c.ids[id]++
	}
	switch n.Data {
	case "html":
		c.lang = attr["lang"]
	case "main":
		c.main++
	case "script":
		if attr["type"] == "application/ld+json" && len(attr) == 1 {
			return // data, which nothing runs
		}
		if attr["src"] != static.URL("js/passkey.js") && attr["src"] != static.URL("js/clash.js") || n.FirstChild != nil {
			c.t.Errorf("a script from %q", attr["src"])
		}
		c.scripts++
	case "base":
		if len(attr) != 1 || attr["target"] != "_top" {
			c.t.Errorf("a base of %v", attr)
		}
	case "style", "iframe", "object", "embed":
		c.t.Errorf("the page holds <%s>", n.Data)
	case "img":
		small := attr["class"] == "pt" // beside the name: it says nothing more
		if src := strings.TrimPrefix(attr["src"], sampleOrigin); !strings.HasPrefix(src, "/media/") || (attr["alt"] == "") != small {
			c.t.Errorf("a picture from %q with the text %q", attr["src"], attr["alt"])
		}
	case "h1", "h2", "h3", "h4":
		level, _ := strconv.Atoi(n.Data[1:])
		if level == 1 {
			c.h1++
		}
		if level > c.level+1 {
			c.t.Errorf("<%s> follows a heading of level %d", n.Data, c.level)
		}
		c.level = level
	case "label":
		c.labels = append(c.labels, attr["for"])
	case "input", "textarea", "select":
		if attr["type"] != "hidden" && attr["type"] != "radio" {
			c.fields = append(c.fields, attr["id"])
		}
	case "svg":
		if attr["aria-hidden"] != "true" {
			c.t.Error("a drawing is not hidden from those who listen")
		}
	case "button":
		if attr["type"] == "" && !inForm(n) {
			c.t.Error("a button outside a form does nothing")
		}
	}
}

func inForm(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && n.Data == "form" {
			return true
		}
	}
	return false
}

func (c *checker) address(element, s string) {
	lower := strings.ToLower(strings.TrimSpace(s))
	switch {
	case strings.HasPrefix(lower, "#"):
		if element == "a" {
			c.refs = append(c.refs, s[1:])
		}
	case strings.HasPrefix(lower, "https://"), strings.HasPrefix(lower, "mailto:"):
		if element == "use" || element == "form" {
			c.t.Errorf("<%s> leads out: %s", element, s)
		}
	case !built.MatchString(s):
		c.t.Errorf("<%s> leads to %s, which is not built", element, s)
	}
}

func TestPages_sayWhatTheWorldHolds(t *testing.T) {
	nl, en := render1(t, sampleWorld(), "nl"), render1(t, sampleWorld(), "en")
	for _, c := range []struct{ page, want string }{
		{nl["home"], "maart, 08.30 uur"},
		{en["home"], "March, 08:30"},
		{nl["home"], `href="/events/e1"`},
		{nl["home"], `<link rel="alternate" type="application/activity+json" href="https://zuidoostzelfstandig.example/users/zuidoost">`},
		{nl["event"], "Donderdag 5 maart 2026, 08.30 tot 10.00"},
		{nl["event"], `datetime="2026-03-05T08:30:00&#43;01:00"`},
		{nl["event"], "Verteld aan 2 van de 5 servers."},
		{nl["event"], "Plaats voor 24 mensen"},
		{nl["event_off"], "Gaat niet door"},
		{nl["collectives"], "gevraagd op maandag 2 maart 2026"},
		{nl["collectives"], "volgt ons, wij hen nog niet"},
		{nl["collectives"], "3 adressen volgen Zuidoost Zelfstandig."},
		{nl["profile_member"], "Lid van Zuidoost Zelfstandig"},
		{nl["events"], "Januari 2027"},
		{nl["events"], "vanaf 16.30, open einde"},
		{nl["events"], "20.00 tot zo 10 januari, 14.00"},
		{nl["follow_error"], `aria-invalid="true"`},
		{nl["follow_error"], `href="#acct"`},
		{nl["about"], `href="mailto:hallo@zuidoostzelfstandig.example"`},
	} {
		if !strings.Contains(c.page, c.want) {
			t.Errorf("no %q on its page", c.want)
		}
	}
	// People who follow us are counted, not named: the paper stands there because
	// we follow it, and the reader who follows us does not.
	if strings.Contains(nl["collectives"], "Noor Leest Mee") {
		t.Error("a follower is named")
	}
}

func TestPages_tellAStrangerNothingOfReach(t *testing.T) {
	w := sampleWorld()
	w.reach, w.visitor.Actor = nil, nil
	if page := render1(t, w, "nl")["event"]; strings.Contains(page, "Verteld aan") || strings.Contains(page, "Wie het weet") {
		t.Error("a stranger reads where our followers are")
	}
}
