package handlers

import (
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"knoop/handlers/render"
)

// asProfile is the profile that makes application/ld+json ActivityStreams
// (ActivityPub 3.2).
const asProfile = "https://www.w3.org/ns/activitystreams"

// accepted gives what a request says it can read, all its Accept headers in one.
func accepted(r *http.Request) string { return strings.Join(r.Header.Values("Accept"), ",") }

// wantsDocument says whether a request asks for ActivityStreams rather than a
// page. Of equal weights the first named wins, since peers send several in any
// order; a wildcard alone is a person's.
func wantsDocument(accept string) bool {
	best, document := 0.0, false
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(part)
		if errors.Is(err, mime.ErrInvalidMediaParameter) {
			err = nil // a profile without quotes is no token, yet some send it
		}
		if err != nil {
			continue
		}
		isDocument := kind == "application/activity+json" ||
			(kind == "application/ld+json" && (params["profile"] == "" || strings.Contains(params["profile"], asProfile)))
		isPage := kind == "text/html" || kind == "application/xhtml+xml"
		if !isDocument && !isPage {
			continue
		}
		q := 1.0
		if s, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(s, 64); err != nil {
				q = 0
			}
		}
		if q > best {
			best, document = q, isDocument
		}
	}
	return document
}

// both answers a permalink: the document to servers, the page to people.
func both(document, page render.HandlerFunc) render.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		if wantsDocument(accepted(r)) {
			return document(w, r)
		}
		return page(w, r)
	}
}
