package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// writing is a node at a time of its own, with somebody who writes.
type writing struct {
	*store.Store
	now   time.Time
	us    models.Node
	joost models.Actor // orchestrator
}

func newWriting(t *testing.T, o store.Options) *writing {
	t.Helper()
	w := &writing{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	o.Clock = func() time.Time { return w.now }
	w.Store = storetest.Open(t, o)
	w.us = storetest.Node(t, w.Store)
	var err error
	if w.joost, err = w.ActorByHandle(t.Context(), "joost"); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *writing) hold(t *testing.T, personID, hat, text string) models.PendingPost {
	t.Helper()
	p, err := w.HoldPost(t.Context(), store.NewPost{PersonID: personID, Hat: hat, Note: store.NewNote{
		Visibility: models.Public, Source: text, Content: "<p>" + text + "</p>", Language: "nl", Warning: "soep",
		Hashtags: []string{"soep"}, Mentions: []models.Mention{{URI: "https://b.example/ann", Name: "@ann@b.example"}},
		Attachments: []models.Attachment{{Kind: "image", URL: w.us.Origin + "/media/x.jpg", Alt: "Een pan"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *writing) facts(t *testing.T) int {
	t.Helper()
	facts, err := w.OpenFacts(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	return len(facts)
}

func wantErr(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	if !errors.Is(err, &models.Error{Kind: kind, Key: key}) {
		t.Errorf("the error is %v, want %s %s", err, kind, key)
	}
}

func TestPost_waitsUnseenAndIsThenPostedWhole(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		w, ctx := newWriting(t, o), t.Context()
		p := w.hold(t, w.joost.ID, models.NoHat, "Vrijdag is er soep")
		if news, err := w.News(ctx, false, store.Page{}); err != nil || len(news) != 0 || w.facts(t) != 0 {
			t.Fatalf("something is seen of it: %d, %d facts, %v", len(news), w.facts(t), err)
		}
		ids, next, err := w.DuePosts(ctx, 10)
		if err != nil || len(ids) != 0 || !next.Equal(w.now.Add(models.UndoTime)) {
			t.Fatalf("due are %v, next %s, %v", ids, next, err)
		}
		if urls, err := w.PictureURLs(ctx); err != nil || !urls[w.us.Origin+"/media/x.jpg"] {
			t.Errorf("its picture can be swept: %v, %v", urls, err)
		}
		w.now = w.now.Add(models.UndoTime)
		if ids, _, err = w.DuePosts(ctx, 10); err != nil || len(ids) != 1 || ids[0] != p.ID {
			t.Fatalf("due are %v, %v", ids, err)
		}
		if posted, err := w.ReleasePost(ctx, p.ID); err != nil || !posted {
			t.Fatal(posted, err)
		}
		note, err := w.Object(ctx, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if note.Source != "Vrijdag is er soep" || note.ActorID != w.joost.ID || note.Hat != "" || note.Summary != "soep" || !note.Sensitive ||
			len(note.Attachments) != 1 || len(note.Mentions) != 1 || note.Hashtags[0] != "soep" || !note.Published.Equal(w.now) || note.URI != w.us.Origin+"/notes/"+p.ID {
			t.Errorf("posted is %+v", note)
		}
		if posted, err := w.ReleasePost(ctx, p.ID); err != nil || !posted || w.facts(t) != 1 {
			t.Errorf("again: %v, %v, %d facts", posted, err, w.facts(t))
		}
		_, err = w.PendingPost(ctx, p.ID, w.joost.ID)
		wantErr(t, err, models.NotFound, "")
	})
}

func TestPost_takenBackIsKeptForItsWriterAndPostedOnceAfterAll(t *testing.T) {
	w, ctx := newWriting(t, store.Options{Dir: t.TempDir()}), t.Context()
	anna := storetest.Member(t, w.Store, "anna")
	p := w.hold(t, w.joost.ID, models.NoHat, "Te snel")
	wantErr(t, w.TakeBackPost(ctx, p.ID, anna.ID), models.NotFound, "")
	for range 2 {
		if err := w.TakeBackPost(ctx, p.ID, w.joost.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.ReleasePost(ctx, p.ID)
	wantErr(t, err, models.Conflict, "error.post_back")
	draft, err := w.PendingPost(ctx, p.ID, w.joost.ID)
	if err != nil || draft.Waiting() || draft.Note.Source != "Te snel" || draft.Note.Warning != "soep" || draft.Note.Attachments[0].Alt != "Een pan" {
		t.Fatalf("the draft is %+v, %v", draft, err)
	}
	again := store.NewPost{PersonID: w.joost.ID, Hat: models.NoHat, Note: draft.Note, DraftID: p.ID}
	if _, err := w.HoldPost(ctx, again); err != nil {
		t.Fatal(err)
	}
	_, err = w.HoldPost(ctx, again) // the same form from another window
	wantErr(t, err, models.Conflict, "error.draft_gone")
	all, err := w.PendingPosts(ctx, w.joost.ID)
	if err != nil || len(all) != 1 || !all[0].Waiting() {
		t.Fatalf("%d wait, %v", len(all), err)
	}
}

func TestPost_tooLateIsSaid(t *testing.T) {
	w, ctx := newWriting(t, store.Options{Dir: t.TempDir()}), t.Context()
	p := w.hold(t, w.joost.ID, models.NoHat, "Weg")
	if _, err := w.ReleasePost(ctx, p.ID); err != nil {
		t.Fatal(err)
	}
	wantErr(t, w.TakeBackPost(ctx, p.ID, w.joost.ID), models.Conflict, "error.post_left")
}

func TestPost_undoAndReleaseRacingHaveOneWinner(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		w, ctx := newWriting(t, o), t.Context()
		for range 20 {
			if err := w.InTx(ctx, func(*store.Store) error { return nil }); err != nil {
				t.Fatal(err)
			}
			p := w.hold(t, w.joost.ID, models.NoHat, "Wedloop")
			var back, forth error
			var posted bool
			var both sync.WaitGroup
			both.Go(func() { back = w.TakeBackPost(ctx, p.ID, w.joost.ID) })
			both.Go(func() { posted, forth = w.ReleasePost(ctx, p.ID) })
			both.Wait()
			_, err := w.Object(ctx, p.ID)
			switch there := err == nil; {
			case there && (!posted || forth != nil || models.KindOf(back) != models.Conflict):
				t.Fatalf("posted, but: %v, %v, back: %v", posted, forth, back)
			case !there && (back != nil || models.KindOf(forth) != models.Conflict):
				t.Fatalf("taken back, but: %v, forth: %v", back, forth)
			}
			if err := w.DropPost(ctx, p.ID, w.joost.ID); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestPost_goesUnderItsHatOrNotAtAll(t *testing.T) {
	w, ctx := newWriting(t, store.Options{Dir: t.TempDir()}), t.Context()
	anna := storetest.Member(t, w.Store, "anna")
	for _, hat := range []string{models.CollectiveHat, anna.ID, "nonsense"} {
		_, err := w.HoldPost(ctx, store.NewPost{PersonID: anna.ID, Hat: hat, Note: store.NewNote{Visibility: models.Public, Source: "x"}})
		wantErr(t, err, models.Forbidden, "error.hat_gone")
	}
	asMember := w.hold(t, anna.ID, w.us.Collective, "Namens Mokum")
	asCollective := w.hold(t, w.joost.ID, models.CollectiveHat, "Mokum zelf")
	for id, want := range map[string]models.Object{
		asMember.ID:     {ActorID: anna.ID, Hat: "https://mokum.example/users/mokum", HatName: "Mokum", HatConfirmed: true},
		asCollective.ID: {ActorID: w.us.Collective},
	} {
		if posted, err := w.ReleasePost(ctx, id); err != nil || !posted {
			t.Fatal(posted, err)
		}
		o, err := w.Object(ctx, id)
		if err != nil || o.ActorID != want.ActorID || o.Hat != want.Hat || o.HatName != want.HatName || o.HatConfirmed != want.HatConfirmed {
			t.Errorf("posted is %+v, %v", o, err)
		}
	}
	late := w.hold(t, anna.ID, w.us.Collective, "Te laat lid")
	if err := w.DeleteMember(ctx, anna.ID); err != nil {
		t.Fatal(err)
	}
	_, err := w.ReleasePost(ctx, late.ID)
	wantErr(t, err, models.NotFound, "")
}

func TestPost_survivesARestart(t *testing.T) {
	o := store.Options{Dir: t.TempDir()}
	w, ctx := newWriting(t, o), t.Context()
	p := w.hold(t, w.joost.ID, models.NoHat, "Blijft")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	o.Clock = func() time.Time { return w.now.Add(time.Hour) }
	again := storetest.Open(t, o)
	ids, _, err := again.DuePosts(ctx, 10)
	if err != nil || len(ids) != 1 || ids[0] != p.ID {
		t.Fatalf("due are %v, %v", ids, err)
	}
	if posted, err := again.ReleasePost(ctx, p.ID); err != nil || !posted {
		t.Error(posted, err)
	}
}

func TestPost_isBounded(t *testing.T) {
	w, ctx := newWriting(t, store.Options{Dir: t.TempDir()}), t.Context()
	for range models.MaxWaiting {
		w.hold(t, w.joost.ID, models.NoHat, "x")
	}
	_, err := w.HoldPost(ctx, store.NewPost{PersonID: w.joost.ID, Note: store.NewNote{Visibility: models.Public, Source: "x"}})
	wantErr(t, err, models.TooMany, "error.too_many_waiting")
	for _, n := range []store.NewNote{{Visibility: models.Public, Source: " "}, {Visibility: models.Direct, Source: "x"}} {
		_, err := w.HoldPost(ctx, store.NewPost{PersonID: w.joost.ID, Note: n})
		wantErr(t, err, models.Invalid, "")
	}
}

func TestSweepDrafts_leavesWhatWaits(t *testing.T) {
	w, ctx := newWriting(t, store.Options{Dir: t.TempDir()}), t.Context()
	w.hold(t, w.joost.ID, models.NoHat, "wacht")
	back := w.hold(t, w.joost.ID, models.NoHat, "terug")
	if err := w.TakeBackPost(ctx, back.ID, w.joost.ID); err != nil {
		t.Fatal(err)
	}
	if n, err := w.SweepDrafts(ctx, w.now); err != nil || n != 0 {
		t.Errorf("%d young ones swept, %v", n, err)
	}
	if n, err := w.SweepDrafts(ctx, w.now.Add(time.Second)); err != nil || n != 1 {
		t.Errorf("%d swept, %v", n, err)
	}
}

func TestWearHat_isOfTheSessionAndOnlyHers(t *testing.T) {
	w, ctx := newWriting(t, store.Options{Dir: t.TempDir()}), t.Context()
	anna := storetest.Member(t, w.Store, "anna")
	token, err := w.MakeLink(ctx, models.LinkSignIn, anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	session, sess, err := w.RedeemLink(ctx, token, "", "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	if h, err := w.WearHat(ctx, sess.ID, w.us.Collective); err != nil || h.Name != "Mokum" {
		t.Fatal(h, err)
	}
	_, err = w.WearHat(ctx, sess.ID, models.CollectiveHat)
	wantErr(t, err, models.Forbidden, "error.hat_gone")
	if got, err := w.SessionByToken(ctx, session); err != nil || got.Hat != w.us.Collective {
		t.Errorf("the session wears %q, %v", got.Hat, err)
	}
}

func TestKeepObject_hasNotSeenAHatConfirmedThatNobodyConfirmed(t *testing.T) {
	w, ctx := newWriting(t, store.Options{Dir: t.TempDir()}), t.Context()
	ann := storetest.Remote(t, w.Store, "b.example", "ann")
	o, _, err := w.KeepObject(ctx, store.IncomingObject{Object: models.Object{
		URI: "https://b.example/1", Type: models.Note, ActorID: ann.ID, Visibility: models.Public,
		Hat: "https://mokum.example/users/mokum", HatName: "Verzonnen", HatConfirmed: true,
	}})
	if err != nil || o.HatConfirmed || o.HatName != "Mokum" {
		t.Errorf("kept is %q confirmed=%v, %v", o.HatName, o.HatConfirmed, err)
	}
}

func TestHats_followMemberships(t *testing.T) {
	w, ctx := newWriting(t, store.Options{Dir: t.TempDir()}), t.Context()
	anna := storetest.Member(t, w.Store, "anna")
	kade := storetest.RemoteActor("kade.example", "kade")
	kade.Kind, kade.Name = models.Group, "Kade West"
	kade, err := w.SaveRemoteActor(ctx, kade)
	if err != nil {
		t.Fatal(err)
	}
	hats := func() []models.Hat {
		t.Helper()
		hats, err := w.Hats(ctx, anna, models.Member)
		if err != nil {
			t.Fatal(err)
		}
		return hats
	}
	m, err := w.AskMembership(ctx, anna.ID, kade.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := models.FindHat(hats(), kade.ID); ok {
		t.Error("who asked wears the hat already")
	}
	said := models.Said{By: models.CollectiveSide, URI: "https://kade.example/accept", Published: w.now}
	if meant, err := w.MembershipAnswered(ctx, kade, said, m.OpeningURI, true, "https://kade.example/stamps/1", ""); err != nil || !meant {
		t.Fatal(meant, err)
	}
	h, ok := models.FindHat(hats(), kade.ID)
	if !ok || h.Confirmed || h.Name != "Kade West" {
		t.Fatalf("accepted: %+v, %v", h, ok)
	}
	p := w.hold(t, anna.ID, kade.ID, "Nog net")
	if err := w.LeaveMembership(ctx, anna.ID, m.ID); err != nil {
		t.Fatal(err)
	}
	if _, ok := models.FindHat(hats(), kade.ID); ok {
		t.Error("the hat outlives the membership")
	}
	if posted, err := w.ReleasePost(ctx, p.ID); err != nil || posted {
		t.Fatal(posted, err)
	}
	kept, err := w.PendingPost(ctx, p.ID, anna.ID)
	if err != nil || kept.Waiting() || kept.Why != "error.hat_gone" || kept.Note.Source != "Nog net" {
		t.Errorf("kept is %+v, %v", kept, err)
	}
}
