package remote

import (
	"bytes"
	"context"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"knoop/models"
)

const (
	relMeEvery = 15 * time.Second // how often one looks whether a link is due
	relMeBatch = 5                // links looked at in one go
	relMeTags  = 20_000           // read of one page
)

// PointsBack looks whether a page says, with <a rel="me"> or <link rel="me">,
// that it belongs to whoever has one of these addresses. It is fetched through
// the guarded client, unsigned, at most 1 MiB; no script of it runs.
func (r *Remote) PointsBack(ctx context.Context, address string, mine ...string) models.ProofState {
	if r.Foreign(address) != nil {
		return models.ProofFailed
	}
	answer, err := r.client.Get(ctx, address, "text/html, application/xhtml+xml", nil)
	if err != nil || answer.Status != http.StatusOK {
		return models.ProofFailed
	}
	if kind, _, _ := mime.ParseMediaType(answer.ContentType); kind != "text/html" && kind != "application/xhtml+xml" {
		return models.ProofMissing
	}
	base, err := url.Parse(answer.URL)
	if err != nil {
		return models.ProofFailed
	}
	for _, href := range relMe(answer.Body) {
		to, err := base.Parse(strings.TrimSpace(href))
		if err == nil && slices.ContainsFunc(mine, func(m string) bool { return sameAddress(to, m) }) {
			return models.ProofFound
		}
	}
	return models.ProofMissing
}

// relMe gives the addresses that a page names with rel="me".
func relMe(page []byte) (hrefs []string) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for range relMeTags {
		switch z.Next() {
		case html.ErrorToken:
			return hrefs
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.Data != "a" && t.Data != "link" {
				continue
			}
			href, me := "", false
			for _, a := range t.Attr {
				switch a.Key {
				case "href":
					href = a.Val
				case "rel":
					me = slices.Contains(strings.Fields(strings.ToLower(a.Val)), "me")
				}
			}
			if me && href != "" {
				hrefs = append(hrefs, href)
			}
		}
	}
	return hrefs
}

// sameAddress compares as people mean it: the host in any case, a slash at the
// end or none.
func sameAddress(to *url.URL, mine string) bool {
	m, err := url.Parse(mine)
	return err == nil && to.Scheme == m.Scheme && strings.EqualFold(to.Host, m.Host) && strings.TrimSuffix(to.Path, "/") == strings.TrimSuffix(m.Path, "/")
}

// WatchLinks looks at the links of our profiles when they are due: new ones within
// a quarter of a minute, all of them weekly. It ends with ctx.
func (r *Remote) WatchLinks(ctx context.Context) {
	tick := time.NewTicker(relMeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := r.LookAtLinks(ctx); err != nil && ctx.Err() == nil {
			r.log.ErrorContext(ctx, "links not looked at", "err", err)
		}
	}
}

// LookAtLinks looks at some of the links that are due.
func (r *Remote) LookAtLinks(ctx context.Context) error {
	due, err := r.store.DueLinks(ctx, r.now(), relMeBatch)
	if err != nil {
		return err
	}
	for _, l := range due {
		a, err := r.store.Actor(ctx, l.ActorID)
		if err != nil {
			return err
		}
		state := r.PointsBack(ctx, l.URL, a.URL, a.URI)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r.log.DebugContext(ctx, "link looked at", "remote_host", hostOf(l.URL), "state", string(state))
		if err := r.store.LinkLooked(ctx, l.Looked(state, r.now().UTC())); err != nil {
			return err
		}
	}
	return nil
}
