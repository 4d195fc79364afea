package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func dateAt(uid, original, title string, at time.Time) models.CalendarDate {
	end := at.Add(time.Hour)
	return models.CalendarDate{Line: 1, UID: uid, Original: original, Title: title, Description: "Neem mee.", StartsAt: at, EndsAt: &end, Timezone: "Europe/Amsterdam", Categories: []string{"eten", "twee woorden"}}
}

func asHTML(s string) string { return "<p>" + s + "</p>" }

// importing lets a file become events to its end, and says what came of it.
func importing(t *testing.T, s *store.Store, madeBy string, publish bool, dates ...models.CalendarDate) models.CalendarImport {
	t.Helper()
	i, err := s.KeepImport(t.Context(), "buurt.ics", madeBy, models.CalendarFile{Dates: dates})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.StartImport(t.Context(), i.ID, publish); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = s.StepImport(t.Context(), i.ID, dates, asHTML); err != nil {
			t.Fatal(err)
		}
	}
	i, err = s.Import(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func counts(i models.CalendarImport) string {
	return fmt.Sprint(i.State, " made ", i.Made, " changed ", i.Changed, " passed ", i.Passed, " failed ", i.Failed)
}

func TestImport_comesAgainWithoutDoubles(t *testing.T) {
	withClock(t, "2026-11-28T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		mokum, anna := storetest.Collective(t, s), storetest.Member(t, s, "anna")
		at := now.AddDate(0, 0, 7)
		a, b, c := dateAt("1", "", "Ontbijt", at), dateAt("2", "20261201T083000Z", "Borrel", at), dateAt("2", "20261208T083000Z", "Borrel", at.AddDate(0, 0, 7))
		ours := dateAt(storetest.Origin+"/events/1", "", "Van hier", at)
		off := dateAt("3", "", "Afgelast", at)
		off.Cancelled = true
		if got := counts(importing(t, s, anna.ID, false, a, b, c, ours, off)); got != "done made 3 changed 0 passed 2 failed 0" {
			t.Errorf("first: %s", got)
		}
		drafts, err := s.Drafts(ctx, []string{mokum.ID})
		if err != nil || len(drafts) != 3 {
			t.Fatalf("%d drafts, %v", len(drafts), err)
		}
		byTitle := map[string]store.Draft{}
		for _, d := range drafts {
			byTitle[d.Title+d.New.Event.StartsAt.Format("0102")] = d
		}
		one := byTitle["Ontbijt"+at.Format("0102")]
		if one.New.Content != "<p>Neem mee.</p>" || fmt.Sprint(one.New.Hashtags) != "[eten]" || !one.New.Event.StartsAt.Equal(at) || one.New.Event.Timezone != "Europe/Amsterdam" {
			t.Errorf("%+v", one.New)
		}
		if got := counts(importing(t, s, anna.ID, false, a, b, c)); got != "done made 0 changed 0 passed 3 failed 0" {
			t.Errorf("once more: %s", got)
		}
		*now = now.Add(time.Hour)
		if _, err := s.PublishDraft(ctx, one.ID); err != nil {
			t.Fatal(err)
		}
		byHand := byTitle["Borrel"+c.StartsAt.Format("0102")]
		byHand.New.Title = "Borrel met taart"
		if _, err := s.SaveDraft(ctx, byHand.ID, byHand.New, byHand.When); err != nil {
			t.Fatal(err)
		}
		a.Title, b.Title, c.Title = "Ontbijt laat", "Borrel laat", "Borrel laat"
		verdicts, err := s.JudgeDates(ctx, []models.CalendarDate{a, b, c, off})
		if err != nil || fmt.Sprint(verdicts) != "[kept changed kept off]" {
			t.Errorf("%v, %v", verdicts, err)
		}
		if got := counts(importing(t, s, anna.ID, false, a, b, c)); got != "done made 0 changed 1 passed 2 failed 0" {
			t.Errorf("with other words: %s", got)
		}
		if o, err := s.Object(ctx, one.ID); err != nil || o.Name != "Ontbijt" {
			t.Errorf("what is published is now %q, %v", o.Name, err)
		}
		if d, err := s.Draft(ctx, byHand.ID); err != nil || d.New.Title != "Borrel met taart" {
			t.Errorf("what was changed by hand is now %q, %v", d.New.Title, err)
		}
		if err := s.DropDraft(ctx, byHand.ID); err != nil {
			t.Fatal(err)
		}
		if got := counts(importing(t, s, anna.ID, false, c)); got != "done made 1 changed 0 passed 0 failed 0" {
			t.Errorf("one whose draft was thrown away: %s", got)
		}
	})
}

func TestImport_publishesStopsAndGoesOn(t *testing.T) {
	withClock(t, "2026-11-28T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		storetest.Collective(t, s)
		anna := storetest.Member(t, s, "anna")
		var dates []models.CalendarDate
		for i := range 70 {
			dates = append(dates, dateAt(fmt.Sprint(i), "", fmt.Sprint("Dag ", i), now.AddDate(0, 0, i+1)))
		}
		dates[3].Title = strings.Repeat("a", 300)
		i, err := s.KeepImport(ctx, "x.ics", anna.ID, models.CalendarFile{Dates: dates})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.StartImport(ctx, i.ID, true); err != nil {
			t.Fatal(err)
		}
		if more, err := s.StepImport(ctx, i.ID, dates, asHTML); !more || err != nil {
			t.Fatal(more, err)
		}
		if err := s.StartImport(ctx, i.ID, true); models.KindOf(err) != models.Conflict {
			t.Errorf("started twice: %v", err)
		}
		if err := s.StopImport(ctx, i.ID); err != nil {
			t.Fatal(err)
		}
		if more, err := s.StepImport(ctx, i.ID, dates, asHTML); more || err != nil {
			t.Errorf("it goes on though stopped: %v, %v", more, err)
		}
		if got, _ := s.Import(ctx, i.ID); counts(got) != "stopped made 19 changed 0 passed 0 failed 1" || got.Done != 20 {
			t.Errorf("stopped: %s of %d", counts(got), got.Done)
		}
		if err := s.StartImport(ctx, i.ID, false); err != nil { // how is decided once
			t.Fatal(err)
		}
		for more := true; more; {
			if more, err = s.StepImport(ctx, i.ID, dates, asHTML); err != nil {
				t.Fatal(err)
			}
		}
		got, _ := s.Import(ctx, i.ID)
		items, err := s.Events(ctx, store.EventFilter{LocalOnly: true, Limit: 100})
		if err != nil || counts(got) != "done made 69 changed 0 passed 0 failed 1" || len(items) != 69 || factsOf(t, s)[models.EventPublishedFact] != 69 {
			t.Errorf("%s, %d events, %v", counts(got), len(items), err)
		}
		if _, err := s.ImportFile(ctx, i.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("the file is kept: %v", err)
		}
		// Drafts have a bound: then it stops where it was, and says so.
		for n := range dates {
			dates[n].UID = "d" + dates[n].UID
		}
		full := importing(t, s, anna.ID, false, dates...)
		if full.State != models.WaveStopped || full.Fault != "error.too_many_drafts" || full.Made != models.MaxDrafts {
			t.Errorf("%s, %q", counts(full), full.Fault)
		}
	})
}

func TestSubscription_followsItsOrigin(t *testing.T) {
	withClock(t, "2026-11-28T09:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		storetest.Collective(t, s)
		anna := storetest.Member(t, s, "anna")
		one, err := s.Subscribe(ctx, anna.ID, "https://buurt.example/private-0123/basic.ics")
		if err != nil || one.Host != "buurt.example" || strings.Contains(string(one.Address), "0123") {
			t.Fatalf("%+v, %v", one, err)
		}
		if _, err := s.Subscribe(ctx, anna.ID, "https://buurt.example/private-0123/basic.ics"); models.KindOf(err) != models.Conflict {
			t.Errorf("twice: %v", err)
		}
		due := func() int {
			t.Helper()
			rows, err := s.DueSubscriptions(ctx, 10)
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		shown := func() (out string) {
			t.Helper()
			rows, err := s.CalendarEvents(ctx, *now, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				out += r.Title + "@" + r.Calendar + "@" + r.Host + " "
			}
			agenda, err := s.Agenda(ctx, store.AgendaFilter{From: *now})
			if err != nil {
				t.Fatal(err)
			}
			among := ""
			for _, item := range agenda.Items {
				if !item.Subscribed || item.Actor.Local {
					t.Errorf("no date of a calendar: %+v", item)
				}
				among += item.Object.Name + "@" + item.Actor.DisplayName() + "@" + item.Actor.Host + " "
			}
			if among != out {
				t.Errorf("the agenda shows %s, not %s", among, out)
			}
			return out
		}
		read := func(r store.CalendarReading) {
			t.Helper()
			if err := s.SubscriptionRead(ctx, one.ID, r); err != nil {
				t.Fatal(err)
			}
		}
		if due() != 1 {
			t.Error("a new one is not due")
		}
		at := now.AddDate(0, 0, 7)
		read(store.CalendarReading{ETag: `"1"`, File: &models.CalendarFile{Name: "De buurt", Dates: []models.CalendarDate{dateAt("1", "", "A", at), dateAt("2", "", "B", at.Add(time.Hour))}}})
		if shown() != "A@De buurt@buurt.example B@De buurt@buurt.example " || due() != 0 {
			t.Errorf("%s, %d due", shown(), due())
		}
		*now = now.Add(59 * time.Minute)
		if due() != 0 {
			t.Error("read again within the hour")
		}
		*now = now.Add(2 * time.Minute)
		if due() != 1 {
			t.Error("not read again after an hour")
		}
		read(store.CalendarReading{Fault: models.Fail(models.Invalid, "error.calendar_status", "Host", "buurt.example", "Status", 503)})
		read(store.CalendarReading{Fault: models.Fail(models.Invalid, "error.calendar_status", "Host", "buurt.example", "Status", 503)})
		rows, _ := s.Subscriptions(ctx)
		if rows[0].Failures != 2 || rows[0].FaultArgs[3] != "503" || !rows[0].NextAt.Equal(now.Add(2*time.Hour)) || shown() == "" {
			t.Errorf("%+v shows %s", rows[0], shown())
		}
		read(store.CalendarReading{ETag: `"1"`}) // as it was
		rows, _ = s.Subscriptions(ctx)
		if rows[0].Failures != 0 || rows[0].Fault != "" || rows[0].Dates != 2 {
			t.Errorf("%+v", rows[0])
		}
		read(store.CalendarReading{File: &models.CalendarFile{Name: "De buurt", Dates: []models.CalendarDate{dateAt("2", "", "B later", at)}}})
		if shown() != "B later@De buurt@buurt.example " {
			t.Errorf("what the origin removed is shown: %s", shown())
		}
		if err := s.StopSubscription(ctx, one.ID, true); err != nil {
			t.Fatal(err)
		}
		if *now = now.AddDate(0, 0, 1); due() != 0 {
			t.Error("stopped, and due")
		}
		if err := s.StopSubscription(ctx, one.ID, false); err != nil || due() != 1 {
			t.Error("not due again", err)
		}
		if err := s.DropSubscription(ctx, one.ID); err != nil || shown() != "" {
			t.Errorf("removed, and shows %s, %v", shown(), err)
		}
		var gone *models.Error
		if err := s.StopSubscription(ctx, one.ID, true); !errors.As(err, &gone) || gone.Kind != models.NotFound {
			t.Errorf("one that is gone: %v", err)
		}
		read(store.CalendarReading{}) // whoever was just reading it meanwhile
	})
}

func TestLater_waitsLongerAndNeverForGood(t *testing.T) {
	if models.Later(1) != time.Hour || models.Later(3) != 4*time.Hour || models.Later(1000) != models.CalendarPatience {
		t.Error(models.Later(1), models.Later(3), models.Later(1000))
	}
}

func TestEventStamps_changeWithWhatACalendarShows(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		a := makeSeries(t, s, openCoffee())
		mokum, anna := storetest.Collective(t, s), storetest.Member(t, s, "anna")
		hers, err := s.PublishEvent(ctx, store.NewEvent{ActorID: anna.ID, Title: "Borrel", Event: models.Event{StartsAt: now.AddDate(0, 0, 1), TakesRSVP: true}})
		if err != nil {
			t.Fatal(err)
		}
		stamps := func(actorID string) map[string]store.EventStamp {
			t.Helper()
			list, err := s.EventStamps(ctx, *now, actorID)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]store.EventStamp{}
			for _, one := range list {
				out[one.ObjectID] = one
			}
			return out
		}
		all := stamps("")
		dates, err := s.Events(ctx, store.EventFilter{Series: a.URI, Limit: 100})
		if err != nil || len(all) != len(dates)+1 || len(stamps(mokum.ID)) != len(dates) || len(stamps(anna.ID)) != 1 {
			t.Fatalf("%d stamps of %d dates, %v", len(all), len(dates), err)
		}
		first := dates[0]
		if one := all[first.Object.ID]; one.Original == nil || !one.Original.Equal(*first.Event.Original) || one.ActorID != mokum.ID || !one.Updated.Equal(first.Object.Updated) || all[hers.ID].Original != nil {
			t.Errorf("%+v", one)
		}
		if _, err := s.CancelEventBecause(ctx, hers.ID, "Ziek."); err != nil {
			t.Fatal(err)
		}
		if stamps("")[hers.ID].Updated.Equal(all[hers.ID].Updated) {
			t.Error("called off, and stamped as before")
		}
		items, err := s.EventsByID(ctx, []string{hers.ID, first.Object.ID, "nothing"})
		if err != nil || len(items) != 2 {
			t.Errorf("%d events, %v", len(items), err)
		}
		if _, err := s.DeleteObject(ctx, hers.ID); err != nil {
			t.Fatal(err)
		}
		if items, err = s.EventsByID(ctx, []string{hers.ID}); len(stamps("")) != len(dates) || len(items) != 0 || err != nil {
			t.Errorf("deleted, and %d events, %v", len(items), err)
		}
	})
}

func TestSaidYes_listsSeatsAndTheWaitingList(t *testing.T) {
	withClock(t, "2026-11-20T10:00:00Z", func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		o, _ := gathering(t, s, 1, nil)
		first, second := storetest.Remote(t, s, "ver.example", "cor"), storetest.Remote(t, s, "ver.example", "dina")
		for _, who := range []models.Actor{first, second} {
			respond(t, s, o, who, word(models.DoorPage, models.RSVPYes))
		}
		for who, want := range map[string]models.AttendanceState{first.ID: models.AttendanceComing, second.ID: models.AttendanceWaiting} {
			items, err := s.SaidYes(ctx, who, s.Now().AddDate(0, 0, -1))
			if err != nil || len(items) != 1 || items[0].State != want || items[0].Object.ID != o.ID {
				t.Errorf("%+v, %v", items, err)
			}
		}
		token, err := s.MakeCalendar(ctx, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := s.CalendarOwner(ctx, token); err != nil || a.ID != first.ID {
			t.Errorf("%v, %v", a.ID, err)
		}
		if row, err := s.PrivateCalendar(ctx, first.ID); err != nil || strings.Contains(row.TokenHash, token) {
			t.Errorf("%+v, %v", row, err)
		}
		if _, err := s.CalendarOwner(ctx, "x"); models.KindOf(err) != models.NotFound {
			t.Errorf("any token: %v", err)
		}
	})
}
