package render

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"knoop/models"
	"knoop/static/locales"
)

// Site is the node as every page shows it.
type Site struct {
	Ready    bool // set up
	Name     string
	Handle   string // of the collective
	Acct     string // handle@domain
	URI      string // actor id of the collective
	Accent   string // one of Accents
	Logo     string // a symbol of the sprite: "l-zuidoost"
	Area     string
	Contact  string // free text; a mail address or a web address becomes a link
	Language string // "nl"
	Location *time.Location
	Code     int  // version of the code of conduct; 0 while there is none
	Joinable bool // strangers may ask to join
}

// Visitor is who asks: a person who signed in, here or through her own node, or
// nobody.
type Visitor struct {
	Actor      *models.Actor // nil: nobody we know
	Role       models.Role   // here; Guest for who signed in through her own node and is no member
	SessionID  string
	Way        models.SessionWay
	SignedInAt time.Time
	Stale      bool         // signed in longer than models.FreshSignIn ago
	Signed     int          // newest version of the code of conduct she signed; 0 is none
	Hat        models.Hat   // the one she wears now
	Hats       []models.Hat // those she may wear; none: she does not write here
	Photo      models.Photo // her own, whoever else may see it
}

// SignedIn says whether we know her.
func (v Visitor) SignedIn() bool { return v.Actor != nil }

// Elsewhere says whether her home is another node.
func (v Visitor) Elsewhere() bool { return v.SignedIn() && !v.Actor.Local }

// Home gives the name of her home node, or "" when that is this one.
func (v Visitor) Home() string {
	if !v.Elsewhere() {
		return ""
	}
	return v.Actor.Domain
}

// PageURL gives her own page, here or at her home.
func (v Visitor) PageURL() string {
	switch {
	case !v.SignedIn():
		return ""
	case v.Actor.Local:
		return "/@" + v.Actor.Handle
	case models.IsWebURL(v.Actor.URL):
		return v.Actor.URL
	case models.IsWebURL(v.Actor.URI):
		return v.Actor.URI
	}
	return "/"
}

// Can says whether she may do something here: nobody may do what needs a role,
// and who comes from another node does there what is her own.
func (v Visitor) Can(action models.Action) bool {
	if v.Elsewhere() {
		return models.CanVisiting(v.Role, action)
	}
	return v.SignedIn() && models.Can(v.Role, action)
}

// FirstName gives the first word of her name: what the header has room for.
func (v Visitor) FirstName() string {
	if v.Actor == nil {
		return ""
	}
	first, _, _ := strings.Cut(strings.TrimSpace(v.Actor.DisplayName()), " ")
	return first
}

// Page is what every page has. Typed pages embed it; its Printer gives templates
// T, N, Date, Range, Number and the rest.
type Page struct {
	*locales.Printer
	Title       string // of the page; the site's name is added
	Description string // one plain line for search engines and previews
	Kind        string // OpenGraph type; "" is website
	Site        Site
	Visitor     Visitor
	Face        Portrait                // of the visitor
	photos      map[string]models.Photo // of people of ours, for this visitor; see See
	Path        string                  // of this page, without the query
	Canonical   string                  // absolute address of this page
	OtherLang   string                  // the other language's code
	OtherURL    string                  // this page in the other language
	Alternate   string                  // id of the object this page shows; "" for none
	Feeds       []Feed                  // of what this page shows
	Picture     models.Attachment       // for previews, if there is one
	Here        string                  // which entry of the navigation is open: "events"
	Hero        bool                    // the page begins with the large field
	Bare        bool                    // no navigation and no footer: set-up
	Embed       bool                    // stands in a page of another site: no navigation, no cookie, links open outside
	NoIndex     bool
	FormsTo     string // where else the answer to a form of this page may lead: an origin, or "https:"
	Ceremony    bool   // a page where a passkey is made or used: it runs the script for that
	Planner     bool   // the editor of events: it runs the script that tells of clashes
	Notice      *Notice
	Now         time.Time // in the node's zone
}

// FullTitle gives the title as the browser shows it.
func (p *Page) FullTitle() string {
	if p.Title == "" {
		return p.Site.Name
	}
	return p.Title + " · " + p.Site.Name
}

// AtHome says whether the visitor is a person of this node: she has her week
// here.
func (p *Page) AtHome() bool { return p.Visitor.SignedIn() && p.Visitor.Actor.Local }

// SiteLang gives the language of what the collective wrote about itself, when
// that is not the page's; else "".
func (p *Page) SiteLang() string {
	if p.Site.Language == p.Lang() {
		return ""
	}
	return p.Site.Language
}

// Feed is where a program hears of what a page shows.
type Feed struct{ Href, Type, Title string }

// The media types of feeds.
const (
	CalendarType = "text/calendar"
	AtomType     = "application/atom+xml"
)

// Locale gives the page's language as OpenGraph writes it.
func (p *Page) Locale() string {
	if p.Lang() == "en" {
		return "en_GB"
	}
	return p.Lang() + "_" + strings.ToUpper(p.Lang())
}

// Contact is what a collective wrote down as its contact; Link is set when that
// is a mail or web address.
type Contact struct{ Text, Link string }

// CodeDue says whether this page reminds the visitor that the code of conduct as
// it is now lacks her signature.
func (p *Page) CodeDue() bool {
	return p.Visitor.Signed < p.Site.Code && p.Visitor.Can(models.SignTheCode) && !p.Bare && !strings.HasPrefix(p.Path, "/code")
}

// Plans says whether the visitor may plan events here: for the collective or, if
// this is her home, herself.
func (p *Page) Plans() bool {
	return p.Visitor.Can(models.PostAsCollective) || p.Visitor.Can(models.PostAsSelf)
}

// SiteContact gives the collective's contact.
func (p *Page) SiteContact() Contact { return ContactOf(p.Site.Contact) }

// Framed is a page that embeds Page.
type Framed interface{ frame() *Page }

func (p *Page) frame() *Page { return p }

// Page begins a page for this request. It reads the notice that an earlier
// request left.
func (rd *Renderer) Page(r *http.Request, title string) Page {
	ctx := r.Context()
	site := rd.o.Site(ctx)
	rd.remember(site.Language)
	if site.Location == nil {
		site.Location = time.UTC
	}
	if site.Name == "" {
		site.Name = "Knoop"
	}
	if site.Accent == "" {
		site.Accent = Accents[0]
	}
	if site.Logo == "" {
		site.Logo = "l-knoop"
	}
	lang := LanguageOf(ctx)
	if lang == "" {
		lang = negotiate(r, site.Language)
	}
	p := Page{
		Printer:   locales.For(lang),
		Title:     title,
		Site:      site,
		Visitor:   VisitorOf(ctx),
		Bare:      !site.Ready,
		Path:      r.URL.Path,
		Canonical: rd.o.Origin + r.URL.EscapedPath(),
		Now:       rd.o.Clock().In(site.Location),
	}
	if p.Visitor.Actor != nil {
		p.See(p.Visitor.Actor.ID, p.Visitor.Photo)
		p.Face = p.Portrait(*p.Visitor.Actor)
	}
	for _, other := range locales.Languages() {
		if other != lang {
			p.OtherLang, p.OtherURL = other, inLanguage(r, other)
		}
	}
	if n := noticeOf(r); n != "" {
		p.Notice = &Notice{Kind: NoticeOK, Title: p.T(n), once: true}
		if notGood[n] {
			p.Notice.Kind = NoticeBad
		}
	}
	return p
}

// inLanguage gives the address of this page in another language. The answer to
// a form cannot be asked for again, so from there the link leads home.
func inLanguage(r *http.Request, lang string) string {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return "/?lang=" + lang
	}
	q := url.Values{}
	for name, values := range r.URL.Query() {
		if name != "lang" {
			q[name] = values
		}
	}
	q.Set("lang", lang)
	return "?" + q.Encode()
}
