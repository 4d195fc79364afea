package media

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// temporary is how a file is called while it is written; Sweep takes those that
// a crash left.
const temporary = "upload-*.tmp"

// keep writes a file so that it is whole or not there, also after a crash. A
// picture that is already here stays as it is, but is touched, so that a Sweep
// that runs before its new row is written does not take it.
func (s *Store) keep(name string, content []byte) (err error) {
	path := filepath.Join(s.dir, name)
	s.sweeping.Lock()
	touched := touch(path)
	s.sweeping.Unlock()
	switch {
	case touched == nil:
		return nil
	case !errors.Is(touched, fs.ErrNotExist):
		return fmt.Errorf("look for picture: %w", touched)
	}
	f, err := os.CreateTemp(s.dir, temporary)
	if err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
			err = fmt.Errorf("write picture: %w", err)
		}
	}()
	if _, err = f.Write(content); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(s.dir)
	}
	return err
}

// touch sets a file's time to now.
func touch(path string) error {
	now := time.Now()
	return os.Chtimes(path, now, now)
}

// syncDir makes the renaming itself last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closed := d.Close(); err == nil {
		err = closed
	}
	return err
}
