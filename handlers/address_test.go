package handlers

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClientAddress_believesOnlyProxiesOfOurs(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, c := range []struct {
		peer      string
		forwarded []string
		want      string
	}{
		{"192.0.2.1:99", nil, "192.0.2.1"},
		{"192.0.2.1:99", []string{"198.51.100.7"}, "192.0.2.1"},                // not ours: what it says is its own invention
		{"[::ffff:192.0.2.1]:99", nil, "192.0.2.1"},                            // as a listener for both sees it
		{"10.0.0.1:99", []string{"198.51.100.7"}, "198.51.100.7"},              // through one proxy
		{"10.0.0.1:99", []string{"198.51.100.7, 10.0.0.2"}, "198.51.100.7"},    // through two
		{"10.0.0.1:99", []string{"198.51.100.7", "10.0.0.2"}, "198.51.100.7"},  // each with a header of its own
		{"10.0.0.1:99", []string{"203.0.113.5, 198.51.100.7"}, "198.51.100.7"}, // the client wrote the first one
		{"10.0.0.1:99", []string{"10.9.9.9, 198.51.100.7, 10.0.0.2"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"nonsense, 198.51.100.7"}, "198.51.100.7"},
		{"10.0.0.1:99", []string{"198.51.100.7, nonsense"}, "10.0.0.1"}, // nobody to believe
		{"10.0.0.1:99", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},     // from inside
		{"10.0.0.1:99", nil, "10.0.0.1"},
		{"10.0.0.1:99", []string{""}, "10.0.0.1"},
		{"[::1]:99", []string{"2001:db8::7"}, "2001:db8::7"},
		{"[::1]:99", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
		{"@", []string{"198.51.100.7"}, ""}, // a socket that has no address
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		got := clientAddress(r, trusted)
		if want, _ := netip.ParseAddr(c.want); got != want {
			t.Errorf("%s forwarding %q is %s", c.peer, c.forwarded, got)
		}
	}
}
