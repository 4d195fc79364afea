package proof

import (
	"crypto/ed25519"
	"math/big"
	"strings"
)

const base58Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// maxMultibase bounds what is decoded: a key has 48 characters, a signature 88.
const maxMultibase = 128

// encode writes bytes in base58btc after a "z" (multibase).
func encode(data []byte) string {
	n, digit, base := new(big.Int).SetBytes(data), new(big.Int), big.NewInt(58)
	var out []byte
	for n.Sign() > 0 {
		n.DivMod(n, base, digit)
		out = append(out, base58Digits[digit.Int64()])
	}
	for i := 0; i < len(data) && data[i] == 0; i++ {
		out = append(out, base58Digits[0])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return "z" + string(out)
}

func decode(s string) ([]byte, bool) {
	s, ok := strings.CutPrefix(s, "z")
	if !ok || s == "" || len(s) > maxMultibase {
		return nil, false
	}
	n, base := new(big.Int), big.NewInt(58)
	zeros := 0
	for i := range len(s) {
		d := strings.IndexByte(base58Digits, s[i])
		if d < 0 {
			return nil, false
		}
		if d == 0 && zeros == i {
			zeros++
		}
		n.Mul(n, base)
		n.Add(n, big.NewInt(int64(d)))
	}
	return append(make([]byte, zeros), n.Bytes()...), true
}

// PublicKey reads an Ed25519 key as a Multikey states it (FEP-521a): base58btc
// of the prefix 0xed01 and the key.
func PublicKey(multibase string) (ed25519.PublicKey, bool) {
	raw, ok := decode(multibase)
	if !ok || len(raw) != 2+ed25519.PublicKeySize || raw[0] != 0xed || raw[1] != 0x01 {
		return nil, false
	}
	return ed25519.PublicKey(raw[2:]), true
}

// Multibase writes a key as PublicKey reads it.
func Multibase(key ed25519.PublicKey) string { return encode(append([]byte{0xed, 0x01}, key...)) }
