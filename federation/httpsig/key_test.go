package httpsig_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"knoop/federation/httpsig"
)

func TestPublicKeyPEM_isReadInBothForms(t *testing.T) {
	pub := &testKey().PublicKey
	text, err := httpsig.MarshalPublicKeyPEM(pub)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(text, "-----BEGIN PUBLIC KEY-----\n") {
		t.Errorf("written as %q", text)
	}
	pkcs1 := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(pub)}))
	for _, form := range []string{text, pkcs1, strings.ReplaceAll(text, "\n", "\r\n"), "\n" + strings.TrimSpace(text)} {
		got, err := httpsig.ParsePublicKeyPEM(form)
		if err != nil {
			t.Errorf("%q: %v", form, err)
			continue
		}
		if !got.Equal(pub) {
			t.Errorf("%q was read as another key", form)
		}
	}
}

func TestParsePublicKeyPEM_refuses(t *testing.T) {
	spki := func(key any) string {
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	}
	elliptical, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sized := func(bits uint) *rsa.PublicKey {
		n := new(big.Int).Lsh(big.NewInt(1), bits-1)
		return &rsa.PublicKey{N: n.Add(n, big.NewInt(1)), E: 65537}
	}
	private := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(testKey())})
	for name, c := range map[string]struct{ text, reason string }{
		"nothing":         {"", "no PEM block"},
		"no PEM":          {"ssh-rsa AAAA", "no PEM block"},
		"elliptic":        {spki(&elliptical.PublicKey), "RSA expected"},
		"1024 bits":       {spki(sized(1024)), "1024 bits"},
		"2047 bits":       {spki(sized(2047)), "2047 bits"},
		"8193 bits":       {spki(sized(8193)), "8193 bits"},
		"a private key":   {string(private), "is not a public key"},
		"broken SPKI":     {"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "public key"},
		"broken PKCS 1":   {"-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n", "public key"},
		"SPKI misnamed 1": {strings.ReplaceAll(spki(&testKey().PublicKey), "PUBLIC KEY", "RSA PUBLIC KEY"), "public key"},
	} {
		if _, err := httpsig.ParsePublicKeyPEM(c.text); err == nil || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v, expected %q in it", name, err, c.reason)
		}
	}
}
