package vocab

import (
	"github.com/go-fed/activity/streams/vocab"

	"knoop/federation/vocab/streams"
)

// Collection writes an OrderedCollection that is read page by page. first ""
// makes a hidden one: the total alone, which Mastodon understands so. total
// below 0 is left out.
func Collection(id string, total int, first string) ([]byte, error) {
	t := streams.NewActivityStreamsOrderedCollection()
	setID(t, id)
	setTotal(t, total)
	if first != "" {
		p := streams.NewActivityStreamsFirstProperty()
		p.SetIRI(exact(first))
		t.SetActivityStreamsFirst(p)
	}
	return finish(t)
}

// CollectionOf writes an OrderedCollection whole, for short ones: featured, or
// the empty ones Mobilizon asks for. Items as in Page.
func CollectionOf(id string, items []Item) ([]byte, error) {
	t := streams.NewActivityStreamsOrderedCollection()
	setID(t, id)
	setTotal(t, len(items))
	list, err := itemList(items)
	if err != nil {
		return nil, err
	}
	t.GetUnknownProperties()["orderedItems"] = list
	return finish(t)
}

// Item is one item of a collection: Raw, a whole document already serialised, or
// else URI.
type Item struct {
	URI string
	Raw []byte
}

// URIs makes items of plain addresses.
func URIs(list []string) []Item {
	out := make([]Item, len(list))
	for i, u := range list {
		out[i].URI = u
	}
	return out
}

// PageLinks are the addresses a page has: its own, its collection's, and those
// of its neighbours or "".
type PageLinks struct {
	ID, PartOf, Next, Prev string
}

// Page writes an OrderedCollectionPage. total below 0 is left out.
func Page(l PageLinks, total int, items []Item) ([]byte, error) {
	t := streams.NewActivityStreamsOrderedCollectionPage()
	setID(t, l.ID)
	setTotal(t, total)
	partOf := streams.NewActivityStreamsPartOfProperty()
	partOf.SetIRI(exact(l.PartOf))
	t.SetActivityStreamsPartOf(partOf)
	if l.Next != "" {
		p := streams.NewActivityStreamsNextProperty()
		p.SetIRI(exact(l.Next))
		t.SetActivityStreamsNext(p)
	}
	if l.Prev != "" {
		p := streams.NewActivityStreamsPrevProperty()
		p.SetIRI(exact(l.Prev))
		t.SetActivityStreamsPrev(p)
	}
	list, err := itemList(items)
	if err != nil {
		return nil, err
	}
	t.GetUnknownProperties()["orderedItems"] = list
	return finish(t)
}

func setTotal(t interface {
	SetActivityStreamsTotalItems(vocab.ActivityStreamsTotalItemsProperty)
}, total int,
) {
	if total < 0 {
		return
	}
	p := streams.NewActivityStreamsTotalItemsProperty()
	p.Set(total)
	t.SetActivityStreamsTotalItems(p)
}

func itemList(items []Item) ([]interface{}, error) {
	list := make([]interface{}, 0, len(items))
	for _, item := range items {
		if item.Raw == nil {
			list = append(list, item.URI)
			continue
		}
		p, err := embed(item.Raw)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}
