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

// touch sets a file's time to now.
func touch(path string) error {
	now := time.Now()
	return os.Chtimes(path, now, now)
}

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
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return removed, fmt.Errorf("sweep media: %w", err)
		}
		if !info.ModTime().Before(olderThan) || !isLeftover(name) && known(name) {
			continue
		}
		if err := os.Remove(filepath.Join(s.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, fmt.Errorf("sweep media: %w", err)
		}
		removed++
	}
	return removed, nil
}

func isLeftover(name string) bool {
	return strings.HasPrefix(name, "upload-") && strings.HasSuffix(name, ".tmp")
}
