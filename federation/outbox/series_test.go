package outbox_test

import (
	"testing"
	"time"

	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/store"
)

// weekly makes a series of dates from the day after tomorrow on.
func (n *node) weekly() models.Actor {
	n.t.Helper()
	start := n.store.Now().AddDate(0, 0, 2).Truncate(time.Hour)
	a, err := n.store.CreateSeries(n.t.Context(), store.NewSeries{Handle: "opencoffee", Series: models.Series{
		Rule: "FREQ=WEEKLY;COUNT=4", Start: recurrence.Wall(start, time.UTC).Format(recurrence.WallLayout), Timezone: "UTC", Minutes: 90, Title: "Open Coffee",
	}})
	if err != nil {
		n.t.Fatal(err)
	}
	return a
}

func TestSeries_farDatesGoToCalendarsAndNotesTwoWeeksBefore(t *testing.T) {
	w, n := eventTown(t)
	n.weekly()
	w.await(t, "mob", "Create", 4)
	n.quiet()
	if got := w.got("masto", "Create"); len(got) != 2 { // in 2 and in 9 days
		t.Errorf("Mastodon was told of %d dates", len(got))
	}
	n.later(8 * 24 * time.Hour)
	if _, err := n.store.StepAllSeries(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.await(t, "masto", "Create", 3)
	n.quiet()
	if mob, masto := w.got("mob", "Create"), w.got("masto", "Create"); len(mob) != 4 || len(masto) != 3 || sortsOf(masto) != "Create Question, Create Question, Create Question" {
		t.Errorf("Mobilizon got %s, Mastodon %s", sortsOf(mob), sortsOf(masto))
	}
}

func TestSeries_aDateThatIsOnlyPlannedIsNotUpdatedAtWhoDoesNotKnowIt(t *testing.T) {
	w, n := eventTown(t)
	a := n.weekly()
	w.await(t, "mob", "Create", 4)
	n.quiet()
	day := n.store.Now().AddDate(0, 0, 2+21).Format(time.DateOnly)
	if err := n.store.CancelDate(t.Context(), a.ID, day); err != nil {
		t.Fatal(err)
	}
	w.await(t, "mob", "Update", 1)
	n.quiet()
	if got := w.got("masto", "Update"); len(got) != 0 {
		t.Errorf("Mastodon got %s", sortsOf(got))
	}
}

func TestSeries_whoFollowsBothGetsOnePostAndWhoFollowsTheSeriesAShare(t *testing.T) {
	w := newTown(t)
	for _, host := range []string{"both", "only"} {
		w.runs(host, "mastodon")
	}
	n := newNode(t, w)
	n.start()
	start := n.store.Now().AddDate(0, 0, 20).Truncate(time.Hour)
	a, err := n.store.CreateSeries(t.Context(), store.NewSeries{Handle: "opencoffee", Series: models.Series{
		Rule: "FREQ=WEEKLY;COUNT=1", Start: start.Format(recurrence.WallLayout), Timezone: "UTC", Title: "Open Coffee",
	}})
	if err != nil {
		t.Fatal(err)
	}
	n.follow(n.follower("both", "lena", true), a)
	n.follow(n.meet("only", "joost", true), a)
	w.await(t, "", "Accept", 3)
	n.quiet()
	n.later(10 * 24 * time.Hour)
	if _, err := n.store.StepAllSeries(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.await(t, "both", "Create", 1)
	shares := w.await(t, "only", "Announce", 1)
	n.quiet()
	if len(w.got("both", "Announce")) != 0 || len(w.got("only", "Create")) != 0 || len(shares) != 1 {
		t.Errorf("both: %s; only: %s", sortsOf(w.got("both", "")), sortsOf(w.got("only", "")))
	}
}
