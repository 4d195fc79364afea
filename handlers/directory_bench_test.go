package handlers

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// town fills a node with people: each has six of 300 skills, a branch of 20, a
// neighbourhood of 40, two languages; most is public, the neighbourhood for
// members.
func town(t testing.TB, s *store.Store, people int) {
	t.Helper()
	err := s.InTx(t.Context(), func(tx *store.Store) error {
		for i := range people {
			p := models.Profile{
				Name: fmt.Sprintf("Persoon %04d van Dijk", i), Headline: fmt.Sprintf("vakmens nummer %d in hout en steen", i),
				About: "Ik begin met kijken, meestal een ochtend op de plek zelf.", AboutHTML: "<p>Ik begin met kijken, meestal een ochtend op de plek zelf.</p>",
				Services: []string{"Ontwerp en advies", "Uitvoering op locatie"}, Branches: []string{fmt.Sprintf("Branche %d", i%20)},
				Neighbourhood: fmt.Sprintf("Buurt %c%c", 'a'+i%10, 'a'+i/10%4), Postcode: "1106", Languages: []string{"nl", []string{"en", "tr", "srn"}[i%3]},
				Availability: models.Availability{State: models.AvailabilityStates()[i%4]}, Discoverable: true,
				Photo: models.Photo{Alt: "portret", Sizes: []models.PhotoSize{{Side: 96, Name: strings.Repeat("0a", 32) + ".jpg"}, {Side: 192, Name: strings.Repeat("0b", 32) + ".jpg"}}},
			}
			p.Neighbourhood = strings.ReplaceAll(p.Neighbourhood, "0", "")
			for k := range 6 {
				p.Skills = append(p.Skills, fmt.Sprintf("Vaardigheid %d", (i*7+k*41)%300))
			}
			p = p.Show(models.ForEveryone).Show(models.ForMembers, models.FieldNeighbourhood, models.FieldPostcode)
			if _, err := tx.AddMember(t.Context(), store.NewMember{Handle: fmt.Sprintf("p%d", i), Role: models.Member, Profile: &p}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// cpuTime is what the process has used of the processors: other work on the
// machine makes it no longer.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkDirectory5000 asks for filtered pages of a directory of 5,000 people
// through the whole handler. Every request filters differently, so that neither
// the memory of pages nor that of counts answers.
func BenchmarkDirectory5000(b *testing.B) {
	h := newHouse(b, func(o *Options) { o.Logger = slog.New(slog.DiscardHandler) })
	town(b, h.store, 5000)
	link, err := h.store.MakeLink(b.Context(), models.LinkSignIn, storetest.Member(b, h.store, "anna").ID)
	if err != nil {
		b.Fatal(err)
	}
	session, _, err := h.store.RedeemLink(b.Context(), link, "", "bench")
	if err != nil {
		b.Fatal(err)
	}
	var turn atomic.Int64 // over all runs: no address comes twice
	for who, cookie := range map[string]*http.Cookie{"stranger": nil, "member": {Name: "__Host-knoop", Value: session}} {
		for name, path := range map[string]func(n int64) string{
			"skill": func(n int64) string { return fmt.Sprintf("/members?skill=vaardigheid+%d&x=%d", n%300, n) },
			"skill_branch": func(n int64) string {
				return fmt.Sprintf("/members?skill=vaardigheid+%d&branch=branche+%d&x=%d", n%300, n/300%20, n)
			},
			"branch_language": func(n int64) string {
				return fmt.Sprintf("/members?branch=branche+%d&language=en&x=%d", n%20, n)
			},
			"words": func(n int64) string { return fmt.Sprintf("/members?q=persoon+%02d&x=%d", n%50, n) },
		} {
			b.Run(who+"/"+name, func(b *testing.B) {
				before := cpuTime(b)
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						p := path(turn.Add(1))
						r := httptest.NewRequest(http.MethodGet, storetest.Origin+p, nil)
						r.RequestURI = p
						if cookie != nil {
							r.AddCookie(cookie)
						}
						w := httptest.NewRecorder()
						h.serve.ServeHTTP(w, r)
						if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "gevonden") && !strings.Contains(w.Body.String(), "found") {
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
}
