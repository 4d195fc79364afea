package transport

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"knoop/federation/httpsig"
)

// Media types of ActivityPub documents (ActivityPub 3.2).
const (
	ActivityJSON    = "application/activity+json"
	LinkedDataJSON  = `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`
	activityProfile = "https://www.w3.org/ns/activitystreams"
	acceptDocuments = ActivityJSON + ", " + LinkedDataJSON
)

// GetDocument fetches an ActivityPub document: 200 and one of the two media
// types, nothing else. application/json is refused, as Mastodon does: what a
// member uploaded elsewhere could pass for an actor (CVE-2024-25623). key nil
// fetches unsigned.
func (c *Client) GetDocument(ctx context.Context, address string, key *httpsig.Key) (*Response, error) {
	response, err := c.Get(ctx, address, acceptDocuments, key)
	if err != nil {
		return nil, err
	}
	if response.Status != http.StatusOK {
		return nil, response.unfit(statusText(response.Status))
	}
	if !IsDocumentType(response.ContentType) {
		return nil, response.unfit(fmt.Sprintf("content type %.80q is not ActivityPub's", response.ContentType))
	}
	return response, nil
}

// GetJSON fetches JSON that is not ActivityPub (WebFinger, NodeInfo), unsigned.
// The answer must be 200 and of one of the types, or plain application/json.
func (c *Client) GetJSON(ctx context.Context, address string, types ...string) (*Response, error) {
	accept := "application/json"
	if len(types) > 0 {
		accept = strings.Join(types, ", ")
	}
	response, err := c.Get(ctx, address, accept, nil)
	if err != nil {
		return nil, err
	}
	if response.Status != http.StatusOK {
		return nil, response.unfit(statusText(response.Status))
	}
	media, _, _ := mime.ParseMediaType(response.ContentType)
	if media != "application/json" && !slices.ContainsFunc(types, func(t string) bool {
		wanted, _, _ := mime.ParseMediaType(t)
		return media != "" && media == wanted
	}) {
		return nil, response.unfit(fmt.Sprintf("content type %.80q was not asked for", response.ContentType))
	}
	return response, nil
}

// IsDocumentType says whether a Content-Type is one of ActivityPub's two;
// parameters beside the profile do not matter.
func IsDocumentType(contentType string) bool {
	media, params, err := mime.ParseMediaType(contentType)
	switch media {
	case ActivityJSON:
		return true
	case "application/ld+json":
		if err != nil { // a profile without quotes is not a token, yet some send it
			return strings.Contains(contentType, "profile="+activityProfile)
		}
		return slices.Contains(strings.Fields(params["profile"]), activityProfile)
	}
	return false
}

// unfit makes an answer that came well but cannot be used into a final error.
func (r *Response) unfit(reason string) error {
	return &Error{Op: "get", Host: hostOf(r.URL), Status: r.Status, Reason: reason}
}

func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}
