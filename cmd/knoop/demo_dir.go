package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"knoop/models/store"
)

// demoState is what a demo remembers of itself, in demo.json. The file also
// marks the directory as a demo's: no other is ever emptied.
type demoState struct {
	Ports  map[string]int `json:"ports"`
	Filled *time.Time     `json:"filled,omitempty"` // when all that federates had arrived
}

const demoStateFile = "demo.json"

// demoDir is the directory of a demo, with a directory for each node in it.
type demoDir struct {
	path      string
	temporary bool
	fresh     bool // there was no demo in it
	state     demoState
	unlock    func()
}

// openDemoDir makes the directory, or opens it if it is a demo's. Without a name
// it is a temporary one.
func openDemoDir(name string, reset bool) (d *demoDir, err error) {
	d = &demoDir{path: name, temporary: name == ""}
	if d.temporary {
		if d.path, err = os.MkdirTemp("", "knoop-demo-"); err != nil {
			return nil, refuse("no temporary directory can be made: %v; name one with --dir", err)
		}
	} else if d.path, err = filepath.Abs(name); err != nil {
		return nil, fmt.Errorf("find %s: %w", name, err)
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	d.unlock, err = store.LockServer(d.path)
	switch {
	case errors.Is(err, store.ErrServerRunning):
		return nil, refuse("another demo runs on %s: stop it first, or name another directory with --dir", d.path)
	case err != nil:
		return nil, refuse("%s cannot be used: %v; name a directory that you may write with --dir", d.path, err)
	}
	if reset {
		err = d.empty()
	}
	if err == nil {
		err = d.read()
	}
	if err != nil {
		d.unlock()
		return nil, err
	}
	return d, nil
}

// check refuses a directory that holds other things.
func (d *demoDir) check() error {
	entries, err := os.ReadDir(d.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return refuse("%s cannot be used: %v; name a directory of your own with --dir", d.path, err)
	}
	other := false
	for _, e := range entries {
		if e.Name() == demoStateFile {
			return nil
		}
		other = other || e.Name() != "server.lock"
	}
	if other {
		return refuse("%s holds other things than a demo: name an empty or new directory with --dir", d.path)
	}
	return nil
}

// empty takes everything away but the lock, the mark last.
func (d *demoDir) empty() error {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return fmt.Errorf("empty %s: %w", d.path, err)
	}
	for _, e := range entries {
		if e.Name() == "server.lock" || e.Name() == demoStateFile {
			continue
		}
		if err := os.RemoveAll(filepath.Join(d.path, e.Name())); err != nil {
			return fmt.Errorf("empty %s: %w", d.path, err)
		}
	}
	if err := os.Remove(filepath.Join(d.path, demoStateFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("empty %s: %w", d.path, err)
	}
	return nil
}

func (d *demoDir) read() error {
	text, err := os.ReadFile(filepath.Join(d.path, demoStateFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.fresh, d.state = true, demoState{Ports: map[string]int{}}
		return nil
	case err != nil:
		return fmt.Errorf("read the demo's state: %w", err)
	}
	if err := json.Unmarshal(text, &d.state); err != nil || d.state.Ports == nil {
		return refuse("%s is damaged: start anew with --reset", filepath.Join(d.path, demoStateFile))
	}
	return nil
}

func (d *demoDir) save() error {
	text, err := json.MarshalIndent(d.state, "", "  ")
	if err != nil {
		return fmt.Errorf("write the demo's state: %w", err)
	}
	path := filepath.Join(d.path, demoStateFile)
	if err := os.WriteFile(path+".new", append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("write the demo's state: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write the demo's state: %w", err)
	}
	return nil
}

func (d *demoDir) of(host string) string { return filepath.Join(d.path, host) }

// listen takes a node's port: the one its ids hold, or for a fresh node the
// wanted one, or the next that is free. It is held from here on.
func (d *demoDir) listen(host string, wanted int) (*net.TCPListener, error) {
	if port := d.state.Ports[host]; port != 0 {
		l, err := listenLocally(port)
		if err != nil {
			return nil, refuse("http://%s.localhost:%d cannot be had: another program has port %d; stop that program, or start anew with --reset", host, port, port)
		}
		return l, nil
	}
	for port := wanted; port < wanted+1000; port++ {
		if l, err := listenLocally(port); err == nil {
			d.state.Ports[host] = port
			return l, nil
		}
	}
	return nil, refuse("no port from %d on is free for http://%s.localhost", wanted, host)
}

// listenLocally listens on loopback, if nobody does on the other loopback
// either: a browser may try ::1 first and would meet the other program.
func listenLocally(port int) (*net.TCPListener, error) {
	other, err := net.Listen("tcp", net.JoinHostPort("::1", strconv.Itoa(port)))
	switch {
	case err == nil:
		_ = other.Close()
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, err
	}
	return net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
}

// close gives the directory up, and takes a temporary one away unless it holds
// the logs of a failure.
func (d *demoDir) close(failure error) error {
	d.unlock()
	if !d.temporary {
		return nil
	}
	if logs, err := filepath.Glob(filepath.Join(d.path, "*", "log")); failure != nil && err == nil && len(logs) > 0 {
		return nil
	}
	if err := os.RemoveAll(d.path); err != nil {
		return fmt.Errorf("take the temporary data away: %w", err)
	}
	return nil
}
