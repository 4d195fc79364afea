package main

import (
	"fmt"
	"net/http"
	"net/http/pprof"
	"runtime"
	"strings"

	"knoop/models"
)

// metrics serves Prometheus text and pprof, on an address of their own: what
// they tell is for the operator.
func (s *server) metrics() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		text, err := s.metricsText(r)
		if err != nil {
			s.log.ErrorContext(r.Context(), "metrics not read", "err", err)
			http.Error(w, "not available", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write([]byte(text))
	})
	m.HandleFunc("/debug/pprof/", pprof.Index)
	m.HandleFunc("/debug/pprof/profile", pprof.Profile)
	m.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	m.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return m
}

// metricsText writes the numbers of knoop stats and a few of the process in the
// text format of Prometheus.
func (s *server) metricsText(r *http.Request) (string, error) {
	stats, err := s.app.store.Stats(r.Context())
	if err != nil {
		return "", err
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	var b strings.Builder
	gauge := func(name, help string, values ...any) { // label, value, label, value …
		fmt.Fprintf(&b, "# HELP knoop_%s %s\n# TYPE knoop_%s gauge\n", name, help, name)
		for i := 0; i+1 < len(values); i += 2 {
			fmt.Fprintf(&b, "knoop_%s%s %v\n", name, values[i], values[i+1])
		}
	}
	state := func(name any) string { return fmt.Sprintf("{state=%q}", fmt.Sprint(name)) }
	var letters, receipts []any
	for _, one := range []models.LetterState{models.LetterWaiting, models.LetterDelivered, models.LetterRefused, models.LetterDead} {
		letters = append(letters, state(one), stats.LettersByState[one])
	}
	for _, one := range []models.ReceiptState{models.ReceiptKept, models.ReceiptApplied, models.ReceiptDropped, models.ReceiptFailed} {
		receipts = append(receipts, state(one), stats.ReceiptsByState[one])
	}
	gauge("actors", "Actors known, local and remote.", "", stats.Actors)
	gauge("objects", "Objects kept, local and remote.", "", stats.Objects)
	gauge("followers", "Accepted followers of local actors.", "", stats.Followers)
	gauge("facts_open", "Facts that have not become letters yet.", "", stats.FactsOpen)
	gauge("letters", "Letters by state.", letters...)
	gauge("receipts", "Receipts by state.", receipts...)
	gauge("goroutines", "Goroutines.", "", runtime.NumGoroutine())
	gauge("heap_bytes", "Bytes of live and dead objects on the heap.", "", memory.HeapAlloc)
	gauge("memory_bytes", "Bytes obtained from the system.", "", memory.Sys)
	gauge("gc_total", "Garbage collections.", "", memory.NumGC)
	return b.String(), nil
}
