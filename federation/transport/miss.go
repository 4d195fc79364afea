package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// refusedFor is how long a refused connection is remembered.
const refusedFor = 2 * time.Second

// errBusy marks a wait for a place, which says nothing about the host.
type errBusy struct{ error }

func (e errBusy) Unwrap() error { return e.error }

type afresh struct{}

// Afresh gives a context whose fetches ask again for a document that was
// missing a moment ago: for whoever must know whether it is there now. A host
// that cannot be reached stays one.
func Afresh(ctx context.Context) context.Context { return context.WithValue(ctx, afresh{}, true) }

func (c *Client) known(ctx context.Context, missKey, host string) error {
	if ctx.Value(afresh{}) == nil {
		if known := c.misses.get(missKey); known != nil {
			return known
		}
	}
	if known := c.misses.get(hostMiss(host)); known != nil {
		return known
	}
	return nil
}

// remember keeps what will not be different in a minute: a missing document, a
// host that cannot be reached. Nothing is learnt when the caller gave up.
func (c *Client) remember(caller context.Context, missKey, host string, err error) {
	var e *Error
	var busy errBusy
	if caller.Err() != nil || !errors.As(err, &e) || errors.As(err, &busy) {
		return
	}
	var dialing *net.OpError
	switch {
	case e.Status == http.StatusNotFound || e.Gone():
		c.misses.put(missKey, e, 5*c.missFor)
	case e.RetryAfter > 0: // asked of us, so asked for the whole host
		c.misses.put(hostMiss(host), e, min(e.RetryAfter, 5*c.missFor))
	case e.Status != 0:
	case errors.Is(err, syscall.ECONNREFUSED):
		// Nobody listens, which is how a restart looks, and asking again costs
		// next to nothing: a peer that is back must not be turned away.
		c.misses.put(hostMiss(host), e, min(c.missFor, refusedFor))
	case errors.As(err, &dialing) && dialing.Op == "dial":
		c.misses.put(hostMiss(host), e, c.missFor)
	case e.Temporary:
		c.misses.put(missKey, e, c.missFor)
	}
}

// hostMiss cannot be mistaken for an address: it has no scheme.
func hostMiss(host string) string { return "host " + strings.ToLower(host) }
