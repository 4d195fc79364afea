package inbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
	"knoop/federation/httpsig"
	"knoop/models"
)

func TestReceive_takesMastodonAndGoToSocial(t *testing.T) {
	w := newWorld(t)
	gts := w.peer(fedtest.Options{Name: "gts", Style: fedtest.GoToSocial})
	for _, a := range []*fedtest.Actor{w.mastodon().Person("anna"), gts.Person("bob")} {
		w.tell(a, a.Follow(w.us.URI))
		if f, ok := w.follow(w.row(a).ID, w.us.ID); !ok || f.State != models.FollowAccepted {
			t.Errorf("%s follows: %v %v", a.ID, ok, f.State)
		}
	}
}

func TestReceive_refusesAtTheDoor(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	elsewhere := w.peer(fedtest.Options{Name: "elsewhere"}).Person("eve")
	down := w.peer(fedtest.Options{Name: "down"})
	away := down.Person("away")
	down.Fail(http.StatusBadGateway)
	to := w.base.SharedInbox()
	follow := func(a *fedtest.Actor) fedtest.Doc { return a.Follow(w.us.URI) }
	with := func(d fedtest.Doc, name string, value any) fedtest.Doc { d[name] = value; return d }

	for _, c := range []struct {
		name   string
		status int
		send   func() (*http.Request, []byte)
	}{
		{"otherContentType", 415, func() (*http.Request, []byte) {
			r, body := anna.Request(t, to, follow(anna))
			r.Header.Set("Content-Type", "application/json")
			return r, body
		}},
		{"unsigned", 401, func() (*http.Request, []byte) {
			r, body := anna.Request(t, to, follow(anna))
			r.Header.Del("Signature")
			return r, body
		}},
		{"unreadableSignature", 400, func() (*http.Request, []byte) {
			r, body := anna.Request(t, to, follow(anna))
			r.Header.Set("Signature", `keyId="`)
			return r, body
		}},
		{"twoHoursOld", 401, func() (*http.Request, []byte) {
			return fedtest.SignedPost(t, to, follow(anna), anna.Key(), time.Now().Add(-2*time.Hour))
		}},
		{"fromTheFuture", 401, func() (*http.Request, []byte) {
			return fedtest.SignedPost(t, to, follow(anna), anna.Key(), time.Now().Add(2*time.Hour))
		}},
		{"bodyChangedOnTheWay", 401, func() (*http.Request, []byte) {
			r, body := anna.Request(t, to, follow(anna))
			return r, []byte(strings.Replace(string(body), "Follow", "Accept", 1))
		}},
		{"signedForAnotherHost", 401, func() (*http.Request, []byte) {
			return anna.Request(t, "https://other.example/inbox", follow(anna))
		}},
		{"signedForAnotherInbox", 401, func() (*http.Request, []byte) {
			r, body := anna.Request(t, to, follow(anna))
			r.URL.Path = "/users/mokum/inbox"
			return r, body
		}},
		{"anotherActorsKey", 401, func() (*http.Request, []byte) {
			return fedtest.SignedPost(t, to, follow(anna), httpsig.Key{ID: anna.KeyID, Private: mallory.Key().Private}, time.Now())
		}},
		{"actorIsNotTheOwnerOfTheKey", 401, func() (*http.Request, []byte) { return mallory.Request(t, to, follow(anna)) }},
		{"actorOfAnotherHost", 401, func() (*http.Request, []byte) { return elsewhere.Request(t, to, follow(anna)) }},
		{"idOfAnotherHost", 400, func() (*http.Request, []byte) {
			return anna.Request(t, to, with(follow(anna), "id", elsewhere.ID+"/follows/1"))
		}},
		{"idOfOurs", 400, func() (*http.Request, []byte) {
			return anna.Request(t, to, with(follow(anna), "id", w.base.Activity("1")))
		}},
		{"noID", 400, func() (*http.Request, []byte) { return anna.Request(t, to, with(follow(anna), "id", nil)) }},
		{"twoActors", 400, func() (*http.Request, []byte) {
			return anna.Request(t, to, with(follow(anna), "actor", []any{anna.ID, mallory.ID}))
		}},
		{"noJSON", 400, func() (*http.Request, []byte) { return anna.Request(t, to, "hello") }},
		{"tooDeep", 400, func() (*http.Request, []byte) {
			return anna.Request(t, to, strings.Repeat(`{"a":`, 40)+"1"+strings.Repeat("}", 40))
		}},
		{"keyThatIsNowhere", 401, func() (*http.Request, []byte) {
			return fedtest.SignedPost(t, to, follow(anna), httpsig.Key{ID: masto.Origin + "/users/ghost#main-key", Private: mallory.Key().Private}, time.Now())
		}},
		{"keyOfOurOwnHost", 401, func() (*http.Request, []byte) {
			return fedtest.SignedPost(t, to, follow(anna), httpsig.Key{ID: w.us.URI + "#main-key", Private: mallory.Key().Private}, time.Now())
		}},
		{"keyOfAHostThatIsDown", 503, func() (*http.Request, []byte) { return away.Request(t, to, follow(away)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, body := c.send()
			wantStatus(t, w.receive(r, body), c.status)
		})
	}
	if n := w.receipts(models.ReceiptKept) + w.receipts(models.ReceiptApplied); n != 0 {
		t.Errorf("%d of them were kept", n)
	}
	w.tell(anna, follow(anna)) // the true one still passes
}

func TestReceive_takesARotatedKeyAfterOneRefetch(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	w.tell(anna, anna.Follow(w.us.URI))
	before := anna.Peer.Hits(anna.ID)
	anna.RotateKey()
	w.tell(anna, anna.Follow(w.us.URI))
	if n := anna.Peer.Hits(anna.ID) - before; n != 1 {
		t.Errorf("%d fetches for a rotated key", n)
	}
}

func TestReceive_aFloodOfBadSignaturesFetchesTheKeyOnce(t *testing.T) {
	w := newWorld(t)
	masto := w.mastodon()
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	w.row(anna)
	before := masto.Hits(anna.ID)
	for range 10 {
		r, body := fedtest.SignedPost(t, w.base.SharedInbox(), anna.Follow(w.us.URI), httpsig.Key{ID: anna.KeyID, Private: mallory.Key().Private}, time.Now())
		wantStatus(t, w.receive(r, body), http.StatusUnauthorized)
	}
	if n := masto.Hits(anna.ID) - before; n != 1 {
		t.Errorf("ten bad signatures caused %d fetches", n)
	}
}

func TestReceive_aStrangersDeleteOfItselfIsTakenWithoutEffect(t *testing.T) {
	w := newWorld(t)
	anna := w.mastodon().Person("anna")
	anna.Vanish()
	r, body := anna.Request(t, w.base.SharedInbox(), anna.Activity("Delete", anna.ID))
	if err := w.receive(r, body); err != nil {
		t.Fatalf("refused: %v", err)
	}
	if n := w.receipts(models.ReceiptKept) + w.receipts(models.ReceiptApplied) + w.receipts(models.ReceiptDropped); n != 0 {
		t.Errorf("%d kept", n)
	}
	// Nothing else passes by that door.
	eve := w.peer(fedtest.Options{Name: "evil"}).Person("eve")
	r, body = anna.Request(t, w.base.SharedInbox(), fedtest.Doc{"id": eve.Address("x"), "type": "Delete", "actor": eve.ID, "object": eve.ID})
	wantStatus(t, w.receive(r, body), http.StatusUnauthorized)
	r, body = anna.Request(t, w.base.SharedInbox(), anna.Activity("Delete", anna.ID+"/notes/1"))
	wantStatus(t, w.receive(r, body), http.StatusUnauthorized)
}

func TestReceive_limitsAHostByItsVerifiedName(t *testing.T) {
	w := newWorld(t)
	w.stop()
	w.options.RateLimit = true
	w.start()
	anna := w.mastodon().Person("anna")
	bob := w.peer(fedtest.Options{Name: "calm"}).Person("bob")
	like := anna.Activity("Like", w.base.Note("none"))
	r, body := anna.Request(t, w.base.SharedInbox(), like)
	var err error
	n := 0
	for ; err == nil && n < 1000; n++ {
		err = w.receive(r, body)
	}
	wantStatus(t, err, http.StatusTooManyRequests)
	if n < 300 {
		t.Errorf("limited after %d", n)
	}
	w.tell(bob, bob.Follow(w.us.URI))
}
