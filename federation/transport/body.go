package transport

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"
)

const maxSnippet = 512

// readBody reads a body to its end or to one byte over the bound, counted after
// decompression.
func (c *Client) readBody(host string, answer *http.Response, most int64) ([]byte, error) {
	if coding := answer.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, &Error{Op: "get", Host: host, Status: answer.StatusCode, Reason: "body in a coding we did not ask for"}
	}
	tooLarge := &Error{Op: "get", Host: host, Status: answer.StatusCode, Reason: fmt.Sprintf("body is larger than %d bytes", most)}
	if answer.ContentLength > most {
		return nil, tooLarge
	}
	var b bytes.Buffer
	if answer.ContentLength > 0 {
		b.Grow(int(answer.ContentLength) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(answer.Body, most+1))
	if n > most {
		return nil, tooLarge
	}
	if err != nil {
		return nil, c.failure("get", host, fmt.Errorf("read body: %w", err))
	}
	return b.Bytes(), nil
}

// drain reads a little of a body nobody wants, so that the connection can be
// used again.
func drain(body io.Reader) { _, _ = io.CopyN(io.Discard, body, maxDrain) }

// snippet reads the start of an answer's body as one line of printable text.
func snippet(body io.Reader) string {
	raw := make([]byte, maxSnippet)
	n, _ := io.ReadFull(body, raw)
	text := strings.ToValidUTF8(string(raw[:n]), "")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1 // control characters, and those that turn the writing direction
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
