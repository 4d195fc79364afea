package main

import (
	"context"
	"time"
)

// seriesEvery is how often dates of series are looked after. A day would do for
// making them; an hour keeps an announcement from coming a day late.
const seriesEvery = time.Hour

// series makes and announces the dates of series, at the start and then every
// hour, until the context ends. Whoever changes a series does the same at once.
func (s *server) series(ctx context.Context) error {
	for {
		n, err := s.app.store.StepAllSeries(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("dates of series not made", "err", err)
		} else if n > 0 {
			s.log.Info("dates of series made", "count", n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(seriesEvery):
		}
	}
}
