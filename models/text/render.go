package text

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/parser"
)

// MaxMarkdown is what Render reads of a text, in bytes; the rest is cut off.
// Whoever takes text from a person checks its length long before this.
const MaxMarkdown = 100_000

// excerptRunes is the length of Rendered.Excerpt, fit for og:description.
const excerptRunes = 200

// Resolver knows who and where. Both are asked while a text is rendered and
// answer from memory: resolve what FindMentions gives beforehand.
type Resolver interface {
	// Mention gives the actor of "user@host", or "user" for one of ours: its id
	// and the page to link to. ok is false for nobody we know.
	Mention(handle string) (uri, url string, ok bool)
	// Hashtag gives the page of a tag, lower-cased without "#"; "" for no link.
	Hashtag(tag string) (href string)
}

// Mention is somebody named in a text.
type Mention struct {
	Handle string // "user@host", or "user" for one of ours
	URI    string // the actor's id
	URL    string // the actor's page
}

// Rendered is a text as it leaves.
type Rendered struct {
	HTML     string
	Plain    string    // paragraphs apart by a blank line
	Mentions []Mention // those resolved, each actor once, in order of appearance
	Hashtags []string  // lower-cased, without "#", each once
	Excerpt  string    // one line of at most 200 characters
}

// Render turns Markdown into HTML that is safe to show and that Mastodon shows
// well. A nil resolver links no mention and no hashtag; hashtags are still
// listed.
func Render(markdown string, r Resolver) Rendered {
	names := &names{resolver: r}
	html := names.render(markdown)
	plain := Plain(html)
	return Rendered{
		HTML:     html,
		Plain:    plain,
		Mentions: names.mentions,
		Hashtags: names.hashtags,
		Excerpt:  Truncate(Line(plain), excerptRunes),
	}
}

// FindMentions gives the handles a text mentions, each once, as Render will ask
// for them: "user@host" with the host lower-cased, or "user" in lower case.
func FindMentions(markdown string) []string {
	if !strings.Contains(markdown, "@") {
		return nil
	}
	names := &names{}
	names.parse(markdown)
	return names.asked
}

func (n *names) context() parser.Context {
	pc := parser.NewContext()
	pc.Set(namesKey, n)
	return pc
}

func (n *names) render(markdown string) string {
	var out bytes.Buffer
	source := []byte(bounded(markdown, MaxMarkdown))
	if err := dialect.Convert(source, &out, parser.WithContext(n.context())); err != nil {
		// bytes.Buffer does not fail and our renderers return nil.
		return ""
	}
	return policy.Sanitize(shape(out.String(), true))
}

// bounded cuts s to at most max bytes, between two characters, and mends bytes
// that are not UTF-8.
func bounded(s string, max int) string {
	if len(s) > max {
		for max > 0 && !utf8.RuneStart(s[max]) {
			max--
		}
		s = s[:max]
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
