package remote_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/remote"
)

func TestKey_isFetchedOnceAndThenRemembered(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	for range 3 {
		k, err := w.remote.Key(w.ctx, anna.KeyID, false)
		if err != nil {
			t.Fatal(err)
		}
		if !k.Public.Equal(anna.PublicKey()) || k.Owner.URI != anna.ID || k.Owner.ID == "" {
			t.Fatalf("key %v of %+v", k.ID, k.Owner)
		}
	}
	if n := anna.Peer.Hits(anna.ID); n != 1 {
		t.Errorf("actor fetched %d times", n)
	}
}

func TestKey_survivesARestartInTheStore(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	if _, err := w.remote.Key(w.ctx, anna.KeyID, false); err != nil {
		t.Fatal(err)
	}
	w.remote.Forget(anna.ID) // what memory loses
	anna.Peer.Fail(http.StatusInternalServerError)
	k, err := w.remote.Key(w.ctx, anna.KeyID, false)
	if err != nil || !k.Public.Equal(anna.PublicKey()) {
		t.Fatalf("key from the store: %v", err)
	}
}

func TestKey_isGoodForADay(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	if _, err := w.remote.Key(w.ctx, anna.KeyID, false); err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(25 * time.Hour)
	if _, err := w.remote.Key(w.ctx, anna.KeyID, false); err != nil {
		t.Fatal(err)
	}
	if n := anna.Peer.Hits(anna.ID); n != 2 {
		t.Errorf("actor fetched %d times in 25 hours", n)
	}
}

func TestKey_readsAStubAsGoToSocialServesIt(t *testing.T) {
	w := newWorld(t)
	anna := w.peer(t, fedtest.Options{Name: "gts", Style: fedtest.GoToSocial}).Person("anna")
	k, err := w.remote.Key(w.ctx, anna.KeyID, false)
	if err != nil {
		t.Fatal(err)
	}
	if !k.Public.Equal(anna.PublicKey()) || k.Owner.URI != anna.ID || k.Owner.Inbox != anna.Inbox() {
		t.Errorf("key of %+v", k.Owner)
	}
}

func TestKey_readsABareKeyWithoutActivityStreams(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	anna.KeyID = anna.ID + "/key"
	key := anna.Document()["publicKey"].(fedtest.Doc)
	anna.Peer.Keep(anna.KeyID, fedtest.Doc{
		"@context": "https://w3id.org/security/v1", "id": key["id"], "owner": key["owner"], "publicKeyPem": key["publicKeyPem"],
	})
	k, err := w.remote.Key(w.ctx, anna.KeyID, false)
	if err != nil || k.Owner.URI != anna.ID {
		t.Fatalf("bare key: %v, owner %q", err, k.Owner.URI)
	}
}

func TestKey_rotatedIsFetchedAgainOnceInFiveMinutes(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	if _, err := w.remote.Key(w.ctx, anna.KeyID, false); err != nil {
		t.Fatal(err)
	}
	anna.RotateKey()
	k, err := w.remote.Key(w.ctx, anna.KeyID, true)
	if err != nil || !k.Public.Equal(anna.PublicKey()) {
		t.Fatalf("rotated key not seen: %v", err)
	}
	for range 5 {
		if _, err := w.remote.Key(w.ctx, anna.KeyID, true); err != nil {
			t.Fatal(err)
		}
	}
	if n := anna.Peer.Hits(anna.ID); n != 2 {
		t.Errorf("actor fetched %d times, want 2", n)
	}
	w.clock = w.clock.Add(6 * time.Minute)
	if _, err := w.remote.Key(w.ctx, anna.KeyID, true); err != nil {
		t.Fatal(err)
	}
	if n := anna.Peer.Hits(anna.ID); n != 3 {
		t.Errorf("actor fetched %d times after five minutes, want 3", n)
	}
}

// The holes: each is a way to speak for someone else.
func TestKey_refuses(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon(t)
	evil := w.peer(t, fedtest.Options{Name: "evil"})
	anna, mallory := masto.Person("anna"), evil.Person("mallory")
	stolen := func(id, owner string) fedtest.Doc {
		return fedtest.Doc{"@context": fedtest.Context, "id": id, "owner": owner, "publicKeyPem": mallory.Document()["publicKey"].(fedtest.Doc)["publicKeyPem"]}
	}
	for _, c := range []struct {
		name  string
		keyID string
		serve func()
	}{
		{"aKeyWhoseOwnerIsOnAnotherHost", evil.Origin + "/keys/1", func() {
			evil.Keep(evil.Origin+"/keys/1", stolen(evil.Origin+"/keys/1", anna.ID))
		}},
		{"aKeyThatTheOwnerDoesNotList", masto.Origin + "/uploads/key", func() {
			masto.Keep(masto.Origin+"/uploads/key", stolen(masto.Origin+"/uploads/key", anna.ID))
		}},
		{"anActorServedFromAnotherPlaceOnItsHost", masto.Origin + "/uploads/actor#main-key", func() {
			doc := anna.Document()
			doc["publicKey"] = fedtest.Doc{"id": masto.Origin + "/uploads/actor#main-key", "owner": anna.ID, "publicKeyPem": mallory.Document()["publicKey"].(fedtest.Doc)["publicKeyPem"]}
			masto.Keep(masto.Origin+"/uploads/actor", doc)
		}},
		{"aDocumentRedirectedToAnotherHost", masto.Origin + "/redirect#main-key", func() {
			doc := mallory.Document()
			doc["id"] = masto.Origin + "/redirect"
			doc["publicKey"] = fedtest.Doc{"id": masto.Origin + "/redirect#main-key", "owner": masto.Origin + "/redirect", "publicKeyPem": mallory.Document()["publicKey"].(fedtest.Doc)["publicKeyPem"]}
			evil.Keep(evil.Origin+"/target", doc)
			masto.Serve(masto.Origin+"/redirect", fedtest.Answer{Status: 302, Header: http.Header{"Location": {evil.Origin + "/target"}}})
		}},
		{"anUploadOfAnotherContentType", masto.Origin + "/media/1#main-key", func() {
			masto.Serve(masto.Origin+"/media/1", fedtest.Answer{Type: "application/json", Body: []byte(`{}`)})
		}},
		{"anActorWithoutKey", anna.ID + "/nokey#main-key", func() {
			doc := anna.Document()
			doc["id"] = anna.ID + "/nokey"
			delete(doc, "publicKey")
			masto.Keep(anna.ID+"/nokey", doc)
		}},
		{"plainHTTP", "http://" + masto.Host + "/users/anna#main-key", func() {}},
		{"ourOwnKeys", "https://mokum.example/users/mokum#main-key", func() {}},
		{"noAddress", "acct:anna@masto.example", func() {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.serve()
			k, err := w.remote.Key(w.ctx, c.keyID, false)
			if err == nil {
				t.Fatalf("took %s as a key of %s", c.keyID, k.Owner.URI)
			}
			if remote.IsTemporary(err) {
				t.Errorf("%v counts as passing", err)
			}
		})
	}
	if k, err := w.remote.Key(w.ctx, anna.KeyID, false); err != nil || !k.Public.Equal(anna.PublicKey()) {
		t.Errorf("the true key is no longer taken: %v", err)
	}
}

func TestKey_ofABrokenHostMayPass(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	anna.Peer.Fail(http.StatusBadGateway)
	_, err := w.remote.Key(w.ctx, anna.KeyID, false)
	if err == nil || !remote.IsTemporary(err) {
		t.Fatalf("err = %v, want a passing one", err)
	}
	anna.Peer.Fail(0)
	if _, err := w.remote.Key(w.ctx, anna.KeyID, false); err != nil {
		t.Fatal(err)
	}
}

func TestKey_offlineIsOnlyWhatWeHave(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon(t).Person("anna")
	offline := w.remote.Within(remote.Offline())
	if _, err := offline.Key(w.ctx, anna.KeyID, false); !errors.Is(err, remote.ErrOffline) {
		t.Fatalf("err = %v", err)
	}
	if _, err := w.remote.Key(w.ctx, anna.KeyID, false); err != nil {
		t.Fatal(err)
	}
	if _, err := offline.Key(w.ctx, anna.KeyID, false); err != nil {
		t.Fatal(err)
	}
}

func TestKey_ofManyStrangersAtOnceIsKeptForAll(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon(t)
	const n = 60
	errs := make(chan error, n)
	for i := range n {
		a := masto.Person("a" + string(rune('a'+i%26)) + string(rune('a'+i/26)))
		go func() {
			_, err := w.remote.Key(w.ctx, a.KeyID, false)
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	stats, err := w.store.Stats(w.ctx)
	if err != nil || stats.RemoteActors != n {
		t.Errorf("%d remote actors kept, want %d (%v)", stats.RemoteActors, n, err)
	}
}
