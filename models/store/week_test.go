package store_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func said(items []store.NoteItem) string {
	var out []string
	for _, i := range items {
		out = append(out, i.Object.Content)
	}
	return strings.Join(out, " ")
}

func TestNewsOf_isOfTheseAuthorsAndForHerEyes(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		storetest.Node(t, s)
		us := storetest.Collective(t, s)
		ann, bob, eve := storetest.Remote(t, s, "b.example", "ann"), storetest.Remote(t, s, "b.example", "bob"), storetest.Remote(t, s, "b.example", "eve")
		keep := func(by models.Actor, text string, v models.Visibility, reply string) {
			t.Helper()
			_, _, err := s.KeepObject(ctx, store.IncomingObject{Object: models.Object{URI: "https://b.example/" + text, Type: models.Note, ActorID: by.ID, Visibility: v, Content: text, InReplyTo: reply}})
			if err != nil {
				t.Fatal(err)
			}
		}
		keep(ann, "a1", models.Public, "")
		keep(bob, "b1", models.Public, "")
		keep(bob, "b2", models.FollowersOnly, "")
		keep(ann, "a2", models.FollowersOnly, "")
		keep(eve, "e1", models.Public, "")
		keep(ann, "a3", models.Public, "https://b.example/x")
		keep(bob, "b3", models.Direct, "")
		storetest.Note(t, s, us, "u1")
		keep(ann, "a4", models.Public, "")
		f := store.NewsFilter{Authors: []string{ann.ID}, Followed: []string{bob.ID}, Ours: true}
		all, err := s.NewsOf(ctx, f, store.Page{})
		if err != nil || said(all) != "a4 <p>u1</p> b2 b1 a1" {
			t.Fatalf("%s, %v", said(all), err)
		}
		first, err := s.NewsOf(ctx, f, store.Page{Limit: 2})
		if err != nil || said(first) != "a4 <p>u1</p>" {
			t.Fatalf("%s, %v", said(first), err)
		}
		second, err := s.NewsOf(ctx, f, store.Page{Limit: 2, Before: first[1].Object.ID})
		if err != nil || said(second) != "b2 b1" {
			t.Errorf("%s, %v", said(second), err)
		}
		if none, err := s.NewsOf(ctx, store.NewsFilter{}, store.Page{}); err != nil || len(none) != 0 {
			t.Errorf("nobody's news is %s, %v", said(none), err)
		}
	})
}

func TestEvents_canBeOfSomeAuthors(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		storetest.Node(t, s)
		us := storetest.Collective(t, s)
		kade, werf := storetest.Remote(t, s, "kade.example", "kade"), storetest.Remote(t, s, "werf.example", "werf")
		start := time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)
		for _, a := range []models.Actor{kade, werf} {
			_, _, err := s.KeepObject(ctx, store.IncomingObject{
				Object: models.Object{URI: "https://" + a.Host + "/e", Name: a.Handle, Type: models.EventObj, ActorID: a.ID, Visibility: models.Public},
				Event:  &models.Event{StartsAt: start},
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.PublishEvent(ctx, store.NewEvent{ActorID: us.ID, Title: "ours", Event: models.Event{StartsAt: start.Add(time.Hour)}}); err != nil {
			t.Fatal(err)
		}
		for want, f := range map[string]store.EventFilter{
			"kade ours": {Authors: []string{kade.ID}, OrOurs: true}, "kade": {Authors: []string{kade.ID}}, "ours": {OrOurs: true}, "": {Authors: []string{}},
		} {
			items, err := s.Events(ctx, f)
			var names []string
			for _, i := range items {
				names = append(names, i.Object.Name)
			}
			if got := strings.Join(names, " "); err != nil || got != want {
				t.Errorf("%+v: %q, want %q, %v", f, got, want, err)
			}
		}
	})
}
