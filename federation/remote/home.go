package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"knoop/federation/iri"
	"knoop/federation/vocab"
	"knoop/models"
)

// homeTime is how long a home node may take to answer: somebody waits.
const homeTime = 5 * time.Second

// Home is where a person of another node signs in.
type Home struct {
	Actor     models.Actor
	Issuer    string // the origin of her id, as her home names itself
	Authorize string
	Token     string
}

// Home finds who a person says she is, and reads her document now. What can go
// wrong is said in sentences: those of Resolve (remote.unreachable also when it
// takes longer than five seconds) and remote.no_sign_in when her server cannot
// vouch for her. The Actor is set as far as it is known.
func (r *Remote) Home(ctx context.Context, acct string) (Home, error) {
	ctx, cancel := context.WithTimeout(ctx, homeTime)
	defer cancel()
	a, err := r.Resolve(ctx, acct)
	switch {
	case err != nil && models.KindOf(err) == "" && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Home{}, models.Fail(models.Invalid, "remote.unreachable", "Host", hostOfAcct(acct))
	case err != nil:
		return Home{}, err
	case a.Local:
		return Home{Actor: a}, nil
	}
	return homeOf(a)
}

func hostOfAcct(acct string) string {
	if _, domain, ok := models.SplitAcct(acct); ok {
		return domain
	}
	return hostOf(acct)
}

// homeOf reads the endpoints from a document just fetched. They must be on the
// origin of its id: else somebody who may write one field of a document could
// send its person elsewhere.
func homeOf(a models.Actor) (Home, error) {
	h := Home{Actor: a, Issuer: iri.Origin(a.URI)}
	none := models.Fail(models.NotFound, "remote.no_sign_in", "Host", a.Host)
	doc, err := vocab.Parse(a.Raw)
	if err != nil || doc.ID() != a.URI {
		return h, none
	}
	endpoints := doc.Doc("endpoints")
	if endpoints == nil || a.Kind != models.Person {
		return h, none
	}
	h.Authorize, h.Token = endpoints.Ref("oauthAuthorizationEndpoint"), endpoints.Ref("oauthTokenEndpoint")
	for _, address := range []string{h.Authorize, h.Token} {
		if !iri.SameOrigin(address, h.Issuer) || len(address) > maxEndpoint {
			return Home{Actor: a, Issuer: h.Issuer}, none
		}
	}
	return h, nil
}

const maxEndpoint = 1000 // bytes

// Voucher is what a visitor brought back from her home, with what was kept when
// she went there.
type Voucher struct {
	Issuer, Token         string // kept
	Code                  string // brought
	ClientID, RedirectURI string
	Verifier              string
}

// Vouched redeems a voucher at the home node and gives the person it names. She
// must live on the issuer's origin, and her document, read now, must name the
// same token endpoint: the answer replaces what was typed, so it has to prove
// itself. remote.unreachable when the home does not answer, remote.not_vouched
// when it says anything but yes.
func (r *Remote) Vouched(ctx context.Context, v Voucher) (models.Actor, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*homeTime)
	defer cancel()
	host := iri.Host(v.Issuer)
	no := models.Fail(models.Forbidden, "remote.not_vouched", "Host", host)
	if err := r.Foreign(v.Token); err != nil || !iri.SameOrigin(v.Token, v.Issuer) {
		return models.Actor{}, no
	}
	response, err := r.client.PostForm(ctx, v.Token, url.Values{
		"grant_type": {"authorization_code"}, "code": {v.Code}, "client_id": {v.ClientID},
		"redirect_uri": {v.RedirectURI}, "code_verifier": {v.Verifier},
	})
	if err != nil {
		r.log.InfoContext(ctx, "code not redeemed", "remote_host", host, "err", err)
		if status := statusOf(err); IsTemporary(err) && (status == 0 || status >= 500) {
			return models.Actor{}, models.Fail(models.Invalid, "remote.unreachable", "Host", host)
		}
		return models.Actor{}, no
	}
	var said struct {
		Me string `json:"me"`
	}
	if err := json.Unmarshal(response.Body, &said); err != nil || !iri.SameOrigin(said.Me, v.Issuer) {
		r.log.WarnContext(ctx, "a home node vouched for somebody elsewhere", "remote_host", host)
		return models.Actor{}, no
	}
	a, err := r.FetchActor(ctx, said.Me)
	if err != nil {
		return models.Actor{}, r.sentence(err, said.Me, host)
	}
	h, err := homeOf(a)
	if err != nil || a.URI != said.Me || h.Token != v.Token {
		r.log.WarnContext(ctx, "a home node vouched for somebody who does not name it", "remote_host", host)
		return models.Actor{}, no
	}
	return a, nil
}

// clientFresh is how long a client's document is believed.
const clientFresh = 3 * time.Minute

// Client is another node that wants to know who a person of ours is.
type Client struct {
	ID      string
	Origin  string
	Host    string
	Name    string
	Returns []string // where people may be sent back to (FEP-d8c2's redirectURI)
}

// MayReturn says whether people may be sent back to an address: one of those the
// client's own document names, to the letter, and on its own origin.
func (c Client) MayReturn(address string) bool { return slices.Contains(c.Returns, address) }

// Client reads the document of a client now, or as it was in the last minutes.
// Its id must be the address itself.
func (r *Remote) Client(ctx context.Context, id string) (Client, error) {
	if known, ok := r.clients.get(id); ok {
		return known, nil
	}
	ctx, cancel := context.WithTimeout(ctx, homeTime)
	defer cancel()
	doc, err := r.Object(ctx, id)
	if err != nil {
		return Client{}, fmt.Errorf("client: %w", err)
	}
	a, _, err := vocab.ReadActor(doc)
	switch {
	case err != nil:
		return Client{}, fmt.Errorf("client: %w", err)
	case a.URI != id:
		return Client{}, refused("a client that calls itself otherwise")
	}
	c := Client{ID: id, Origin: iri.Origin(id), Host: iri.Host(id), Name: a.DisplayName()}
	for _, address := range doc.Refs("redirectURI") {
		if iri.SameOrigin(address, id) && len(c.Returns) < maxReturns {
			c.Returns = append(c.Returns, address)
		}
	}
	r.clients.put(id, c, r.now().Add(clientFresh))
	return c, nil
}

const maxReturns = 10
