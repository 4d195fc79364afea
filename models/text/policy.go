package text

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// policy is the last lock: what may stand in HTML that a page shows. shape
// already writes nothing else. Built once; safe for concurrent use.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(
		"p", "br", "span", "a", "del", "s", "pre", "blockquote", "code",
		"b", "strong", "u", "i", "em", "ul", "ol", "li", "ruby", "rt", "rp",
		"h2", "h3", "h4",
	)
	p.AllowNoAttrs().OnElements("span")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^[a-z]+( [a-z]+)*$`)).OnElements("a")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^[A-Za-z0-9_ -]+$`)).OnElements("a", "span", "p")
	p.AllowAttrs("translate").Matching(regexp.MustCompile(`^no$`)).OnElements("a", "span")
	p.AllowAttrs("start").Matching(listNumber).OnElements("ol")
	p.AllowAttrs("value").Matching(listNumber).OnElements("li")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	return p
}

// listNumber is what start and value may be: a list that begins at 2026 must not
// become one that begins at 1.
var listNumber = regexp.MustCompile(`^-?[0-9]{1,9}$`)
