package storetest

import (
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
)

// Followed keeps a remote actor whom the node's collective follows.
func Followed(t testing.TB, s *store.Store, who models.Actor) models.Actor {
	t.Helper()
	a, err := s.SaveRemoteActor(t.Context(), who)
	if err != nil {
		t.Fatalf("keep remote actor: %v", err)
	}
	f, err := s.AskFollow(t.Context(), Collective(t, s).ID, a.ID)
	if err != nil {
		t.Fatalf("follow %s: %v", a.URI, err)
	}
	if ok, err := s.FollowAnswered(t.Context(), a.ID, f.ActivityURI, "", true); err != nil || !ok {
		t.Fatalf("%s does not accept: %v", a.URI, err)
	}
	return a
}

// TakenIn keeps a public event of a remote actor, at an address made of its title.
func TakenIn(t testing.TB, s *store.Store, author models.Actor, title string, e models.Event, tags ...string) models.Object {
	t.Helper()
	if e.Timezone == "" {
		e.Timezone = "Europe/Amsterdam"
	}
	if e.Status == "" {
		e.Status = models.EventConfirmed
	}
	o, added, err := s.KeepObject(t.Context(), store.IncomingObject{Object: models.Object{
		URI: "https://" + author.Host + "/events/" + models.NewID(), URL: "https://" + author.Host + "/e/" + models.NewID(), Type: models.EventObj, ActorID: author.ID,
		Name: title, Visibility: models.Public, Hashtags: tags, Published: s.Now().Add(-time.Hour), Language: "nl",
	}, Event: &e})
	if err != nil || !added {
		t.Fatalf("take %q in: %v, %v", title, added, err)
	}
	return o
}
