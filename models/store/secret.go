package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"knoop/models"
)

// SecretFile is the secret's name in the data directory.
const SecretFile = "secret"

// LoadSecret reads the node's secret: 32 bytes as hex, from file, or from
// dir/secret when file is empty. With create, a missing dir/secret is made,
// readable only for us, in a directory that is; but never beside an existing
// database, whose keys a new secret could not open.
func LoadSecret(dir, file string, create bool) (models.Secret, error) {
	path := file
	if path == "" {
		path = filepath.Join(dir, SecretFile)
	}
	secret, err := readSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, wrap("read the node's secret", err)
	}
	if _, err := os.Stat(filepath.Join(dir, DatabaseFile)); err == nil {
		return secret, fmt.Errorf("%w (%s)", ErrSecretMissing, path)
	}
	if file != "" {
		return secret, fmt.Errorf("the file with the node's secret is not there: %s", file)
	}
	if !create {
		return secret, ErrNoDatabase
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return secret, wrap("make the data directory", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return secret, wrap("close the data directory to others", err)
	}
	if err := writeSecret(path); err != nil {
		return secret, wrap("write the node's secret", err)
	}
	secret, err = readSecret(path) // another process may have been quicker
	return secret, wrap("read the node's secret", err)
}

func readSecret(path string) (secret models.Secret, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return secret, err
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != len(secret) {
		return secret, fmt.Errorf("%s does not hold a secret: it must be 64 hexadecimal digits", path)
	}
	copy(secret[:], b)
	return secret, nil
}

// writeSecret makes a whole file appear at once, and only if none is there.
func writeSecret(path string) error {
	var secret models.Secret
	_, _ = rand.Read(secret[:])
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.WriteString(hex.EncodeToString(secret[:]) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// fingerprint lets a later start see that it has the right secret, without
// telling anything about it.
func fingerprint(secret models.Secret) string {
	sum := sha256.Sum256(append([]byte("knoop secret fingerprint\x00"), secret[:]...))
	return hex.EncodeToString(sum[:8])
}

// checkSecret compares the secret with the one at set-up. Commands that never
// need keys may come without.
func (s *Store) checkSecret(ctx context.Context) error {
	if s.options.Secret == (models.Secret{}) {
		return nil
	}
	settings, err := s.settings(ctx)
	if err != nil {
		return err
	}
	if known := settings[settingSecret]; known != "" && known != fingerprint(s.options.Secret) {
		return ErrSecretWrong
	}
	return nil
}
