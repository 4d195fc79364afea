package render

import (
	"net/http"
	"regexp"
	"strings"
)

// Policy is the content security policy of every page: our style sheet, our
// pictures, our forms, and nothing else.
const Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// CeremonyPolicy is that of the pages on which a passkey is made or used, and of the
// editor of events: beside it our own script, which asks our server.
const CeremonyPolicy = Policy + "; script-src 'self'; connect-src 'self'"

// EmbedPolicy is that of what any site may show in a frame: it holds no form.
const EmbedPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"

// cookieless says whether an address is read by programs, or by people on a page
// of another site: it sets no cookie, also when it is asked in a language.
func cookieless(path string) bool {
	return strings.HasPrefix(path, "/embed/") || strings.HasSuffix(path, ".ics") || strings.HasSuffix(path, ".atom")
}

// Secure sets the headers that every answer of ours carries. The referrer stays
// within the site: a one-time link must not reach another one.
func Secure(h http.Header) {
	h.Set("Content-Security-Policy", Policy)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

var formTarget = regexp.MustCompile(`^https?:(//[a-z0-9.:\[\]-]+)?$`)

// formsTo opens the policy of one page to where the answer to its form leads:
// Chromium holds form-action also against redirects. What is no plain origin or
// scheme opens nothing.
func formsTo(h http.Header, target string) {
	if formTarget.MatchString(target) {
		h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "form-action 'self'", "form-action 'self' "+target, 1))
	}
}

// ActivityType is the media type of the document behind a page.
const ActivityType = "application/activity+json"

// Alternate says in a Link header where the document behind a page is.
func Alternate(w http.ResponseWriter, uri string) {
	w.Header().Add("Link", "<"+uri+`>; rel="alternate"; type="`+ActivityType+`"`)
}
