package handlers

import (
	"net/http"
	"strings"

	"knoop/handlers/render"
)

// kind says in what a route answers. The zero value stops the program at start.
type kind int

const (
	page     kind = iota + 1 // a page, whatever is asked for
	document                 // ActivityStreams, whatever is asked for
	data                     // JSON or plain text
	either                   // a permalink: the document to servers, the page to people
	reply                    // JSON to the script of our own pages, closed to other sites
)

// of gives the shape in which this request is answered, and told of an error.
func (k kind) of(r *http.Request) render.RouteKind {
	switch {
	case k == document, k == either && wantsDocument(accepted(r)):
		return render.AS2
	case k == data, k == reply:
		return render.JSON
	}
	return render.Pages
}

// kindAt guesses of for a request that found no route, or failed before it had
// one: by its address where only programs go, else by what it can read.
func kindAt(r *http.Request) render.RouteKind {
	first, rest, below := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch first {
	case ".well-known", "nodeinfo":
		return render.JSON
	case "inbox", "activities", "stamps":
		return render.AS2
	case "events":
		if strings.HasSuffix(rest, "/attendees") || strings.HasSuffix(rest, "/organizers") {
			return render.AS2
		}
	case "users":
		below = strings.Contains(rest, "/")
		fallthrough
	case "actor":
		if below {
			return render.AS2
		}
	}
	if accept := accepted(r); wantsDocument(accept) ||
		r.Method != http.MethodGet && r.Method != http.MethodHead && !strings.Contains(accept, "text/html") {
		return render.AS2
	}
	return render.Pages
}
