package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// meetings fills a node with events over a year: one in twenty is ours, the rest of
// followed collectives. Each has two tags of fifty, one of 300 places, seven in ten
// with a point on the map; one in fifty goes on for days.
func meetings(tb testing.TB, s *store.Store, events, collectives int, now time.Time) {
	tb.Helper()
	us := storetest.Collective(tb, s)
	err := s.InTx(tb.Context(), func(tx *store.Store) error {
		authors := make([]models.Actor, collectives)
		for i := range authors {
			a := storetest.RemoteActor(fmt.Sprintf("kring%d.example", i), "kring")
			a.Name, a.Kind = fmt.Sprintf("Kring %d", i), models.Group
			authors[i] = storetest.Followed(tb, tx, a)
		}
		for i := range events {
			start := now.Add(time.Hour + time.Duration(i)*365*24*time.Hour/time.Duration(events)).Truncate(time.Minute)
			end := start.Add(2 * time.Hour)
			if i%50 == 0 {
				end = start.Add(60 * time.Hour)
			}
			e := models.Event{
				StartsAt: start, EndsAt: &end, Timezone: "Europe/Amsterdam", Category: models.Categories()[i%9], Status: models.EventConfirmed,
				Place: models.Place{Name: fmt.Sprintf("Zaal %d", i%300), Street: "Kade 1", Postcode: fmt.Sprintf("%d AB", 1000+i%300), Locality: fmt.Sprintf("Stad %d", i%40), Country: "NL"},
			}
			if i%10 < 7 {
				lat, lon := 52+float64(i%300)/500, 4.5+float64(i%40)/40
				e.Place.Latitude, e.Place.Longitude = &lat, &lon
			}
			title, tags := fmt.Sprintf("Bijeenkomst %d over vak en buurt", i), []string{fmt.Sprintf("thema%d", i%50), fmt.Sprintf("thema%d", i*7%50)}
			if i%20 == 0 {
				if _, err := tx.PublishEvent(tb.Context(), store.NewEvent{ActorID: us.ID, Title: title, Source: "x", Content: "<p>x</p>", Language: "nl", Hashtags: tags, Event: e}); err != nil {
					return err
				}
				continue
			}
			storetest.TakenIn(tb, tx, authors[i%collectives], title, e, tags...)
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkAgenda10000 asks for the agenda of 10,000 events and 200 followed
// collectives through the whole handler. Every address differs but for the first
// page, so that the memory of pages does not answer.
func BenchmarkAgenda10000(b *testing.B) {
	engines(b, func(b *testing.B, database string) {
		h := newHouseOn(b, database, func(o *Options) { o.Logger = slog.New(slog.DiscardHandler) })
		meetings(b, h.store, 10_000, 200, h.now)
		link, err := h.store.MakeLink(b.Context(), models.LinkSignIn, storetest.Member(b, h.store, "anna").ID)
		if err != nil {
			b.Fatal(err)
		}
		session, _, err := h.store.RedeemLink(b.Context(), link, "", "bench")
		if err != nil {
			b.Fatal(err)
		}
		var turn atomic.Int64
		month := h.now.AddDate(0, 2, 0).Format("2006-01")
		for _, who := range []string{"stranger", "member"} {
			for _, c := range []struct {
				name string
				path func(n int64) string
			}{
				{"first_page_remembered", func(int64) string { return "/events" }},
				{"first_page", func(n int64) string { return fmt.Sprintf("/events?x=%d", n) }},
				{"month", func(n int64) string { return fmt.Sprintf("/events?view=month&month=%s&x=%d", month, n) }},
				{"theme", func(n int64) string { return fmt.Sprintf("/events?theme=thema%d&x=%d", n%50, n) }},
				{"distance", func(n int64) string { return fmt.Sprintf("/events?near=%d&km=10&x=%d", 1000+n%60, n) }},
				{"place_origin", func(n int64) string {
					return fmt.Sprintf("/events?place=stad+%d&by=kring@kring%d.example&x=%d", n%40, n%200, n)
				}},
			} {
				b.Run(who+"/"+c.name, func(b *testing.B) {
					before := cpuTime(b)
					b.ReportAllocs()
					b.RunParallel(func(pb *testing.PB) {
						for pb.Next() {
							p := c.path(turn.Add(1))
							r := httptest.NewRequest(http.MethodGet, storetest.Origin+p, nil)
							r.RequestURI = p
							if who == "member" {
								r.AddCookie(&http.Cookie{Name: "__Host-knoop", Value: session})
							}
							w := httptest.NewRecorder()
							h.serve.ServeHTTP(w, r)
							if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `class="counted"`) {
								b.Errorf("%s: status %d", p, w.Code)
								return
							}
						}
					})
					used := cpuTime(b) - before
					b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
					b.ReportMetric(float64(used.Microseconds())/float64(b.N), "cpu-µs/op")
				})
			}
		}
	})
}

// BenchmarkAgendaRead10000 reads the agenda anew, as after a change of it.
func BenchmarkAgendaRead10000(b *testing.B) {
	engines(b, func(b *testing.B, database string) {
		h := newHouseOn(b, database, nil)
		meetings(b, h.store, 10_000, 200, h.now)
		venue, err := h.store.AddVenue(b.Context(), models.Venue{Place: models.Place{Name: "De Spoel"}})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			b.StopTimer()
			if err := h.store.EditVenue(b.Context(), venue); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if _, err := h.store.AgendaChoices(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// engines runs a benchmark on SQLite and, when TEST_POSTGRES_URL is set, on
// PostgreSQL.
func engines(b *testing.B, fn func(b *testing.B, database string)) {
	b.Run("sqlite", func(b *testing.B) { fn(b, "") })
	b.Run("postgres", func(b *testing.B) { fn(b, storetest.Postgres(b)) })
}
