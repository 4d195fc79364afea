package models_test

import (
	"testing"
	"time"

	"knoop/models"
)

func TestBackoff_triesForAtLeastTwoDays(t *testing.T) {
	var total time.Duration
	for n := 1; n < models.MaxAttempts; n++ {
		d := models.Backoff(n, false)
		least := time.Duration(n*n*n*n+15) * time.Second
		if d < least || d > least+least/10+time.Nanosecond {
			t.Errorf("wait %d is %s", n, d)
		}
		total += d
	}
	if total < 48*time.Hour || total > 5*24*time.Hour {
		t.Errorf("a letter is tried for %s", total)
	}
}

func TestBackoff_inAHurryComesSoonFiveTimes(t *testing.T) {
	var soon time.Duration
	for n := 1; n <= 5; n++ {
		soon += models.Backoff(n, true)
	}
	if soon != 59*time.Second {
		t.Errorf("the first five come within %s", soon)
	}
	if d := models.Backoff(6, true); d < 16*time.Second {
		t.Errorf("the sixth comes after %s", d)
	}
}

func TestHost_diesAfterSevenFailingDaysAndComesBackWhole(t *testing.T) {
	now := at("2026-11-01T12:00:00Z")
	h := models.Host{Name: "a.example"}
	for day := range models.DeadAfterDays {
		if h.Dead() {
			t.Fatalf("dead after %d days", day)
		}
		for range 3 {
			h = h.Failed(now.AddDate(0, 0, day), 0)
		}
	}
	if !h.Dead() || h.FailingDays != models.DeadAfterDays {
		t.Errorf("alive after %d failing days", h.FailingDays)
	}
	h = h.Succeeded(now)
	if h.Dead() || h.Failing() || h.ClosedUntil != nil || h.Failures != 0 {
		t.Errorf("not whole again: %+v", h)
	}
}

func TestHost_circuitProbesOnceAMinuteInTheFirstHour(t *testing.T) {
	now := at("2026-11-01T12:00:00Z")
	h := models.Host{Name: "a.example"}.Failed(now, 0)
	if h.ClosedUntil != nil {
		t.Error("one failure, perhaps a restart, has closed the circuit")
	}
	for now = now.Add(2 * time.Minute); now.Before(at("2026-11-01T12:59:00Z")); now = now.Add(time.Minute) {
		h = h.Failed(now, 0)
		if wait := h.ClosedUntil.Sub(now); wait < 30*time.Second || wait > time.Minute {
			t.Fatalf("closed for %s at %s", wait, now)
		}
	}
	h = h.Failed(now.Add(24*time.Hour), 0)
	if wait := h.ClosedUntil.Sub(now.Add(24 * time.Hour)); wait != time.Hour {
		t.Errorf("closed for %s after a day", wait)
	}
}

func TestHost_honoursRetryAfterUpToADay(t *testing.T) {
	now := at("2026-11-01T12:00:00Z")
	for asked, want := range map[time.Duration]time.Duration{10 * time.Minute: 10 * time.Minute, 900 * time.Hour: 24 * time.Hour} {
		h := models.Host{}.Failed(now, asked)
		if h.ClosedUntil == nil || h.ClosedUntil.Sub(now) != want {
			t.Errorf("asked for %s: closed until %v", asked, h.ClosedUntil)
		}
	}
}
