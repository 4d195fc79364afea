package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"knoop/federation/httpsig"
)

// Response is a fetched body with what is needed to judge it.
type Response struct {
	URL         string // the address that answered, after redirects, without fragment
	Status      int    // 2xx
	ContentType string // as sent
	Header      http.Header
	Body        []byte
}

// Get fetches an address, signed when key is not nil, following at most three
// redirects. Any answer but 2xx is an *Error.
func (c *Client) Get(ctx context.Context, address, accept string, key *httpsig.Key) (*Response, error) {
	return c.fetch(ctx, address, asking{accept: accept, key: key, most: c.maxBody})
}

// GetChanged fetches an address unsigned unless it is as it was: then the answer
// has Status 304 and no body. etag and modified are what it said last time, or "".
// A body is read up to most bytes.
func (c *Client) GetChanged(ctx context.Context, address, accept, etag, modified string, most int64) (*Response, error) {
	return c.fetch(ctx, address, asking{accept: accept, etag: etag, modified: modified, most: most})
}

// asking is what one fetch asks for.
type asking struct {
	accept         string
	key            *httpsig.Key // nil: unsigned
	etag, modified string       // what is known already
	most           int64        // bytes of a body
}

func (a asking) conditional() bool { return a.etag != "" || a.modified != "" }

func (a asking) header(agent []string) http.Header {
	h := http.Header{"User-Agent": agent, "Accept": {a.accept}}
	if a.etag != "" {
		h.Set("If-None-Match", a.etag)
	}
	if a.modified != "" {
		h.Set("If-Modified-Since", a.modified)
	}
	return h
}

func (c *Client) fetch(ctx context.Context, address string, a asking) (*Response, error) {
	key := a.key
	u, err := c.address("get", address)
	if err != nil {
		return nil, err
	}
	missKey := u.String()
	if key != nil {
		missKey = key.ID + " " + missKey
	}
	limited, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()

	final, _, _ := strings.Cut(address, "#")
	for hop := 0; ; hop++ {
		response, next, err := c.hop(limited, u, missKey, a)
		if err != nil {
			c.remember(ctx, missKey, u.Host, err)
			return nil, err
		}
		if next == nil {
			response.URL = final
			c.misses.drop(missKey)
			return response, nil
		}
		if hop == maxRedirects {
			return nil, &Error{Op: "get", Host: u.Host, Reason: fmt.Sprintf("more than %d redirects", maxRedirects)}
		}
		u, final = next, next.String()
	}
}

// hop does one request of a fetch: an answer, or where it points on.
func (c *Client) hop(ctx context.Context, u *url.URL, missKey string, a asking) (*Response, *url.URL, error) {
	leave, err := c.gate.enter(ctx, u.Host)
	if err != nil {
		return nil, nil, &Error{Op: "get", Host: u.Host, Temporary: true, Reason: "no place at this host in time", Err: errBusy{err}}
	}
	defer leave()
	// Looked up only now: whoever waited here may have waited behind the fetch
	// that found the host dead.
	if known := c.known(ctx, missKey, u.Host); known != nil {
		return nil, nil, known
	}
	r := (&http.Request{
		Method: http.MethodGet,
		URL:    u,
		Header: a.header(c.userAgent),
	}).WithContext(ctx)
	if a.key != nil {
		if err := httpsig.SignRequest(r, nil, *a.key, c.now()); err != nil {
			return nil, nil, &Error{Op: "get", Host: u.Host, Temporary: true, Reason: "could not be signed", Err: err}
		}
	}
	answer, err := c.rt.RoundTrip(r)
	if err != nil {
		return nil, nil, c.failure("get", u.Host, err)
	}
	defer answer.Body.Close()
	switch {
	case isRedirect(answer.StatusCode):
		drain(answer.Body)
		next, err := c.redirect(u, answer)
		return nil, next, err
	case answer.StatusCode == http.StatusNotModified && a.conditional():
		drain(answer.Body)
		return &Response{Status: answer.StatusCode, Header: answer.Header}, nil, nil
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		drain(answer.Body)
		return nil, nil, c.refusedBy("get", u.Host, answer)
	}
	body, err := c.readBody(u.Host, answer, a.most)
	if err != nil {
		return nil, nil, err
	}
	return &Response{
		Status:      answer.StatusCode,
		ContentType: answer.Header.Get("Content-Type"),
		Header:      answer.Header,
		Body:        body,
	}, nil, nil
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// redirect judges where an answer points: the same rules as for an address from
// anywhere.
func (c *Client) redirect(from *url.URL, answer *http.Response) (*url.URL, error) {
	location := answer.Header.Get("Location")
	if location == "" || len(location) > maxAddress {
		return nil, &Error{Op: "get", Host: from.Host, Status: answer.StatusCode, Reason: "redirect without a usable location"}
	}
	next, err := from.Parse(location)
	if err != nil {
		return nil, &Error{Op: "get", Host: from.Host, Status: answer.StatusCode, Reason: "redirect cannot be read", Err: err}
	}
	if err := c.checkAddress("get", next); err != nil {
		return nil, fmt.Errorf("redirect from %s: %w", from.Host, err)
	}
	return next, nil
}

// failure wraps an error of the connection. The guard's are final, all others
// may pass.
func (c *Client) failure(op, host string, err error) *Error {
	e := &Error{Op: op, Host: host, Temporary: true, Reason: err.Error(), Err: err}
	switch {
	case errors.Is(err, ErrRefused):
		e.Temporary = false
		c.log.Warn("fetch refused by the guard", "remote_host", host, "err", err)
	case errors.Is(err, context.DeadlineExceeded):
		e.Reason = fmt.Sprintf("no complete answer within %s", c.timeout)
	}
	return e
}

func (c *Client) refusedBy(op, host string, answer *http.Response) *Error {
	return &Error{
		Op: op, Host: host, Status: answer.StatusCode,
		Temporary:  temporaryStatus(answer.StatusCode),
		RetryAfter: retryAfter(answer.Header.Get("Retry-After"), c.now()),
		Reason:     statusText(answer.StatusCode),
	}
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("answered %d %s", status, http.StatusText(status)))
}
