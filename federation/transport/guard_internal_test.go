package transport

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
)

// forbidden holds one address or more of every range that IANA set apart, and
// the ways in which an IPv4 address hides in IPv6.
var forbidden = []string{
	"0.0.0.0", "0.1.2.3",
	"10.0.0.1", "10.255.255.255",
	"100.64.0.1", "100.127.255.255",
	"127.0.0.1", "127.1.2.3",
	"169.254.169.254",
	"172.16.0.1", "172.31.255.255",
	"192.0.0.1", "192.0.0.170", "192.0.2.1",
	"192.31.196.1", "192.52.193.1", "192.175.48.1",
	"192.88.99.1",
	"192.168.1.1",
	"198.18.0.1", "198.19.255.255",
	"198.51.100.7", "203.0.113.9",
	"224.0.0.1", "239.255.255.255",
	"240.0.0.1", "255.255.255.255",
	"::", "::1",
	"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
	"::127.0.0.1", "::7f00:1", "::a00:1", // IPv4-compatible
	"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
	"100::1", "100:0:0:1::1",
	"2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff::1",
	"2001:db8::1", "3fff::1", "3fff:fff::1",
	"2002:7f00:1::", "2002:a00:1::1",
	"2620:4f:8000::1",
	"5f00::1",
	"fc00::1", "fd12:3456:789a::1",
	"fe80::1", "fec0::1",
	"ff02::1", "ff0e::1",
	"4000::1", // not handed out
}

var public = []string{
	"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.1.1.1",
	"172.15.0.1", "172.32.0.1", "192.0.1.1", "192.167.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.254",
	"2001:200::1", "2001:4860:4860::8888", "2a00:1450::1", "2606:4700::1111", "2003::1", "3ffe::1",
	"::ffff:1.1.1.1",
}

func TestGuard_refusesEverySpecialRange(t *testing.T) {
	for _, text := range forbidden {
		if err := (guard{}).judge(netip.MustParseAddr(text)); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if err := (guard{}).judge(netip.Addr{}); !errors.Is(err, ErrRefused) {
		t.Errorf("no address: %v", err)
	}
}

func TestGuard_letsPublicAddressesThrough(t *testing.T) {
	for _, text := range public {
		if err := (guard{}).judge(netip.MustParseAddr(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestGuard_opensOnlyWhatItIsTold(t *testing.T) {
	g := guard{allow: unmapped(prefixes("10.1.0.0/16", "::ffff:192.168.0.0/120", "fd00:1::/32"))}
	for text, ok := range map[string]bool{
		"10.1.2.3": true, "::ffff:10.1.2.3": true, "192.168.0.1": true, "::ffff:192.168.0.1": true, "fd00:1::5": true,
		"10.2.0.1": false, "192.168.1.1": false, "fd00:2::1": false, "127.0.0.1": false, "::10.1.2.3": false,
	} {
		if err := g.judge(netip.MustParseAddr(text)); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestGuard_ofAnHTTPNodeKnowsLoopbackAlone(t *testing.T) {
	g := guard{loopbackOnly: true, allow: prefixes("10.0.0.0/8")}
	for _, text := range []string{"127.0.0.1", "127.255.1.1", "::1", "::ffff:127.0.0.1"} {
		if err := g.judge(netip.MustParseAddr(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range append([]string{"10.0.0.1", "192.168.1.1", "fe80::1", "::127.0.0.1"}, public...) {
		if err := g.judge(netip.MustParseAddr(text)); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestGuard_refusesWhatTheDialerShouldNeverHand(t *testing.T) {
	g := guard{allow: prefixes("0.0.0.0/0", "::/0")}
	for _, c := range [][2]string{
		{"udp4", "1.1.1.1:443"},
		{"unix", "/run/x"},
		{"tcp4", "mokum.example:443"},
		{"tcp6", "[fe80::1%eth0]:443"},
	} {
		if err := g.control(t.Context(), c[0], c[1], nil); !errors.Is(err, ErrRefused) {
			t.Errorf("%v: %v", c, err)
		}
	}
	if err := g.control(t.Context(), "tcp6", "[2a00:1450::1]:8443", nil); err != nil {
		t.Error(err)
	}
}

func TestNewTransport_usesNoProxy(t *testing.T) {
	if newTransport(guard{}, nil).Proxy != nil {
		t.Error("a proxy would connect for us, past the guard")
	}
}

func TestLocalAddress_mapsLocalhostNames(t *testing.T) {
	for address, want := range map[string]string{
		"localhost:80":             "127.0.0.1:80",
		"LOCALHOST:80":             "127.0.0.1:80",
		"zuidoost.localhost:8081":  "127.0.0.1:8081",
		"a.b.localhost.:8081":      "127.0.0.1:8081",
		"localhost.example:80":     "localhost.example:80",
		"notlocalhost:80":          "notlocalhost:80",
		"[::1]:80":                 "[::1]:80",
		"mokum.example:443":        "mokum.example:443",
		"localhost.mokum.test:443": "localhost.mokum.test:443",
	} {
		if got := localAddress(address); got != want {
			t.Errorf("%s became %s, expected %s", address, got, want)
		}
	}
}

func TestAddress_readsWhatStrangersWrite(t *testing.T) {
	c, err := New(Options{Origin: "https://mokum.example"})
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]string{
		"https://elders.example/users/a#main-key":   "https://elders.example/users/a",
		"https://elders.example":                    "https://elders.example",
		"https://elders.example:/a":                 "https://elders.example/a",
		"https://elders.example:8443/a?b=c":         "https://elders.example:8443/a?b=c",
		"https://Café.example/a":                    "https://xn--caf-dma.example/a",
		"https://café.example:8443/a":               "https://xn--caf-dma.example:8443/a",
		"HTTPS://elders.example/a":                  "https://elders.example/a",
		"https://elders.example/a%2Fb?q=%C3%A9#%23": "https://elders.example/a%2Fb?q=%C3%A9",
	} {
		u, err := c.address("get", raw)
		if err != nil || u.String() != want {
			t.Errorf("%s became %v (%v), expected %s", raw, u, err, want)
		}
	}
	for _, raw := range []string{
		"", "/users/a", "elders.example/a", "http://elders.example/a", "ftp://elders.example/", "file:///etc/passwd",
		"gopher://elders.example", "https:elders.example", "https:///a", "https://:443/", "https://a:b@elders.example/",
		"https://a@elders.example/", "https://elders.example:x/", "https://[fe80::1", "https://\u2028.example/", "https://el\x00ders.example/",
		"javascript:alert(1)", "data:text/plain,a", "https://elders.example/" + strings.Repeat("a", maxAddress),
	} {
		if u, err := c.address("get", raw); err == nil {
			t.Errorf("%q was read as %s", raw, u)
		} else if IsTemporary(err) {
			t.Errorf("%q is refused for now only: %v", raw, err)
		}
	}
}
