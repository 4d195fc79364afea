package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// Flags of authenticator data (WebAuthn 6.1).
const (
	present  = 0x01
	verified = 0x04
	eligible = 0x08
	attested = 0x40
)

// authenticator is a security key in software, with one passkey.
type authenticator struct {
	key     *ecdsa.PrivateKey
	id      []byte
	rp      string
	origin  string // of the page that the browser says it is on
	cross   bool   // within a page of another site
	owner   string // user handle
	flags   byte
	counter uint32
}

func newAuthenticator(t *testing.T, id string) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &authenticator{key: key, id: []byte(id), rp: "mokum.example", origin: "https://mokum.example", flags: present | verified}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (a *authenticator) client(kind, challenge string) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": a.cross})
	return b
}

// data is what is signed of the authenticator's own (6.1).
func (a *authenticator) data(flags byte) []byte {
	rp := sha256.Sum256([]byte(a.rp))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), a.counter)
}

// create answers a registration, without attestation.
func (a *authenticator) create(challenge string) map[string]any {
	data := append(a.data(a.flags|attested), make([]byte, 16)...) // no kind
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(a.id))), a.id...)
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	data = append(data, 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32) // COSE: EC2, ES256, P-256, x
	data = append(append(data, point[1:33]...), 0x22, 0x58, 32)
	data = append(data, point[33:]...)
	object := append([]byte{0xa3, 0x63}, "fmt"...)
	object = append(append(object, 0x64), "none"...)
	object = append(append(append(object, 0x67), "attStmt"...), 0xa0, 0x68)
	object = append(append(object, "authData"...), 0x59, byte(len(data)>>8), byte(len(data)))
	return a.credential(map[string]any{
		"clientDataJSON": b64(a.client("webauthn.create", challenge)), "attestationObject": b64(append(object, data...)), "transports": []string{"usb"},
	})
}

// get answers a sign-in, and counts.
func (a *authenticator) get(challenge string) map[string]any {
	a.counter++
	client, data := a.client("webauthn.get", challenge), a.data(a.flags)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, sum[:])
	if err != nil {
		panic(err)
	}
	return a.credential(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64([]byte(a.owner)),
	})
}

func (a *authenticator) credential(response map[string]any) map[string]any {
	return map[string]any{"id": b64(a.id), "rawId": b64(a.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}}
}
