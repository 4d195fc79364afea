package transport

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

const maxAddress = 2048

// address reads an address that a stranger chose. The fragment is dropped: it
// is ours to interpret ("#main-key") and never sent.
func (c *Client) address(op, raw string) (*url.URL, error) {
	if len(raw) > maxAddress {
		return nil, &Error{Op: op, Reason: fmt.Sprintf("address is longer than %d bytes", maxAddress)}
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, &Error{Op: op, Reason: "address cannot be read", Err: err}
	}
	return u, c.checkAddress(op, u)
}

func (c *Client) checkAddress(op string, u *url.URL) error {
	switch {
	case u.Scheme != c.scheme:
		return &Error{Op: op, Host: u.Host, Reason: fmt.Sprintf("scheme %q is not spoken here, only %s", u.Scheme, c.scheme), Err: ErrRefused}
	case u.Hostname() == "" || u.Opaque != "":
		return &Error{Op: op, Reason: "address has no host"}
	case u.User != nil:
		return &Error{Op: op, Host: u.Host, Reason: "address holds a user name", Err: ErrRefused}
	}
	u.Fragment, u.RawFragment = "", ""
	u.Host = strings.TrimSuffix(u.Host, ":")
	if isASCII(u.Host) {
		return nil
	}
	// As net/http would do while sending; done here because the host is signed.
	name, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		return &Error{Op: op, Reason: "host is not a valid name", Err: err}
	}
	if port := u.Port(); port != "" {
		name += ":" + port
	}
	u.Host = name
	return nil
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
