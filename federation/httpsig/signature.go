package httpsig

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"net/http"
	"slices"
	"time"
)

// Scheme says after which specification a request was signed.
type Scheme int

// The two schemes that are read.
const (
	Cavage  Scheme = iota // draft-cavage-http-signatures-12
	RFC9421               // HTTP Message Signatures
)

// String names the scheme for a log or an answer.
func (s Scheme) String() string {
	if s == RFC9421 {
		return "rfc9421"
	}
	return "cavage"
}

// Bounds on what a stranger may make us read.
const (
	maxHeader     = 8 << 10 // bytes of all signature headers together
	maxParameters = 16
	maxComponents = 32
	maxLabels     = 8
	maxKeyID      = 2048
)

// Signature is what the headers of a request claim, read and found to cover
// enough, but not yet verified.
type Signature struct {
	KeyID      string
	Scheme     Scheme
	Algorithm  string   // as the peer named it, may be empty
	Components []string // covered components as named: "(request-target)", "@method", "date"

	// Times are zero unless the signature covers them.
	Created time.Time
	Expires time.Time
	Date    time.Time

	value  []byte
	params string // RFC 9421: the @signature-params line's value
}

// Parse reads the signature of a request, in either scheme, and refuses one
// that covers too little. Without any it returns ErrUnsigned; every other
// refusal is an *Error too.
func Parse(r *http.Request) (*Signature, error) {
	if input := r.Header.Values("Signature-Input"); len(input) > 0 {
		return parseMessage(r, input)
	}
	return parseCavage(r)
}

// Covers says whether the signature covers a component.
func (s *Signature) Covers(component string) bool {
	return slices.Contains(s.Components, component)
}

func (s *Signature) checkCoverage(r *http.Request) error {
	if s.Scheme == RFC9421 {
		return s.checkMessageCoverage(r)
	}
	return s.checkCavageCoverage(r)
}

// Verify checks the signature of r with pub: coverage, host, digest of the raw
// body and the signature itself. It does not look at the clock: call
// CheckWindow too.
func (s *Signature) Verify(r *http.Request, origin Origin, body []byte, pub *rsa.PublicKey) error {
	return s.verify(r, origin, body, pub, MinKeyBits)
}

func (s *Signature) verify(r *http.Request, origin Origin, body []byte, pub *rsa.PublicKey, bits int) error {
	if err := checkKeySize(pub, bits); err != nil {
		return err
	}
	if err := s.checkCoverage(r); err != nil {
		return err
	}
	if err := s.CheckDigest(r.Header, body); err != nil {
		return err
	}
	bases, err := s.bases(r, origin)
	if err != nil {
		return err
	}
	for _, base := range bases {
		if s.matches(base, pub) {
			return nil
		}
	}
	return s.mismatch(bases[0])
}

// bases gives the texts that the peer may have signed, likeliest first.
func (s *Signature) bases(r *http.Request, origin Origin) ([]string, error) {
	if s.Scheme == RFC9421 {
		base, err := s.messageBase(r, origin)
		return []string{base}, err
	}
	return s.cavageBases(r, origin)
}

func (s *Signature) matches(base string, pub *rsa.PublicKey) bool {
	short := sha256.Sum256([]byte(base))
	if rsa.VerifyPKCS1v15(pub, crypto.SHA256, short[:], s.value) == nil {
		return true
	}
	if s.Scheme != Cavage || s.Algorithm != hs2019 {
		return false
	}
	long := sha512.Sum512([]byte(base))
	return rsa.VerifyPKCS1v15(pub, crypto.SHA512, long[:], s.value) == nil
}

// mismatch tells the peer which text we checked, the one thing that helps to
// find the difference. Only when all of it came from the peer or is public: a
// proxy before us may add headers of its own, and to name them in a signature
// would be a way to read them.
func (s *Signature) mismatch(base string) error {
	for _, c := range s.Components {
		switch c {
		case "(request-target)", "(created)", "(expires)", "host", "date", "digest", "content-digest", "content-type", "content-length",
			"@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query":
		default:
			return wrong("signature does not match the key %s", clip(s.KeyID))
		}
	}
	return wrong("signature does not match the key %s; the text we checked is %q", clip(s.KeyID), clipTo(base, 1024))
}
