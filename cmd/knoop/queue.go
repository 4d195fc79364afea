package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"knoop/models/store"
)

type queueCmd struct {
	Retry string `placeholder:"HOST" help:"First let the given-up letters to this host wait again; all for every host."`
}

// Help gives an example.
func (queueCmd) Help() string {
	return `Example:

  knoop queue
  knoop queue --retry kade.example

Waiting letters are due now, delayed ones later; dead ones were given up, refused ones got a
final no.`
}

// Run shows the letters, per host that is owed any.
func (c queueCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	var retried int64
	if c.Retry != "" {
		host := c.Retry
		if host == "all" {
			host = ""
		}
		if retried, err = st.RetryDead(ctx, host); err != nil {
			return fmt.Errorf("retry letters: %w", err)
		}
		a.ring()
	}
	state, err := st.Queue(ctx)
	if err != nil {
		return fmt.Errorf("read the queue: %w", err)
	}
	now := st.Now()
	lines := queueLines(state, now)
	if c.Retry != "" {
		lines = append([]string{fmt.Sprintf("%d letters wait again", retried)}, lines...)
	}
	return a.print(queueShown(state, retried), lines...)
}

func queueLines(state store.QueueState, now time.Time) []string {
	lines := []string{fmt.Sprintf("waiting %d, delayed %d, delivered %d, refused %d, dead %d; oldest %s",
		state.Waiting, state.Delayed, state.Delivered, state.Refused, state.Dead, age(state.Oldest, now))}
	if len(state.Hosts) == 0 {
		return lines
	}
	table := newTable("HOST", "WAITING", "DELAYED", "REFUSED", "DEAD", "OLDEST", "NEXT TRY", "LAST ERROR")
	for _, h := range state.Hosts {
		next := "-"
		if h.ClosedUntil != nil && h.ClosedUntil.After(now) {
			next = "in " + h.ClosedUntil.Sub(now).Round(time.Second).String()
		}
		table.add(h.Host, strconv.FormatInt(h.Waiting, 10), strconv.FormatInt(h.Delayed, 10),
			strconv.FormatInt(h.Refused, 10), strconv.FormatInt(h.Dead, 10), age(h.Oldest, now), next, h.LastError)
	}
	return append(append(lines, ""), table.lines()...)
}

func age(since, now time.Time) string {
	if since.IsZero() {
		return "-"
	}
	return max(0, now.Sub(since)).Round(time.Second).String()
}

// queueHost is one host in the JSON of queue.
type queueHost struct {
	Host        string     `json:"host"`
	Waiting     int64      `json:"waiting"`
	Delayed     int64      `json:"delayed"`
	Refused     int64      `json:"refused"`
	Dead        int64      `json:"dead"`
	Oldest      *time.Time `json:"oldest"`
	ClosedUntil *time.Time `json:"closed_until"`
	LastError   string     `json:"last_error"`
}

func queueShown(state store.QueueState, retried int64) any {
	hosts := make([]queueHost, 0, len(state.Hosts))
	for _, h := range state.Hosts {
		hosts = append(hosts, queueHost{h.Host, h.Waiting, h.Delayed, h.Refused, h.Dead, orNull(h.Oldest), h.ClosedUntil, h.LastError})
	}
	return struct {
		Waiting   int64       `json:"waiting"`
		Delayed   int64       `json:"delayed"`
		Delivered int64       `json:"delivered"`
		Refused   int64       `json:"refused"`
		Dead      int64       `json:"dead"`
		Oldest    *time.Time  `json:"oldest"`
		Retried   int64       `json:"retried"`
		Hosts     []queueHost `json:"hosts"`
	}{state.Waiting, state.Delayed, state.Delivered, state.Refused, state.Dead, orNull(state.Oldest), retried, hosts}
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
