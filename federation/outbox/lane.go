package outbox

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"knoop/federation/transport"
	"knoop/models"
)

// lane takes the letters of one claim to one host, one after another over the
// kept connection. Between two letters it gives its place back, so that a host
// with many letters is not served before those with one.
type lane struct {
	courier *courier
	host    models.Host
	parcels []parcel
	until   time.Time // end of the leases
	slots   chan struct{}
}

// run sends the letters until the host fails; those that remain go back and are
// claimed again under the rules for a failing host. stop ends the lane before
// the next letter, flight ends the letter itself.
func (l *lane) run(stop, flight context.Context) {
	c := l.courier
	sent := 0
	defer func() { c.settler.end(l.host.Name, l.left(sent)) }()
	for _, p := range l.parcels {
		if c.now().Add(leaseSpare).After(l.until) {
			return
		}
		select {
		case <-stop.Done():
			return
		case l.slots <- struct{}{}:
		}
		v, ok := l.deliver(flight, p)
		if !ok {
			return
		}
		l.host = v.host
		sent++
		c.settler.settle(v.settlement)
		if v.blamed {
			return
		}
	}
}

// deliver makes one try and gives its place back. ok is false when we stopped
// before the answer came: then the try does not count.
func (l *lane) deliver(flight context.Context, p parcel) (v verdict, ok bool) {
	defer func() { <-l.slots }()
	if flight.Err() != nil {
		return verdict{}, false
	}
	c := l.courier
	if p.letter.Hurry {
		c.software.learn(flight, l.host)
	}
	began := time.Now()
	a := l.post(flight, p)
	if a.err != nil && flight.Err() != nil {
		return verdict{}, false
	}
	a.at = c.now()
	v = judge(a)
	l.log(v, a, time.Since(began))
	return v, true
}

// post sends the letter. A mistake of ours, a panic included, makes the letter
// wait like any other failure, or it would be claimed again at once for ever.
func (l *lane) post(flight context.Context, p parcel) (a attempt) {
	a = attempt{letter: p.letter, host: l.host}
	if p.err != nil {
		a.ours, a.err = true, p.err
		return a
	}
	defer func() {
		if r := recover(); r != nil {
			a.ours, a.err = true, fmt.Errorf("panic: %v", r)
			l.courier.log.Error("delivery panicked", "activity", p.letter.ActivityID, "err", fmt.Sprintf("%v\n%s", r, debug.Stack()))
		}
	}()
	a.result, a.err = l.courier.client.Post(flight, p.letter.Inbox, p.body, p.key)
	return a
}

func (l *lane) log(v verdict, a attempt, took time.Duration) {
	args := []any{
		"activity", a.letter.ActivityID, "remote_host", l.host.Name, "status", v.settlement.Status,
		"ms", took.Milliseconds(), "attempt", a.letter.Attempts + 1,
	}
	if a.err == nil {
		l.courier.log.Info("delivered", args...)
		return
	}
	l.courier.log.Warn("delivery failed", append(args, "state", v.settlement.State, "err", v.settlement.Error)...)
}

// left gives the letters that were not tried.
func (l *lane) left(sent int) []string {
	var ids []string
	for _, p := range l.parcels[sent:] {
		ids = append(ids, p.letter.ID)
	}
	return ids
}

func retryAfterOf(err error) time.Duration {
	var e *transport.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}
