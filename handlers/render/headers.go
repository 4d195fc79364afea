package render

import "net/http"

// Policy is the content security policy of every page: our style sheet, our
// pictures, our forms, and nothing else.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Secure sets the headers that every answer of ours carries. The referrer stays
// within the site: a one-time link must not reach another one.
func Secure(h http.Header) {
	h.Set("Content-Security-Policy", Policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// ActivityType is the media type of the document behind a page.
const ActivityType = "application/activity+json"

// Alternate says in a Link header where the document behind a page is.
func Alternate(w http.ResponseWriter, uri string) {
	w.Header().Add("Link", "<"+uri+`>; rel="alternate"; type="`+ActivityType+`"`)
}
