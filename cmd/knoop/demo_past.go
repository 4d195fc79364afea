package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"knoop/cmd/knoop/demodata"
	"knoop/federation/iri"
	"knoop/federation/remote"
	"knoop/models"
	"knoop/models/recurrence"
	"knoop/models/store"
	"knoop/models/text"
)

// past writes what happened before the demo began, each thing at its own time.
// All of it is one transaction: a node has its whole past or none.
type past struct {
	demodata.Collective
	now    time.Time // of the demo
	clock  *demoClock
	st     *store.Store // bound to the transaction
	node   models.Node
	people remote.People
	media  string            // where pictures are kept
	venues map[string]string // ids of the register, by name
}

// demoClock is the time the store believes it is.
type demoClock struct{ at time.Time }

func (c *demoClock) time() time.Time { return c.at }

// keysNeeded is one for each member, the collective and the Application.
func (n *demoNode) keysNeeded() int { return len(n.Members) + len(n.Series) + 2 }

// writePast fills the node's data directory, unless that was done before.
func (n *demoNode) writePast(ctx context.Context, gate keyGate) error {
	secret, err := store.LoadSecret(n.dir, "", true)
	if err != nil {
		return err
	}
	now := time.Now()
	clock := &demoClock{now}
	var ring *keyRing
	st, err := store.Open(ctx, store.Options{
		Dir: n.dir, Secret: secret, Clock: clock.time,
		NewKeys: func() (models.Keys, error) { return ring.take() },
	})
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := st.Migrate(ctx); err != nil {
		return err
	}
	if node, err := st.Node(ctx); err != nil || node.Ready() {
		return err
	}
	ring, err = makeKeys(ctx, gate, n.keysNeeded(), func() { n.row.step("making keys") })
	if err != nil {
		return err
	}
	n.row.step("writing three months")
	return st.InTx(ctx, func(tx *store.Store) error {
		p := past{Collective: n.Collective, now: now, clock: clock, st: tx, media: filepath.Join(n.dir, mediaDir), venues: map[string]string{}}
		return p.write(ctx, n.origin(), fmt.Sprintf("%s.localhost:%d", n.Host, n.port))
	})
}

func (p *past) write(ctx context.Context, origin, domain string) error {
	if err := p.found(ctx, origin, domain); err != nil {
		return err
	}
	if err := p.join(ctx); err != nil {
		return err
	}
	if err := p.standIn(ctx); err != nil {
		return err
	}
	if err := p.openDoor(ctx); err != nil {
		return err
	}
	acts := p.acts()
	slices.SortStableFunc(acts, func(a, b act) int { return a.at.Compare(b.at) })
	for _, one := range acts {
		p.clock.at = one.at
		if err := one.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// found sets the node up.
func (p *past) found(ctx context.Context, origin, domain string) (err error) {
	first := p.Members[0]
	p.clock.at = p.Since(p.now)
	p.node, err = p.st.SetUp(ctx, store.Setup{
		Origin: origin, HandleDomain: domain, Language: "nl", Timezone: demodata.Timezone,
		Name: p.Name, Handle: p.Handle, OrchestratorName: first.Name, OrchestratorHandle: first.Handle,
		Card: p.Card, Accent: p.Accent, Logo: p.Logo,
	})
	if err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	p.people = remote.People{Base: iri.Of(p.node), Actors: map[string]models.Actor{}}
	if err := p.introduce(ctx, p.Handle, p.Headline, p.About); err != nil {
		return err
	}
	founder, err := p.st.ActorByHandle(ctx, first.Handle)
	if err != nil {
		return fmt.Errorf("find @%s: %w", first.Handle, err)
	}
	if err := p.st.EditProfile(ctx, founder.ID, *demoProfile(first)); err != nil {
		return fmt.Errorf("introduce @%s: %w", first.Handle, err)
	}
	p.people.Actors[first.Handle] = founder
	return nil
}

// demoProfile writes what a member says of herself as the store takes it.
func demoProfile(m demodata.Member) *models.Profile {
	profile := m.Profile()
	profile.AboutHTML = text.Render(m.Bio, nil).HTML
	return &profile
}

// introduce lets the collective, which set-up made, say who it is.
func (p *past) introduce(ctx context.Context, handle, headline, about string) error {
	actor, err := p.st.ActorByHandle(ctx, handle)
	if err != nil {
		return fmt.Errorf("find @%s: %w", handle, err)
	}
	actor.Headline, actor.Source, actor.Summary = headline, about, text.Render(about, nil).HTML
	actor.Discoverable = true
	if err := p.st.EditActor(ctx, actor); err != nil {
		return fmt.Errorf("introduce @%s: %w", handle, err)
	}
	p.people.Actors[handle] = actor
	return nil
}

// join adds the other members, one a week from the beginning.
func (p *past) join(ctx context.Context) error {
	for _, m := range p.Members[1:] {
		p.clock.at = p.clock.at.AddDate(0, 0, 7)
		actor, err := p.st.AddMember(ctx, store.NewMember{Handle: m.Handle, Role: m.Role(), Profile: demoProfile(m)})
		if err != nil {
			return fmt.Errorf("add @%s: %w", m.Handle, err)
		}
		p.people.Actors[m.Handle] = actor
	}
	return nil
}

// act is one thing that happened.
type act struct {
	at time.Time
	do func(context.Context) error
}

func (p *past) acts() []act {
	acts := slices.Concat(p.conduct(), p.requests(), p.register(), p.calendars())
	for _, note := range p.Notes {
		acts = append(acts, act{note.Published(p.now), func(ctx context.Context) error {
			_, err := p.st.PublishNote(ctx, demoNote(note, p.author(note.By), p.people))
			return err
		}})
	}
	for _, event := range p.Events {
		acts = append(acts, p.plans(event)...)
	}
	return append(acts, p.series()...)
}

// series makes the series, and lets the weeks since then pass over them.
func (p *past) series() (acts []act) {
	if len(p.Series) == 0 {
		return nil
	}
	for i, s := range p.Series {
		acts = append(acts, act{p.now.Add(-demodata.SeriesAge + time.Duration(i)*time.Hour), func(ctx context.Context) error {
			w := p.people.Write(s.Text)
			_, err := p.st.CreateSeries(ctx, store.NewSeries{Handle: s.Handle, Series: models.Series{
				Rule: s.Rule, Start: s.Start(p.now).Format(recurrence.WallLayout), Timezone: demodata.Timezone, Minutes: s.Minutes,
				Holidays: string(recurrence.DutchHolidays), Title: s.Title, Summary: s.Summary, Source: s.Text, Content: w.HTML,
				Language: s.Language, Hashtags: w.Hashtags, Mentions: w.Mentions, Place: s.Place, Capacity: s.Capacity,
			}})
			return err
		}})
	}
	step := func(ctx context.Context) error {
		_, err := p.st.StepAllSeries(ctx)
		return err
	}
	for at := p.now.Add(-demodata.SeriesAge).AddDate(0, 0, 1); at.Before(p.now); at = at.AddDate(0, 0, 3) {
		acts = append(acts, act{at, step})
	}
	return append(acts, act{p.now.Add(-time.Minute), step})
}

// author gives the row of who writes: a member, or the collective.
func (p *past) author(by string) string {
	if by == "" {
		return p.node.Collective
	}
	return p.people.Actors[by].ID
}

// demoNote and demoEvent write the cast's things as the store takes them.
func demoNote(note demodata.Note, author string, known remote.People) store.NewNote {
	w := known.Write(note.Text)
	return store.NewNote{
		ActorID: author, Visibility: models.Public, Source: note.Text, Content: w.HTML,
		Language: note.Language, Mentions: w.Mentions, Hashtags: w.Hashtags,
	}
}

func demoEvent(e demodata.Event, now time.Time, author string, known remote.People) store.NewEvent {
	w := known.Write(e.Text)
	out := store.NewEvent{
		ActorID: author, Title: e.Title, Summary: e.Summary, Source: e.Text, Content: w.HTML,
		Language: e.Language, Hashtags: w.Hashtags, Mentions: w.Mentions,
		Event: models.Event{
			StartsAt: models.Second(e.Starts(now)), Timezone: demodata.Timezone, Place: e.Place,
			OnlineURL: e.Online, Capacity: e.Capacity, Status: models.EventConfirmed,
			TakesRSVP: true, WaitingList: true, Poll: len(e.Votes) > 0,
			EventDetails: models.EventDetails{Room: e.Room, StepFree: e.StepFree, StepFreeNote: e.Step},
		},
	}
	if end := e.Ends(now); !end.IsZero() {
		end = models.Second(end)
		out.Event.EndsAt = &end
	}
	return out
}
