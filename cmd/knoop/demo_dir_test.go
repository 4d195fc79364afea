package main

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestDemoDir_resetEmptiesOnlyADemo(t *testing.T) {
	dir := t.TempDir()
	letter := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(letter, []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openDemoDir(dir, true); !isRefusal(err) {
		t.Fatalf("somebody's directory is taken: %v", err)
	}
	if _, err := os.Stat(letter); err != nil {
		t.Fatal(err)
	}

	if _, err := openDemoDir(filepath.Join(letter, "demo"), false); !isRefusal(err) || !strings.Contains(err.Error(), "--dir") {
		t.Errorf("a directory that cannot be made: no word on what to do: %v", err)
	}

	own := filepath.Join(dir, "demo") // made
	d, err := openDemoDir(own, false)
	if err != nil || !d.fresh {
		t.Fatalf("fresh %v: %v", d, err)
	}
	d.state.Ports["zuidoost"] = 4711
	if err := d.save(); err != nil {
		t.Fatal(err)
	}
	if _, err := openDemoDir(own, true); !isRefusal(err) || !strings.Contains(err.Error(), "another demo runs") {
		t.Errorf("two demos on one directory: %v", err)
	}
	node := filepath.Join(own, "zuidoost", "knoop.db")
	if err := os.MkdirAll(filepath.Dir(node), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(node, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.close(nil); err != nil {
		t.Fatal(err)
	}

	if d, err = openDemoDir(own, false); err != nil || d.fresh || d.state.Ports["zuidoost"] != 4711 {
		t.Fatalf("the state is not kept: %+v, %v", d, err)
	}
	_ = d.close(nil)
	if d, err = openDemoDir(own, true); err != nil || !d.fresh {
		t.Fatalf("not reset: %+v, %v", d, err)
	}
	_ = d.close(nil)
	if _, err := os.Stat(node); err == nil {
		t.Error("the reset left a node's data")
	}
}

func TestDemoDir_aBusyPortIsPassedOverOnlyByAFreshNode(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Logf("not run on %s: %v", address, err)
			continue
		}
		defer l.Close()
		busy := l.Addr().(*net.TCPAddr).Port
		d := &demoDir{state: demoState{Ports: map[string]int{}}}
		first, err := d.listen("zuidoost", busy)
		if err != nil {
			t.Fatal(err)
		}
		defer first.Close()
		second, err := d.listen("kadewest", busy)
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		a, b := d.state.Ports["zuidoost"], d.state.Ports["kadewest"]
		if a <= busy || b <= a || first.Addr().(*net.TCPAddr).Port != a {
			t.Errorf("ports %d and %d, while %d is busy", a, b, busy)
		}
		d.state.Ports["zuidoost"] = busy
		if _, err := d.listen("zuidoost", busy); !isRefusal(err) || !strings.Contains(err.Error(), strconv.Itoa(busy)) {
			t.Errorf("a node's ids hold a port that is busy: %v", err)
		}
	}
}

func TestDemoDir_aTemporaryOneIsGoneAtTheEndUnlessThereIsALogToRead(t *testing.T) {
	d, err := openDemoDir("", false)
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(d.of("zuidoost"), "log")
	if err := os.MkdirAll(filepath.Dir(log), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := d.close(refuse("it failed")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(log); err != nil {
		t.Errorf("the log of a failure is gone: %v", err)
	}
	if err := d.close(nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(d.path); err == nil {
		t.Error("the temporary directory is left")
	}
}
