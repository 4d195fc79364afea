package remote_test

import (
	"net/http"
	"testing"
	"time"

	"knoop/federation/fedtest"
)

func TestSoftware_isAskedOnceADay(t *testing.T) {
	w := newWorld(t)
	p := w.peer(t, fedtest.Options{Name: "mob", Software: "Mobilizon", Application: "relay"})
	for range 3 {
		h, err := w.remote.Software(w.ctx, p.Host)
		if err != nil || h.Software != "mobilizon" || h.Application != p.Origin+"/users/relay" {
			t.Fatalf("%+v, %v", h, err)
		}
	}
	if n := p.Hits("/.well-known/nodeinfo"); n != 1 {
		t.Errorf("asked %d times", n)
	}
	w.clock = w.clock.Add(25 * time.Hour)
	if _, err := w.remote.Software(w.ctx, p.Host); err != nil || p.Hits("/.well-known/nodeinfo") != 2 {
		t.Errorf("asked %d times in 25 hours, %v", p.Hits("/.well-known/nodeinfo"), err)
	}
}

func TestSoftware_thatDoesNotAnswerIsNotAskedAgainAtOnce(t *testing.T) {
	w := newWorld(t)
	p := w.peer(t, fedtest.Options{Name: "silent"})
	p.Fail(http.StatusInternalServerError)
	for range 3 {
		if h, err := w.remote.Software(w.ctx, p.Host); err != nil || h.Software != "" || h.CheckedAt == nil {
			t.Fatalf("%+v, %v", h, err)
		}
	}
	if n := p.Hits("/.well-known/nodeinfo"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestSoftware_cannotBeSaidByAnotherHost(t *testing.T) {
	w := newWorld(t)
	other := w.peer(t, fedtest.Options{Name: "other", Software: "mobilizon"})
	p := w.peer(t, fedtest.Options{Name: "liar"})
	p.Serve("/.well-known/nodeinfo", fedtest.Answer{Type: "application/json", Body: []byte(`{"links":[
		{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"` + other.Origin + `/nodeinfo/2.0"},
		{"rel":"https://www.w3.org/ns/activitystreams#Application","href":"` + other.Origin + `/users/relay"}]}`)})
	h, err := w.remote.Software(w.ctx, p.Host)
	if err != nil || h.Software != "" || h.Application != "" {
		t.Errorf("%+v, %v", h, err)
	}
	if n := other.Hits("/nodeinfo/2.0"); n != 0 {
		t.Errorf("the other host was asked %d times", n)
	}
}
