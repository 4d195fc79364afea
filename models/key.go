package models

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
)

// Secret is the node's 32 bytes that seal private keys at rest.
type Secret [32]byte

// Keys are the two key pairs every local actor gets at creation: RSA-2048 for
// HTTP signatures (all peers read it) and Ed25519 for proofs (FEP-8b32).
type Keys struct {
	RSA     *rsa.PrivateKey
	Ed25519 ed25519.PrivateKey
}

// NewKeys makes both; some tenths of a second of work, so never in a
// transaction.
func NewKeys() (Keys, error) {
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return Keys{}, fmt.Errorf("make RSA key: %w", err)
	}
	_, e, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Keys{}, fmt.Errorf("make Ed25519 key: %w", err)
	}
	return Keys{RSA: r, Ed25519: e}, nil
}

// PublicPEM gives the RSA public key as SPKI PEM, as publicKeyPem carries it.
func (k Keys) PublicPEM() (string, error) {
	der, err := x509.MarshalPKIXPublicKey(&k.RSA.PublicKey)
	if err != nil {
		return "", fmt.Errorf("encode public key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}

// Seal writes both private keys, sealed, and the public Ed25519 key into the
// account.
func (k Keys) Seal(s Secret, a *Account) error {
	der, err := x509.MarshalPKCS8PrivateKey(k.RSA)
	if err != nil {
		return fmt.Errorf("encode private key: %w", err)
	}
	if a.RSAKey, err = s.Seal(der); err != nil {
		return err
	}
	if a.Ed25519Key, err = s.Seal(k.Ed25519.Seed()); err != nil {
		return err
	}
	a.Ed25519Pub = k.Ed25519.Public().(ed25519.PublicKey)
	return nil
}

// OpenKeys reads an account's keys; an error means that the secret is not the
// one that sealed them.
func OpenKeys(s Secret, a Account) (Keys, error) {
	der, err := s.Open(a.RSAKey)
	if err != nil {
		return Keys{}, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return Keys{}, fmt.Errorf("read private key: %w", err)
	}
	r, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return Keys{}, errors.New("read private key: not an RSA key")
	}
	seed, err := s.Open(a.Ed25519Key)
	if err != nil {
		return Keys{}, err
	}
	if len(seed) != ed25519.SeedSize {
		return Keys{}, errors.New("read Ed25519 key: wrong length")
	}
	return Keys{RSA: r, Ed25519: ed25519.NewKeyFromSeed(seed)}, nil
}

func (s Secret) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s[:])
	if err != nil {
		return nil, fmt.Errorf("prepare sealing: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal encrypts for this node alone; two times the same text gives two different
// results.
func (s Secret) Seal(plain []byte) ([]byte, error) {
	a, err := s.aead()
	if err != nil {
		return nil, err
	}
	return a.Seal(nil, nil, plain, nil), nil
}

// Open gives what Seal was given.
func (s Secret) Open(sealed []byte) ([]byte, error) {
	a, err := s.aead()
	if err != nil {
		return nil, err
	}
	plain, err := a.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, errors.New("open what is sealed: the node's secret is not the one that sealed it")
	}
	return plain, nil
}

// MAC gives a keyed fingerprint in hex: equal texts of one purpose have equal
// ones, and without the secret nobody can try texts out. What is looked up but
// must not be read, such as a mail address, is kept so.
func (s Secret) MAC(purpose, text string) string {
	mac := hmac.New(sha256.New, s[:])
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}
