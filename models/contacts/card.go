package contacts

import (
	"slices"
	"strings"

	"github.com/emersion/go-vcard"

	"knoop/models"
)

// cards reads vCards, one after another. Of an address nothing is taken: where
// somebody lives is nothing for an invitation.
func (r *reading) cards(lines []string) error {
	begin := -1
	for i, line := range lines {
		switch strings.ToUpper(strings.TrimSpace(line)) {
		case "BEGIN:VCARD":
			if begin >= 0 {
				if err := r.unread(begin); err != nil {
					return err
				}
			}
			begin = i
		case "END:VCARD":
			if begin < 0 {
				continue
			}
			p, ok := cardOf(wanted(lines[begin : i+1]))
			p.line = begin + 1
			var err error
			if ok {
				err = r.keep(p)
			} else {
				err = r.unread(begin)
			}
			if err != nil {
				return err
			}
			begin = -1
		}
	}
	if begin >= 0 {
		return r.unread(begin)
	}
	return nil
}

// unread notes a card that cannot be read.
func (r *reading) unread(begin int) error {
	if len(r.file.Faults) >= models.MaxWaveRows {
		return models.Fail(models.Invalid, "error.wave_rows", "Max", models.MaxWaveRows)
	}
	return r.fault(begin+1, "error.row_card")
}

// fields are those of a card that we read.
var fields = []string{"BEGIN", "END", "VERSION", vcard.FieldFormattedName, vcard.FieldName, vcard.FieldEmail, vcard.FieldTitle, vcard.FieldRole}

// maxCard bounds what of one card is read, in bytes: unfolding takes time with
// the square of it.
const maxCard = 16 << 10

// wanted gives of a card's lines what we read: no photographs.
func wanted(lines []string) string {
	var b strings.Builder
	keep := false
	for _, line := range lines {
		if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
			key, _, _ := strings.Cut(line, ":")
			key, _, _ = strings.Cut(key, ";")
			if _, after, grouped := strings.Cut(key, "."); grouped {
				key = after
			}
			keep = slices.Contains(fields, strings.ToUpper(strings.TrimSpace(key)))
		}
		if keep {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// cardOf reads one card.
func cardOf(text string) (p person, ok bool) {
	if len(text) > maxCard {
		return p, false
	}
	card, err := vcard.NewDecoder(strings.NewReader(text)).Decode()
	if err != nil {
		return p, false
	}
	p.name, p.mail = card.PreferredValue(vcard.FieldFormattedName), card.PreferredValue(vcard.FieldEmail)
	if n := card.Name(); strings.TrimSpace(p.name) == "" && n != nil {
		p.name = n.GivenName + " " + n.AdditionalName + " " + n.FamilyName
	}
	if p.branch = card.PreferredValue(vcard.FieldTitle); p.branch == "" {
		p.branch = card.PreferredValue(vcard.FieldRole)
	}
	return p, true
}
