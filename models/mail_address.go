package models

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// mailDomains makes international domains plain; mailDomain is what may come of
// it: at least two labels, the last one not a number.
var (
	mailDomains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))
	mailDomain  = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$`)
)

// AddressCheckLife is how long the link that proves a mail address works.
const AddressCheckLife = 48 * time.Hour

// MaxAddressChecks bounds how many such links one person can have mailed in a
// day: nobody may fill somebody else's mailbox through us.
const MaxAddressChecks = 5

// Address is a person's mail address and what she wants by mail. A new address
// takes the place of the old one when it is proved, not before.
type Address struct {
	ActorID      string `gorm:"primaryKey"`
	Sealed       []byte // the proved address, sealed; nil while none is
	Hash         string `gorm:"uniqueIndex:address_hash,where:hash <> ''"` // its keyed fingerprint
	VerifiedAt   *time.Time
	Pending      []byte // the address that is to be proved, sealed
	PendingHash  string
	TokenHash    string `gorm:"index:address_token,where:token_hash <> ''"` // of the link that proves it
	TokenExpires *time.Time
	Language     string     // of mails; "" the node's
	Off          []MailKind `gorm:"serializer:json"` // of the kinds that are her choice
	UpdatedAt    time.Time
}

// Verified says whether mail can be sent to her.
func (a Address) Verified() bool { return a.VerifiedAt != nil && a.Hash != "" }

// Wants says whether she wants mail of a kind; what is no choice she always
// gets.
func (a Address) Wants(k MailKind) bool { return !k.Choice() || !slices.Contains(a.Off, k) }

// CheckLink says whether the link that proves the address can still be used.
func (a Address) CheckLink(now time.Time) error {
	if a.TokenExpires == nil || now.After(*a.TokenExpires) {
		return Fail(Gone, "error.link_expired")
	}
	return nil
}

// Unsubscription is what a link at the foot of a mail stands for: no more of
// this kind for this member, or no more mail at all for an address we only
// wrote to.
type Unsubscription struct {
	Kind        MailKind
	ActorID     string // a member, for a kind that is her choice
	AddressHash string
}

// ParseMailAddress reads one mail address as people type it, and writes it in
// the one way we keep it: the domain in lower case, an international one in its
// xn-- form. Invalid error.mail_address when it is none. Quoted local parts and
// those beyond ASCII are refused: many servers cannot take them.
func ParseMailAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	fail := Fail(Invalid, "error.mail_address")
	local, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > 254 || local == "" || len(local) > 64 {
		return "", fail
	}
	for _, r := range local {
		if r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r) {
			return "", fail
		}
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return "", fail
	}
	domain, err := mailDomains.ToASCII(domain)
	if err != nil || len(local)+1+len(domain) > 254 || !mailDomain.MatchString(domain) {
		return "", fail
	}
	return local + "@" + domain, nil
}

// MaskMail shows an address so that its owner knows it and others do not:
// "j…@mokum.example".
func MaskMail(address string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok {
		return "…"
	}
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "…@" + domain
}
