package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// people gives a file of n persons, and then these addresses.
func people(n int, more ...string) models.WaveFile {
	var f models.WaveFile
	add := func(address string) {
		line := len(f.Rows) + 2
		f.Rows = append(f.Rows, models.WaveRow{
			Line: line, Name: fmt.Sprintf("Persoon %d", line), Mail: address, Branch: "bouw", Neighbourhood: "Gein", Source: "beurs", Basis: models.BasisPublic,
		})
	}
	for i := range n {
		add(fmt.Sprintf("p%d@elders.example", i))
	}
	for _, address := range more {
		add(address)
	}
	return f
}

func wave(t testing.TB, s *store.Store, f models.WaveFile) models.Wave {
	t.Helper()
	by, err := s.ActorByHandle(t.Context(), "joost")
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.KeepWave(t.Context(), store.NewWave{Name: "Beurs", MadeBy: by.ID, Days: 30, File: f})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// finish starts a wave and works until it no longer runs.
func finish(t testing.TB, s *store.Store, w models.Wave, byMail bool) {
	t.Helper()
	if err := s.StartWave(t.Context(), w.ID, byMail); err != nil {
		t.Fatal(err)
	}
	f, err := s.WaveFile(t.Context(), w.ID)
	if err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = s.StepWave(t.Context(), w.ID, f.Rows); err != nil {
			t.Fatal(err)
		}
	}
}

func lines(t *testing.T, s *store.Store, id string) map[int]int {
	t.Helper()
	got := map[int]int{}
	rows, err := s.WaveInvitations(t.Context(), id, 0, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		got[r.Line]++
	}
	return got
}

func TestWave_previewDoesNothingYet(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		w := wave(t, s, people(5))
		if total, _, err := s.Funnels(t.Context()); err != nil || total.Invited != 0 {
			t.Errorf("funnel %+v, %v", total, err)
		}
		if more, err := s.StepWave(t.Context(), w.ID, people(5).Rows); more || err != nil {
			t.Errorf("a step of what does not run: %v, %v", more, err)
		}
		if err := s.DropWave(t.Context(), w.ID); err != nil {
			t.Fatal(err)
		}
		failsWith(t, s.StartWave(t.Context(), w.ID, false), "error.not_found")
	})
}

func TestWave_stoppedAndTakenUpAgainWithoutDoubles(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		file := people(2*models.WaveBatch + 20)
		w := wave(t, s, file)
		if err := s.StartWave(ctx, w.ID, true); err != nil {
			t.Fatal(err)
		}
		if more, err := s.StepWave(ctx, w.ID, file.Rows); err != nil || !more {
			t.Fatal(more, err)
		}
		if err := s.StopWave(ctx, w.ID); err != nil {
			t.Fatal(err)
		}
		failsWith(t, s.StopWave(ctx, w.ID), "error.wave_not_running")
		if more, err := s.StepWave(ctx, w.ID, file.Rows); err != nil || more {
			t.Errorf("it goes on when stopped: %v, %v", more, err)
		}
		if n := len(lines(t, s, w.ID)); n != models.WaveBatch {
			t.Errorf("%d invitations when stopped", n)
		}
		failsWith(t, s.DropWave(ctx, w.ID), "error.wave_begun")
		finish(t, s, w, false)
		failsWith(t, s.StartWave(ctx, w.ID, true), "error.wave_done")
		w, err := s.Wave(ctx, w.ID)
		if err != nil || w.State != models.WaveDone || w.Made != len(file.Rows) || !w.ByMail {
			t.Errorf("wave %+v, %v", w, err)
		}
		if counts, err := s.MailCounts(ctx, time.Time{}); err != nil || counts[models.MailWaiting] != len(file.Rows) {
			t.Errorf("mails %v, %v", counts, err)
		}
		if _, err := s.WaveFile(ctx, w.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("the file is kept after all is done: %v", err)
		}
		again := wave(t, s, file)
		verdicts, err := s.JudgeWave(ctx, file.Rows)
		if err != nil || len(verdicts) != len(file.Rows) || verdicts[2] != models.WaveInvited {
			t.Errorf("%d verdicts, %v", len(verdicts), err)
		}
		finish(t, s, again, true)
		if n := len(lines(t, s, again.ID)); n != 0 {
			t.Errorf("the same file once more made %d invitations", n)
		}
	})
}

// Between the preview and the start, and between two steps, somebody says no.
func TestWave_aNoInBetweenHolds(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		file := people(2*models.WaveBatch, "Noor@elders.example")
		w := wave(t, s, file)
		no := func(address string) {
			t.Helper()
			if err := s.OptOut(ctx, s.MailHash(address)); err != nil {
				t.Fatal(err)
			}
		}
		no("p0@elders.example")
		if err := s.StartWave(ctx, w.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.StepWave(ctx, w.ID, file.Rows); err != nil {
			t.Fatal(err)
		}
		no("p1@elders.example") // has her invitation, and its mail waits
		no("noor@elders.example")
		if err := s.StopWave(ctx, w.ID); err != nil {
			t.Fatal(err)
		}
		finish(t, s, w, true)
		finish(t, s, wave(t, s, file), true) // the file once more
		if w, err := s.Wave(ctx, w.ID); err != nil || w.Made != len(file.Rows)-2 || w.Passed != 2 {
			t.Errorf("%+v, %v", w, err)
		}
		if counts, err := s.MailCounts(ctx, time.Time{}); err != nil || counts[models.MailWaiting] != len(file.Rows)-3 || counts[models.MailDead] != 1 {
			t.Errorf("mails %v, %v", counts, err)
		}
		for _, m := range claimMails(t, s) {
			if out, err := s.OptedOut(ctx, m.To); err != nil || out {
				t.Errorf("mail to %s, who said no, %v", m.To, err)
			}
		}
	})
}

// A step that fails in the middle, as by a kill, writes nothing of its lines;
// the next one writes them all.
func TestWave_killedInTheMiddleOfAStep(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		file := people(3 * models.WaveBatch)
		w := wave(t, s, file)
		if err := s.StartWave(t.Context(), w.ID, true); err != nil {
			t.Fatal(err)
		}
		killed := errors.New("killed")
		for k := range 4 {
			err := s.InTx(t.Context(), func(tx *store.Store) error {
				if _, err := tx.StepWave(t.Context(), w.ID, file.Rows); err != nil {
					return err
				}
				return killed
			})
			if !errors.Is(err, killed) {
				t.Fatal(err)
			}
			if n := len(lines(t, s, w.ID)); n != min(k, 3)*models.WaveBatch {
				t.Fatalf("%d invitations after a step that was killed", n)
			}
			if k == 3 {
				break
			}
			if _, err := s.StepWave(t.Context(), w.ID, file.Rows); err != nil {
				t.Fatal(err)
			}
		}
		for line, n := range lines(t, s, w.ID) {
			if n != 1 {
				t.Errorf("line %d has %d invitations", line, n)
			}
		}
	})
}

func TestWave_aCancelledStepLeavesTheRest(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	file := people(2 * models.WaveBatch)
	w := wave(t, s, file)
	if err := s.StartWave(t.Context(), w.ID, false); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.StepWave(ctx, w.ID, file.Rows); err == nil {
		t.Error("it works on with a context that is over")
	}
	for more, err := true, error(nil); more; {
		if more, err = s.StepWave(t.Context(), w.ID, file.Rows); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(lines(t, s, w.ID)); n != len(file.Rows) {
		t.Errorf("%d invitations", n)
	}
}

func TestWave_twoWorkersAtOnceMakeNoDoubles(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		file := people(6 * models.WaveBatch)
		w := wave(t, s, file)
		if err := s.StartWave(t.Context(), w.ID, true); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 3)
		for range 3 {
			go func() {
				for {
					more, err := s.StepWave(context.Background(), w.ID, file.Rows)
					if err != nil || !more {
						done <- err
						return
					}
				}
			}()
		}
		for range 3 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if n := len(lines(t, s, w.ID)); n != len(file.Rows) {
			t.Errorf("%d invitations of %d", n, len(file.Rows))
		}
		if w, _ = s.Wave(t.Context(), w.ID); w.Made != len(file.Rows) || w.Passed != 0 {
			t.Errorf("%+v", w)
		}
	})
}

func TestWave_passesMembersAndInvited(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		anna := storetest.Member(t, s, "anna")
		var token string
		if err := s.SetAddress(ctx, anna.ID, "anna@elders.example", func(to string) string { token = to; return storetest.Origin + "/x/" + to }); err != nil {
			t.Fatal(err)
		}
		if _, err := s.VerifyAddress(ctx, token); err != nil {
			t.Fatal(err)
		}
		invite(t, s, byMail(s, joost(t, s), "noor@elders.example"))
		file := people(1, "ANNA@elders.example", "noor@elders.example")
		verdicts, err := s.JudgeWave(ctx, file.Rows)
		if err != nil || verdicts[3] != models.WaveMember || verdicts[4] != models.WaveInvited || verdicts[2] != "" {
			t.Errorf("%v, %v", verdicts, err)
		}
		w := wave(t, s, file)
		finish(t, s, w, false)
		if w, _ = s.Wave(ctx, w.ID); w.Made != 1 || w.Passed != 2 {
			t.Errorf("%+v", w)
		}
	})
}

func TestKeepWave_refusesBeyondBounds(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	for key, change := range map[string]func(*store.NewWave){
		"error.name_empty":      func(in *store.NewWave) { in.Name = "" },
		"error.name_too_long":   func(in *store.NewWave) { in.Name = strings.Repeat("a", 100) },
		"error.text_too_long":   func(in *store.NewWave) { in.Text = strings.Repeat("a", 700) },
		"error.invitation_life": func(in *store.NewWave) { in.Days = 1000 },
		"error.wave_rows":       func(in *store.NewWave) { in.File = people(models.MaxWaveRows + 1) },
	} {
		in := store.NewWave{Name: "x", Days: 30, File: people(1)}
		change(&in)
		_, err := s.KeepWave(t.Context(), in)
		failsWith(t, err, key)
	}
}

// BenchmarkWave measures 1,700 rows from the file as kept to the last invitation,
// each with its mail; and, as the machine's own limit, as many bare rows in as
// many commits.
func BenchmarkWave(b *testing.B) {
	const rows = 1700
	measure := func(b *testing.B, setUp func() (work func())) {
		b.Helper()
		var used time.Duration
		for b.Loop() {
			b.StopTimer()
			work := setUp()
			before := cpuTime()
			b.StartTimer()
			work()
			used += cpuTime() - before
		}
		b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/op")
	}
	b.Run("rows=1700", func(b *testing.B) {
		measure(b, func() func() {
			s := benchStore(b)
			w := wave(b, s, people(rows))
			return func() { finish(b, s, w, true) }
		})
	})
	b.Run("bare", func(b *testing.B) {
		measure(b, func() func() {
			db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL")
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = db.Close() })
			db.SetMaxOpenConns(1)
			if _, err := db.Exec("CREATE TABLE i (id text PRIMARY KEY, h text UNIQUE, t text UNIQUE, x blob); CREATE TABLE m (id text PRIMARY KEY, h text, x blob)"); err != nil {
				b.Fatal(err)
			}
			return func() { bare(b, db, rows) }
		})
	})
}

// bare writes what weighs as much as a wave of so many rows.
func bare(b *testing.B, db *sql.DB, rows int) {
	b.Helper()
	row := make([]byte, 300)
	for n := 0; n < rows; {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for range models.WaveBatch {
			hash := fmt.Sprintf("%064d", n)
			_, err := tx.Exec("INSERT INTO i VALUES (?, ?, ?, ?)", models.NewID(), hash, "t"+hash, row)
			if err == nil {
				_, err = tx.Exec("INSERT INTO m VALUES (?, ?, ?)", models.NewID(), hash, row)
			}
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}
