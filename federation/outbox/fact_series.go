package outbox

import (
	"context"
	"fmt"
	"slices"

	"knoop/models"
	"knoop/models/store"
)

// seriesAudience is who follows the series that an event is a date of, and not
// the collective that holds it: to them the series announces it. Who follows both
// has the event already, and gets no second post.
type seriesAudience struct {
	fanout  *fanout
	actor   models.Actor
	only    *audience // nil for an event that stands alone
	event   models.Object
	already map[string]bool // inboxes that were told of this date
}

// series reads the series of an event of ours; empty for one that stands alone.
func (f *fanout) series(ctx context.Context, o models.Object, e models.Event) (*seriesAudience, error) {
	s := &seriesAudience{fanout: f, event: o}
	if e.SuperEvent == "" {
		return s, nil
	}
	item, _, err := f.store.SeriesOf(ctx, o.ID)
	if models.KindOf(err) == models.NotFound {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read series: %w", err)
	}
	if item.Actor.GoneAt != nil {
		return s, nil
	}
	s.actor, s.only = item.Actor, f.audience()
	for after := ""; ; {
		page, err := f.store.FollowerInboxesWithout(ctx, item.Actor.ID, o.ActorID, after, followerPage)
		if err != nil {
			return nil, fmt.Errorf("read inboxes of a series' followers: %w", err)
		}
		for _, r := range page {
			if err := s.only.add(ctx, r); err != nil {
				return nil, err
			}
		}
		if len(page) < followerPage {
			return s, nil
		}
		after = page[len(page)-1].Inbox
	}
}

// forget takes out of the lists who was told of this date when it was planned.
func (s *seriesAudience) forget(ctx context.Context, lists ...*audience) error {
	if s.only == nil {
		return nil
	}
	told, err := s.fanout.store.ToldInboxes(ctx, s.event.URI)
	if err != nil {
		return fmt.Errorf("read inboxes that were told: %w", err)
	}
	s.already = map[string]bool{}
	for _, r := range told {
		s.already[r.Inbox] = true
	}
	for _, a := range append(lists, s.only) {
		a.list = slices.DeleteFunc(a.list, func(r store.Recipient) bool { return s.already[r.Inbox] })
	}
	return nil
}

func (s *seriesAudience) list() []store.Recipient {
	if s.only == nil {
		return nil
	}
	return s.only.list
}

func (s *seriesAudience) actorID() string { return s.actor.ID }

// announced says whether all have been told of an event: of a date that is only
// planned, software without a calendar knows nothing yet, and hears of no edit.
func (f *fanout) announced(ctx context.Context, o models.Object, e models.Event) (bool, error) {
	if e.SuperEvent == "" {
		return true, nil
	}
	_, occurrence, err := f.store.SeriesOf(ctx, o.ID)
	if models.KindOf(err) == models.NotFound {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("read series: %w", err)
	}
	return occurrence.AnnouncedAt != nil, nil
}

// eventPlanned tells software with a calendar of a date that is still weeks away;
// all others hear of it when it is announced.
func (f *fanout) eventPlanned(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	o, event, author, gone, err := f.event(ctx, fact.Subject)
	if err != nil || gone || event.Status == models.EventCancelled {
		return store.Dispatch{}, err
	}
	to, relayed := f.audience(), f.audience()
	if err := to.followers(ctx, o.ActorID); err != nil {
		return store.Dispatch{}, err
	}
	node, err := f.store.Node(ctx)
	if err != nil {
		return store.Dispatch{}, fmt.Errorf("read node: %w", err)
	}
	if err := relayed.followers(ctx, node.Application); err != nil {
		return store.Dispatch{}, err
	}
	series, err := f.series(ctx, o, event)
	if err != nil {
		return store.Dispatch{}, err
	}
	if err := series.forget(ctx, to, relayed); err != nil {
		return store.Dispatch{}, err
	}
	forms, err := f.formsOf(ctx, o.URI, slices.Concat(to.list, relayed.list, series.list()))
	if err != nil {
		return store.Dispatch{}, err
	}
	early := func(list []store.Recipient) map[models.Form][]store.Recipient {
		parts := forms.split(list)
		delete(parts, models.FormNote)
		return parts
	}
	d := f.draft(fact, o.URI)
	a, err := f.words.create(o, &event, author, models.FormEvent)
	if err != nil {
		return store.Dispatch{}, err
	}
	d.send(d.say(a), false, early(to.list)[models.FormEvent]...)
	for actorID, list := range map[string][]store.Recipient{node.Application: relayed.list, series.actorID(): series.list()} {
		if err := f.announce(ctx, d, actorID, o, early(list)); err != nil {
			return store.Dispatch{}, err
		}
	}
	// The form of a host that was told nothing is chosen when it is.
	d.dispatch.Forms = slices.DeleteFunc(forms.decided, func(t models.ToldForm) bool { return t.Form != models.FormEvent })
	return d.dispatch, nil
}
