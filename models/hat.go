package models

// Hat is in whose name somebody is here: her own, the collective's, or her own
// with the name of a collective she is a member of.
type Hat struct {
	Key          string // what a form and a session carry: NoHat, CollectiveHat, or the row of the collective
	CollectiveID string // row of the collective; "" without a hat
	URI          string // its id
	Name         string
	Host         string // of its id
	Role         Role   // hers there, as far as we know
	// Confirmed says whether both sides say so: her profile and the collective.
	// Only then others are shown the hat as one that holds.
	Confirmed bool
	// Private says that she does not show this membership on her profile: other
	// servers, which look there, will not find it confirmed.
	Private bool
}

// The keys of the hats that are always the same. Every other key is the row id
// of a collective of which she is a member.
const (
	NoHat         = "self"       // she speaks for herself
	CollectiveHat = "collective" // the collective of this node speaks, through her
)

// IsSelf says whether she wears no hat.
func (h Hat) IsSelf() bool { return h.Key == NoHat || h.Key == "" }

// AsCollective says whether the collective itself speaks.
func (h Hat) AsCollective() bool { return h.Key == CollectiveHat }

// Named says whether a post under this hat is by herself and names a collective.
func (h Hat) Named() bool { return !h.IsSelf() && !h.AsCollective() }

// HatTie is somebody's membership of a collective, as the choice of hats needs
// it. Held says whether it stands: accepted, and not ended by either side.
type HatTie struct {
	Collective Actor
	Role       Role
	Held       bool
	Shown      bool // she shows it on her profile
	Confirmed  bool
}

// HatsOf gives the hats that a person may wear here, in the order in which she
// is offered them: none, those of the collective of this node, and those of
// others. role is hers here and now. Someone whose home is elsewhere writes
// there, and so wears a hat here only when she may speak as the collective.
func HatsOf(person Actor, role Role, own Actor, ties []HatTie) []Hat {
	var hats []Hat
	if person.GoneAt != nil {
		return nil
	}
	if person.Local && Can(role, PostAsSelf) {
		hats = append(hats, Hat{Key: NoHat})
		for _, t := range ties {
			if t.Held && t.Collective.ID == own.ID {
				hats = append(hats, memberHat(t))
			}
		}
	}
	if Can(role, PostAsCollective) {
		hats = append(hats, Hat{
			Key: CollectiveHat, CollectiveID: own.ID, URI: own.URI, Name: own.DisplayName(), Host: own.Host, Role: role, Confirmed: true,
		})
	}
	if !person.Local || !Can(role, PostAsSelf) {
		return hats
	}
	for _, t := range ties {
		if t.Held && t.Collective.ID != own.ID && t.Collective.GoneAt == nil {
			hats = append(hats, memberHat(t))
		}
	}
	return hats
}

func memberHat(t HatTie) Hat {
	c := t.Collective
	return Hat{Key: c.ID, CollectiveID: c.ID, URI: c.URI, Name: c.DisplayName(), Host: c.Host, Role: t.Role, Confirmed: t.Confirmed, Private: !t.Shown}
}

// FindHat gives the hat of this key among those that may be worn; no hat
// outlives what it rests on. "" is no hat.
func FindHat(hats []Hat, key string) (Hat, bool) {
	if key == "" {
		key = NoHat
	}
	for _, h := range hats {
		if h.Key == key {
			return h, true
		}
	}
	return Hat{}, false
}

// Worn gives the hat that a session wears: the one it chose, or, when that no
// longer holds, the first that she may wear. The zero Hat is none at all: she
// may not write here.
func Worn(hats []Hat, chosen string) Hat {
	if h, ok := FindHat(hats, chosen); ok {
		return h
	}
	if len(hats) == 0 {
		return Hat{}
	}
	return hats[0]
}

// PostingHat gives the hat that a form may be posted under. opened is the one it
// was opened with and worn the one the session wears now: when they differ, in
// another window, nothing is posted before she has said which, in chosen.
// Forbidden error.hat_gone for one that she may no longer wear, Conflict
// error.hat_changed for the difference.
func PostingHat(hats []Hat, opened, worn, chosen string) (Hat, error) {
	if chosen != "" {
		opened, worn = chosen, chosen
	}
	h, ok := FindHat(hats, opened)
	switch {
	case !ok:
		return Hat{}, Fail(Forbidden, "error.hat_gone")
	case opened != worn:
		return Hat{}, Fail(Conflict, "error.hat_changed")
	}
	return h, nil
}
