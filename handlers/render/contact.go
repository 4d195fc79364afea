package render

import (
	"net/mail"
	"strings"

	"knoop/models"
)

// ContactOf gives a contact line as it is shown, and its link: mailto for a mail
// address, the address itself for a page, "" for anything else.
func ContactOf(s string) (text, link string) {
	s = strings.TrimSpace(s)
	if models.IsWebURL(s) {
		return s, s
	}
	if a, err := mail.ParseAddress(s); err == nil && a.Name == "" && a.Address == s {
		return s, "mailto:" + s
	}
	return s, ""
}
