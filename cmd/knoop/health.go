package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"time"
)

type healthCmd struct{}

// Help gives an example.
func (healthCmd) Help() string {
	return `Example:

  knoop health && echo ready

It asks the address in KNOOP_LISTEN and needs no data directory.`
}

// Run asks the server on this machine for /readyz.
func (healthCmd) Run(ctx context.Context, a *app) error {
	c, err := a.settings.check()
	if err != nil {
		return err
	}
	scheme := "http"
	if c.tlsCert != "" || c.acmeEmail != "" {
		scheme = "https"
	}
	address := scheme + "://" + dialable(c.listen) + "/readyz"
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", address, err)
	}
	tlsConfig := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: onThisMachine(c.listen)}
	if origin, err := parseOrigin(a.settings.URL); err == nil && c.acmeEmail != "" {
		tlsConfig.ServerName = hostOf(origin) // autocert answers only to the node's name
	}
	client := http.Client{
		Transport:     &http.Transport{TLSClientConfig: tlsConfig},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return refuse("the server does not answer on %s: %v", c.listen, err)
	}
	defer response.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(response.Body, 200))
	if response.StatusCode != http.StatusOK {
		return refuse("the server is not ready: %d %s", response.StatusCode, oneLine(string(said)))
	}
	return a.print(map[string]bool{"ready": true}, "ready")
}

// dialable gives an address at which a listener on every interface is reached.
func dialable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip, err := netip.ParseAddr(host); host == "" || (err == nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// onThisMachine says whether the certificate need not be checked: nobody can
// stand between us and ourselves.
func onThisMachine(listen string) bool {
	host, _, err := net.SplitHostPort(dialable(listen))
	return err == nil && isLoopback(host)
}
