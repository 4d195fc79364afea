package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// certificateLook is how often the files of a certificate are looked at.
const certificateLook = 10 * time.Second

// certificate is a key pair in two files, read again when either changes, so
// that a renewal needs no restart.
type certificate struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamp  string // sizes and times of the files as read
	looked time.Time
}

// openCertificate reads the pair now, so that a wrong path stops the start.
func openCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, log: log}
	stamp, err := c.look()
	if err == nil {
		err = c.read(stamp)
	}
	if err != nil {
		return nil, refuse("the certificate cannot be used: %v", err)
	}
	c.looked = time.Now()
	return c, nil
}

// get implements tls.Config.GetCertificate.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.looked) >= certificateLook {
		c.looked = now
		if stamp, err := c.look(); err != nil {
			c.log.Error("certificate not found, keeping the one in use", "err", err)
		} else if stamp != c.stamp {
			// The two files may be caught between their two writes: the old pair
			// serves until both fit.
			if err := c.read(stamp); err != nil {
				c.log.Error("certificate not read, keeping the one in use", "err", err)
			} else {
				c.log.Info("certificate renewed")
			}
		}
	}
	return c.pair, nil
}

func (c *certificate) read(stamp string) error {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.pair, c.stamp = &pair, stamp
	return nil
}

func (c *certificate) look() (string, error) {
	var stamp strings.Builder
	for _, name := range []string{c.cert, c.key} {
		info, err := os.Stat(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&stamp, info.Size(), info.ModTime().UnixNano())
	}
	return stamp.String(), nil
}

// tlsConfig gives how the server speaks TLS, nil for not at all, and with ACME
// the handler for port 80.
func (c config) tlsConfig(host string, log *slog.Logger) (*tls.Config, http.Handler, error) {
	switch {
	case c.tlsCert != "":
		pair, err := openCertificate(c.tlsCert, c.tlsKey, log)
		if err != nil {
			return nil, nil, err
		}
		return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get}, nil, nil
	case c.acmeEmail != "":
		manager := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			Email:      c.acmeEmail,
			Cache:      autocert.DirCache(filepath.Join(c.data, "certificates")),
			HostPolicy: autocert.HostWhitelist(host),
		}
		t := manager.TLSConfig()
		t.MinVersion = tls.VersionTLS12
		return t, manager.HTTPHandler(nil), nil
	}
	return nil, nil, nil
}

// hostOf gives the host of an origin without its port.
func hostOf(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}
