package models

import "time"

// Node is what set-up wrote down about this node; later commands read it here
// and nowhere else.
type Node struct {
	Origin       string // "https://mokum.example", no slash at the end
	HandleDomain string // domain in handles: "mokum.example", with a non-default port
	Language     string // "nl" or "en": of the sentences that leave this node
	Timezone     string // IANA zone of the collective
	Collective   string // actor id (row) of the collective
	Application  string // actor id (row) of the Application actor
	SetUpAt      time.Time
}

// Ready says whether set-up has been done.
func (n Node) Ready() bool { return n.Collective != "" }

// Location gives the node's time zone.
func (n Node) Location() *time.Location {
	if l, err := time.LoadLocation(n.Timezone); err == nil {
		return l
	}
	return time.UTC
}

// Setting is one row of the node's settings.
type Setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}
