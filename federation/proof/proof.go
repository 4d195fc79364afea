package proof

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gowebpki/jcs"
)

// Suite is the one cryptosuite we speak.
const Suite = "eddsa-jcs-2022"

// ErrInvalid is in the chain of every error of Verify.
var ErrInvalid = errors.New("proof not valid")

// aheadMost is how far ahead of our clock a proof may have been made.
const aheadMost = time.Hour

// Options say whose proof it is and when it was made.
type Options struct {
	Method  string    // id of the key: ".../users/mokum#ed25519-key"
	Created time.Time // whole seconds are kept
}

// options is a proof as it is signed and sent. The order of fields is of no
// matter: what is signed is canonical.
type options struct {
	Context json.RawMessage `json:"@context,omitempty"`
	Type    string          `json:"type"`
	Suite   string          `json:"cryptosuite"`
	Method  string          `json:"verificationMethod"`
	Purpose string          `json:"proofPurpose"`
	Created string          `json:"created"`
	Value   string          `json:"proofValue,omitempty"`
}

const (
	proofType = "DataIntegrityProof"
	purpose   = "assertionMethod"
)

// Sign gives a document with a proof added at its end. The document must be a
// JSON object without a proof.
func Sign(document []byte, key ed25519.PrivateKey, o Options) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(document, &fields); err != nil {
		return nil, fmt.Errorf("sign a document: %w", err)
	}
	if _, has := fields["proof"]; has {
		return nil, errors.New("sign a document: it has a proof already")
	}
	p := options{
		Context: fields["@context"], Type: proofType, Suite: Suite, Method: o.Method, Purpose: purpose,
		Created: o.Created.UTC().Format(time.RFC3339),
	}
	hash, err := digest(fields, p)
	if err != nil {
		return nil, err
	}
	p.Value = encode(ed25519.Sign(key, hash))
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write a proof: %w", err)
	}
	end := bytes.LastIndexByte(document, '}')
	out := make([]byte, 0, len(document)+len(raw)+16)
	out = append(out, bytes.TrimRight(document[:end], " \t\r\n")...)
	if len(fields) > 0 {
		out = append(out, ',')
	}
	out = append(out, `"proof":`...)
	out = append(out, raw...)
	return append(out, '}'), nil
}

// Made is what a valid proof says of itself.
type Made struct {
	Method  string
	Created time.Time
}

// Verify checks the one proof of a document, as received. key gives the public
// key of a method and false for one that may not sign this document: whoever
// calls knows which keys its author lists. now is the reader's clock.
func Verify(document []byte, now time.Time, key func(method string) (ed25519.PublicKey, bool)) (Made, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(document, &fields); err != nil {
		return Made{}, fmt.Errorf("%w: no JSON object: %w", ErrInvalid, err)
	}
	raw, has := fields["proof"]
	if !has {
		return Made{}, fmt.Errorf("%w: there is none", ErrInvalid)
	}
	delete(fields, "proof")
	var stated map[string]json.RawMessage
	var p options
	if json.Unmarshal(raw, &stated) != nil || json.Unmarshal(raw, &p) != nil {
		return Made{}, fmt.Errorf("%w: not one proof", ErrInvalid)
	}
	created, err := time.Parse(time.RFC3339, p.Created)
	switch {
	case err != nil:
		return Made{}, fmt.Errorf("%w: made at %q", ErrInvalid, p.Created)
	case created.Sub(now) > aheadMost:
		return Made{}, fmt.Errorf("%w: made in the future", ErrInvalid)
	case p.Type != proofType || p.Suite != Suite || p.Purpose != purpose:
		return Made{}, fmt.Errorf("%w: %s %s for %s", ErrInvalid, p.Type, p.Suite, p.Purpose)
	case p.Context != nil && !sameJSON(p.Context, fields["@context"]):
		return Made{}, fmt.Errorf("%w: its context is not the document's", ErrInvalid)
	}
	public, ok := key(p.Method)
	if !ok || len(public) != ed25519.PublicKeySize {
		return Made{}, fmt.Errorf("%w: key %s may not sign this", ErrInvalid, p.Method)
	}
	signature, ok := decode(p.Value)
	if !ok || len(signature) != ed25519.SignatureSize {
		return Made{}, fmt.Errorf("%w: unreadable signature", ErrInvalid)
	}
	delete(stated, "proofValue")
	hash, err := hashes(stated, fields)
	if err != nil {
		return Made{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if !ed25519.Verify(public, hash, signature) {
		return Made{}, fmt.Errorf("%w: the document is not what was signed", ErrInvalid)
	}
	return Made{Method: p.Method, Created: created}, nil
}

func sameJSON(a, b json.RawMessage) bool {
	x, err := jcs.Transform(wrapped(a))
	y, err2 := jcs.Transform(wrapped(b))
	return err == nil && err2 == nil && bytes.Equal(x, y)
}

// wrapped puts a value into an object: the canonical form of a bare string or
// array is not asked for elsewhere.
func wrapped(v json.RawMessage) []byte {
	if v == nil {
		v = json.RawMessage("null")
	}
	return append(append([]byte(`{"v":`), v...), '}')
}

func digest(fields map[string]json.RawMessage, p options) ([]byte, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write a proof: %w", err)
	}
	var stated map[string]json.RawMessage
	if err := json.Unmarshal(raw, &stated); err != nil {
		return nil, fmt.Errorf("write a proof: %w", err)
	}
	return hashes(stated, fields)
}

// hashes gives what is signed: the hash of the options, then of the document.
func hashes(stated, fields map[string]json.RawMessage) ([]byte, error) {
	var out []byte
	for _, m := range []map[string]json.RawMessage{stated, fields} {
		raw, err := json.Marshal(m)
		if err != nil {
			return nil, fmt.Errorf("write canonical JSON: %w", err)
		}
		canonical, err := jcs.Transform(raw)
		if err != nil {
			return nil, fmt.Errorf("write canonical JSON: %w", err)
		}
		sum := sha256.Sum256(canonical)
		out = append(out, sum[:]...)
	}
	return out, nil
}
