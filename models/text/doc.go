// Package text turns what people write into what the fediverse can show, and
// what the fediverse sends into what our pages can show. It is the only package
// that knows Markdown (goldmark) and HTML (bluemonday), and imports none of ours.
//
// # Out: Render
//
// A member writes Markdown; Render gives HTML in the shape that Mastodon shows
// well (its lib/sanitize_ext/sanitize_config.rb): paragraphs, breaks, links,
// lists, quotes, code, and headings, which Mastodon shows as a bold paragraph.
// A few habits of Markdown surprise people who write a note and are left out:
// indented code, underlined headings and reference definitions. A line break is a
// line break. HTML that someone types is text, shown as typed. An image becomes
// a link. No newline stands between blocks, since Mastodon shows white space in
// posts as it comes.
//
// Mentions and hashtags are found by the Markdown parser itself, so that code,
// links and escapes are left alone. Who a mention is only the caller can know:
// FindMentions lists them first, the Resolver then answers from memory, and a
// mention nobody could resolve stays plain text.
//
// # In: Sanitise
//
// HTML from other servers is hostile until proven otherwise. It goes through
// three steps. shape reads tokens and writes a tree again: every tag closed,
// none closed that was not opened (bluemonday alone would let a stray </ul> out
// of the list we put it in), depth and size bounded, headings made bold, classes
// and links checked. Then bluemonday, last, with the same list of what may pass,
// so that a mistake in ours has a second lock behind it. The result sanitises to
// itself. It is kept in the database; pages show it as it is.
//
// Nine notes of ten hold nothing but <p>, <br>, <a> and <span> in Mastodon's own
// spelling. For these the plain path writes the same bytes in one pass, about
// twenty times faster, and gives up at the first byte it does not know. It emits
// only text it escapes itself and tags from its own list; a fuzz test holds that
// it never differs from the long way.
//
// # Plain text
//
// Plain, Line and Truncate make text for mail, search, titles and summaries.
// Line also drops characters that turn the direction of what follows: a name
// must not be able to rewrite the line it stands in.
package text
