package storetest

import (
	"fmt"
	"testing"

	"knoop/models"
	"knoop/models/store"
)

// Origin is the address of the node that Node sets up.
const Origin = "https://mokum.example"

// Node sets up a node: the collective @mokum, its orchestrator @joost.
func Node(t testing.TB, s *store.Store) models.Node {
	t.Helper()
	n, err := s.SetUp(t.Context(), store.Setup{
		Origin: Origin, HandleDomain: "mokum.example", Language: "nl", Timezone: "Europe/Amsterdam",
		Name: "Mokum", Handle: "mokum", OrchestratorName: "Joost", OrchestratorHandle: "joost",
	})
	if err != nil {
		t.Fatalf("set up: %v", err)
	}
	return n
}

// Collective gives the node's collective.
func Collective(t testing.TB, s *store.Store) models.Actor {
	t.Helper()
	n, err := s.Node(t.Context())
	if err != nil {
		t.Fatalf("read the node: %v", err)
	}
	return Actor(t, s, n.Collective)
}

// Actor gives an actor by its row.
func Actor(t testing.TB, s *store.Store, id string) models.Actor {
	t.Helper()
	a, err := s.Actor(t.Context(), id)
	if err != nil {
		t.Fatalf("load actor %s: %v", id, err)
	}
	return a
}

// Member adds a discoverable person.
func Member(t testing.TB, s *store.Store, handle string) models.Actor {
	t.Helper()
	a, err := s.AddMember(t.Context(), store.NewMember{Handle: handle, Name: handle, Role: models.Member, Discoverable: true})
	if err != nil {
		t.Fatalf("add member %s: %v", handle, err)
	}
	return a
}

// RemoteActor gives a person at a host as her document would say, not kept yet.
// The host has a shared inbox.
func RemoteActor(host, handle string) models.Actor {
	uri := "https://" + host + "/users/" + handle
	return models.Actor{
		URI: uri, Kind: models.Person, Handle: handle, Domain: host, Host: host, Name: handle,
		Inbox: uri + "/inbox", SharedInbox: "https://" + host + "/inbox", Outbox: uri + "/outbox",
		Followers: uri + "/followers", Following: uri + "/following",
		KeyID: uri + "#main-key", KeyPEM: "-----BEGIN PUBLIC KEY-----", Raw: []byte(`{"id":"` + uri + `"}`),
	}
}

// Remote keeps RemoteActor(host, handle).
func Remote(t testing.TB, s *store.Store, host, handle string) models.Actor {
	t.Helper()
	a, err := s.SaveRemoteActor(t.Context(), RemoteActor(host, handle))
	if err != nil {
		t.Fatalf("keep remote actor: %v", err)
	}
	return a
}

// Follower keeps a remote actor that follows one of ours.
func Follower(t testing.TB, s *store.Store, followed models.Actor, host, handle string) models.Actor {
	t.Helper()
	a := Remote(t, s, host, handle)
	if _, err := s.ReceiveFollow(t.Context(), a, followed, a.URI+"#follows/"+models.NewID(), []byte(`{}`)); err != nil {
		t.Fatalf("receive a follow: %v", err)
	}
	return a
}

// Followers keeps n of them, perHost on each host (h0.example, h1.example, ...).
func Followers(t testing.TB, s *store.Store, followed models.Actor, n, perHost int) {
	t.Helper()
	for i := range n {
		Follower(t, s, followed, fmt.Sprintf("h%d.example", i/perHost), fmt.Sprintf("f%d", i))
	}
}

// Note publishes a public note.
func Note(t testing.TB, s *store.Store, author models.Actor, text string) models.Object {
	t.Helper()
	o, err := s.PublishNote(t.Context(), store.NewNote{
		ActorID: author.ID, Visibility: models.Public, Source: text, Content: "<p>" + text + "</p>", Language: "nl",
	})
	if err != nil {
		t.Fatalf("publish a note: %v", err)
	}
	return o
}
