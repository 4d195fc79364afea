package handlers

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddress gives the address a request came from: the peer's, or, when
// the peer is a trusted proxy, the last address in X-Forwarded-For that is not
// a trusted proxy itself. What stands further to the left was written by the
// client and is not believed.
func clientAddress(r *http.Request, trusted []netip.Prefix) netip.Addr {
	port, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	a := port.Addr().Unmap()
	if !within(a, trusted) {
		return a
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && i >= len(hops)-10; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return a
		}
		if a = hop.Unmap(); !within(a, trusted) {
			return a
		}
	}
	return a
}

func within(a netip.Addr, list []netip.Prefix) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
