package models_test

import (
	"testing"
	"time"

	"knoop/models"
)

func TestLink_worksOnceAndForThreeDays(t *testing.T) {
	made := at("2026-11-01T12:00:00Z")
	l := models.Link{CreatedAt: made, ExpiresAt: made.Add(models.LinkLife)}
	if err := l.Check(made.Add(models.LinkLife)); err != nil {
		t.Error(err)
	}
	if got := keyOf(l.Check(made.Add(models.LinkLife + time.Second))); got != "error.sign_in_expired" {
		t.Errorf("after its time: %q", got)
	}
	l.UsedAt = &made
	if got := keyOf(l.Check(made)); got != "error.sign_in_used" {
		t.Errorf("used: %q", got)
	}
}

func TestSession_endsWhenIdleAndAtTheLatest(t *testing.T) {
	began := at("2026-11-01T12:00:00Z")
	s := models.Session{CreatedAt: began, UsedAt: began, ExpiresAt: began.Add(models.SessionLife)}
	if s.Check(began.Add(models.SessionIdleLife)) != nil {
		t.Error("over before it was idle too long")
	}
	if s.Check(began.Add(models.SessionIdleLife+time.Minute)) == nil {
		t.Error("holds although idle")
	}
	s.UsedAt = began.Add(models.SessionLife)
	if s.Check(began.Add(models.SessionLife+time.Minute)) == nil {
		t.Error("holds after its last day")
	}
}

func TestCanEdit_onlyTheAuthorAndOnlyWhatIsOursAndThere(t *testing.T) {
	gone := at("2026-11-01T12:00:00Z")
	for _, c := range []struct {
		o     models.Object
		actor string
		kind  models.Kind
	}{
		{models.Object{Local: true, ActorID: "a"}, "a", ""},
		{models.Object{Local: true, ActorID: "a"}, "", ""}, // the operator's command line
		{models.Object{Local: true, ActorID: "a"}, "b", models.Forbidden},
		{models.Object{ActorID: "a"}, "a", models.Forbidden},
		{models.Object{Local: true, ActorID: "a", GoneAt: &gone}, "a", models.Gone},
	} {
		if got := models.KindOf(models.CanEdit(c.actor, c.o)); got != c.kind {
			t.Errorf("%+v by %q: %q", c.o, c.actor, got)
		}
	}
}

func TestAnswerTo_acceptsUnlessBlockedOrByHand(t *testing.T) {
	gone := at("2026-11-01T12:00:00Z")
	for _, c := range []struct {
		a       models.Actor
		blocked bool
		want    models.FollowState
	}{
		{models.Actor{}, false, models.FollowAccepted},
		{models.Actor{Locked: true}, false, models.FollowAsked},
		{models.Actor{}, true, models.FollowRefused},
		{models.Actor{Locked: true}, true, models.FollowRefused},
		{models.Actor{GoneAt: &gone}, false, models.FollowRefused},
	} {
		if got := models.AnswerTo(c.a, c.blocked); got != c.want {
			t.Errorf("%+v blocked %v: %s", c.a, c.blocked, got)
		}
	}
}
