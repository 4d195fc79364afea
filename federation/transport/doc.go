// Package transport is the one way out: the HTTP client with which this node
// talks to addresses that strangers chose.
//
// # The guard
//
// A name is judged by the address it resolves to, at the moment of connecting
// (net.Dialer.ControlContext), so that neither a changing DNS answer, nor an odd
// spelling of an address, nor a redirect gets around it. The rule is a list of
// what is allowed, not of what is not: IPv6 outside 2000::/3 is refused as a
// whole, IPv4 outside the global unicast space too, and within both every range
// that IANA set apart. KNOOP_ALLOW_NETWORKS opens ranges for a lab. No proxy
// from the environment is used: it would connect in our place, unguarded.
//
// # One scheme
//
// A node with an https origin talks https only, on any port. A node with an
// http origin is a trial on one machine, and talks http to loopback alone;
// nothing else is opened for it, not even by KNOOP_ALLOW_NETWORKS. localhost and
// *.localhost are 127.0.0.1 (RFC 6761; Go's resolver does not know the second),
// and the guard still judges that address.
//
// # Bounds
//
// Connect and TLS 5 s each, headers 10 s, 15 s for a fetch as a whole, waiting
// and redirects included: a server that sends one byte a second costs us no
// more. A body may be 1 MiB after decompression. GET follows three redirects,
// each judged and signed anew; POST follows none. Two GETs at once go to one
// host; POSTs are counted by the outbox, which knows its letters. The place at a
// host is given back before a redirect asks for another one, so that waiting
// cannot become a circle.
//
// # Errors
//
// Every failure is an *Error that says whether trying again may help, after the
// delivery schedule of Mastodon: no answer, 5xx but 501, 401, 408 and 429 may
// pass; other 4xx and 501 will not. 401 is among the first because peers give it
// while they cannot fetch our key. A redirect on POST counts as temporary. An
// error from elsewhere is temporary too (IsTemporary), so that nothing is given
// up by mistake.
//
// A document that was missing, and a host that could not be reached, are
// remembered for minutes, so that a flood of activities pointing there costs
// one fetch. The memory is small and forgets at random when full.
//
// Reading what was fetched is another package's work, and so is the rule that a
// document's id must equal the address it came from: Response.URL holds it.
package transport
