package text

import (
	"html"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"
)

// names gathers who and what a text names while it is parsed.
type names struct {
	resolver Resolver
	asked    []string // handles, each once
	mentions []Mention
	hashtags []string
}

var (
	namesKey = parser.NewContextKey()
	kindName = ast.NewNodeKind("Name")
)

// nameNode is a mention or hashtag in the tree. Without href it is plain text.
type nameNode struct {
	ast.BaseInline
	sign byte   // '@' or '#'
	text string // as written, without the sign
	href string
}

func (*nameNode) Kind() ast.NodeKind              { return kindName }
func (n *nameNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// nameParser finds @user, @user@host and #tag where inline text is read; code
// never comes here.
type nameParser struct{}

func (nameParser) Trigger() []byte { return []byte{'@', '#'} }

func (nameParser) Parse(_ ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	if pc.IsInLinkLabel() || !mayPrecede(block.PrecendingCharacter()) {
		return nil
	}
	gathered, ok := pc.Get(namesKey).(*names)
	if !ok {
		return nil
	}
	line, _ := block.PeekLine()
	sign, rest := line[0], string(line[1:])
	node := &nameNode{sign: sign}
	length := 0
	if sign == '@' {
		var handle string
		handle, length = readHandle(rest)
		node.text = rest[:length]
		node.href = gathered.mention(handle)
	} else {
		length = readHashtag(rest)
		node.text = rest[:length]
		node.href = gathered.hashtag(node.text)
	}
	if length == 0 {
		return nil
	}
	block.Advance(1 + length)
	return node
}

// mention notes a handle and gives the page it links to, "" for none.
func (n *names) mention(handle string) string {
	if handle == "" {
		return ""
	}
	if !slices.Contains(n.asked, handle) && len(n.asked) < maxNames {
		n.asked = append(n.asked, handle)
	}
	if n.resolver == nil {
		return ""
	}
	uri, url, ok := n.resolver.Mention(handle)
	if !ok || uri == "" {
		return ""
	}
	if url == "" {
		url = uri
	}
	known := slices.ContainsFunc(n.mentions, func(m Mention) bool { return m.URI == uri })
	if !known {
		if len(n.mentions) >= maxNames {
			return ""
		}
		n.mentions = append(n.mentions, Mention{Handle: handle, URI: uri, URL: url})
	}
	return url
}

// hashtag notes a tag and gives the page it links to, "" for none.
func (n *names) hashtag(written string) string {
	if written == "" {
		return ""
	}
	tag := strings.ToLower(norm.NFC.String(written))
	if !slices.Contains(n.hashtags, tag) {
		if len(n.hashtags) >= maxNames {
			return ""
		}
		n.hashtags = append(n.hashtags, tag)
	}
	if n.resolver == nil {
		return ""
	}
	return n.resolver.Hashtag(tag)
}

// renderName writes names with the classes by which Mastodon, and everyone after
// it, knows them.
func renderName(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*nameNode)
	text, href := html.EscapeString(n.text), html.EscapeString(n.href)
	switch {
	case n.href == "":
		_, _ = w.WriteString(string(n.sign) + text)
	case n.sign == '@':
		user, _, _ := strings.Cut(text, "@")
		_, _ = w.WriteString(`<span class="h-card"><a href="` + href + `" class="u-url mention">@<span>` + user + `</span></a></span>`)
	default:
		_, _ = w.WriteString(`<a href="` + href + `" class="mention hashtag" rel="tag">#<span>` + text + `</span></a>`)
	}
	return ast.WalkContinue, nil
}
