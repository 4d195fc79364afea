package models_test

import (
	"slices"
	"testing"
	"time"

	"knoop/models"
)

var cohostNow = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// Every state meets every opening.
func TestCohost_openInEveryState(t *testing.T) {
	late := models.Opening{URI: "https://a.example/o0", Expires: cohostNow.Add(-2 * time.Hour)}
	same, fresh := models.Opening{URI: "https://a.example/o1"}, models.Opening{URI: "https://a.example/o2"}
	for state, want := range map[models.CohostState][2]models.Answer{ // the same again, a fresh one
		"":                     {models.NoAnswer, models.NoAnswer},
		models.CohostOffered:   {models.AnswerAgain, models.NoAnswer},
		models.CohostAccepted:  {models.AnswerAgain, models.AnswerYes},
		models.CohostRefused:   {models.AnswerAgain, models.NoAnswer},
		models.CohostWithdrawn: {models.AnswerAgain, models.NoAnswer},
		models.CohostExpired:   {models.AnswerAgain, models.NoAnswer},
		models.CohostEnded:     {models.AnswerAgain, models.NoAnswer},
		models.CohostGone:      {models.AnswerAgain, models.NoAnswer},
		models.CohostClaimed:   {models.NoAnswer, models.NoAnswer},
	} {
		for i, o := range []models.Opening{same, fresh} {
			c := models.Cohost{State: state, OpeningURI: same.URI, StampURI: "s"}
			if state == "" {
				c.OpeningURI = ""
			}
			got := c.Open(o, cohostNow)
			if got != want[i] {
				t.Errorf("%q opened by %s: %d, not %d", state, o.URI, got, want[i])
			}
			wantState := state
			if got == models.NoAnswer {
				wantState = models.CohostOffered
			}
			if c.State != wantState || got != models.AnswerAgain && c.OpeningURI != o.URI {
				t.Errorf("%q opened by %s is %q by %s", state, o.URI, c.State, c.OpeningURI)
			}
		}
		c := models.Cohost{State: state}
		if got := c.Open(late, cohostNow); got != models.AnswerNo || c.State != state {
			t.Errorf("%q opened too late: %d, %q", state, got, c.State)
		}
	}
	c := models.Cohost{}
	c.Open(models.Opening{URI: "x", Expires: cohostNow.AddDate(1, 0, 0)}, cohostNow)
	if want := cohostNow.Add(models.OpeningLife); !c.ExpiresAt.Equal(want) {
		t.Errorf("waits until %v", c.ExpiresAt)
	}
	for at, over := range map[time.Duration]bool{models.OpeningLife: false, models.OpeningLife + 59*time.Minute: false, models.OpeningLife + 61*time.Minute: true} {
		if c.Over(cohostNow.Add(at)) != over {
			t.Errorf("over after %v: %v", at, !over)
		}
	}
}

func TestCohost_verdictByWhatWasReadAndWhen(t *testing.T) {
	ago := func(d int) *time.Time { at := cohostNow.AddDate(0, 0, -d); return &at }
	for name, c := range map[string]struct {
		c    models.Cohost
		want models.Verdict
	}{
		"both today":         {models.Cohost{State: models.CohostAccepted, StampURI: "s", ClaimSeenAt: ago(0), StampSeenAt: ago(0)}, models.VerdictConfirmed},
		"claimed, and read":  {models.Cohost{State: models.CohostClaimed, StampURI: "s", ClaimSeenAt: ago(0), StampSeenAt: ago(7)}, models.VerdictConfirmed},
		"one long ago":       {models.Cohost{State: models.CohostAccepted, StampURI: "s", ClaimSeenAt: ago(0), StampSeenAt: ago(8)}, models.VerdictSeen},
		"one too long ago":   {models.Cohost{State: models.CohostAccepted, StampURI: "s", ClaimSeenAt: ago(31), StampSeenAt: ago(0)}, models.VerdictUnconfirmed},
		"silent":             {models.Cohost{State: models.CohostAccepted, StampURI: "s", ClaimSeenAt: ago(40), StampSeenAt: ago(40), SilentSince: ago(32)}, models.VerdictSilent},
		"denied":             {models.Cohost{State: models.CohostAccepted, StampURI: "s", ClaimSeenAt: ago(0), StampSeenAt: ago(0), DeniedAt: ago(0)}, models.VerdictUnconfirmed},
		"no stamp":           {models.Cohost{State: models.CohostClaimed, ClaimSeenAt: ago(0), StampSeenAt: ago(0)}, models.VerdictUnconfirmed},
		"never read":         {models.Cohost{State: models.CohostClaimed, StampURI: "s", ClaimSeenAt: ago(0)}, models.VerdictUnconfirmed},
		"only asked":         {models.Cohost{State: models.CohostOffered, StampURI: "s", ClaimSeenAt: ago(0), StampSeenAt: ago(0)}, models.VerdictUnconfirmed},
		"ended, and claimed": {models.Cohost{State: models.CohostEnded, Listed: true, StampURI: "s", ClaimSeenAt: ago(0), StampSeenAt: ago(0)}, models.VerdictUnconfirmed},
	} {
		if got, _ := c.c.Verdict(cohostNow); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

func TestCohost_judgeTakesSilenceForNeither(t *testing.T) {
	until := cohostNow.AddDate(0, 1, 0)
	c := models.Cohost{State: models.CohostAccepted, StampURI: "s"}
	c.Judge(models.Check{Claim: models.Found, Stamp: models.Found}, cohostNow, until)
	if !c.Confirmed(cohostNow) || c.CheckDueAt == nil || !c.CheckDueAt.Equal(cohostNow.Add(models.CheckEvery)) {
		t.Errorf("%+v", c)
	}
	later := cohostNow.AddDate(0, 0, 2)
	c.Judge(models.Check{Claim: models.Unknown, Stamp: models.Found}, later, until)
	if !c.Confirmed(later) || c.SilentSince == nil || c.DeniedAt != nil {
		t.Errorf("a time-out counts as a no: %+v", c)
	}
	c.Judge(models.Check{Claim: models.Found, Stamp: models.Missing}, later, until)
	if c.Confirmed(later) || c.Denied != "stamp" || c.SilentSince != nil {
		t.Errorf("%+v", c)
	}
	c.Judge(models.Check{Claim: models.Found, Stamp: models.Found}, later, later)
	if !c.Confirmed(later) || c.CheckDueAt != nil {
		t.Errorf("looked at for ever: %+v", c)
	}
}

func TestCohost_hearsEachSideInItsOrder(t *testing.T) {
	c := models.Cohost{}
	if err := c.Hear(true, "h1", cohostNow, cohostNow); err != nil {
		t.Error(err)
	}
	if err := c.Hear(false, "c0", cohostNow.Add(-time.Hour), cohostNow); err != nil {
		t.Errorf("the other side is heard apart: %v", err)
	}
	for uri, at := range map[string]time.Time{"h1": cohostNow, "h0": cohostNow, "h2": cohostNow.Add(-time.Second)} {
		if err := c.Hear(true, uri, at, cohostNow); models.KindOf(err) != models.Conflict {
			t.Errorf("%s: %v", uri, err)
		}
	}
	if err := c.Hear(true, "h3", cohostNow.Add(2*time.Hour), cohostNow); models.KindOf(err) != models.Invalid {
		t.Errorf("ahead: %v", err)
	}
}

func TestEventKnown_saysWhatChanged(t *testing.T) {
	e := models.Event{StartsAt: cohostNow, Place: models.Place{Name: "De Spoel"}, Status: models.EventConfirmed}
	known := models.KnownOf("Zaterdag", e)
	if got := known.Changed("Zaterdag", e); got != nil {
		t.Errorf("nothing changed, and %v", got)
	}
	e.StartsAt, e.Place.Name, e.Status = e.StartsAt.Add(time.Hour), "De Kade", models.EventCancelled
	if got := known.Changed("Zondag", e); !slices.Equal(got, []string{"title", "date", "place", "status"}) {
		t.Errorf("%v", got)
	}
}

func TestEvent_canOffer(t *testing.T) {
	for name, c := range map[string]struct {
		e  models.Event
		ok bool
	}{
		"to come":       {models.Event{StartsAt: cohostNow.AddDate(0, 0, 1)}, true},
		"without a day": {models.Event{}, true},
		"past":          {models.Event{StartsAt: cohostNow.AddDate(0, 0, -1)}, false},
		"called off":    {models.Event{StartsAt: cohostNow.AddDate(0, 0, 1), Status: models.EventCancelled}, false},
	} {
		if err := c.e.CanOffer(cohostNow); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
