package render

import (
	"net/mail"
	"strings"

	"knoop/models"
)

// ContactOf gives a contact line as it is shown, and its link: mailto for a mail
// address, the address itself for a page, "" for anything else.
func ContactOf(s string) Contact {
	s = strings.TrimSpace(s)
	if models.IsWebURL(s) {
		return Contact{s, s}
	}
	if a, err := mail.ParseAddress(s); err == nil && a.Name == "" && a.Address == s && !strings.ContainsAny(s, "?&%#") {
		return Contact{s, "mailto:" + s}
	}
	return Contact{Text: s}
}
