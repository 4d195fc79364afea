package transport

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"knoop/federation/httpsig"
)

// drainTimeout bounds the reading of an answer's body once its status is known.
const drainTimeout = 2 * time.Second

// Result is a peer's answer to a delivery. It is filled as far as known when
// there is an error too.
type Result struct {
	Status     int
	RetryAfter time.Duration
	Body       string // the start of the answer, at most 512 bytes, one printable line
}

// Post delivers a body to an inbox, signed at this very moment. 2xx is success;
// everything else is an *Error. Redirects are not followed: a body signed for
// one address means nothing at another.
func (c *Client) Post(ctx context.Context, inbox string, body []byte, key httpsig.Key) (Result, error) {
	u, err := c.address("post", inbox)
	if err != nil {
		return Result{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r := (&http.Request{
		Method:        http.MethodPost,
		URL:           u,
		Header:        http.Header{"User-Agent": c.userAgent, "Content-Type": {ActivityJSON}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		// Lets net/http try again on a fresh connection when a kept one proves
		// closed before a byte was written.
		GetBody: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil },
	}).WithContext(ctx)
	if err := httpsig.SignRequest(r, body, key, c.now()); err != nil {
		return Result{}, &Error{Op: "post", Host: u.Host, Temporary: true, Reason: "could not be signed", Err: err}
	}
	answer, err := c.rt.RoundTrip(r)
	if err != nil {
		return Result{}, c.failure("post", u.Host, err)
	}
	// The status is what counts; a peer that dawdles over the rest holds up no
	// worker.
	timer := time.AfterFunc(drainTimeout, cancel)
	defer timer.Stop()
	defer answer.Body.Close()
	result := Result{
		Status:     answer.StatusCode,
		RetryAfter: retryAfter(answer.Header.Get("Retry-After"), c.now()),
		Body:       snippet(answer.Body),
	}
	drain(answer.Body)
	switch {
	case answer.StatusCode >= 200 && answer.StatusCode <= 299:
		return result, nil
	case isRedirect(answer.StatusCode):
		e := c.refusedBy("post", u.Host, answer)
		e.Reason = fmt.Sprintf("answered %d; a delivery follows no redirect", answer.StatusCode)
		return result, e
	}
	return result, c.refusedBy("post", u.Host, answer)
}
