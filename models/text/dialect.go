package text

import (
	"regexp"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var (
	// bareURL also takes hosts without a dot and ports, for nodes on localhost,
	// and letters of any script. Linkify trims punctuation at the end.
	bareURL = regexp.MustCompile(`^https?://[\pL\pN][-\pL\pN.]{0,252}(?::\d{1,5})?(?:[/?#][^\s<>"]*)?`)
	never   = regexp.MustCompile(`^\b\B`)
)

// dialect is our Markdown: CommonMark without raw HTML, indented code,
// underlined headings and reference definitions; with strikethrough, bare
// addresses and names. It is safe for concurrent use.
var dialect = goldmark.New(
	goldmark.WithParser(parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(paragraphs{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(nameParser{}, 400),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewStrikethroughParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(
				extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}),
				extension.WithLinkifyURLRegexp(bareURL),
				// An address of a mailbox stays text: Mastodon drops mailto links.
				extension.WithLinkifyEmailRegexp(never),
				extension.WithLinkifyWWWRegexp(never),
			), 999),
		),
	)),
	goldmark.WithRenderer(renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(nodeRenderer{}, 100),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(html.NewRenderer(html.WithHardWraps()), 1000),
	))),
)

// paragraphs also take lines that begin with four spaces or a tab. Those are
// indented code in CommonMark; without its parser they would vanish.
type paragraphs struct{ parser.BlockParser }

func (paragraphs) CanAcceptIndentedLine() bool { return true }

// parse reads a text for its names alone.
func (n *names) parse(markdown string) {
	source := []byte(bounded(markdown, MaxMarkdown))
	dialect.Parser().Parse(gtext.NewReader(source), parser.WithContext(n.context()))
}

// nodeRenderer writes what we write otherwise than goldmark.
type nodeRenderer struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindName, renderName)
	reg.Register(ast.KindHeading, renderHeading)
	reg.Register(ast.KindImage, renderImage)
	reg.Register(ast.KindAutoLink, renderAutoLink)
	reg.Register(ast.KindThematicBreak, renderBreak)
}
