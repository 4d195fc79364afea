package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"knoop/federation/fedtest"
)

// A disk that fills up while the server runs: every promise made before holds,
// nothing is promised after, nothing is half done, and with room everything goes
// on by itself. The disk is a small one of memory, in a mount namespace of its
// own, so the test runs itself again inside one.
func TestDisk_thatIsFullSaysSoAndGoesOnWithRoom(t *testing.T) {
	disk := os.Getenv("DISK_TEST_DIR")
	if disk == "" {
		runOnSmallDisk(t)
		return
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=24m"); err != nil {
		t.Fatal(err)
	}
	ca := newAuthority(t)
	n := newNode(t, ca, "vol", "KNOOP_RATE_LIMIT=off")
	n.data = filepath.Join(disk, "data")
	n.env = append(n.env, "KNOOP_DATA="+n.data)
	n.setUp().start()
	peer := fedtest.New(t, fedtest.Options{Name: "masto", Authority: ca.Authority, Software: "mastodon"})
	noor := peer.Person("noor")
	if status, body := noor.Post(t, n.actor+"/inbox", noor.Follow(n.actor)); status != http.StatusAccepted {
		t.Fatalf("follow: %d %s", status, body)
	}
	peer.Await(t, "Accept")
	n.settles()

	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	leave(t, ballast, 1<<20)

	// Others are told that we cannot, and are not refused for good.
	long := strings.Repeat("Wat een verhaal. ", 4000)
	var taken []string
	var turnedAway fedtest.Doc
	for i := 0; turnedAway == nil; i++ {
		create := noor.Create(noor.Note(fmt.Sprintf("<p>%d. %s</p>", i, long), n.actor))
		switch status, body := noor.Post(t, n.actor+"/inbox", create); {
		case status == http.StatusAccepted && i < 1000:
			taken = append(taken, create["object"].(fedtest.Doc)["id"].(string))
		case status >= 500 && !strings.Contains(body, "SQLITE") && !strings.Contains(body, disk):
			turnedAway = create
		default:
			t.Fatalf("on a full disk, after %d: %d %s", i, status, body)
		}
	}
	t.Logf("%d notes were taken before the disk was full to the last page", len(taken))

	// Commands say one line and leave nothing.
	fill(t, ballast+"2")
	text := long[:17000] // near the most that a note may hold
	var printed []string
	for out, err := n.try("note", "--as", n.handle, text); err == nil; out, err = n.try("note", "--as", n.handle, text) {
		printed = append(printed, lastLine(out)) // into what the database's files had left
	}
	before := n.stats()
	if before.LocalPosts != int64(len(printed)) {
		t.Errorf("%d notes were printed, %d are there", len(printed), before.LocalPosts)
	}
	n.refuses("the disk is full", "note", "--as", n.handle, text)
	n.refuses("the disk is full", "event", "add", "--as", n.handle, "--title", "Opruimen", "--start", "2027-03-05T08:30:00+01:00", "--description", text)
	if after := n.stats(); after.LocalPosts != before.LocalPosts || after.Objects != before.Objects || after.FactsOpen > before.FactsOpen {
		t.Errorf("refused commands left something: before %+v, after %+v", before, after)
	}
	second := newNode(t, ca, "tweede")
	second.data = filepath.Join(disk, "second")
	second.env = append(second.env, "KNOOP_DATA="+second.data)
	second.refuses("the disk is full", "setup", "--name", "Tweede", "--handle", "tweede", "--orchestrator-name", "Joost", "--orchestrator-handle", "joost")
	if status, _, err := n.ask("/", "text/html"); err != nil || status != http.StatusOK {
		t.Errorf("the pages are gone too: %d %v", status, err)
	}

	// Room again: without a restart everything goes on.
	for _, file := range []string{ballast, ballast + "2"} {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	second.setUp()
	n.eventually("the stranger's note is taken at last", func() bool {
		status, _ := noor.Post(t, n.actor+"/inbox", turnedAway)
		return status == http.StatusAccepted
	})
	printed = append(printed, n.do("note", "--as", n.handle, "Er is weer plek."))
	for _, id := range printed {
		heardOnce(t, peer, "Create", id)
	}
	n.settles()
	for _, id := range append(taken, turnedAway["object"].(fedtest.Doc)["id"].(string)) {
		n.holds(id, "Wat een verhaal")
	}
	if s := n.stats(); s.Notes != int64(len(taken)+1+len(printed)) {
		t.Errorf("%d notes, want %d taken, one late, %d ours", s.Notes, len(taken), len(printed))
	}

	// A server that starts on a full disk says so, or serves what it can read.
	n.stop()
	fill(t, ballast)
	n.launch()
	select {
	case <-n.ended:
		if said := n.log.tail(); !strings.Contains(said, "the disk is full") {
			t.Errorf("started on a full disk: %v\n%s", n.result, said)
		}
	case <-time.After(2 * time.Second):
		if status, _, err := n.ask("/", "text/html"); err != nil || status != http.StatusOK {
			t.Errorf("started on a full disk, the pages are gone: %d %v", status, err)
		}
	}
}

// fill writes until nothing more fits.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4096, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("fill the disk: %v", err)
		}
	}
}

// leave gives some of it back.
func leave(t *testing.T, file string, room int64) {
	t.Helper()
	info, err := os.Stat(file)
	if err == nil {
		err = os.Truncate(file, info.Size()-room)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// runOnSmallDisk runs the calling test again where it may mount.
func runOnSmallDisk(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self, "-test.run=^"+t.Name()+"$", "-test.v")
	child.Env = append(os.Environ(), "DISK_TEST_DIR="+t.TempDir())
	child.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		child.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		child.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		child.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := child.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Skipf("NOT RUN: a disk that is full wants a mount namespace, which is not allowed here: %v", err)
	}
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
