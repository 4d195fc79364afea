package models

import (
	"regexp"
	"slices"
	"strings"
)

var handlePattern = regexp.MustCompile(`^[a-z0-9_]{1,30}$`)

// reservedHandles are the node's own names and the first segments of our
// paths, so that no person can stand in front of a page.
var reservedHandles = []string{
	"actor", "relay", "inbox", "admin", "root", "support", "knoop",
	"about", "activities", "agreements", "answer", "api", "apply", "articles", "atlas", "card_json", "code", "collectives", "coming", "events", "follow", "gone",
	"groups", "healthz", "interact", "invite", "join", "login", "logout", "manage", "market", "media", "members", "murmurations_json", "nodeinfo", "notes",
	"oauth", "places", "portraits", "privacy", "projects", "readyz", "receipts", "robots_txt", "search", "settings", "stamps", "static", "unsubscribe", "users",
	"week", "welcome", "well_known", "write",
}

// ApplicationHandle is the preferredUsername of the node's own Application
// actor; Mobilizon asks WebFinger for it by this name.
const ApplicationHandle = "relay"

// CheckHandle says whether a local handle may be used: 1 to 30 of a-z, 0-9 and
// underscore (what every peer accepts), and not one of the node's own names.
func CheckHandle(handle string) error {
	switch {
	case !handlePattern.MatchString(handle):
		return Fail(Invalid, "error.handle_invalid", "Handle", handle)
	case slices.Contains(reservedHandles, handle):
		return Fail(Conflict, "error.handle_reserved", "Handle", handle)
	}
	return nil
}

// SplitAcct reads user@domain with or without acct: or a leading @. ok is false
// when it is no address.
func SplitAcct(acct string) (user, domain string, ok bool) {
	acct = strings.TrimPrefix(strings.TrimSpace(acct), "acct:")
	user, domain, ok = strings.Cut(strings.TrimPrefix(acct, "@"), "@")
	if !ok || user == "" || domain == "" || len(acct) > 320 || strings.ContainsAny(acct, " /?#<>\"") || strings.Contains(domain, "@") {
		return "", "", false
	}
	return user, strings.ToLower(domain), true
}
