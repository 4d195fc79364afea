package media

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Sweep removes files that no row names and that were last written or touched
// before olderThan, and half-written ones that a crash left; it gives how many.
// known is asked per name. olderThan keeps away from uploads whose row is still
// to come: an hour ago is ample. Files with other names are not ours and stay.
func (s *Store) Sweep(ctx context.Context, known func(name string) bool, olderThan time.Time) (int, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return 0, fmt.Errorf("sweep media: %w", err)
	}
	removed := 0
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return removed, fmt.Errorf("sweep media: %w", err)
		}
		name := e.Name()
		if !e.Type().IsRegular() || !isLeftover(name) && !ValidName(name) {
			continue
		}
		gone, err := s.sweepOne(name, known, olderThan)
		if err != nil {
			return removed, fmt.Errorf("sweep media: %w", err)
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}

func (s *Store) sweepOne(name string, known func(string) bool, olderThan time.Time) (bool, error) {
	if !isLeftover(name) && known(name) {
		return false, nil
	}
	s.sweeping.Lock()
	defer s.sweeping.Unlock()
	path := filepath.Join(s.dir, name)
	info, err := os.Lstat(path)
	if err == nil && !info.ModTime().Before(olderThan) {
		return false, nil
	}
	if err == nil {
		err = os.Remove(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func isLeftover(name string) bool {
	return strings.HasPrefix(name, "upload-") && strings.HasSuffix(name, ".tmp")
}
