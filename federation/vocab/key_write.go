package vocab

import (
	"math/big"

	"knoop/federation/iri"
	"knoop/federation/vocab/streams"
	"knoop/models"
)

// setKeys writes the RSA key by which our requests are signed, as one object
// (Mobilizon reads no list), and beside it the Ed25519 key for proofs as a
// Multikey (FEP-521a).
func setKeys(t acter, a models.Actor, acc models.Account) {
	id := a.KeyID
	if id == "" {
		id = iri.Key(a.URI)
	}
	if a.KeyPEM != "" {
		key := streams.NewW3IDSecurityV1PublicKey()
		keyID := streams.NewJSONLDIdProperty()
		keyID.SetIRI(exact(id))
		key.SetJSONLDId(keyID)
		owner := streams.NewW3IDSecurityV1OwnerProperty()
		owner.SetIRI(exact(a.URI))
		key.SetW3IDSecurityV1Owner(owner)
		pem := streams.NewW3IDSecurityV1PublicKeyPemProperty()
		pem.Set(a.KeyPEM)
		key.SetW3IDSecurityV1PublicKeyPem(pem)
		property := streams.NewW3IDSecurityV1PublicKeyProperty()
		property.AppendW3IDSecurityV1PublicKey(key)
		t.SetW3IDSecurityV1PublicKey(property)
	}
	if len(acc.Ed25519Pub) == 32 {
		t.GetUnknownProperties()["assertionMethod"] = []interface{}{map[string]interface{}{
			"id": iri.ProofKey(a.URI), "type": "Multikey", "controller": a.URI, "publicKeyMultibase": multibase(acc.Ed25519Pub),
		}}
	}
}

// multibase writes an Ed25519 public key as FEP-521a wants it: the multicodec
// prefix 0xed01 and the key, in base58btc after a "z".
func multibase(key []byte) string {
	return "z" + base58(append([]byte{0xed, 0x01}, key...))
}

const base58Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58 is Bitcoin's alphabet; the first byte is never zero here, so leading
// zeros need no care.
func base58(data []byte) string {
	n := new(big.Int).SetBytes(data)
	var out []byte
	rest := new(big.Int)
	for n.Sign() > 0 {
		n.DivMod(n, big.NewInt(58), rest)
		out = append(out, base58Digits[rest.Int64()])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}
