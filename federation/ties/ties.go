package ties

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"knoop/federation/iri"
	"knoop/federation/queue"
	"knoop/federation/remote"
	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
)

const (
	atOnce    = 8 // pairs that are read at the same time
	batch     = 64
	readTime  = 60 * time.Second
	lookEvery = 15 * time.Second
	// pagesMost is how far a list of members is read for one entry: 5,000
	// members are a hundred pages of fifty, each with its proof.
	pagesMost = 120
	bytesMost = 16 << 20 // of one list
	// othersMost is how many other hats of a member of ours are read.
	othersMost = 8
)

// Options is what Ties is made from.
type Options struct {
	Store  *store.Store
	Remote *remote.Remote
	Base   iri.Base
	Bell   *queue.Bell // rings when something may be due; nil: only the clock
	Logger *slog.Logger
	Clock  func() time.Time // nil: time.Now
	// ReadTime is how long reading one membership may take; 0: a minute.
	ReadTime time.Duration
}

// Ties checks memberships. One process runs it per database.
type Ties struct {
	o        Options
	expireAt time.Time
}

// New makes Ties; nothing happens before Run.
func New(o Options) *Ties {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.ReadTime == 0 {
		o.ReadTime = readTime
	}
	if o.Bell == nil {
		o.Bell = queue.NewBell()
	}
	return &Ties{o: o}
}

// Run checks what is due until ctx ends.
func (t *Ties) Run(ctx context.Context) error {
	if _, err := t.o.Store.SettleMemberships(ctx); err != nil && ctx.Err() == nil {
		t.o.Logger.ErrorContext(ctx, "members without a membership not mended", "err", err)
	}
	queue.Loop(ctx, t.o.Logger, "ties", t.o.Bell, lookEvery, t.round)
	return nil
}

func (t *Ties) round(ctx context.Context) (more bool, next time.Time, err error) {
	if now := t.o.Clock(); now.After(t.expireAt) {
		if err := t.o.Store.ExpireOpenings(ctx); err != nil {
			return false, time.Time{}, err
		}
		if err := t.o.Store.ExpireOffers(ctx); err != nil {
			return false, time.Time{}, err
		}
		t.expireAt = now.Add(10 * time.Minute)
	}
	due, err := t.o.Store.DueChecks(ctx, batch)
	if err != nil {
		return false, time.Time{}, err
	}
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, b := range due {
		group.Go(func() error { return t.Check(ctx, b) })
	}
	if err := group.Wait(); err != nil {
		return false, time.Time{}, err
	}
	more, soon, err := t.cohosts(ctx)
	if err != nil {
		return false, time.Time{}, err
	}
	if next, err = t.o.Store.NextCheck(ctx); next.IsZero() || !soon.IsZero() && soon.Before(next) {
		next = soon
	}
	return more || len(due) == batch, next, err
}

// Check reads one membership on both sides and writes down what it found. Only
// an error of our own database is an error.
func (t *Ties) Check(ctx context.Context, b models.Belonging) error {
	ctx, cancel := context.WithTimeout(remote.Afresh(ctx), t.o.ReadTime)
	defer cancel()
	c, role := t.read(ctx, b)
	if ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled) {
		return nil // we are stopping; it stays due
	}
	t.o.Logger.DebugContext(ctx, "membership read", "membership", b.Membership.ID, "claim", c.Claim, "stamp", c.Stamp, "entry", c.Entry)
	return t.o.Store.CheckHat(context.WithoutCancel(ctx), b.Membership.ID, c, role)
}

func (t *Ties) read(ctx context.Context, b models.Belonging) (c models.Check, role models.Role) {
	m := b.Membership
	c.Of = m.StampURI
	c.Claim = t.claim(ctx, b)
	if b.Collective.Local {
		// Our own word: the stamp is there while she is a member, and she is
		// listed while she shows it. A home that does not answer takes her off no list.
		c.Stamp, c.Entry = models.Found, models.Missing
		if c.Claim == models.Found || c.Claim == models.Unknown && m.Shown {
			c.Entry = models.Found
		}
		return c, ""
	}
	if m.StampURI == "" {
		c.Stamp, c.Entry = models.Missing, models.Missing
		return c, ""
	}
	c.Stamp, role = t.stamp(ctx, b)
	if c.Stamp == models.Found {
		c.Entry = t.entry(ctx, b)
	}
	return c, role
}

// finding says what a failed reading means.
func finding(err error) models.Finding {
	switch {
	case err == nil:
		return models.Found
	case remote.IsRevoked(err):
		return models.Revoked
	case remote.IsGone(err), models.KindOf(err) == models.Gone, errors.Is(err, remote.ErrRefused):
		return models.Missing
	case remote.IsTemporary(err), !remote.IsAnswer(err):
		return models.Unknown
	}
	return models.Missing
}

// claim looks whether the person's own document names this collective and this
// stamp. For one of ours the row says it.
func (t *Ties) claim(ctx context.Context, b models.Belonging) models.Finding {
	if b.Person.Local {
		if b.Membership.Shown {
			return models.Found
		}
		return models.Missing
	}
	person, err := t.o.Remote.FetchActor(ctx, b.Person.URI)
	if err != nil {
		return finding(err)
	}
	if person.MovedTo != "" {
		return models.Missing
	}
	for _, c := range person.Claims {
		if c.Collective == b.Collective.URI && c.Stamp != "" && c.Stamp == b.Membership.StampURI {
			if b.Collective.Local {
				t.noteOthers(ctx, person)
			}
			return models.Found
		}
	}
	return models.Missing
}

// noteOthers lets the other hats of a member of ours be read too: her page here
// shows all that she shows, each with what both sides say.
func (t *Ties) noteOthers(ctx context.Context, person models.Actor) {
	left := othersMost
	for _, c := range person.Claims {
		if t.o.Base.Ours(c.Collective) {
			continue
		}
		if left--; left < 0 {
			return
		}
		collective, err := t.o.Remote.Actor(ctx, c.Collective, 0)
		if err != nil || collective.Kind != models.Group {
			continue
		}
		if err := t.o.Store.NoteClaim(context.WithoutCancel(ctx), person, collective, c.Stamp); err != nil {
			t.o.Logger.WarnContext(ctx, "a claim could not be noted", "err", err)
		}
	}
}

// stamp reads the collective's consent and judges it.
func (t *Ties) stamp(ctx context.Context, b models.Belonging) (models.Finding, models.Role) {
	found, s := t.stampSays(ctx, vocab.StampSays{
		ID: b.Membership.StampURI, By: b.Collective.URI, Subject: b.Person.URI, Relationship: models.MemberOf, Object: b.Collective.URI,
	})
	if found != models.Found {
		return found, ""
	}
	return found, s.Role()
}

// stampSays reads a consent at its origin, and judges whether it says just this, in
// the name of a party that is there (PROTOCOL 0, "Verify").
func (t *Ties) stampSays(ctx context.Context, claim vocab.StampSays) (models.Finding, vocab.Stamp) {
	if !iri.SameOrigin(claim.ID, claim.By) {
		return models.Missing, vocab.Stamp{}
	}
	doc, err := t.o.Remote.Object(ctx, claim.ID)
	if err != nil {
		return finding(err), vocab.Stamp{}
	}
	s, err := vocab.ReadStamp(doc)
	now := t.o.Clock()
	if err != nil || !s.Matches(claim, now) {
		return models.Missing, vocab.Stamp{}
	}
	party, err := t.o.Remote.Object(ctx, claim.By)
	if err != nil {
		return finding(err), vocab.Stamp{}
	}
	if party.Ref("movedTo") != "" || party.Type() == "Tombstone" {
		return models.Missing, vocab.Stamp{}
	}
	if err := s.Proves(party, now); err != nil {
		t.o.Logger.InfoContext(ctx, "a stamp that proves nothing", "remote_host", iri.Host(claim.ID), "err", err)
		return models.Missing, vocab.Stamp{}
	}
	return models.Found, s
}

// entry looks for the stamp in the collective's list of members.
func (t *Ties) entry(ctx context.Context, b models.Belonging) models.Finding {
	party, err := t.o.Remote.Object(ctx, b.Collective.URI)
	if err != nil {
		return finding(err)
	}
	address := party.Ref("members")
	if !iri.SameOrigin(address, b.Collective.URI) {
		return models.Missing
	}
	seen, size := map[string]bool{}, 0
	for range pagesMost {
		if address == "" || seen[address] || !iri.SameOrigin(address, b.Collective.URI) {
			return models.Missing
		}
		seen[address] = true
		page, err := t.o.Remote.Page(ctx, address)
		if err != nil {
			return finding(err)
		}
		if size += len(page.Raw()); size > bytesMost {
			return models.Unknown
		}
		stamps, first, next := vocab.Entries(page)
		for _, s := range stamps {
			if s == b.Membership.StampURI {
				return models.Found
			}
		}
		if address = next; address == "" {
			address = first
		}
	}
	return models.Unknown // a list that does not end says neither
}
