package models_test

import (
	"testing"
	"time"

	"knoop/models"
)

var heard = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func ptr(t time.Time) *time.Time { return &t }

func TestMembership_openings(t *testing.T) {
	for _, c := range []struct {
		name  string
		has   models.Membership
		open  models.Opening
		want  models.Answer
		state models.MembershipState
	}{
		{"a first Join waits", models.Membership{}, models.Opening{By: models.PersonSide, URI: "j1"}, models.NoAnswer, models.MembershipAsked},
		{"a first Invite waits", models.Membership{}, models.Opening{By: models.CollectiveSide, URI: "i1"}, models.NoAnswer, models.MembershipInvited},
		{"a Join that meets an Invite is agreement", models.Membership{State: models.MembershipInvited, OpeningURI: "i1", ExpiresAt: heard.Add(time.Hour)}, models.Opening{By: models.PersonSide, URI: "j1"}, models.AnswerYes, models.MembershipAccepted},
		{"an Invite that meets a Join is agreement", models.Membership{State: models.MembershipAsked, OpeningURI: "j1", ExpiresAt: heard.Add(time.Hour)}, models.Opening{By: models.CollectiveSide, URI: "i1"}, models.AnswerYes, models.MembershipAccepted},
		{"a Join that meets an Invite that is over waits", models.Membership{State: models.MembershipInvited, OpeningURI: "i1", ExpiresAt: heard.Add(-2 * time.Hour)}, models.Opening{By: models.PersonSide, URI: "j1"}, models.NoAnswer, models.MembershipAsked},
		{"the same one again", models.Membership{State: models.MembershipAccepted, OpeningURI: "j1"}, models.Opening{By: models.PersonSide, URI: "j1"}, models.AnswerAgain, models.MembershipAccepted},
		{"a new one of a member is answered yes", models.Membership{State: models.MembershipAccepted, OpeningURI: "j1"}, models.Opening{By: models.PersonSide, URI: "j2"}, models.AnswerYes, models.MembershipAccepted},
		{"a new one after a refusal waits", models.Membership{State: models.MembershipRefused, OpeningURI: "j1"}, models.Opening{By: models.PersonSide, URI: "j2"}, models.NoAnswer, models.MembershipAsked},
		{"one that is over means nothing", models.Membership{}, models.Opening{By: models.PersonSide, URI: "j1", Expires: heard.Add(-2 * time.Hour)}, models.AnswerNo, ""},
		{"one just over still counts", models.Membership{}, models.Opening{By: models.PersonSide, URI: "j1", Expires: heard.Add(-30 * time.Minute)}, models.NoAnswer, models.MembershipAsked},
	} {
		m := c.has
		if got := m.Open(c.open, heard); got != c.want || m.State != c.state {
			t.Errorf("%s: answer %d, state %s", c.name, got, m.State)
		}
		if m.State.Waiting() && m.ExpiresAt.Sub(heard) > models.OpeningLife {
			t.Errorf("%s: waits until %s", c.name, m.ExpiresAt)
		}
	}
}

// Of two openings that cross both sides must find the same one to be the older.
func TestMembership_whichOfTwoThatCrossIsOlder(t *testing.T) {
	join, invite := "https://a.example/activities/2", "https://b.example/activities/1"
	for _, c := range []struct {
		name             string
		joined, invited  time.Time
		atHome, atTheirs bool // the other's opening is left alone
	}{
		{"the Invite is older", heard, heard.Add(-time.Minute), true, false},
		{"the Join is older", heard.Add(-time.Minute), heard, false, true},
		{"within one second the smaller id is", heard.Add(300 * time.Millisecond), heard, false, true},
		{"an Invite without a time is none", heard, time.Time{}, false, true},
	} {
		home := models.Membership{State: models.MembershipAsked, OpeningURI: join, OpenedAt: c.joined}
		theirs := models.Membership{State: models.MembershipInvited, OpeningURI: invite, OpenedAt: heard}
		if !c.invited.IsZero() {
			theirs.OpenedAt = c.invited
		}
		got := home.Crossed(models.Opening{By: models.CollectiveSide, URI: invite}, models.Said{By: models.CollectiveSide, URI: invite, Published: c.invited})
		if got != c.atHome {
			t.Errorf("%s: at her home %v", c.name, got)
		}
		got = theirs.Crossed(models.Opening{By: models.PersonSide, URI: join}, models.Said{By: models.PersonSide, URI: join, Published: c.joined})
		if !c.invited.IsZero() && got != c.atTheirs {
			t.Errorf("%s: at the collective %v", c.name, got)
		}
	}
	for _, state := range []models.MembershipState{"", models.MembershipInvited, models.MembershipAccepted, models.MembershipEnded} {
		m := models.Membership{State: state, OpenedAt: heard}
		if m.Crossed(models.Opening{By: models.CollectiveSide, URI: invite}, models.Said{URI: invite, Published: heard.Add(-time.Hour)}) {
			t.Errorf("an Invite crosses nothing while %q", state)
		}
	}
}

func TestMembership_hearsTheNewestWordOfEachSide(t *testing.T) {
	var m models.Membership
	say := func(by models.Side, uri string, when time.Time) bool {
		return m.Hear(models.Said{By: by, URI: uri, Published: when}, heard) == nil
	}
	for _, c := range []struct {
		name string
		by   models.Side
		uri  string
		when time.Time
		want bool
	}{
		{"the first", models.PersonSide, "b", heard, true},
		{"an older one", models.PersonSide, "c", heard.Add(-time.Minute), false},
		{"the same time, a smaller id", models.PersonSide, "a", heard, false},
		{"the same time, a greater id", models.PersonSide, "c", heard, true},
		{"an older one of the other side", models.CollectiveSide, "a", heard.Add(-time.Hour), true},
		{"one from the future", models.PersonSide, "d", heard.Add(2 * time.Hour), false},
		{"one a little ahead", models.PersonSide, "d", heard.Add(30 * time.Minute), true},
		{"one without a time, now older", models.PersonSide, "e", time.Time{}, false},
	} {
		if got := say(c.by, c.uri, c.when); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestMembership_verdicts(t *testing.T) {
	seen := func(claim, stamp, entry time.Duration) models.Membership {
		return models.Membership{
			State: models.MembershipAccepted, ClaimSeenAt: ptr(heard.Add(-claim)), StampSeenAt: ptr(heard.Add(-stamp)), EntrySeenAt: ptr(heard.Add(-entry)),
		}
	}
	const day = 24 * time.Hour
	without := seen(0, 0, 0)
	without.EntrySeenAt = nil
	denied := seen(0, 0, 0)
	denied.DeniedAt = ptr(heard)
	ended := seen(0, 0, 0)
	ended.State = models.MembershipEnded
	silent := seen(20*day, 20*day, 20*day)
	silent.SilentSince = ptr(heard.Add(-31 * day))
	for _, c := range []struct {
		name string
		m    models.Membership
		want models.Verdict
	}{
		{"all seen today", seen(0, 0, 0), models.VerdictConfirmed},
		{"the oldest a week ago", seen(0, 0, 7*day), models.VerdictConfirmed},
		{"the oldest eight days ago", seen(0, 8*day, 0), models.VerdictSeen},
		{"the oldest a month ago", seen(30*day, 0, 0), models.VerdictSeen},
		{"longer ago", seen(31*day, 0, 0), models.VerdictUnconfirmed},
		{"one never seen", without, models.VerdictUnconfirmed},
		{"an explicit no", denied, models.VerdictUnconfirmed},
		{"ended", ended, models.VerdictUnconfirmed},
		{"only said by one", models.Membership{State: models.MembershipAccepted}, models.VerdictUnconfirmed},
		{"silent for a month", silent, models.VerdictSilent},
	} {
		if got, _ := c.m.Verdict(heard); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// One that does not answer is asked again soon, as it may be starting, and then
// ever later.
func TestMembership_asksTheSilentEverLater(t *testing.T) {
	m := models.Membership{State: models.MembershipAccepted, SinceAt: ptr(heard.Add(-100 * time.Hour))}
	at, last := heard, time.Duration(0)
	for range 20 {
		m.Judge(models.Check{Claim: models.Found, Stamp: models.Unknown}, at)
		wait := m.CheckDueAt.Sub(at)
		if wait < last || wait < models.CheckTouched || wait > time.Hour {
			t.Fatalf("asked again after %v, then after %v", last, wait)
		}
		at, last = *m.CheckDueAt, wait
	}
	if last != time.Hour {
		t.Errorf("after a day still every %v", last)
	}
}

// A time-out is no "no", and a later yes heals a no.
func TestMembership_judgesWhatWasRead(t *testing.T) {
	m := models.Membership{State: models.MembershipAccepted, SinceAt: ptr(heard.Add(-100 * time.Hour))}
	m.Judge(models.Check{Claim: models.Found, Stamp: models.Found, Entry: models.Found}, heard)
	if !m.Confirmed(heard) {
		t.Fatal("all found, not confirmed")
	}
	m.Judge(models.Check{Claim: models.Found, Stamp: models.Unknown, Entry: models.Unknown}, heard.Add(time.Hour))
	if !m.Confirmed(heard.Add(time.Hour)) || m.SilentSince == nil {
		t.Error("a time-out takes the confirmation away, or is not noted")
	}
	m.Judge(models.Check{Claim: models.Found, Stamp: models.Missing, Entry: models.Found}, heard.Add(2*time.Hour))
	if m.Confirmed(heard.Add(2*time.Hour)) || m.Denied != "stamp" || m.SilentSince != nil {
		t.Errorf("a missing stamp: %+v", m)
	}
	m.Judge(models.Check{Claim: models.Found, Stamp: models.Unknown, Entry: models.Found}, heard.Add(3*time.Hour))
	if m.Confirmed(heard.Add(3 * time.Hour)) {
		t.Error("a time-out after a no is a yes")
	}
	m.Judge(models.Check{Claim: models.Found, Stamp: models.Found, Entry: models.Found}, heard.Add(4*time.Hour))
	if !m.Confirmed(heard.Add(4 * time.Hour)) {
		t.Error("found again, and still not confirmed")
	}
}
