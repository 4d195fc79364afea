package models_test

import (
	"testing"

	"knoop/models"
)

func TestKeys_openOnlyWithTheSecretThatSealedThem(t *testing.T) {
	keys, err := models.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	var secret, other models.Secret
	other[0] = 1
	var a models.Account
	if err := keys.Seal(secret, &a); err != nil {
		t.Fatal(err)
	}
	opened, err := models.OpenKeys(secret, a)
	if err != nil || !opened.RSA.Equal(keys.RSA) || !opened.Ed25519.Equal(keys.Ed25519) {
		t.Errorf("not the same keys: %v", err)
	}
	if _, err := models.OpenKeys(other, a); err == nil {
		t.Error("another secret opens them")
	}
	a.RSAKey[len(a.RSAKey)-1] ^= 1
	if _, err := models.OpenKeys(secret, a); err == nil {
		t.Error("an altered key opens")
	}
}
