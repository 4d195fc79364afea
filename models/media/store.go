package media

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// What is refused; whoever serves people turns these into sentences.
var (
	// ErrNotPicture: no JPEG, PNG, WebP or GIF, or a broken one.
	ErrNotPicture = errors.New("not a picture we can read")
	// ErrTooLarge: more than MaxBytes.
	ErrTooLarge = errors.New("picture file is too large")
	// ErrTooManyPixels: more than MaxPixels, by its header.
	ErrTooManyPixels = errors.New("picture has too many pixels")
)

// The limits on what comes in, and the longest side of what is kept.
const (
	MaxBytes  = 16 << 20
	MaxPixels = 40_000_000
	MaxSide   = 1920
)

// Store keeps pictures as files in one directory. Safe for concurrent use.
type Store struct {
	dir  string
	turn chan struct{} // holds one token: the right to decode
	// sweeping keeps a sweep from removing a picture that is just being added
	// again, between looking at its age and removing it.
	sweeping sync.Mutex
}

// Open makes the directory if need be (0700, as all of the data directory).
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make media directory: %w", err)
	}
	s := &Store{dir: dir, turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	return s, nil
}

var namePattern = regexp.MustCompile(`^[0-9a-f]{64}\.(jpg|png)$`)

// ValidName says whether name has the form HASH.ext that Add gives.
func ValidName(name string) bool { return namePattern.MatchString(name) }

// MediaType gives the type of a valid name, "" for any other.
func MediaType(name string) string {
	if !ValidName(name) {
		return ""
	}
	if filepath.Ext(name) == ".png" {
		return "image/png"
	}
	return "image/jpeg"
}

// Path gives where a picture lies, "" for a name that is none. The file need not
// be there.
func (s *Store) Path(name string) string {
	if !ValidName(name) {
		return ""
	}
	return filepath.Join(s.dir, name)
}

// File opens a picture to be served. The error is fs.ErrNotExist both for a name
// that is none and for one that is not here. The caller closes the file.
func (s *Store) File(name string) (*os.File, error) {
	if !ValidName(name) {
		return nil, fmt.Errorf("open picture: %w", fs.ErrNotExist)
	}
	f, err := os.Open(filepath.Join(s.dir, name))
	if err != nil {
		return nil, fmt.Errorf("open picture: %w", err)
	}
	return f, nil
}
