package models

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"
	"time"
)

// Signing in by the home node (docs/decisions.md, "Signing in at another
// node"): her home vouches for a person at the node she visits.

// How long each thing of it holds.
const (
	HomeRoundLife   = 10 * time.Minute    // from the form to the return
	HomeCodeLife    = time.Minute         // from the consent to its redemption
	HomeSessionLife = 14 * 24 * time.Hour // of a visitor, however much she does
	FreshSignIn     = 12 * time.Hour      // how old a sign-in may be for what weighs more
)

// SessionWay says how the person of a session proved who she is.
type SessionWay string

// The ways to sign in.
const (
	SignedInHere   SessionWay = ""     // a person of ours: passkey, recovery code or one-time link
	SignedInAtHome SessionWay = "home" // her home node vouched for her
	SignedInByMail SessionWay = "mail" // by a mailed link, while her home node was silent
)

// HomeRound is one way out to a person's home node, kept until she comes back.
// Only hashes of what the browser holds are kept, and the verifier is sealed.
type HomeRound struct {
	StateHash     string `gorm:"primaryKey"`
	CookieHash    string
	ActorURI      string // who she says she is; her home decides
	Issuer        string // origin of her home: what its answer must name (RFC 9207)
	TokenEndpoint string // where her home redeems the code
	Verifier      []byte // sealed (RFC 7636)
	Next          string // path of ours she came for
	Silent        bool   // her home did not answer: good for a mailed link only
	CreatedAt     time.Time
	ExpiresAt     time.Time
}

// HomeCode is what a node that a person of ours visits redeems for who she is;
// only its hash is kept.
type HomeCode struct {
	CodeHash    string `gorm:"primaryKey"`
	ActorID     string `gorm:"index:home_code_actor"`
	ClientID    string
	RedirectURI string
	Origin      string // of the client
	Challenge   string
	CreatedAt   time.Time
	ExpiresAt   time.Time
	UsedAt      *time.Time
}

// Check says whether the code, presented so, tells who she is. Every reason is a
// refusal to the other node; the sentence is for its log.
func (c HomeCode) Check(now time.Time, clientID, redirectURI, verifier string) error {
	switch {
	case c.UsedAt != nil:
		return Fail(Gone, "error.home_code_used")
	case now.After(c.ExpiresAt):
		return Fail(Gone, "error.home_code_expired")
	case c.ClientID != clientID, c.RedirectURI != redirectURI:
		return Fail(Forbidden, "error.home_code_foreign")
	case !verifierPattern.MatchString(verifier), subtle.ConstantTimeCompare([]byte(Challenge(verifier)), []byte(c.Challenge)) != 1:
		return Fail(Forbidden, "error.home_code_verifier")
	}
	return nil
}

// Consent is a person's word that a node may know who she is, remembered.
type Consent struct {
	ActorID   string `gorm:"primaryKey"`
	Origin    string `gorm:"primaryKey"` // of the node: "https://kade.example"
	Name      string // of the node, as it called itself
	CreatedAt time.Time
	UsedAt    time.Time
}

var (
	verifierPattern  = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)
	challengePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
)

// Challenge gives the S256 challenge of a verifier (RFC 7636, 4.2).
func Challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// IsChallenge says whether a text can be an S256 challenge.
func IsChallenge(s string) bool { return challengePattern.MatchString(s) }
