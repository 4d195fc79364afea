package outbox

import (
	"errors"
	"strings"
	"testing"
	"time"

	"knoop/federation/transport"
	"knoop/models"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// answered makes an attempt that a peer answered with status; 0 is silence.
func answered(status int, letter models.Letter, host models.Host) attempt {
	a := attempt{letter: letter, host: host, result: transport.Result{Status: status}, at: noon}
	if status < 200 || status > 299 {
		temporary := status < 400 || status >= 500 || status == 401 || status == 408 || status == 429
		a.err = &transport.Error{Op: "post", Host: host.Name, Status: status, Temporary: temporary && status != 501, Reason: "answered so"}
	}
	return a
}

func TestJudge_followsTheScheduleOfThePeers(t *testing.T) {
	healthy := models.Host{Name: "a.example"}
	for _, c := range []struct {
		status int
		state  models.LetterState
		blamed bool
		gone   bool
	}{
		{200, models.LetterDelivered, false, false},
		{202, models.LetterDelivered, false, false},
		{400, models.LetterRefused, false, false},
		{401, models.LetterWaiting, false, false},
		{403, models.LetterRefused, false, false},
		{404, models.LetterRefused, false, false},
		{408, models.LetterWaiting, false, false},
		{410, models.LetterRefused, false, true},
		{429, models.LetterWaiting, true, false},
		{500, models.LetterWaiting, true, false},
		{501, models.LetterRefused, false, false},
		{503, models.LetterWaiting, true, false},
		{302, models.LetterWaiting, false, false},
		{0, models.LetterWaiting, true, false},
	} {
		v := judge(answered(c.status, models.Letter{}, healthy))
		if v.settlement.State != c.state || v.blamed != c.blamed || v.settlement.InboxGone != c.gone || v.settlement.Status != c.status {
			t.Errorf("%d: state %s, blamed %v, gone %v", c.status, v.settlement.State, v.blamed, v.settlement.InboxGone)
		}
		if v.blamed != v.host.Failing() {
			t.Errorf("%d: blamed %v but failing %v", c.status, v.blamed, v.host.Failing())
		}
		if c.state == models.LetterWaiting && !v.settlement.DueAt.After(noon) {
			t.Errorf("%d: due at once", c.status)
		}
	}
}

func TestJudge_aMistakeOfOursIsNotTheHosts(t *testing.T) {
	a := attempt{err: errors.New("no key"), ours: true, at: noon}
	if v := judge(a); v.blamed || v.settlement.Host.Name != "" || v.settlement.State != models.LetterWaiting {
		t.Errorf("%+v", v)
	}
}

func TestJudge_ourGuardsRefusalEndsTheLetterAndSaysNothingOfTheHost(t *testing.T) {
	failing := models.Host{Name: "a.example"}.Failed(noon.Add(-time.Hour), 0)
	a := attempt{host: failing, err: &transport.Error{Reason: "private address", Err: transport.ErrRefused}, at: noon}
	if v := judge(a); v.settlement.State != models.LetterRefused || v.settlement.Host.Name != "" {
		t.Errorf("%+v", v)
	}
}

func TestJudge_anAnswerReopensAFailingHost(t *testing.T) {
	failing := models.Host{Name: "a.example"}.Failed(noon.Add(-time.Hour), 0)
	for _, status := range []int{202, 404, 410, 401} {
		if v := judge(answered(status, models.Letter{}, failing)); v.settlement.Host.Name == "" || v.settlement.Host.Failing() {
			t.Errorf("%d did not reopen the host", status)
		}
	}
}

func TestJudge_aSuccessOfAHealthyHostIsNotWrittenEachTime(t *testing.T) {
	lately := noon.Add(-time.Hour)
	if v := judge(answered(202, models.Letter{}, models.Host{Name: "a.example", LastSuccess: &lately})); v.settlement.Host.Name != "" {
		t.Error("the host's row is written for every letter")
	}
}

func TestJudge_honoursRetryAfterUpToADay(t *testing.T) {
	a := answered(503, models.Letter{}, models.Host{Name: "a.example"})
	a.result.RetryAfter = 2 * time.Hour
	v := judge(a)
	if wait := v.settlement.DueAt.Sub(noon); wait != 2*time.Hour {
		t.Errorf("the letter waits %s", wait)
	}
	if v.host.ClosedUntil == nil || v.host.ClosedUntil.Sub(noon) != 2*time.Hour {
		t.Errorf("the host is closed until %v", v.host.ClosedUntil)
	}
	a.result.RetryAfter = 7 * 24 * time.Hour
	if v := judge(a); v.settlement.DueAt.Sub(noon) != 24*time.Hour || v.host.ClosedUntil.Sub(noon) != 24*time.Hour {
		t.Error("a peer can silence us for more than a day")
	}
}

func TestJudge_aLetterIsTriedForTwoDaysAtLeastAndThenEnds(t *testing.T) {
	for _, hurry := range []bool{false, true} {
		letter := models.Letter{Hurry: hurry}
		var waited time.Duration
		for {
			v := judge(answered(401, letter, models.Host{Name: "a.example"}))
			if v.settlement.State == models.LetterDead {
				break
			}
			waited += v.settlement.DueAt.Sub(noon)
			if letter.Attempts++; letter.Attempts > 100 {
				t.Fatal("a letter is tried for ever")
			}
		}
		if waited < 48*time.Hour || waited > 5*24*time.Hour {
			t.Errorf("hurry %v: given up after %s", hurry, waited)
		}
	}
}

func TestJudge_aHurriedLetterComesBackInSeconds(t *testing.T) {
	v := judge(answered(0, models.Letter{Hurry: true}, models.Host{Name: "a.example"}))
	if wait := v.settlement.DueAt.Sub(noon); wait > 3*time.Second {
		t.Errorf("the first retry comes after %s", wait)
	}
	if v.host.ClosedUntil != nil {
		t.Error("the circuit closes at the first failure")
	}
}

func TestJudge_aHostThatFailedOnSevenDaysIsGivenUp(t *testing.T) {
	host := models.Host{Name: "a.example"}
	var v verdict
	for day := range models.DeadAfterDays {
		a := answered(0, models.Letter{}, host)
		a.at = noon.Add(time.Duration(day) * 24 * time.Hour)
		v = judge(a)
		host = v.host
		if day < models.DeadAfterDays-1 && v.settlement.State != models.LetterWaiting {
			t.Fatalf("given up on day %d", day+1)
		}
	}
	if v.settlement.State != models.LetterDead {
		t.Errorf("on the seventh day the letter is %s", v.settlement.State)
	}
}

func TestReason_isShortAndHoldsThePeersWords(t *testing.T) {
	a := answered(401, models.Letter{}, models.Host{})
	a.result.Body = "Mismatching digest\xff " + strings.Repeat("ö", 1000)
	r := judge(a).settlement.Error
	if !strings.Contains(r, "Mismatching digest") || len([]rune(r)) > 200 || strings.Contains(r, "\xff") {
		t.Errorf("%q", r)
	}
}
