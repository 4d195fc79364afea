package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// soon is the day before the event of these tests: Friday 20 November 2026 at
// 09:30 in Amsterdam.
const dayBefore = "2026-11-19T08:30:00Z"

// meeting publishes that event, days before it.
func meeting(t *testing.T, s *store.Store, now *time.Time, change func(*models.Event)) models.Object {
	t.Helper()
	set(now, "2026-11-10T10:00:00Z")
	o, _ := gathering(t, s, 0, func(e *models.Event) {
		e.StartsAt = time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)
		e.Place, e.Contact = models.Place{Name: "De Spoel", Locality: "Amsterdam"}, "06 1234"
		if change != nil {
			change(e)
		}
	})
	return o
}

func set(now *time.Time, at string) {
	*now, _ = time.Parse(time.RFC3339, at)
}

func step(t *testing.T, s *store.Store) int64 {
	t.Helper()
	n, err := s.StepReminders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// reminders gives the mails of a kind that were written, by the first word of the
// address.
func remindersMailed(t *testing.T, s *store.Store, kind models.MailKind) map[string]store.OpenMail {
	t.Helper()
	out := map[string]store.OpenMail{}
	mails, err := s.ClaimMails(t.Context(), s.Now(), s.Now().Add(time.Nanosecond), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		if m.Kind != kind {
			continue
		}
		name, _, _ := strings.Cut(m.To, "@")
		if _, twice := out[name]; twice {
			t.Errorf("%s has two mails", name)
		}
		out[name] = m
	}
	return out
}

func remindFacts(t *testing.T, s *store.Store) int {
	t.Helper()
	return factsOf(t, s)[models.AttendanceRemindFact]
}

func TestStepReminders_remindsEachOnceAsSheChose(t *testing.T) {
	withClock(t, "2026-11-10T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		anna, silent, off := storetest.Member(t, s, "anna"), storetest.Member(t, s, "silent"), storetest.Member(t, s, "off")
		prove(t, s, anna.ID, "anna@elders.example")
		prove(t, s, off.ID, "off@elders.example")
		if err := s.SwitchMail(ctx, off.ID, models.MailEventReminder, false); err != nil {
			t.Fatal(err)
		}
		bob, quiet := storetest.Remote(t, s, "b.example", "bob"), storetest.Remote(t, s, "c.example", "quiet")
		maybe := storetest.Remote(t, s, "b.example", "maybe")
		o := meeting(t, s, now, nil)
		task := addTask(t, s, o, "Koffie", 1)
		for _, who := range []models.Actor{anna, silent, off, bob} {
			respond(t, s, o, who, word(models.DoorPage, models.RSVPYes))
		}
		if _, err := s.Respond(ctx, store.Answer{EventID: o.ID, Mail: "cleo@elders.example", Word: word(models.DoorMail, models.RSVPYes)}); err != nil {
			t.Fatal(err)
		}
		no := false
		w := word(models.DoorReply, models.RSVPYes)
		w.Remind = &no
		respond(t, s, o, quiet, w)
		respond(t, s, o, maybe, word(models.DoorReply, models.RSVPMaybe))
		if err := s.ClaimTask(ctx, task.ID, anna); err != nil {
			t.Fatal(err)
		}
		*now = now.Add(9*24*time.Hour - 90*time.Minute - time.Second)
		if n := step(t, s); n != 0 {
			t.Errorf("%d are reminded a second too early", n)
		}
		set(now, dayBefore)
		late := storetest.Remote(t, s, "d.example", "late")
		respond(t, s, o, late, word(models.DoorJoin, models.RSVPYes))
		if n, err := s.DueReminders(ctx); n != 3 || err != nil || remindFacts(t, s) != 0 {
			t.Errorf("%d are due, %v", n, err)
		}
		if n := step(t, s); n != 3 {
			t.Errorf("%d are reminded, not anna, bob and cleo", n)
		}
		for range 3 {
			*now = now.Add(time.Minute)
			if n := step(t, s); n != 0 {
				t.Errorf("%d once more", n)
			}
		}
		mails := remindersMailed(t, s, models.MailEventReminder)
		if cleo := mails["cleo"]; len(mails) != 2 || !strings.HasPrefix(cleo.Values["Link"], storetest.Origin+"/coming/") || cleo.Values["Contact"] != "06 1234" || cleo.Values["Tasks"] != "" {
			t.Errorf("who answered by mail: %+v", cleo.Values)
		}
		if mails["anna"].Values["Tasks"] != "Koffie" || mails["anna"].Values["Contact"] != "06 1234" || mails["anna"].Values["Where"] != "De Spoel, Amsterdam" ||
			mails["anna"].Values["When"] != "2026-11-20T08:30:00Z" || mails["anna"].Values["Zone"] != "Europe/Amsterdam" {
			t.Errorf("%+v", mails)
		}
		if n := remindFacts(t, s); n != 1 {
			t.Errorf("%d private words", n)
		}
		// She changes her mind about quiet, and hears it still.
		if err := s.WishReminder(ctx, o.ID, quiet.ID, true); err != nil {
			t.Fatal(err)
		}
		if n := step(t, s); n != 1 || remindFacts(t, s) != 2 {
			t.Errorf("%d, %d private words", n, remindFacts(t, s))
		}
	})
}

func TestStepReminders_followsTheEvent(t *testing.T) {
	withClock(t, "2026-11-10T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		bob := storetest.Remote(t, s, "b.example", "bob")
		o := meeting(t, s, now, nil)
		respond(t, s, o, bob, word(models.DoorJoin, models.RSVPYes))
		move := func(at string) {
			t.Helper()
			to, err := time.Parse(time.RFC3339, at)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.MoveEvent(ctx, o.ID, models.EventMove{StartsAt: to, Place: models.Place{Name: "De Spoel"}}); err != nil {
				t.Fatal(err)
			}
		}
		move("2026-11-23T08:30:00Z")
		set(now, dayBefore)
		if n := step(t, s); n != 0 {
			t.Errorf("%d at the moment that was", n)
		}
		set(now, "2026-11-22T08:30:00Z")
		if n := step(t, s); n != 1 {
			t.Errorf("%d at the moment that is", n)
		}
		*now = now.Add(time.Hour)
		move("2026-11-23T09:30:00Z")
		*now = now.Add(time.Hour)
		if n := step(t, s); n != 0 {
			t.Errorf("%d again for an hour", n)
		}
		if _, err := s.CancelEvent(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
		move("2026-11-30T08:30:00Z")
		if _, err := s.CancelEvent(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
		set(now, "2026-11-29T08:31:00Z")
		if n := step(t, s); n != 0 {
			t.Errorf("%d of a cancelled event", n)
		}
		if _, err := s.ReviveEvent(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
		if n := step(t, s); n != 1 || remindFacts(t, s) != 2 {
			t.Errorf("%d for the new week, %d private words in all", n, remindFacts(t, s))
		}
		if _, err := s.DeleteObject(ctx, o.ID); err != nil {
			t.Fatal(err)
		}
		if n := step(t, s); n != 0 {
			t.Errorf("%d of an event that is gone", n)
		}
	})
}

// However often it is cut off, everyone hears it once: whoever was told stands in
// the commit that queued the words.
func TestStepReminders_losesAndDoublesNothing(t *testing.T) {
	withClock(t, "2026-11-10T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		const guests = 120
		o := meeting(t, s, now, nil)
		for range guests {
			respond(t, s, o, storetest.Remote(t, s, "b.example", "g"+strings.ReplaceAll(models.NewID(), "-", "")), word(models.DoorJoin, models.RSVPYes))
		}
		set(now, dayBefore)
		// A kill rolls an open commit back: so do these.
		cut := errors.New("cut off")
		for range 3 {
			err := s.InTx(t.Context(), func(tx *store.Store) error {
				if _, err := tx.StepReminders(t.Context()); err != nil {
					return err
				}
				return cut
			})
			if !errors.Is(err, cut) {
				t.Fatal(err)
			}
		}
		if n := remindFacts(t, s); n != 0 {
			t.Fatalf("%d words of commits that were none", n)
		}
		// And a stop between commits, and several at once.
		brief, cancel := context.WithCancel(t.Context())
		cancel()
		_, _ = s.StepReminders(brief)
		var all sync.WaitGroup
		var mu sync.Mutex
		told := int64(0)
		for range 4 {
			all.Go(func() {
				n, err := s.StepReminders(t.Context())
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				told += n
				mu.Unlock()
			})
		}
		all.Wait()
		if n := remindFacts(t, s); n != guests || told != guests {
			t.Errorf("%d words, %d told, for %d guests", n, told, guests)
		}
	})
}

func TestStepReminders_hostsHearWhatIsOpen(t *testing.T) {
	withClock(t, "2026-11-10T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		anna := storetest.Member(t, s, "anna")
		prove(t, s, anna.ID, "anna@elders.example")
		o := meeting(t, s, now, func(e *models.Event) {
			e.Hosts, e.Contact, e.Questions = []string{anna.ID}, "", []models.EventQuestion{{Label: "Wat eet je niet?", Needed: true}}
		})
		addTask(t, s, o, "Koffie", 2)
		respond(t, s, o, storetest.Remote(t, s, "b.example", "bob"), word(models.DoorJoin, models.RSVPYes))
		// Nobody sees to this one but the orchestrators, and nobody comes.
		lonely := meeting(t, s, now, func(e *models.Event) { e.Place = models.Place{} })
		set(now, "2026-11-19T16:59:00Z")
		step(t, s)
		if got := remindersMailed(t, s, models.MailEventEvening); len(got) != 0 {
			t.Errorf("before six: %v", got)
		}
		if got, err := s.HostedSoon(ctx, anna.ID); err != nil || len(got) != 0 {
			t.Errorf("before six: %v, %v", got, err)
		}
		set(now, "2026-11-19T17:00:00Z")
		if n := step(t, s); n < 2 {
			t.Errorf("%d heard", n)
		}
		if n := step(t, s); n != 0 {
			t.Errorf("%d once more", n)
		}
		got := remindersMailed(t, s, models.MailEventEvening)
		v := got["anna"].Values
		if len(got) != 1 || v["Coming"] != "1" || v["Waiting"] != "0" || v["Open"] != "contact,tasks,asked" || v["Tasks"] != "Koffie (2)" {
			t.Errorf("%v", v)
		}
		asked, err := s.HostedSoon(ctx, anna.ID)
		if err != nil || len(asked) != 1 || asked[0].Object.ID != o.ID {
			t.Errorf("%+v, %v", asked, err)
		}
		deciders, err := s.Orchestrators(ctx)
		if err != nil || len(deciders) == 0 {
			t.Fatalf("%v, %v", deciders, err)
		}
		asked, err = s.HostedSoon(ctx, deciders[0].ID)
		if err != nil || len(asked) != 1 || asked[0].Object.ID != lonely.ID || !slices.Equal(asked[0].Evening.Open, []models.OpenPoint{models.OpenNobody, models.OpenPlace}) {
			t.Errorf("%+v, %v", asked, err)
		}
	})
}
