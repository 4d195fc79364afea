package inbox_test

import (
	"net/http"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/models"
	"knoop/models/store"
)

// offering is a collective elsewhere with an event, and one of ours.
type offering struct {
	w     *world
	zo    *fedtest.Actor
	peer  *fedtest.Peer
	event fedtest.Doc // theirs
	ours  models.Object
}

func newOffering(t *testing.T) *offering {
	t.Helper()
	w := newWorld(t)
	o := &offering{w: w, peer: w.peer(fedtest.Options{Name: "knoopje", Software: "knoop"})}
	o.zo = o.peer.Add("zo", "Group")
	id := o.peer.Origin + "/events/5"
	o.event = fedtest.Doc{
		"@context": fedtest.Context, "id": id, "type": "Event", "attributedTo": o.zo.ID, "name": "Zaterdag", "to": []string{"https://www.w3.org/ns/activitystreams#Public"},
		"startTime": time.Now().AddDate(0, 0, 20).UTC().Format(time.RFC3339), "published": "2026-01-01T10:00:00Z",
	}
	o.peer.Keep(id, o.event)
	var err error
	o.ours, err = w.store.PublishEvent(w.ctx, store.NewEvent{
		ActorID: w.us.ID, Title: "Van ons", Event: models.Event{StartsAt: time.Now().AddDate(0, 0, 20), Timezone: "Europe/Amsterdam"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *offering) id() string { return o.event["id"].(string) }

// say makes an activity of zo of a moment.
func (o *offering) say(by *fedtest.Actor, kind string, object any, at time.Time) fedtest.Doc {
	doc := by.Activity(kind, object)
	doc["to"] = []string{o.w.us.URI}
	doc["published"] = at.UTC().Format(time.RFC3339)
	return doc
}

func (o *offering) offer(at time.Time) fedtest.Doc {
	doc := o.say(o.zo, "Offer", o.id(), at)
	doc["target"] = o.w.us.URI
	return doc
}

// part gives the part in an event that there is; empty for none.
func (o *offering) part(event string) models.Cohost {
	o.w.t.Helper()
	list, err := o.w.store.Cohosts(o.w.ctx, store.CohostFilter{})
	if err != nil {
		o.w.t.Fatal(err)
	}
	for _, item := range list {
		if item.Object.URI == event {
			return item.Cohost
		}
	}
	return models.Cohost{}
}

func TestOffer_waitsForAPersonAndKeepsTheEventAsItsOriginHasIt(t *testing.T) {
	o := newOffering(t)
	offer := o.offer(time.Now())
	o.w.tell(o.zo, offer)
	c := o.part(o.id())
	if c.State != models.CohostOffered || c.OpeningURI != offer["id"] || c.CollectiveID != o.w.us.ID {
		t.Fatalf("%+v", c)
	}
	if held, ok := o.w.object(o.id()); !ok || held.Name != "Zaterdag" {
		t.Errorf("%+v", held)
	}
	o.w.tell(o.zo, offer)
	if got := o.part(o.id()); got.ID != c.ID || o.w.facts(models.CohostAnsweredFact) != 0 {
		t.Errorf("%+v", got)
	}
	if err := o.w.store.AnswerOffer(o.w.ctx, c.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	o.w.tell(o.zo, o.offer(time.Now().Add(time.Minute)))
	if got := o.part(o.id()); got.State != models.CohostAccepted || o.w.facts(models.CohostAnsweredFact) != 2 {
		t.Errorf("asked anew: %+v, %d answers", got, o.w.facts(models.CohostAnsweredFact))
	}
}

func TestOffer_isDroppedWhenItIsNotTheirsToMake(t *testing.T) {
	o := newOffering(t)
	elsewhere := o.w.peer(fedtest.Options{Name: "elders", Software: "knoop"}).Add("eve", "Group")
	neighbour := o.peer.Add("buur", "Group")
	noor := o.peer.Person("noor")
	past := o.offer(time.Now().AddDate(0, 0, -40))
	past["endTime"] = time.Now().AddDate(0, 0, -10).UTC().Format(time.RFC3339)
	toNobody := o.offer(time.Now())
	toNobody["target"] = o.w.us.URI + "x"
	toPerson := o.offer(time.Now())
	toPerson["target"] = o.w.base.Application()
	hidden := o.offer(time.Now())
	hidden["object"] = o.peer.Origin + "/events/6"
	secret := fedtest.Doc{}
	for k, v := range o.event {
		secret[k] = v
	}
	secret["id"], secret["to"] = hidden["object"], []string{o.w.us.URI}
	o.peer.Keep(secret["id"].(string), secret)
	absent := o.offer(time.Now())
	absent["object"] = o.peer.Origin + "/events/7"
	o.peer.Serve(absent["object"].(string), fedtest.Answer{Status: http.StatusNotFound})
	for name, c := range map[string]struct {
		by  *fedtest.Actor
		doc fedtest.Doc
	}{
		"by another host": {elsewhere, func() fedtest.Doc {
			d := o.offer(time.Now())
			d["id"], d["actor"] = elsewhere.ID+"/o1", elsewhere.ID
			return d
		}()},
		"by another of its host": {neighbour, func() fedtest.Doc { d := o.offer(time.Now()); d["actor"] = neighbour.ID; return d }()},
		"by a person":            {noor, func() fedtest.Doc { d := o.offer(time.Now()); d["actor"] = noor.ID; return d }()},
		"too late":               {o.zo, past},
		"to nobody":              {o.zo, toNobody},
		"to the node itself":     {o.zo, toPerson},
		"what is not public":     {o.zo, hidden},
		"what is not there":      {o.zo, absent},
		"of a time to come":      {o.zo, o.offer(time.Now().Add(2 * time.Hour))},
		"our own event":          {o.zo, func() fedtest.Doc { d := o.offer(time.Now()); d["object"] = o.ours.URI; return d }()},
	} {
		o.w.tell(c.by, c.doc)
		if list, err := o.w.store.Cohosts(o.w.ctx, store.CohostFilter{}); err != nil || len(list) != 0 {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
}

// asks lets us ask zo, and gives what we asked.
func (o *offering) asks() models.Cohost {
	o.w.t.Helper()
	c, err := o.w.store.OfferEvent(o.w.ctx, o.ours.ID, o.w.row(o.zo).ID)
	if err != nil {
		o.w.t.Fatal(err)
	}
	return c
}

func (o *offering) answer(by *fedtest.Actor, kind string, c models.Cohost, at time.Time) fedtest.Doc {
	doc := o.say(by, kind, c.OpeningURI, at)
	if kind == "Accept" {
		doc["result"] = o.peer.Origin + "/stamps/12"
	}
	return doc
}

// An answer counts from the one who was asked, once, and not after its time. Whether
// its consent is good is read apart (package ties).
func TestAnswer_ofAnOfferCountsOnlyFromWhoWasAsked(t *testing.T) {
	o := newOffering(t)
	c := o.asks()
	eve := o.peer.Add("eve", "Group")
	noor := o.peer.Person("noor")
	for _, by := range []*fedtest.Actor{eve, noor} {
		for _, kind := range []string{"Accept", "Reject"} {
			o.w.tell(by, o.answer(by, kind, c, time.Now()))
			if got := o.part(o.ours.URI); got.State != models.CohostOffered {
				t.Errorf("%s by %s: %+v", kind, by.ID, got)
			}
		}
	}
	foreign := o.answer(o.zo, "Accept", c, time.Now())
	foreign["result"] = o.w.base.Origin + "/stamps/1"
	o.w.tell(o.zo, foreign)
	if got := o.part(o.ours.URI); got.State != models.CohostAccepted || got.StampURI != "" || got.Listed {
		t.Errorf("without a consent of its own: %+v", got)
	}
	o.w.tell(o.zo, o.answer(o.zo, "Accept", c, time.Now().Add(time.Minute)))
	got := o.part(o.ours.URI)
	if got.StampURI != o.peer.Origin+"/stamps/12" || got.Listed {
		t.Errorf("%+v", got)
	}
	// Reordered: a no of before the yes is late.
	o.w.tell(o.zo, o.answer(o.zo, "Reject", c, time.Now().Add(-time.Minute)))
	if again := o.part(o.ours.URI); again.State != models.CohostAccepted {
		t.Errorf("%+v", again)
	}
	if who, err := o.w.store.Organizers(o.w.ctx, o.ours.ID); err != nil || len(who) != 0 {
		t.Errorf("named before the consent was read: %v, %v", who, err)
	}
}

func TestAnswer_afterTheOfferWasTakenBackChangesNothing(t *testing.T) {
	o := newOffering(t)
	c := o.asks()
	if err := o.w.store.WithdrawOffer(o.w.ctx, c.ID); err != nil {
		t.Fatal(err)
	}
	said := o.w.facts(models.CohostWithdrawnFact)
	o.w.tell(o.zo, o.answer(o.zo, "Accept", c, time.Now()))
	if got := o.part(o.ours.URI); got.State != models.CohostWithdrawn || o.w.facts(models.CohostWithdrawnFact) != said+1 {
		t.Errorf("%+v; said %d times", got, o.w.facts(models.CohostWithdrawnFact))
	}
}

func TestUndo_ofAnOfferCountsOnlyFromWhoMadeIt(t *testing.T) {
	o := newOffering(t)
	offer := o.offer(time.Now())
	o.w.tell(o.zo, offer)
	c := o.part(o.id())
	if err := o.w.store.AnswerOffer(o.w.ctx, c.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	buur := o.peer.Add("buur", "Group")
	forged := o.say(buur, "Undo", offer, time.Now().Add(time.Minute))
	o.w.tell(buur, forged)
	o.w.tell(buur, o.say(buur, "Undo", offer["id"], time.Now().Add(time.Minute)))
	if got := o.part(o.id()); got.State != models.CohostAccepted {
		t.Errorf("undone by another: %+v", got)
	}
	o.w.tell(o.zo, o.say(o.zo, "Undo", offer, time.Now().Add(2*time.Minute)))
	if got := o.part(o.id()); got.State != models.CohostEnded {
		t.Errorf("%+v", got)
	}
	stamp, err := o.w.store.StampAt(o.w.ctx, c.StampURI)
	if err == nil && stamp.RevokedAt == nil && c.StampURI != "" {
		t.Errorf("%+v", stamp)
	}
	o.w.tell(o.zo, offer) // the same again, after it was taken back
	if got := o.part(o.id()); got.State != models.CohostEnded {
		t.Errorf("%+v", got)
	}
}

// The event's own word lists us; a Delete of a stamp only lets it be read.
func TestUpdate_ofAnEventNamesUsAndDeleteOfAStampIsLookedAt(t *testing.T) {
	o := newOffering(t)
	o.w.tell(o.zo, o.offer(time.Now()))
	c := o.part(o.id())
	if err := o.w.store.AnswerOffer(o.w.ctx, c.ID, true, ""); err != nil {
		t.Fatal(err)
	}
	c = o.part(o.id())
	o.event["updated"] = time.Now().UTC().Format(time.RFC3339)
	o.event["organizers"] = fedtest.Doc{"id": o.id() + "/organizers", "type": "Collection", "items": []any{
		fedtest.Doc{"id": o.zo.ID, "type": "Group"}, fedtest.Doc{"id": o.w.us.URI, "type": "Group", "name": "Wij", "context": c.StampURI},
	}}
	o.w.tell(o.zo, o.say(o.zo, "Update", o.event, time.Now()))
	if got := o.part(o.id()); !got.Listed || !got.Confirmed(time.Now()) || o.w.facts(models.CohostListedFact) != 1 {
		t.Errorf("%+v", got)
	}

	mine := o.asks()
	o.w.tell(o.zo, o.answer(o.zo, "Accept", mine, time.Now()))
	if err := o.w.store.CheckCohost(o.w.ctx, mine.ID, models.Check{Stamp: models.Found, Of: o.peer.Origin + "/stamps/12"}, models.Actor{}); err != nil {
		t.Fatal(err)
	}
	before := o.part(o.ours.URI)
	o.w.tell(o.zo, o.say(o.zo, "Delete", fedtest.Doc{"id": o.peer.Origin + "/stamps/12", "type": "Tombstone"}, time.Now()))
	if got := o.part(o.ours.URI); got.State != models.CohostAccepted || !got.Listed || got.CheckDueAt == nil || !got.CheckDueAt.Before(*before.CheckDueAt) {
		t.Errorf("believed, or not to be read: %+v", got)
	}
}
