package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// childStopTime is how long a node may take to stop before it is killed: its
// own time for requests under way, and a little more.
const childStopTime = stopTime + 3*time.Second

// child is the process of one node.
type child struct {
	process *exec.Cmd
	leash   *os.File // the child ends when this end of the pipe is closed, also by our death
	log     *os.File
	ended   chan struct{} // closed after it ended
	result  error         // then: how
}

func (n *demoNode) logFile() string { return filepath.Join(n.dir, "log") }

// launch starts the node's server in a process of its own and waits until it
// answers.
func (n *demoNode) launch(ctx context.Context) error {
	log, err := os.OpenFile(n.logFile(), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("open the log of %s: %w", n.Name, err)
	}
	told, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("open the log of %s: %w", n.Name, err)
	}
	door, err := n.door.File()
	if err != nil {
		return fmt.Errorf("hand %s its door: %w", n.Name, err)
	}
	n.child, err = startChild(log, door, "serve", "--until-stdin-closes", "--listener-fd", "3",
		"--url", n.origin(), "--listen", n.listen(), "--data", n.dir, "--log", "text")
	// Ours is shut, so that nobody is left waiting before it if the child dies.
	_, _ = door.Close(), n.door.Close()
	if err != nil {
		return fmt.Errorf("start %s: %w", n.Name, err)
	}
	go n.watch(told)
	answer := "answer on " + n.origin()
	return n.await(ctx, answer, func() (bool, error) { return ready(ctx, n.listen()), nil })
}

// startChild starts this program once more, with a listening socket as its file
// 3. It gets nothing of our settings.
func startChild(log, door *os.File, args ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	hold, leash, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	defer hold.Close()
	c := &child{leash: leash, log: log, ended: make(chan struct{})}
	c.process = &exec.Cmd{
		Path: self, Args: append([]string{os.Args[0]}, args...), Env: withoutSettings(os.Environ()),
		Stdin: hold, Stdout: log, Stderr: log, ExtraFiles: []*os.File{door},
		// A group of its own: ctrl-C reaches us, and we stop it in order.
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true},
	}
	if err := c.process.Start(); err != nil {
		_ = leash.Close()
		return nil, err
	}
	go func() {
		c.result = c.process.Wait()
		close(c.ended)
	}()
	return c, nil
}

func withoutSettings(environ []string) []string {
	var out []string
	for _, pair := range environ {
		if !strings.HasPrefix(pair, envPrefix) {
			out = append(out, pair)
		}
	}
	return out
}

// stop asks the child to end, and after a while makes it.
func (c *child) stop() {
	_ = c.process.Process.Signal(syscall.SIGTERM)
	_ = c.leash.Close()
	select {
	case <-c.ended:
	case <-time.After(childStopTime):
		_ = c.process.Process.Kill()
		<-c.ended
	}
}

// ready asks a server on this machine whether it works.
func ready(ctx context.Context, listen string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+listen+"/readyz", nil)
	if err != nil {
		return false
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 2 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// watch reads the child's log from an offset on: errors are told at once, and
// the demo ends when the child does.
func (n *demoNode) watch(from int64) {
	defer n.child.log.Close()
	log := &tail{file: n.child.log, at: from}
	for {
		over := false
		select {
		case <-n.child.ended:
			over = true
		case <-time.After(300 * time.Millisecond):
		}
		for _, line := range log.lines() {
			if strings.Contains(line, "level=ERROR") {
				n.demo.progress.say(n.Name + ": " + line)
			}
		}
		if over {
			why := "without a word"
			if n.child.result != nil {
				why = n.child.result.Error()
			}
			n.demo.end(refuse("%s has stopped (%s), it last said: %s; all of it is in %s", n.Name, why, log.last, n.logFile()))
			return
		}
	}
}

// tail reads whole lines as they are added to a file that somebody else writes.
type tail struct {
	file io.ReaderAt
	at   int64
	last string
}

func (t *tail) lines() []string {
	var out []string
	chunk := make([]byte, 64<<10)
	for {
		read, _ := t.file.ReadAt(chunk, t.at)
		end := bytes.LastIndexByte(chunk[:read], '\n') + 1
		if end == 0 && read == len(chunk) {
			end = read // a line longer than any we write: not held back for ever
		}
		if end == 0 {
			return out
		}
		t.at += int64(end)
		for _, line := range strings.Split(strings.TrimSpace(string(chunk[:end])), "\n") {
			out = append(out, line)
			t.last = oneLine(line)
		}
	}
}
