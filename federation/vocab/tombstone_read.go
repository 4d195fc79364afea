package vocab

import "time"

// Gone is what a Tombstone says.
type Gone struct {
	ID         string
	FormerType string
	Deleted    time.Time
}

// ReadTombstone reads a Tombstone.
func ReadTombstone(d *Document) (Gone, error) {
	g := Gone{ID: d.ID(), FormerType: d.Str("formerType"), Deleted: d.Time("deleted")}
	if d.Type() != "Tombstone" || !isID(g.ID) {
		return Gone{}, refuse("not a tombstone")
	}
	return g, nil
}
