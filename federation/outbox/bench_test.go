package outbox_test

import (
	"fmt"
	"testing"
	"time"

	"knoop/federation/outbox"
)

// BenchmarkFanout_500 writes the letters of one note or event to 500 followers
// on 500 hosts, without sending them.
func BenchmarkFanout_500(b *testing.B) {
	for _, what := range []string{"note", "event"} {
		b.Run(what, func(b *testing.B) {
			n := newNode(b, newTown(b))
			for i := range 500 {
				n.follower(fmt.Sprintf("h%d", i), "a", true)
			}
			o := outbox.New(n.options)
			for range 5 { // the Accepts
				if err := o.FanOut(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			for b.Loop() {
				if what == "note" {
					n.note("hallo")
				} else {
					n.event("Open Coffee")
				}
				if err := o.FanOut(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDelivery measures from the publishing of a note to its last delivery,
// over HTTPS to hosts in this same process: their half of TLS is in the figure.
func BenchmarkDelivery(b *testing.B) {
	for _, c := range []struct {
		name            string
		hosts, perHost  int
		shared, staying bool
	}{
		{"500 hosts/cold", 500, 1, false, false},
		{"500 hosts/warm", 500, 1, false, true},
		{"100 shared inboxes/cold", 100, 5, true, false},
		{"100 shared inboxes/warm", 100, 5, true, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := newTown(b)
			n := newNode(b, w)
			n.patience(10 * time.Second)
			n.start()
			for i := range c.hosts * c.perHost {
				n.follower(fmt.Sprintf("h%d", i%c.hosts), fmt.Sprintf("f%d", i), c.shared)
			}
			w.await(b, "", "Accept", c.hosts*c.perHost)
			n.quiet()
			b.ResetTimer()
			for i := 1; b.Loop(); i++ {
				if !c.staying {
					n.options.Client.Close()
				}
				n.note("hallo")
				w.await(b, "", "Create", i*c.hosts)
			}
		})
	}
}
