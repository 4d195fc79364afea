package models

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// InvitationKind is the way an invitation goes out.
type InvitationKind string

// The kinds of invitation.
const (
	InvitedByLink InvitationKind = "link" // whoever has the link, once or several times
	InvitedByMail InvitationKind = "mail" // one person, by mail
	InvitedInWave InvitationKind = "wave" // one line of a file
)

// Basis is why we may write to somebody who did not come to us.
type Basis string

// The grounds for writing to somebody.
const (
	BasisConsent Basis = "consent" // she asked for it
	BasisContact Basis = "contact" // we know each other already
	BasisPublic  Basis = "public"  // a public professional address
)

// AllBases lists them.
func AllBases() []Basis { return []Basis{BasisConsent, BasisContact, BasisPublic} }

// basisWords are what people write in a file, in lower case.
var basisWords = map[Basis][]string{
	BasisConsent: {"consent", "toestemming", "gevraagd", "zelf gevraagd", "opt-in", "optin", "aangemeld"},
	BasisContact: {"contact", "bestaand contact", "existing contact", "relatie", "bekende", "lid geweest", "klant"},
	BasisPublic:  {"public", "openbaar", "openbaar adres", "openbaar beroepsadres", "openbaar zakelijk adres", "public address", "public professional address"},
}

// ParseBasis reads a ground as people write it, in Dutch or English; Invalid
// error.basis_unknown for anything else.
func ParseBasis(s string) (Basis, error) {
	word := strings.ToLower(strings.Join(strings.Fields(s), " "))
	for basis, words := range basisWords {
		if slices.Contains(words, word) {
			return basis, nil
		}
	}
	return "", Fail(Invalid, "error.basis_unknown", "Basis", shown(s))
}

// How long an invitation may stand, how often a link may be used, and how long
// we keep what we know of somebody who did not come.
const (
	InvitationLife    = 30 * day
	MaxInvitationLife = 180 * day
	MaxInvitationUses = 500
	InviteeKept       = 90 * day // after it has run out
	MaxInvitationText = 600      // runes of the personal line
	MaxSource         = 160      // runes: where an address comes from
	JoinAgain         = 15 * time.Minute
)

// Invitation asks somebody to join. Its link holds a token of which only the
// hash is kept; the token itself follows from the node's secret (Token).
type Invitation struct {
	ID        string `gorm:"primaryKey"`
	Kind      InvitationKind
	WaveID    string `gorm:"uniqueIndex:invitation_line,priority:1,where:wave_id <> ''"`
	Line      int    `gorm:"uniqueIndex:invitation_line,priority:2,where:wave_id <> ''"` // in the file
	TokenHash string `gorm:"uniqueIndex:invitation_token"`
	Turn      int    // grows when the link is made anew, and the earlier one ends

	// Whom it is for, as far as that is known; forgotten in the end.
	Address       []byte // sealed
	AddressHash   string `gorm:"uniqueIndex:invitation_address,where:address_hash <> '' AND uses = 0 AND revoked_at IS NULL"`
	Name          string
	Branch        string
	Neighbourhood string
	Source        string // where the address comes from
	Basis         Basis  // why we may write
	Text          string // a personal line

	Role      Role
	MadeBy    string // actor
	Language  string
	MaxUses   int
	Uses      int
	CreatedAt time.Time
	ExpiresAt time.Time `gorm:"index:invitation_expires,where:forgotten_at IS NULL"`
	RevokedAt *time.Time
	OpenedAt  *time.Time // the first time that its page was asked for

	MailState   MailState // of the mail with its link; "" when none was made
	MailedAt    *time.Time
	ForgottenAt *time.Time // all that says whom it was for is gone
}

// InvitationUse is one person who joined by an invitation.
type InvitationUse struct {
	ID           string `gorm:"primaryKey"`
	InvitationID string `gorm:"index:invitation_use_of"`
	ActorID      string `gorm:"index:invitation_use_actor"`
	KeyHash      string `gorm:"uniqueIndex:invitation_use_key"` // of the form she sent: sent twice it is one person
	JoinedAt     time.Time
	MetAt        *time.Time // when somebody noted that she had been at a first gathering; nil is not known
}

// InvitationState is where an invitation stands.
type InvitationState string

// The states of an invitation.
const (
	InvitationOpen    InvitationState = "open"
	InvitationUsed    InvitationState = "used"
	InvitationExpired InvitationState = "expired"
	InvitationRevoked InvitationState = "revoked"
)

// State says where it stands.
func (i Invitation) State(now time.Time) InvitationState {
	switch {
	case i.RevokedAt != nil:
		return InvitationRevoked
	case i.Uses >= i.MaxUses:
		return InvitationUsed
	case now.After(i.ExpiresAt):
		return InvitationExpired
	}
	return InvitationOpen
}

// Usable says whether somebody can still join by it, and if not, why.
func (i Invitation) Usable(now time.Time) error {
	if state := i.State(now); state != InvitationOpen {
		return Fail(Gone, "error.invitation_"+string(state))
	}
	return nil
}

// Personal says whether it is for one person, who must not hand it on.
func (i Invitation) Personal() bool { return i.Kind != InvitedByLink }

// Check says whether it may be made: the first of its faults.
func (i Invitation) Check(now time.Time) error {
	for _, err := range i.Faults(now) {
		return err
	}
	return nil
}

// Faults lists all that keeps it from being made, in the order of a form.
func (i Invitation) Faults(now time.Time) (faults []error) {
	wrong := func(is bool, key string, args ...any) {
		if is {
			faults = append(faults, Fail(Invalid, key, args...))
		}
	}
	personal := i.Personal()
	wrong(i.MaxUses < 1 || i.MaxUses > MaxInvitationUses, "error.invitation_uses", "Max", MaxInvitationUses)
	wrong(i.Role != Member && i.MaxUses > 1, "error.invitation_role")
	wrong(utf8.RuneCountInString(i.Name) > MaxName, "error.name_too_long", "Max", MaxName)
	wrong(utf8.RuneCountInString(i.Text) > MaxInvitationText, "error.text_too_long", "Max", MaxInvitationText)
	wrong(personal && strings.TrimSpace(i.Source) == "", "error.source_empty")
	wrong(utf8.RuneCountInString(i.Source) > MaxSource, "error.source_too_long", "Max", MaxSource)
	wrong(personal && i.Basis == "", "error.basis_empty")
	wrong(i.Basis != "" && !slices.Contains(AllBases(), i.Basis), "error.basis_unknown", "Basis", shown(string(i.Basis)))
	wrong(!i.ExpiresAt.After(now) || i.ExpiresAt.Sub(now) > MaxInvitationLife, "error.invitation_life", "Max", int(MaxInvitationLife/day))
	return faults
}

// tokenSigns are the digits and letters of a token: none that look alike, since
// people type them from paper.
const (
	tokenSigns  = "0123456789abcdefghjkmnpqrstvwxyz"
	tokenLength = 20 // of 5 bits each
	tokenGroup  = 5
)

// Token gives the token of an invitation's link: it follows from the node's
// secret, so that the database alone opens nothing, and a link can be shown,
// printed or mailed again without being kept.
func (i Invitation) Token(s Secret) string {
	mac, err := hex.DecodeString(s.MAC("invitation", i.ID+" "+strconv.Itoa(i.Turn)))
	if err != nil {
		panic("a fingerprint is not hexadecimal: " + err.Error())
	}
	var b strings.Builder
	for n := range tokenLength {
		if n > 0 && n%tokenGroup == 0 {
			b.WriteByte('-')
		}
		bit := n * 5
		two := uint(mac[bit/8])<<8 | uint(mac[bit/8+1])
		b.WriteByte(tokenSigns[two>>(11-bit%8)&31])
	}
	return b.String()
}

// ReadInvitationToken gives a token as it was made, from how somebody typed it:
// in capitals, without the dashes, with o for 0. "" is none.
func ReadInvitationToken(s string) string {
	if len(s) > 100 {
		return ""
	}
	var b strings.Builder
	n := 0
	for _, r := range strings.ToLower(s) {
		switch r {
		case '-', ' ', '.', '\u2010', '\u2011', '\u2013':
			continue
		case 'o':
			r = '0'
		case 'i', 'l':
			r = '1'
		case 'u':
			r = 'v'
		}
		if !strings.ContainsRune(tokenSigns, r) {
			return ""
		}
		if n > 0 && n%tokenGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
		n++
	}
	if n != tokenLength {
		return ""
	}
	return b.String()
}

// JoinURL gives the address of an invitation's page.
func JoinURL(origin, token string) string { return origin + "/join/" + token }

// OptOut is an address whose owner wants no mail from us: its fingerprint, and
// nothing else. Nothing takes it off again but she herself.
type OptOut struct {
	Hash      string `gorm:"primaryKey"`
	CreatedAt time.Time
}
