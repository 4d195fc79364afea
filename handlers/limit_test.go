package handlers

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

func newTestLimiter(perSecond, burst int) (*limiter, *time.Time) {
	now := time.Unix(1e9, 0)
	return newLimiter(budget{rate: rate.Limit(perSecond), burst: burst}, func() time.Time { return now }), &now
}

func TestLimiter_givesABudgetAndSaysWhenThereIsMore(t *testing.T) {
	l, now := newTestLimiter(2, 3)
	a := netip.MustParseAddr("192.0.2.1")
	for i := range 3 {
		if _, ok := l.allow(a); !ok {
			t.Fatalf("request %d of 3 refused", i+1)
		}
	}
	wait, ok := l.allow(a)
	if ok || wait != 500*time.Millisecond {
		t.Errorf("a fourth: %v, wait %v", ok, wait)
	}
	if _, ok := l.allow(netip.MustParseAddr("192.0.2.2")); !ok {
		t.Error("a neighbour pays for it")
	}
	*now = now.Add(wait)
	if _, ok := l.allow(a); !ok {
		t.Error("refused after waiting as long as it was told")
	}
	if _, ok := l.allow(a); ok {
		t.Error("one request too many after waiting")
	}
}

func TestLimiter_takesANetworkOfIPv6AsOne(t *testing.T) {
	l, _ := newTestLimiter(1, 1)
	allowed := func(s string) bool { _, ok := l.allow(netip.MustParseAddr(s)); return ok }
	if !allowed("2001:db8::1") || allowed("2001:db8::ffff:1") || !allowed("2001:db8:0:1::1") {
		t.Error("a /64 is not one")
	}
	if !allowed("192.0.2.1") || allowed("::ffff:192.0.2.1") {
		t.Error("IPv4 within IPv6 is another")
	}
	for range 2 { // an address that could not be read
		l.allow(netip.Addr{})
	}
	if len(l.buckets) != 4 {
		t.Errorf("%d buckets", len(l.buckets))
	}
}

func TestLimiter_isBounded(t *testing.T) {
	l, _ := newTestLimiter(1, 10)
	address := func(i int) netip.Addr {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(i))
		return netip.AddrFrom4(b)
	}
	for i := range 3 * maxBuckets {
		l.allow(address(i))
		if len(l.buckets) > maxBuckets {
			t.Fatalf("%d buckets", len(l.buckets))
		}
	}
	// When there is no hurry only the buckets that are full again go.
	l, now := newTestLimiter(1, 10)
	for i := range maxBuckets {
		if i == maxBuckets-5 {
			*now = now.Add(11 * time.Second)
		}
		l.allow(address(i))
	}
	l.allow(address(maxBuckets))
	if len(l.buckets) != 6 {
		t.Errorf("%d buckets are left of 6 in use", len(l.buckets))
	}
}
