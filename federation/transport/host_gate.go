package transport

import (
	"context"
	"strings"
	"sync"
)

// hostGate lets a few requests at a time through to each host.
type hostGate struct {
	most  int
	mu    sync.Mutex
	hosts map[string]*hostPlaces
}

type hostPlaces struct {
	places chan struct{}
	users  int // holding or waiting; at zero the entry goes
}

func newHostGate(most int) *hostGate {
	return &hostGate{most: most, hosts: make(map[string]*hostPlaces)}
}

// enter waits for a place and returns how to give it back.
func (g *hostGate) enter(ctx context.Context, host string) (leave func(), err error) {
	host = strings.ToLower(host)
	g.mu.Lock()
	h := g.hosts[host]
	if h == nil {
		h = &hostPlaces{places: make(chan struct{}, g.most)}
		g.hosts[host] = h
	}
	h.users++
	g.mu.Unlock()

	select {
	case h.places <- struct{}{}:
		return func() {
			<-h.places
			g.forget(host, h)
		}, nil
	case <-ctx.Done():
		g.forget(host, h)
		return nil, ctx.Err()
	}
}

func (g *hostGate) forget(host string, h *hostPlaces) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if h.users--; h.users == 0 {
		delete(g.hosts, host)
	}
}
