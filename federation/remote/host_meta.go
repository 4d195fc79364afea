package remote

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
)

// hostMeta gives the WebFinger address that a host's host-meta names (RFC 6415,
// link lrdd).
func (r *Remote) hostMeta(ctx context.Context, host, resource string) (string, error) {
	address, err := r.hostAddress(host, "/.well-known/host-meta", nil)
	if err != nil {
		return "", err
	}
	if err := r.budget.spend(); err != nil {
		return "", err
	}
	resp, err := r.client.Get(ctx, address, "application/xrd+xml, application/xml", nil)
	if err != nil {
		return "", fmt.Errorf("ask host-meta: %w", err)
	}
	if !isXRD(resp.ContentType) {
		return "", refused("host-meta is of type %.80q", resp.ContentType)
	}
	template, err := lrdd(resp.Body)
	if err != nil {
		return "", err
	}
	target := strings.ReplaceAll(template, "{uri}", url.QueryEscape(resource))
	return target, r.Foreign(target)
}

// lrdd reads the template of the lrdd link. encoding/xml expands no entities of
// the document's own, so that a small file stays small.
func lrdd(body []byte) (string, error) {
	var meta struct {
		Links []struct {
			Rel      string `xml:"rel,attr"`
			Template string `xml:"template,attr"`
		} `xml:"Link"`
	}
	if err := xml.Unmarshal(body, &meta); err != nil {
		return "", refused("host-meta cannot be read: %v", err)
	}
	for _, l := range meta.Links {
		if l.Rel == "lrdd" && strings.Contains(l.Template, "{uri}") {
			return l.Template, nil
		}
	}
	return "", refused("host-meta names no webfinger")
}
