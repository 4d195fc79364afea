package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

const (
	connectTimeout = 5 * time.Second
	headerTimeout  = 10 * time.Second
	defaultTimeout = 15 * time.Second
	defaultMaxBody = 1 << 20
	defaultMiss    = time.Minute
	maxRedirects   = 3
	getsPerHost    = 2
	maxMisses      = 4096
	maxDrain       = 4 << 10
)

// Options is what a Client is made from. Only Origin is needed.
type Options struct {
	Origin        string         // "https://mokum.example": its scheme is the one we speak
	AllowNetworks []netip.Prefix // ranges opened in the guard (KNOOP_ALLOW_NETWORKS)
	UserAgent     string         // "Knoop/1.0 (+https://mokum.example/)"
	RootCAs       *x509.CertPool // nil is the system's
	Timeout       time.Duration  // for a fetch or delivery as a whole; 0 is 15 s
	MaxBody       int64          // bytes of a fetched body, decompressed; 0 is 1 MiB
	MissFor       time.Duration  // how long an unreachable host is remembered, and five times that a missing document; 0 is 1 min, negative is never
	Logger        *slog.Logger
	Clock         func() time.Time
}

// Client talks to other servers. One is shared by the whole process.
type Client struct {
	scheme    string
	rt        *http.Transport
	userAgent []string
	timeout   time.Duration
	maxBody   int64
	missFor   time.Duration
	misses    *missCache
	gate      *hostGate
	log       *slog.Logger
	now       func() time.Time
}

// New makes a client for a node's origin.
func New(o Options) (*Client, error) {
	origin, err := url.Parse(o.Origin)
	if err != nil {
		return nil, fmt.Errorf("transport: origin: %w", err)
	}
	if origin.Scheme != "https" && origin.Scheme != "http" || origin.Host == "" {
		return nil, fmt.Errorf("transport: origin %q: https or http and a host expected", o.Origin)
	}
	if origin.Scheme == "http" && !isLocal(origin.Hostname()) {
		return nil, errors.New("transport: an http origin must be localhost, a name under it or a loopback address")
	}
	c := &Client{
		scheme:    origin.Scheme,
		userAgent: []string{o.UserAgent},
		timeout:   orDefault(o.Timeout, defaultTimeout),
		maxBody:   orDefault(o.MaxBody, defaultMaxBody),
		missFor:   orDefault(o.MissFor, defaultMiss),
		gate:      newHostGate(getsPerHost),
		log:       o.Logger,
		now:       o.Clock,
	}
	if o.UserAgent == "" {
		c.userAgent[0] = "Knoop (+" + strings.TrimSuffix(o.Origin, "/") + "/)"
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.now == nil {
		c.now = time.Now
	}
	c.misses = newMissCache(maxMisses, c.now)
	if len(o.AllowNetworks) > 0 {
		c.log.Warn("fetching from networks that are closed by default", "networks", fmt.Sprint(o.AllowNetworks))
	}
	g := guard{loopbackOnly: origin.Scheme == "http", allow: unmapped(o.AllowNetworks)}
	c.rt = newTransport(g, o.RootCAs)
	return c, nil
}

func newTransport(g guard, roots *x509.CertPool) *http.Transport {
	dialer := &net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second, ControlContext: g.control}
	return &http.Transport{
		Proxy: nil, // a proxy would connect for us, past the guard
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, localAddress(address))
		},
		TLSClientConfig: &tls.Config{
			MinVersion:         tls.VersionTLS12,
			RootCAs:            roots,
			ClientSessionCache: tls.NewLRUClientSessionCache(1024),
		},
		TLSHandshakeTimeout:    connectTimeout,
		ResponseHeaderTimeout:  headerTimeout,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        90 * time.Second,
		ForceAttemptHTTP2:      true,
		// Without a ping a silently dead HTTP/2 connection fails every request to
		// that host until the kernel gives it up.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 5 * time.Second},
	}
}

// Close ends the idle connections.
func (c *Client) Close() { c.rt.CloseIdleConnections() }

// localAddress maps localhost and the names under it to 127.0.0.1 (RFC 6761,
// section 6.3).
func localAddress(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err == nil && isLocalhost(host) {
		return "127.0.0.1:" + port
	}
	return address
}

func isLocalhost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

func isLocal(host string) bool {
	if isLocalhost(host) {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

func orDefault[T int64 | time.Duration](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return value
}
