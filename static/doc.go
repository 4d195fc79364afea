// Package static holds what we ship as files: one style sheet, the sprite of
// icons and portraits, the mark, and the templates of the pages. All of it is
// inside the program.
//
// # Hashed names
//
// A file is served under a name that holds a hash of its bytes, and may be kept
// for a year: URL("css/knoop.css") gives /static/knoop.1f0c….css. So a new
// release is seen at once and an unchanged file is never asked for again. A name
// that is not of this release is not found, rather than answered with other
// bytes than those its hash promises.
//
// # What it refuses
//
// Scripts, fonts and anything from another host: the pages work without script
// and their content security policy lets nothing else in. There is no override
// from disk either; a page is changed by building the program, which takes a
// second.
//
// # Templates
//
// handlers/render parses them once. They hold no text of their own: every
// sentence comes from static/locales, and a test in handlers/web reads the
// templates and refuses bare text. layout.html is the frame; a page fills the
// block "content"; what several pages share stands in parts.html.
package static
