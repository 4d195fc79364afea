package transport

import (
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// maxFormAnswer bounds what comes back to a form: a few names and addresses.
const maxFormAnswer = 64 << 10

// PostForm posts a form, unsigned, and gives the JSON that comes back with 200.
// Redirects are not followed: what is in the form is meant for this address
// alone. Any other status is an *Error; with 400 and 401 the Response is given
// too, as far as it is JSON, since an OAuth error stands in it.
func (c *Client) PostForm(ctx context.Context, address string, form url.Values) (*Response, error) {
	u, err := c.address("post", address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	body := form.Encode()
	// Without GetBody net/http does not send it a second time: what is in it may
	// be used once.
	r := (&http.Request{
		Method: http.MethodPost,
		URL:    u,
		Header: http.Header{
			"User-Agent": c.userAgent, "Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"},
		},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
	}).WithContext(ctx)
	answer, err := c.rt.RoundTrip(r)
	if err != nil {
		return nil, c.failure("post", u.Host, err)
	}
	defer answer.Body.Close()
	response := &Response{URL: u.String(), Status: answer.StatusCode, ContentType: answer.Header.Get("Content-Type"), Header: answer.Header}
	media, _, _ := mime.ParseMediaType(response.ContentType)
	isJSON := media == "application/json"
	switch {
	case answer.StatusCode == http.StatusOK && !isJSON:
		drain(answer.Body)
		return nil, &Error{Op: "post", Host: u.Host, Status: answer.StatusCode, Reason: "the answer is no JSON"}
	case answer.StatusCode != http.StatusOK && (!isJSON || answer.StatusCode != http.StatusBadRequest && answer.StatusCode != http.StatusUnauthorized):
		drain(answer.Body)
		return nil, c.refusedBy("post", u.Host, answer)
	}
	response.Body, err = io.ReadAll(io.LimitReader(answer.Body, maxFormAnswer+1))
	switch {
	case err != nil:
		return nil, c.failure("post", u.Host, err)
	case len(response.Body) > maxFormAnswer:
		return nil, &Error{Op: "post", Host: u.Host, Status: answer.StatusCode, Reason: "the answer is too large"}
	case answer.StatusCode != http.StatusOK:
		return response, c.refusedBy("post", u.Host, answer)
	}
	return response, nil
}
