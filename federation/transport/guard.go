package transport

import (
	"context"
	"fmt"
	"net/netip"
	"syscall"
)

// special lists the ranges inside the global unicast space that IANA set apart
// (IPv4 and IPv6 Special-Purpose Address Registries).
var special = prefixes(
	"0.0.0.0/8",         // this network
	"10.0.0.0/8",        // private
	"100.64.0.0/10",     // shared by carriers
	"127.0.0.0/8",       // loopback
	"169.254.0.0/16",    // link-local, and clouds' metadata
	"172.16.0.0/12",     // private
	"192.0.0.0/24",      // protocol assignments
	"192.0.2.0/24",      // documentation
	"192.88.99.0/24",    // 6to4 relays
	"192.168.0.0/16",    // private
	"198.18.0.0/15",     // benchmarks
	"198.51.100.0/24",   // documentation
	"203.0.113.0/24",    // documentation
	"224.0.0.0/4",       // multicast
	"240.0.0.0/4",       // reserved, and broadcast
	"2001::/23",         // protocol assignments, Teredo, ORCHID
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4: holds any IPv4 address
	"3fff::/20",         // documentation
	"2620:4f:8000::/48", // AS112
	"192.31.196.0/24",   // AS112
	"192.175.48.0/24",   // AS112
	"192.52.193.0/24",   // AMT
)

// globalUnicast is all of IPv6 that is handed out. Outside it lie ::/96 (IPv4
// in disguise), 64:ff9b::/96 and 64:ff9b:1::/48 (NAT64), 100::/64, 5f00::/16,
// fc00::/7, fe80::/10, fec0::/10 and ff00::/8.
var globalUnicast = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// guard judges an address before a connection is made to it.
type guard struct {
	loopbackOnly bool
	allow        []netip.Prefix
}

func (g guard) judge(addr netip.Addr) error {
	if !addr.IsValid() || addr.Zone() != "" {
		return fmt.Errorf("%w: address %s has a zone or none is given", ErrRefused, addr)
	}
	addr = addr.Unmap()
	if g.loopbackOnly {
		if addr.IsLoopback() {
			return nil
		}
		return fmt.Errorf("%w: a node with an http origin talks to loopback only, not to %s", ErrRefused, addr)
	}
	if contains(g.allow, addr) {
		return nil
	}
	if !addr.IsGlobalUnicast() || (addr.Is6() && !globalUnicast.Contains(addr)) || contains(special, addr) {
		return fmt.Errorf("%w: private address %s", ErrRefused, addr)
	}
	return nil
}

func contains(list []netip.Prefix, addr netip.Addr) bool {
	for _, p := range list {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// control is called by the dialer with each resolved address.
func (g guard) control(_ context.Context, network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: network %s", ErrRefused, network)
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: address cannot be read: %w", ErrRefused, err)
	}
	return g.judge(to.Addr())
}

// unmapped turns ::ffff:10.0.0.0/104 into 10.0.0.0/8, since addresses are
// judged in that form.
func unmapped(list []netip.Prefix) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, p := range list {
		if p.Addr().Is4In6() && p.Bits() >= 96 {
			p = netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-96)
		}
		out[i] = p.Masked()
	}
	return out
}
