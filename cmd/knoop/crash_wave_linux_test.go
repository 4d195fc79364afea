package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"knoop/models"
)

// 1,700 people are invited from a file while the command is killed again and
// again, at random moments; the same command, or a server, goes on. Nobody is
// invited or mailed twice, nobody is left out, and in the end all is as after one
// run that nobody disturbed. CRASH_SEED repeats the moments of a run.
func TestCrash_aWaveThatIsKilledGoesOnWithoutDoubles(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if repeat, err := strconv.ParseUint(os.Getenv("CRASH_SEED"), 10, 64); err == nil {
		seed = repeat
	}
	t.Logf("CRASH_SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	ca := newAuthority(t)
	file := waveFile(t, 1700)
	mail := []string{"KNOOP_SMTP=smtp://127.0.0.1:1", "KNOOP_MAIL_FROM=post@kade.example"} // nobody listens: all mails wait

	calm := newNode(t, ca, "kalm", mail...).setUp()
	want := calm.importAll(file)
	if want.report.Good != 1700 || want.report.Invited != 1700 || want.report.Passed != 0 || len(want.people) != 1700 {
		t.Fatalf("undisturbed: %+v, %d links", want.report, len(want.people))
	}
	for _, end := range []string{"command", "server"} {
		n := newNode(t, ca, "storm", mail...).setUp()
		const kills = 4
		for k, at := 0, 0; k < kills; k++ {
			if k > 0 { // the first may come before anything is there
				at = min(at+1+r.IntN(500), 1500)
			}
			if n.importUntil(file, at, time.Duration(r.IntN(30))*time.Millisecond) {
				t.Fatalf("it was done before it could be killed, at %d", at)
			}
			n.waveIsWhole(at)
		}
		if end == "server" {
			n.start()
			n.eventually("the wave is done", func() bool { return n.count("SELECT count(*) FROM waves WHERE state = 'done'") == 1 })
			n.stop()
			n.waveIsWhole(1700)
			continue
		}
		got := n.importAll(file)
		got.report.Wave, want.report.Wave = "", ""
		if fmt.Sprint(got.report) != fmt.Sprint(want.report) || !slices.Equal(got.people, want.people) {
			t.Errorf("after %d kills %+v and %d people; undisturbed %+v and %d", kills, got.report, len(got.people), want.report, len(want.people))
		}
		if n := n.count("SELECT count(*) FROM waves"); n != 1 {
			t.Errorf("%d waves of one file", n)
		}
	}
}

// waveFile writes a list of so many people.
func waveFile(t *testing.T, people int) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("naam;mail;beroep\n")
	for i := range people {
		fmt.Fprintf(&b, "Persoon %d;p%d@elders.example;tolk\n", i, i)
	}
	file := filepath.Join(t.TempDir(), "beurs.csv")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func (n *node) importCommand(file string, more ...string) []string {
	return append([]string{"invite", "import", file, "--as", "samira_" + n.handle, "--source", "de beurs", "--basis", "public"}, more...)
}

// imported is what an import says in the end.
type imported struct {
	report importReport
	people []string // name and address, by line
}

// importAll runs an import to its end.
func (n *node) importAll(file string) (got imported) {
	n.t.Helper()
	links := filepath.Join(n.t.TempDir(), "links.csv")
	if err := json.Unmarshal([]byte(n.said(n.importCommand(file, "--json", "--links", links)...)), &got.report); err != nil {
		n.t.Fatal(err)
	}
	raw, err := os.ReadFile(links)
	if err != nil {
		n.t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		n.t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		got.people = append(got.people, row[0]+" "+row[1])
		seen[row[2]] = true
	}
	if len(seen) != len(rows)-1 {
		n.t.Errorf("%d links for %d people", len(seen), len(rows)-1)
	}
	n.waveIsWhole(1700)
	return got
}

var waveProgress = regexp.MustCompile(`(\d+) of 1700`)

// importUntil runs an import on a terminal and kills it a moment after its bar
// has passed a line; done says that it was quicker.
func (n *node) importUntil(file string, line int, later time.Duration) (done bool) {
	n.t.Helper()
	screen, tty := terminal(n.t)
	command := n.command(n.importCommand(file)...)
	command.Stderr = tty
	if err := command.Start(); err != nil {
		n.t.Fatal(err)
	}
	_ = tty.Close()
	var shown strings.Builder
	for buffer := make([]byte, 4096); line > 0; {
		k, err := screen.Read(buffer)
		shown.Write(buffer[:k])
		bars := waveProgress.FindAllStringSubmatch(shown.String(), -1)
		if len(bars) > 0 {
			if at, _ := strconv.Atoi(bars[len(bars)-1][1]); at >= line {
				break
			}
		}
		if err != nil { // nobody writes any more
			n.t.Errorf("no bar reached %d: %q", line, shown.String())
			break
		}
	}
	time.Sleep(later)
	_ = command.Process.Kill()
	return command.Wait() == nil
}

// waveIsWhole wants what a wave says of itself to be what is there: each line
// once, each with its mail, and at least so many.
func (n *node) waveIsWhole(least int) {
	n.t.Helper()
	made := n.count("SELECT coalesce(sum(made), 0) FROM waves WHERE passed = 0 AND made = done")
	if made < least {
		n.t.Errorf("%d written, %d were shown", made, least)
	}
	for what, query := range map[string]string{
		"invitations":       "SELECT count(*) FROM invitations",
		"lines":             "SELECT count(DISTINCT line) FROM invitations",
		"people":            "SELECT count(DISTINCT address_hash) FROM invitations",
		"mails":             "SELECT count(*) FROM mails WHERE state = 'waiting' AND kind = '" + string(models.MailInvitation) + "'",
		"people with mails": "SELECT count(DISTINCT address_hash) FROM mails",
	} {
		if got := n.count(query); got != made {
			n.t.Errorf("%d %s of %d made", got, what, made)
		}
	}
}

func (n *node) count(query string) (k int) {
	n.t.Helper()
	db := n.database()
	defer db.Close()
	if err := db.QueryRow(query).Scan(&k); err != nil {
		n.t.Error(err)
	}
	return k
}
