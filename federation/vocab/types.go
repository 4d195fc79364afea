package vocab

// knownTypes are the types we act upon; where a document has several types, the
// first of these counts.
var knownTypes = map[string]bool{}

func init() {
	for _, list := range [][]string{
		{
			"Accept", "Add", "Announce", "Arrive", "Block", "Create", "Delete", "Dislike", "Flag", "Follow", "Ignore", "Invite", "Join", "Leave",
			"Like", "Listen", "Move", "Offer", "Read", "Reject", "Remove", "TentativeAccept", "TentativeReject", "Travel", "Undo", "Update", "View",
			"QuoteRequest",
		},
		{"Person", "Group", "Application", "Service", "Organization"},
		{"Note", "Event", "Question", "Article", "Page", "Tombstone"},
		{"Image", "Document", "Audio", "Video", "Link", "Place", "VirtualLocation", "PropertyValue", "Mention", "Hashtag"},
		{"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"},
	} {
		for _, t := range list {
			knownTypes[t] = true
		}
	}
}
