package fed

import (
	"net/http"
	"net/url"

	"knoop/federation/vocab"
	"knoop/models/store"
)

// pageSize is how many items a page of a collection has.
const pageSize = 20

// cursor is where in a collection a reader is: at the collection itself, or
// inside, on the page before a row.
type cursor struct {
	inside bool
	before string
}

func cursorOf(r *http.Request) cursor {
	q := r.URL.Query()
	before := q.Get("before")
	if len(before) > 64 {
		before = ""
	}
	return cursor{inside: q.Has("page"), before: before}
}

// page asks for one row more than is shown: the row that says that there is a
// next page.
func (c cursor) page() store.Page {
	if !c.inside {
		return store.Page{Limit: 1}
	}
	return store.Page{Before: c.before, Limit: pageSize + 1}
}

func (c cursor) address(collection string) string {
	if c.before == "" {
		return collection + "?page=true"
	}
	return collection + "?page=true&before=" + url.QueryEscape(c.before)
}

// cut gives what a page shows, and the address of the next one or "".
func cut[T any](rows []T, collection string, id func(T) string) (shown []T, next string) {
	if len(rows) <= pageSize {
		return rows, ""
	}
	shown = rows[:pageSize]
	return shown, cursor{inside: true, before: id(shown[pageSize-1])}.address(collection)
}

func page(w http.ResponseWriter, collection string, at cursor, next string, total int64, items []vocab.Item) error {
	body, err := vocab.Page(vocab.PageLinks{ID: at.address(collection), PartOf: collection, Next: next}, int(total), items)
	return public(w, body, err)
}
