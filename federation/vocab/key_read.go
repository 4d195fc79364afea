package vocab

import "strings"

// PublicKey is a key as a document states it. PEM is SPKI or PKCS#1 text and has
// not been parsed.
type PublicKey struct {
	ID    string
	Owner string
	PEM   string
}

// ReadKey reads a document that is a bare key, as some software serves under a
// key's id. The owner's own document must name the key before it is believed.
func ReadKey(d *Document) (PublicKey, error) {
	k, ok := readKey(d)
	if !ok {
		return PublicKey{}, refuse("not a public key")
	}
	return k, nil
}

// readKeys reads publicKey, an object or several; those that name another owner
// than the actor are left out.
func readKeys(d *Document, actor string) []PublicKey {
	var out []PublicKey
	for _, doc := range d.Docs("publicKey") {
		if k, ok := readKey(doc); ok && k.Owner == actor && len(out) < maxKeys {
			out = append(out, k)
		}
	}
	return out
}

func readKey(d *Document) (PublicKey, bool) {
	k := PublicKey{ID: d.ID(), Owner: d.Ref("owner"), PEM: d.Str("publicKeyPem")}
	if k.Owner == "" {
		k.Owner = d.Ref("controller")
	}
	ok := isID(k.ID) && isID(k.Owner) && len(k.PEM) <= maxPEM && strings.HasPrefix(strings.TrimSpace(k.PEM), "-----BEGIN ")
	return k, ok
}
