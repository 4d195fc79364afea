package main

import (
	"context"
	"time"
)

// remindEvery is how often is looked whether somebody is to be reminded: one
// question by an index when nobody is.
const remindEvery = time.Minute

// reminders reminds guests and tells hosts what is open, at the start and then
// every minute, until the context ends.
func (s *server) reminders(ctx context.Context) error {
	for {
		n, err := s.app.store.StepReminders(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("people not reminded", "err", err)
		}
		if n > 0 {
			s.log.Info("people reminded of events", "count", n)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(remindEvery):
		}
	}
}
