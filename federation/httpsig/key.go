package httpsig

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// Bounds of an RSA modulus in bits. Under the lower one a signature proves
// little; over the upper one a stranger's key costs us too much to check.
const (
	MinKeyBits = 2048
	MaxKeyBits = 8192
)

// Key is a private key with the id under which peers find its public half
// ("https://mokum.example/users/kollektief#main-key").
type Key struct {
	ID      string
	Private *rsa.PrivateKey
}

// ParsePublicKeyPEM reads the publicKeyPem of an actor: SubjectPublicKeyInfo
// ("PUBLIC KEY") or PKCS#1 ("RSA PUBLIC KEY"), RSA of 2048 to 8192 bits.
func ParsePublicKeyPEM(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("public key: no PEM block found")
	}
	pub, err := parsePublicKey(block)
	if err != nil {
		return nil, err
	}
	if err := checkKeySize(pub, MinKeyBits); err != nil {
		return nil, err
	}
	return pub, nil
}

func parsePublicKey(block *pem.Block) (*rsa.PublicKey, error) {
	switch block.Type {
	case "PUBLIC KEY":
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("public key: %w", err)
		}
		pub, ok := parsed.(*rsa.PublicKey)
		if !ok {
			return nil, fmt.Errorf("public key: RSA expected, got %T", parsed)
		}
		return pub, nil
	case "RSA PUBLIC KEY":
		pub, err := x509.ParsePKCS1PublicKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("public key: %w", err)
		}
		return pub, nil
	}
	return nil, fmt.Errorf("public key: PEM type %q is not a public key", block.Type)
}

// MarshalPublicKeyPEM writes a public key as SubjectPublicKeyInfo, the form
// that every peer reads.
func MarshalPublicKeyPEM(pub *rsa.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return "", fmt.Errorf("write public key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}

func checkKeySize(pub *rsa.PublicKey, least int) error {
	if pub == nil || pub.N == nil {
		return wrong("no public key")
	}
	if bits := pub.N.BitLen(); bits < least || bits > MaxKeyBits {
		return wrong("RSA key of %d bits; %d to %d are accepted", bits, least, MaxKeyBits)
	}
	return nil
}
