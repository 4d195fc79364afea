package main

import (
	"bytes"
	"database/sql"
	"image"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"knoop/models/store/storetest"
)

// The scripts in testdata run the program itself, each in a directory and
// environment of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"knoop": main})
}

func TestScripts(t *testing.T) {
	scripts(t, "testdata", nil, func() string { return "sqlite" })
}

// The scripts about the node itself hold on PostgreSQL too.
func TestScripts_onPostgreSQL(t *testing.T) {
	for _, file := range []string{"node", "event", "serve"} {
		address := storetest.Postgres(t)
		scripts(t, "", []string{"testdata/" + file + ".txtar"}, func() string { return address })
	}
}

func scripts(t *testing.T, dir string, files []string, database func() string) {
	t.Helper()
	p := testscript.Params{
		Dir: dir, Files: files,
		Setup: func(e *testscript.Env) error {
			port, err := freePort()
			if err != nil {
				return err
			}
			e.Setenv("PORT", port)
			e.Setenv("GORACE", "atexit_sleep_ms=0") // else each command under the race detector ends with a second of sleep
			e.Setenv("KNOOP_URL", "http://localhost:"+port)
			e.Setenv("KNOOP_LISTEN", "127.0.0.1:"+port)
			e.Setenv("KNOOP_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("KNOOP_DATABASE", database())
			return os.WriteFile(filepath.Join(e.WorkDir, "kopjes.png"), picture(), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await":        await,
			"last":         last,
			"newer":        newer,
			"oneline":      oneLineSaid,
			"unprivileged": unprivileged,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	}
	testscript.Run(t, p)
}

// picture gives a small PNG.
func picture() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}

// await COMMAND ARGS... repeats a command until it succeeds, for ten seconds.
func await(ts *testscript.TestScript, neg bool, args []string) {
	for deadline := time.Now().Add(10 * time.Second); ; {
		err := ts.Exec(args[0], args[1:]...)
		if (err == nil) != neg {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("still not so after ten seconds: %v", args)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// last NAME puts the last line of stdout into the environment: ids and links
// stand there.
func last(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	ts.Setenv(args[0], lines[len(lines)-1])
}

// oneline checks that the last command said one line on stderr and nothing on
// stdout.
func oneLineSaid(ts *testscript.TestScript, _ bool, _ []string) {
	said := ts.ReadFile("stderr")
	if strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "knoop: ") || ts.ReadFile("stdout") != "" {
		ts.Fatalf("not one line on stderr: %q, stdout %q", said, ts.ReadFile("stdout"))
	}
}

// newer FILE makes of a database one that a later version wrote.
func newer(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0])) // registered by models/store
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	ts.Check(err)
}

// unprivileged COMMAND ARGS... runs as somebody who is not root, for whom
// permissions count. What it prints goes to the files out and err.
func unprivileged(ts *testscript.TestScript, neg bool, args []string) {
	path, err := exec.LookPath(args[0])
	ts.Check(err)
	command := exec.Command(path, args[1:]...)
	command.Dir = "/"
	for _, name := range []string{"PATH", "KNOOP_URL", "KNOOP_LISTEN", "KNOOP_DATA"} {
		command.Env = append(command.Env, name+"="+ts.Getenv(name))
	}
	if os.Getuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		letThrough(ts, path)
		letThrough(ts, ts.MkAbs("."))
	}
	stdout, err := os.Create(ts.MkAbs("out"))
	ts.Check(err)
	defer stdout.Close()
	stderr, err := os.Create(ts.MkAbs("err"))
	ts.Check(err)
	defer stderr.Close()
	command.Stdout, command.Stderr = stdout, stderr
	err = command.Run()
	if (err == nil) == neg {
		ts.Fatalf("%v: %v\n%s", args, err, ts.ReadFile("err"))
	}
}

// letThrough lets anybody pass the temporary directories above a file.
func letThrough(ts *testscript.TestScript, path string) {
	path, err := filepath.EvalSymlinks(path)
	ts.Check(err)
	for dir := filepath.Dir(path); len(dir) > len(os.TempDir()) && strings.HasPrefix(dir, os.TempDir()); dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		ts.Check(err)
		ts.Check(os.Chmod(dir, info.Mode().Perm()|0o011))
	}
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Chmod(path, info.Mode().Perm()|0o055))
}
