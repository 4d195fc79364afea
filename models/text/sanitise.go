package text

const (
	// maxHTMLIn is what is read of someone's HTML and maxHTMLOut what is kept,
	// in bytes. Mastodon's longest posts are a hundredth of it.
	maxHTMLIn  = 200_000
	maxHTMLOut = 100_000
	// maxDepth of elements; what lies deeper stays as text of its parent.
	maxDepth = 24
)

// Sanitise makes HTML from another server safe to keep and show: elements,
// attributes and link schemes from Mastodon's list (with mailto), every tag
// closed, links with rel "nofollow noopener noreferrer". What is not allowed is
// dropped and its text kept, except for scripts, styles and the like. It never
// fails, and its result sanitises to itself.
func Sanitise(markup string) string {
	if out, ok := plainPath(markup); ok {
		return out
	}
	return longPath(markup)
}

// longPath is the whole of it; plainPath must agree with it byte for byte.
func longPath(markup string) string {
	return policy.Sanitize(shape(bounded(markup, maxHTMLIn), false))
}
