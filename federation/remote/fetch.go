package remote

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"knoop/federation/iri"
	"knoop/federation/transport"
	"knoop/federation/vocab"
)

// ErrRefused is in the chain of every error that is about authority: an id on
// the wrong origin, a document that is not what its address says, a key whose
// owner does not know it. It does not pass by waiting.
var ErrRefused = errors.New("refused")

func refused(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRefused, fmt.Sprintf(format, args...))
}

// IsTemporary says whether trying again later may help. Errors of the database
// count as temporary.
func IsTemporary(err error) bool {
	var malformed *vocab.Error
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrBudget) || errors.As(err, &malformed) {
		return false
	}
	return transport.IsTemporary(err)
}

// IsGone says whether the origin says that there is nothing any more: 404 or
// 410.
func IsGone(err error) bool {
	status := transport.StatusOf(err)
	return status == 404 || status == 410
}

// IsRevoked says whether the origin says that it is gone for good: 410.
func IsRevoked(err error) bool { return transport.StatusOf(err) == 410 }

// IsAnswer says whether the origin gave a document, or said that there is none:
// not that it refuses us, as 401 and 403 do.
func IsAnswer(err error) bool {
	status := transport.StatusOf(err)
	return status == 0 || status == 200 || IsGone(err)
}

// Afresh gives a context in which a document that was missing a moment ago is
// asked for again.
func Afresh(ctx context.Context) context.Context { return transport.Afresh(ctx) }

// Foreign says whether an address can be another server's: of our scheme, with
// a host, not under our origin.
func (r *Remote) Foreign(address string) error {
	origin := iri.Origin(address)
	ours := iri.Origin(r.base.Origin)
	switch {
	case origin == "":
		return refused("no web address")
	case origin == ours:
		return refused("an address of this node")
	}
	if scheme, _, _ := strings.Cut(ours, ":"); !strings.HasPrefix(origin, scheme+":") {
		return refused("only %s is spoken here", scheme)
	}
	return nil
}

// get fetches and reads one ActivityPub document from exactly one address, and
// gives the address that answered.
func (r *Remote) get(ctx context.Context, address string) (*vocab.Document, string, []byte, error) {
	if err := r.Foreign(address); err != nil {
		return nil, "", nil, err
	}
	if err := r.budget.spend(); err != nil {
		return nil, "", nil, err
	}
	resp, err := r.client.GetDocument(ctx, address, r.key())
	if err != nil {
		return nil, "", nil, fmt.Errorf("fetch document: %w", err)
	}
	if err := r.Foreign(resp.URL); err != nil {
		return nil, "", nil, fmt.Errorf("fetch document: redirected: %w", err)
	}
	doc, err := vocab.Parse(resp.Body)
	if err != nil {
		return nil, resp.URL, resp.Body, fmt.Errorf("read document of %s: %w", iri.Host(resp.URL), err)
	}
	return doc, resp.URL, resp.Body, nil
}

// Object fetches a document by its id. What is given names itself: its id is
// the address asked for, or the address it was found under on the second try,
// and that address's own origin answered.
func (r *Remote) Object(ctx context.Context, address string) (*vocab.Document, error) {
	doc, final, _, err := r.get(ctx, address)
	if err != nil {
		return nil, err
	}
	if named(doc, address, final) {
		return doc, nil
	}
	id := doc.ID()
	if id == "" || id == address {
		return nil, refused("a document that does not name its own address")
	}
	doc, final, _, err = r.get(ctx, id)
	if err != nil {
		return nil, err
	}
	if !named(doc, id, final) {
		return nil, refused("a document whose id leads to another one")
	}
	return doc, nil
}

// named says whether a document fetched from address, which answered as final,
// is the one of that address.
func named(doc *vocab.Document, address, final string) bool {
	return doc.ID() == bare(address) && iri.SameOrigin(doc.ID(), final)
}

// bare takes the fragment off an address.
func bare(address string) string {
	address, _, _ = strings.Cut(address, "#")
	return address
}

// hostAddress builds an https (or, on a trial node, http) address on a host
// that came from outside.
func (r *Remote) hostAddress(host, path string, query url.Values) (string, error) {
	scheme, _, _ := strings.Cut(r.base.Origin, ":")
	u := url.URL{Scheme: scheme, Host: host, Path: path, RawQuery: query.Encode()}
	address := u.String()
	if iri.Host(address) != strings.ToLower(host) {
		return "", refused("no host name")
	}
	return address, r.Foreign(address)
}

func hostOf(address string) string { return iri.Host(address) }

func statusOf(err error) int { return transport.StatusOf(err) }

// isOurs says whether an error came from this node itself, not from the peer or
// the way to it.
func isOurs(err error) bool {
	var far *transport.Error
	return !errors.As(err, &far) && !errors.Is(err, context.DeadlineExceeded)
}

// Page fetches a collection or a page of one from exactly one address; it need
// not name itself, since only its list is read.
func (r *Remote) Page(ctx context.Context, address string) (*vocab.Document, error) {
	doc, final, _, err := r.get(ctx, address)
	if err == nil && !iri.SameOrigin(final, address) {
		err = refused("a page of another origin")
	}
	return doc, err
}
