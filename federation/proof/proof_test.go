package proof_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"knoop/federation/proof"
)

const (
	method   = "https://b.example/users/mokum#ed25519-key"
	document = `{"@context":["https://www.w3.org/ns/activitystreams",{"kn":"https://w3id.org/knoop/1#"}],"id":"https://b.example/stamps/9","type":"Relationship","subject":"https://a.example/users/joost","role":["member"],"n":1.0,"t":"é\n"}`
)

var made = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32)) }

func known(m string) (ed25519.PublicKey, bool) {
	return key().Public().(ed25519.PublicKey), m == method
}

func signed(t *testing.T) []byte {
	t.Helper()
	raw, err := proof.Sign([]byte(document), key(), proof.Options{Method: method, Created: made})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestSign_isVerifiedAlsoWhenReformatted(t *testing.T) {
	raw := signed(t)
	var again bytes.Buffer
	if err := json.Indent(&again, raw, " ", "\t"); err != nil {
		t.Fatal(err)
	}
	for _, doc := range [][]byte{raw, again.Bytes(), bytes.Replace(raw, []byte(`"n":1.0`), []byte(`"n":1`), 1), bytes.Replace(raw, []byte("é"), []byte(`\u00e9`), 1)} {
		got, err := proof.Verify(doc, made, known)
		if err != nil || got.Method != method || !got.Created.Equal(made) {
			t.Errorf("%+v, %v for %s", got, err, doc)
		}
	}
	if twice := signed(t); !bytes.Equal(raw, twice) {
		t.Error("the same document is signed in two ways")
	}
}

func TestVerify_refusesWhatWasChanged(t *testing.T) {
	raw := string(signed(t))
	for what, doc := range map[string]string{
		"a value":       strings.Replace(raw, `"member"`, `"orchestrator"`, 1),
		"a subject":     strings.Replace(raw, "joost", "samira", 1),
		"a new field":   strings.Replace(raw, `"type":"Relationship"`, `"type":"Relationship","endTime":"2099-01-01T00:00:00Z"`, 1),
		"the context":   strings.Replace(raw, `knoop/1#"}],"id"`, `knoop/2#"}],"id"`, 1),
		"the time":      strings.Replace(raw, "2026-11-22T10:00:00Z", "2026-11-21T10:00:00Z", 1),
		"the purpose":   strings.Replace(raw, `"assertionMethod"`, `"authentication"`, 1),
		"the suite":     strings.Replace(raw, "eddsa-jcs-2022", "eddsa-rdfc-2022", 1),
		"the key":       strings.Replace(raw, "mokum#ed25519-key", "zo#ed25519-key", 1),
		"the signature": strings.Replace(raw, `"proofValue":"z`, `"proofValue":"z2`, 1),
		"another base":  strings.Replace(raw, `"proofValue":"z`, `"proofValue":"u`, 1),
		"no signature":  strings.Replace(raw, `"proofValue"`, `"proofValu"`, 1),
		"two proofs":    strings.Replace(raw, `"proof":{`, `"proof":[{`, 1)[:len(raw)] + "]}",
		"no proof":      document,
		"no object":     "[]",
	} {
		if doc == raw {
			t.Fatalf("%s was not changed", what)
		}
		if _, err := proof.Verify([]byte(doc), made, known); !errors.Is(err, proof.ErrInvalid) {
			t.Errorf("%s changed: %v", what, err)
		}
	}
	if _, err := proof.Verify([]byte(raw), made.Add(-2*time.Hour), known); !errors.Is(err, proof.ErrInvalid) {
		t.Errorf("a proof from the future: %v", err)
	}
}

func TestSign_refusesASecondProof(t *testing.T) {
	if _, err := proof.Sign(signed(t), key(), proof.Options{Method: method, Created: made}); err == nil {
		t.Error("a second proof is added")
	}
}

// The key, document and signature of FEP-8b32's own scenario (fep-8b32.feature).
func TestSign_givesTheSignatureOfTheFEP(t *testing.T) {
	const want = "zLaewdp4H9kqtwyrLatK4cjY5oRHwVcw4gibPSUDYDMhi4M49v8pcYk3ZB6D69dNpAPbUmY8ocuJ3m9KhKJEEg7z"
	seed, err := base64.RawURLEncoding.DecodeString("yW756hDF5BTEcXI6_53nLDX6W3D66X6IMuysfS4rjtY")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := proof.Sign([]byte(`{"@context":["https://www.w3.org/ns/activitystreams","https://w3id.org/security/data-integrity/v1"],`+
		`"id":"https://server.example/activities/1","type":"Create","actor":"https://server.example/users/alice",`+
		`"object":{"id":"https://server.example/objects/1","type":"Note","attributedTo":"https://server.example/users/alice",`+
		`"content":"Hello world","location":{"type":"Place","longitude":-71.184902,"latitude":25.273962}}}`),
		ed25519.NewKeyFromSeed(seed), proof.Options{
			Method: "https://server.example/users/alice#ed25519-key", Created: time.Date(2023, 2, 24, 23, 36, 38, 0, time.UTC),
		})
	if err != nil || !strings.Contains(string(raw), `"proofValue":"`+want+`"`) {
		t.Errorf("%s, %v", raw, err)
	}
}

func TestPublicKey_refusesOtherKeys(t *testing.T) {
	for _, s := range []string{"", "z", "z6Mk", "u6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "z0OIl", strings.Repeat("z", 500), "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"} {
		if _, ok := proof.PublicKey(s); ok {
			t.Errorf("%q is a key", s)
		}
	}
}
