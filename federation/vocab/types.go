package vocab

// The types we know by what they are. Where a document has several types, the
// first known one counts. What stands in none of these lists is an activity or
// an object of a kind we have no name for, and is treated by where it stands.
var (
	activityTypes = set(
		"Accept", "Add", "Announce", "Arrive", "Block", "Create", "Delete", "Dislike", "Flag", "Follow", "Ignore", "Invite", "Join",
		"Leave", "Like", "Listen", "Move", "Offer", "Read", "Reject", "Remove", "TentativeAccept", "TentativeReject", "Travel",
		"Undo", "Update", "View", "QuoteRequest",
	)
	actorTypes  = set("Person", "Group", "Application", "Service", "Organization")
	objectTypes = set("Note", "Event", "Article", "Page", "Image", "Document", "Audio", "Video", "Place", "Question")
	otherTypes  = set(
		"Tombstone", "Relationship", "Link", "VirtualLocation", "PropertyValue", "Mention", "Hashtag",
		"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage",
	)
)

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

func known(t string) bool {
	return activityTypes[t] || actorTypes[t] || objectTypes[t] || otherTypes[t]
}
