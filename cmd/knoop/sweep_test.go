package main

import (
	"testing"
	"time"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// The daily sweep reaches what no other worker would: a mail on a node without a
// mail server is given up, and in the end forgotten.
func TestSweeps_reachMailsWhereMailIsOff(t *testing.T) {
	ctx, now := t.Context(), time.Now()
	st := storetest.Open(t, store.Options{Dir: t.TempDir(), Clock: func() time.Time { return now }})
	base := iri.Of(storetest.Node(t, st))
	pictures, err := media.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for range 600 { // more than one sweep of the store takes
		if err := st.QueueMail(ctx, models.NewMail{Kind: models.MailTest, To: "noor@elders.example"}); err != nil {
			t.Fatal(err)
		}
	}
	swept := func() map[string]int64 {
		got := map[string]int64{}
		for _, one := range sweeps(st, pictures, base) {
			n, err := one.sweep(ctx)
			if err != nil {
				t.Errorf("%s: %v", one.what, err)
			}
			if n > 0 {
				got[one.what] = n
			}
		}
		return got
	}
	for _, c := range []struct {
		later time.Duration
		what  string // swept, 600 of it; "" nothing
	}{{0, ""}, {models.MailTest.Life() + time.Second, "mails that waited too long"}, {time.Hour, ""}, {models.MailKept, "mails"}, {0, ""}} {
		now = now.Add(c.later)
		got := swept()
		if c.what == "" && len(got) != 0 || c.what != "" && (len(got) != 1 || got[c.what] != 600) {
			t.Errorf("after %v swept %v, want of %q", c.later, got, c.what)
		}
	}
}
