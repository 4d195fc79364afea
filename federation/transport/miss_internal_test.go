package transport

import (
	"context"
	"strconv"
	"testing"
	"time"
)

func TestMissCache_isBounded(t *testing.T) {
	now := time.Unix(0, 0)
	m := newMissCache(100, func() time.Time { return now })
	for i := range 1000 {
		m.put(strconv.Itoa(i), &Error{}, time.Minute)
	}
	if len(m.kept) != 100 {
		t.Errorf("%d kept", len(m.kept))
	}
	if m.get("999") == nil {
		t.Error("the newest is gone")
	}
	now = now.Add(2 * time.Minute)
	m.put("new", &Error{}, time.Minute)
	if len(m.kept) > 85 {
		t.Errorf("%d kept though all but one are expired", len(m.kept))
	}
	m.put("new", &Error{}, 0)
	m.put("never", &Error{}, -1)
	if m.get("never") != nil {
		t.Error("kept for no time at all")
	}
}

func TestHostGate_keepsNothingOfHostsNobodyWants(t *testing.T) {
	g := newHostGate(1)
	leave, err := g.enter(t.Context(), "Mokum.Example")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.enter(ctx, "mokum.example"); err == nil {
		t.Error("two in one place")
	}
	other, err := g.enter(t.Context(), "elders.example")
	if err != nil {
		t.Fatal(err)
	}
	other()
	leave()
	if len(g.hosts) != 0 {
		t.Errorf("%d hosts kept", len(g.hosts))
	}
}
