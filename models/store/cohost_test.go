package store_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// joint is an event with one collective elsewhere: of ours, or of theirs.
type joint struct {
	t     *testing.T
	s     *store.Store
	clock *clock
	us    models.Actor
	other models.Actor
	event models.Object
	doc   store.IncomingObject // of an event of theirs
	said  int
}

func newJoint(t *testing.T, o store.Options, ours bool) *joint {
	t.Helper()
	j := &joint{t: t, clock: &clock{at: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}}
	o.Clock = j.clock.now
	j.s = storetest.Open(t, o)
	n := storetest.Node(t, j.s)
	j.us = storetest.Collective(t, j.s)
	zo := storetest.RemoteActor("zo.example", "zo")
	zo.Kind = models.Group
	var err error
	if j.other, err = j.s.SaveRemoteActor(t.Context(), zo); err != nil {
		t.Fatal(err)
	}
	e := models.Event{StartsAt: j.clock.now().AddDate(0, 0, 20), Timezone: "Europe/Amsterdam", Place: models.Place{Name: "De Spoel"}}
	if ours {
		if j.event, err = j.s.PublishEvent(t.Context(), store.NewEvent{ActorID: n.Collective, Title: "Zaterdag", Event: e}); err != nil {
			t.Fatal(err)
		}
		return j
	}
	j.doc = store.IncomingObject{Object: models.Object{
		URI: "https://zo.example/events/5", NoteURI: "https://zo.example/notes/5", Type: models.EventObj, ActorID: j.other.ID, Name: "Zaterdag", Visibility: models.Public,
		Published: j.clock.now(), Updated: j.clock.now(),
	}, Event: &e}
	return j
}

func (j *joint) must(err error) {
	j.t.Helper()
	if err != nil {
		j.t.Fatal(err)
	}
}

func (j *joint) word() models.Said {
	j.said++
	return models.Said{URI: j.other.URI + "/activities/" + strings.Repeat("i", j.said), Published: j.clock.passes(time.Second)}
}

// only gives the one part there is; an empty one when there is none.
func (j *joint) only() store.CohostItem {
	j.t.Helper()
	list, err := j.s.Cohosts(j.t.Context(), store.CohostFilter{})
	j.must(err)
	if len(list) > 1 {
		j.t.Fatalf("%d parts: %+v", len(list), list)
	}
	if len(list) == 0 {
		return store.CohostItem{}
	}
	return list[0]
}

// facts lists the open facts of co-organising and of edited events, and forgets them.
func (j *joint) facts() string {
	j.t.Helper()
	open, err := j.s.OpenFacts(j.t.Context(), 100)
	j.must(err)
	var out []string
	for _, f := range open {
		if f.Kind == models.EventEditedFact || strings.HasPrefix(string(f.Kind), "cohost.") {
			out = append(out, string(f.Kind))
		}
		j.must(j.s.FinishFact(j.t.Context(), store.Dispatch{FactID: f.ID}))
	}
	return strings.Join(out, ", ")
}

func (j *joint) is(what string, state models.CohostState, facts string) models.Cohost {
	j.t.Helper()
	c := j.only().Cohost
	if c.State != state {
		j.t.Errorf("%s: %q, not %q: %+v", what, c.State, state, c)
	}
	if got := j.facts(); got != facts {
		j.t.Errorf("%s says %q, not %q", what, got, facts)
	}
	return c
}

func (j *joint) answered(yes bool, opening, stamp string) bool {
	j.t.Helper()
	meant, err := j.s.OfferAnswered(j.t.Context(), j.other, j.word(), opening, yes, stamp, "Vol.")
	j.must(err)
	return meant
}

const zoStamp = "https://zo.example/stamps/1"

func TestCohosts_theOrganisersSide(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		j, ctx := newJoint(t, o, true), t.Context()
		j.facts()
		_, err := j.s.OfferEvent(ctx, j.event.ID, j.other.ID)
		j.must(err)
		c := j.is("offered", models.CohostOffered, "cohost.offered")
		if c.OpeningURI == "" || c.Listed || c.CheckDueAt == nil {
			t.Errorf("%+v", c)
		}
		_, err = j.s.OfferEvent(ctx, j.event.ID, j.other.ID)
		j.must(err)
		if again := j.is("offered again", models.CohostOffered, "cohost.offered"); again.OpeningURI != c.OpeningURI {
			t.Errorf("asked twice by two questions: %s, %s", c.OpeningURI, again.OpeningURI)
		}
		if j.answered(true, "https://elders.example/activities/1", zoStamp) {
			t.Error("an answer to another question counts")
		}
		j.is("answered what was not asked", models.CohostOffered, "")
		eve := j.other
		eve.ID = j.us.ID
		if meant, err := j.s.OfferAnswered(ctx, eve, j.word(), c.OpeningURI, true, zoStamp, ""); err != nil || meant {
			t.Errorf("the answer of another counts: %v", err)
		}
		j.answered(true, c.OpeningURI, zoStamp)
		if c = j.is("accepted", models.CohostAccepted, ""); c.Listed || c.StampURI != zoStamp {
			t.Errorf("listed before its stamp was read: %+v", c)
		}
		if who, err := j.s.Organizers(ctx, j.event.ID); err != nil || len(who) != 0 {
			t.Errorf("named before its stamp was read: %v, %v", who, err)
		}
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Stamp: models.Missing, Of: zoStamp}, models.Actor{}))
		if c = j.is("without a good stamp", models.CohostAccepted, ""); c.Listed {
			t.Errorf("%+v", c)
		}
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Stamp: models.Found, Of: "https://zo.example/stamps/other"}, models.Actor{}))
		j.is("another stamp than was read", models.CohostAccepted, "")
		before := j.only().Object.Updated
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Stamp: models.Found, Of: zoStamp}, models.Actor{}))
		c = j.is("its stamp is read", models.CohostAccepted, "event.edited")
		if who, err := j.s.Organizers(ctx, j.event.ID); err != nil || len(who) != 1 || who[0].Stamp != zoStamp || !c.Confirmed(j.clock.now()) || !j.only().Object.Updated.After(before) {
			t.Errorf("%v, %v, %+v", who, err, c)
		}
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Stamp: models.Unknown, Of: zoStamp}, models.Actor{}))
		if c = j.is("silence", models.CohostAccepted, ""); !c.Listed || !c.Confirmed(j.clock.now()) {
			t.Errorf("silence is a no: %+v", c)
		}
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Stamp: models.Missing, Of: zoStamp}, models.Actor{}))
		if c = j.is("denied", models.CohostAccepted, ""); !c.Listed || c.Confirmed(j.clock.now()) {
			t.Errorf("%+v", c)
		}
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Stamp: models.Revoked, Of: zoStamp}, models.Actor{}))
		if c = j.is("revoked", models.CohostEnded, "event.edited"); c.Listed {
			t.Errorf("%+v", c)
		}

		// Anew: taken back, and the yes that comes after changes nothing but is answered.
		_, err = j.s.OfferEvent(ctx, j.event.ID, j.other.ID)
		j.must(err)
		c = j.is("offered anew", models.CohostOffered, "cohost.offered")
		j.must(j.s.WithdrawOffer(ctx, c.ID))
		j.is("taken back", models.CohostWithdrawn, "cohost.withdrawn")
		j.answered(true, c.OpeningURI, zoStamp)
		j.is("a yes after it", models.CohostWithdrawn, "cohost.withdrawn")
		if err := j.s.WithdrawOffer(ctx, c.ID); models.KindOf(err) != models.Conflict {
			t.Errorf("taken back twice: %v", err)
		}

		// Refused, forgotten, expired.
		_, err = j.s.OfferEvent(ctx, j.event.ID, j.other.ID)
		j.must(err)
		c = j.is("and again", models.CohostOffered, "cohost.offered")
		j.answered(false, c.OpeningURI, "")
		if c = j.is("refused", models.CohostRefused, ""); c.Reason != "Vol." {
			t.Errorf("%+v", c)
		}
		_, err = j.s.OfferEvent(ctx, j.event.ID, j.other.ID)
		j.must(err)
		j.facts()
		j.clock.passes(models.AskAgainAfter + time.Hour)
		j.must(j.s.ExpireOffers(ctx))
		j.must(j.s.ExpireOffers(ctx))
		j.is("after three days", models.CohostOffered, "cohost.offered")
		j.clock.passes(models.OpeningLife + time.Hour)
		j.must(j.s.ExpireOffers(ctx))
		j.is("after thirty", models.CohostExpired, "")
		j.answered(true, j.only().Cohost.OpeningURI, zoStamp)
		j.is("a yes 40 days late", models.CohostExpired, "cohost.withdrawn")
	})
}

func TestCohosts_whatMayBeOffered(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		j, ctx := newJoint(t, o, true), t.Context()
		person := storetest.Remote(t, j.s, "zo.example", "noor")
		lid := storetest.Member(t, j.s, "lid")
		hers, err := j.s.PublishEvent(ctx, store.NewEvent{ActorID: lid.ID, Title: "Van mij", Event: models.Event{StartsAt: j.clock.now().AddDate(0, 0, 3), Timezone: "Europe/Amsterdam"}})
		j.must(err)
		for name, c := range map[string]struct {
			event, to string
			kind      models.Kind
		}{
			"to a person":         {j.event.ID, person.ID, models.Invalid},
			"to ourselves":        {j.event.ID, j.us.ID, models.Invalid},
			"what is a member's":  {hers.ID, j.other.ID, models.Forbidden},
			"what is not there":   {"x", j.other.ID, models.NotFound},
			"to who is not there": {j.event.ID, "x", models.NotFound},
		} {
			if _, err := j.s.OfferEvent(ctx, c.event, c.to); models.KindOf(err) != c.kind {
				t.Errorf("%s: %v, not %s", name, err, c.kind)
			}
		}
		_, err = j.s.CancelEvent(ctx, j.event.ID)
		j.must(err)
		if _, err := j.s.OfferEvent(ctx, j.event.ID, j.other.ID); models.KindOf(err) != models.Conflict {
			t.Errorf("what is called off: %v", err)
		}
		if got := j.only(); got.Cohost.ID != "" {
			t.Errorf("%+v", got)
		}

		// A draft: the wish waits, goes with it, or is forgotten with it.
		j.facts()
		in := store.NewEvent{ActorID: j.us.ID, Title: "Later", Event: models.Event{StartsAt: j.clock.now().AddDate(0, 0, 30), Timezone: "Europe/Amsterdam"}}
		for _, published := range []bool{false, true} {
			d, err := j.s.SaveDraft(ctx, "", in, models.TypedWhen{})
			j.must(err)
			_, err = j.s.OfferEvent(ctx, d.ID, j.other.ID)
			j.must(err)
			j.is("of a draft", models.CohostWished, "")
			if got := j.only(); got.Object.Name != "Later" || got.Host.ID != j.us.ID {
				t.Errorf("%+v", got)
			}
			if published {
				_, err = j.s.PublishDraft(ctx, d.ID)
				j.must(err)
				j.is("published", models.CohostOffered, "cohost.offered")
			} else {
				j.must(j.s.DropDraft(ctx, d.ID))
				if got := j.only(); got.Cohost.ID != "" {
					t.Errorf("%+v", got)
				}
			}
		}
	})
}

func (j *joint) offered(opening string) bool {
	j.t.Helper()
	meant, err := j.s.ReceiveOffer(j.t.Context(), j.other, j.us, j.word(), models.Opening{URI: opening, Raw: []byte("{}")}, j.doc)
	j.must(err)
	return meant
}

// names lets their event name whoever is given, newer than before.
func (j *joint) names(who ...models.Organizer) {
	j.t.Helper()
	e := *j.doc.Event
	e.Organizers = append([]models.Organizer{{URI: j.other.URI, Name: "Zo"}}, who...)
	j.doc.Event = &e
	j.doc.Object.Updated = j.clock.passes(time.Minute)
	_, err := j.s.ReviseObject(j.t.Context(), j.doc)
	j.must(err)
}

func TestCohosts_theSideOfWhoIsAsked(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		j, ctx := newJoint(t, o, false), t.Context()
		const one, two = "https://zo.example/activities/o1", "https://zo.example/activities/o2"
		if !j.offered(one) {
			t.Fatal("not taken")
		}
		c := j.is("asked", models.CohostOffered, "")
		j.offered(one)
		j.is("asked twice", models.CohostOffered, "")
		j.must(j.s.AnswerOffer(ctx, c.ID, true, ""))
		c = j.is("accepted", models.CohostAccepted, "cohost.answered")
		stamp, err := j.s.StampAt(ctx, c.StampURI)
		if err != nil || !stamp.Live() || stamp.Public || stamp.Subject != j.us.URI || stamp.Object != j.doc.Object.URI || stamp.Relationship != models.Organizes || stamp.ByID != j.us.ID {
			t.Errorf("%+v, %v", stamp, err)
		}
		if err := j.s.AnswerOffer(ctx, c.ID, true, ""); models.KindOf(err) != models.Conflict {
			t.Errorf("answered twice: %v", err)
		}
		j.offered(one)
		j.is("asked again after", models.CohostAccepted, "cohost.answered")
		j.offered(two)
		if got := j.is("asked anew by one that forgot", models.CohostAccepted, "cohost.answered"); got.OpeningURI != two || got.StampURI != c.StampURI {
			t.Errorf("%+v", got)
		}
		if events, err := j.s.Events(ctx, store.EventFilter{ActorID: j.us.ID, Carried: true, LocalOnly: true}); err != nil || len(events) != 1 {
			t.Errorf("%d events, %v", len(events), err)
		}

		// The event names us: by another stamp it is nothing, by ours we announce it.
		j.names(models.Organizer{URI: j.us.URI, Name: "Wij", Stamp: zoStamp})
		if got := j.is("named by another stamp", models.CohostAccepted, ""); got.Listed {
			t.Errorf("%+v", got)
		}
		j.names(models.Organizer{URI: j.us.URI, Name: "Wij", Stamp: c.StampURI})
		if got := j.is("named", models.CohostAccepted, "cohost.listed"); !got.Listed || !got.Confirmed(j.clock.now()) {
			t.Errorf("%+v", got)
		}
		if stamp, err = j.s.StampAt(ctx, c.StampURI); err != nil || !stamp.Public {
			t.Errorf("%+v, %v", stamp, err)
		}
		if list, total, err := j.s.Entries(ctx, j.us.ID, store.Page{Limit: 10}); err != nil || len(list) != 0 || total != 0 {
			t.Errorf("%d of %d members, %v", len(list), total, err)
		}
		j.names(models.Organizer{URI: j.us.URI, Name: "Wij", Stamp: c.StampURI})
		j.is("named again", models.CohostAccepted, "")

		// It changed: we are told until we looked.
		j.doc.Object.Name = "Zondag"
		j.names(models.Organizer{URI: j.us.URI, Name: "Wij", Stamp: c.StampURI})
		if got := j.only(); len(got.Cohost.Known.Changed(got.Object.Name, got.Event)) != 1 {
			t.Errorf("%+v", got.Cohost.Known)
		}
		j.must(j.s.SeeEvent(ctx, c.ID))
		if got := j.only(); len(got.Cohost.Known.Changed(got.Object.Name, got.Event)) != 0 {
			t.Errorf("%+v", got.Cohost.Known)
		}

		// Silence is no no; named no more is one.
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Claim: models.Unknown, Of: c.StampURI}, models.Actor{}))
		j.is("silence", models.CohostAccepted, "")
		j.names()
		if got := j.is("named no more", models.CohostEnded, "cohost.dropped"); got.Listed {
			t.Errorf("%+v", got)
		}
		if stamp, err = j.s.StampAt(ctx, c.StampURI); err != nil || stamp.RevokedAt == nil {
			t.Errorf("%+v, %v", stamp, err)
		}

		// Claimed without our word.
		j.names(models.Organizer{URI: j.us.URI, Name: "Wij", Stamp: c.StampURI})
		if got := j.is("named after it ended", models.CohostEnded, ""); !got.Shown() || got.Confirmed(j.clock.now()) {
			t.Errorf("%+v", got)
		}

		// Anew, and we leave.
		j.offered("https://zo.example/activities/o3")
		c = j.is("asked anew", models.CohostOffered, "")
		j.must(j.s.AnswerOffer(ctx, c.ID, true, ""))
		j.facts()
		j.must(j.s.LeaveEvent(ctx, c.ID, ""))
		j.is("left", models.CohostEnded, "cohost.left")
		if err := j.s.LeaveEvent(ctx, c.ID, ""); models.KindOf(err) != models.Conflict {
			t.Errorf("left twice: %v", err)
		}

		// Taken back before and after a yes; by another it means nothing.
		for _, yes := range []bool{false, true} {
			opening := "https://zo.example/activities/o" + map[bool]string{false: "4", true: "5"}[yes]
			j.offered(opening)
			facts, state := "", models.CohostWithdrawn
			if yes {
				j.must(j.s.AnswerOffer(ctx, c.ID, true, ""))
				facts, state = "cohost.dropped", models.CohostEnded
			}
			j.facts()
			if meant, err := j.s.OfferUndone(ctx, j.us, j.word(), opening); err != nil || meant {
				t.Errorf("undone by another: %v", err)
			}
			if meant, err := j.s.OfferUndone(ctx, j.other, j.word(), opening); err != nil || !meant {
				t.Errorf("not undone: %v", err)
			}
			j.is("undone", state, facts)
		}

		// The event is deleted.
		j.offered("https://zo.example/activities/o6")
		j.must(j.s.AnswerOffer(ctx, c.ID, true, ""))
		j.facts()
		j.must(j.s.EraseObject(ctx, j.doc.Object.URI, j.other.ID))
		j.is("deleted", models.CohostEnded, "cohost.dropped")
		if j.offered("https://zo.example/activities/o7") {
			t.Error("what was deleted is offered")
		}
	})
}

// A third node keeps what the event's document claims, and what came of reading it.
func TestCohosts_ofOthersAreWhatIsClaimedAndRead(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		j, ctx := newJoint(t, o, false), t.Context()
		wijk := models.Organizer{URI: "https://wijk.example/users/wijk", Name: "Wijk", Stamp: "https://wijk.example/stamps/3"}
		e := *j.doc.Event
		e.Organizers = []models.Organizer{{URI: j.other.URI}, wijk}
		j.doc.Event = &e
		_, _, err := j.s.KeepObject(ctx, j.doc)
		j.must(err)
		c := j.is("claimed", models.CohostClaimed, "")
		if c.Confirmed(j.clock.now()) || c.CollectiveID != "" || c.CheckDueAt == nil || j.only().Collective.DisplayName() != "Wijk" {
			t.Errorf("%+v", c)
		}
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Claim: models.Found, Stamp: models.Found, Of: wijk.Stamp}, models.Actor{}))
		if c = j.is("read", models.CohostClaimed, ""); !c.Confirmed(j.clock.now()) {
			t.Errorf("%+v", c)
		}
		wijk.Stamp = "https://wijk.example/stamps/4"
		j.names(wijk)
		if c = j.is("by another stamp", models.CohostClaimed, ""); c.Confirmed(j.clock.now()) {
			t.Errorf("confirmed by a stamp that was not read: %+v", c)
		}
		wijk.Stamp = ""
		j.names(wijk)
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Claim: models.Found, Stamp: models.Missing}, models.Actor{}))
		if c = j.is("without a stamp", models.CohostClaimed, ""); c.Confirmed(j.clock.now()) || !c.Shown() {
			t.Errorf("%+v", c)
		}
		if items, err := j.s.Events(ctx, store.EventFilter{}); err != nil || len(items) != 1 || len(items[0].Cohosts) != 1 {
			t.Errorf("%+v, %v", items, err)
		}
		j.names()
		if got := j.only(); got.Cohost.ID != "" {
			t.Errorf("named no more: %+v", got)
		}
	})
}

// A collective that is gone organises nothing, and neither does one whose event is.
func TestCohosts_endWithWhoIsGone(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		j, ctx := newJoint(t, o, true), t.Context()
		_, err := j.s.OfferEvent(ctx, j.event.ID, j.other.ID)
		j.must(err)
		c := j.only().Cohost
		j.answered(true, c.OpeningURI, zoStamp)
		j.must(j.s.CheckCohost(ctx, c.ID, models.Check{Stamp: models.Found, Of: zoStamp}, models.Actor{}))
		j.facts()
		j.must(j.s.EraseActor(ctx, j.other.URI))
		if c = j.is("the collective is gone", models.CohostGone, "event.edited"); c.Listed {
			t.Errorf("%+v", c)
		}
	})
}

func TestCohosts_endWithTheirEvent(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		j, ctx := newJoint(t, o, true), t.Context()
		_, err := j.s.OfferEvent(ctx, j.event.ID, j.other.ID)
		j.must(err)
		j.facts()
		_, err = j.s.DeleteObject(ctx, j.event.ID)
		j.must(err)
		j.is("the event is deleted", models.CohostWithdrawn, "cohost.withdrawn")
		if to, err := j.s.CohostInboxes(ctx, j.event.ID); err != nil || len(to) != 1 {
			t.Errorf("%v, %v", to, err)
		}
	})
}
