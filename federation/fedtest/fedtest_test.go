package fedtest_test

import (
	"strings"
	"testing"
	"time"

	"knoop/federation/fedtest"
)

func TestPeers_hearOneAnother(t *testing.T) {
	authority := fedtest.NewAuthority(t)
	masto := fedtest.New(t, fedtest.Options{Name: "masto", Authority: authority})
	gts := fedtest.New(t, fedtest.Options{Name: "gts", Authority: authority, Style: fedtest.GoToSocial})
	anna, bob := masto.Person("anna"), gts.Person("bob")
	if status, body := anna.Post(t, bob.Inbox(), anna.Follow(bob.ID)); status != 202 {
		t.Fatalf("%d %s", status, body)
	}
	follow := gts.Await(t, "Follow")
	if follow.Actor != anna.ID || follow.Object != bob.ID || follow.Err != nil {
		t.Errorf("%+v", follow)
	}
	if status, body := bob.Post(t, masto.SharedInbox(), bob.Activity("Accept", follow.Doc)); status != 202 {
		t.Errorf("a key of GoToSocial: %d %s", status, body)
	}
}

func TestPeer_refusesWhatIsWrong(t *testing.T) {
	authority := fedtest.NewAuthority(t)
	masto := fedtest.New(t, fedtest.Options{Name: "masto", Authority: authority})
	anna, mallory := masto.Person("anna"), masto.Person("mallory")
	follow := anna.Follow(anna.ID)
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"another's key": first(mallory.Post(t, anna.Inbox(), follow)),
		"no activity":   first(anna.Post(t, anna.Inbox(), "[]")),
		"no inbox":      first(anna.Post(t, anna.ID+"/elsewhere", follow)),
	} {
		if c.status != 401 {
			t.Errorf("%s: %d %s", name, c.status, c.body)
		}
	}
	r, _ := fedtest.SignedPost(t, anna.Inbox(), follow, anna.Key(), time.Now().Add(-24*time.Hour))
	resp, err := fedtest.Client(authority).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 401 {
		t.Errorf("a day old: %d", resp.StatusCode)
	}
	for _, d := range masto.Heard() {
		if d.Err == nil {
			t.Errorf("took %s", d.Body)
		}
	}
	if !strings.HasSuffix(masto.Host, masto.Origin[len("https://"):]) {
		t.Error("host and origin differ")
	}
}

func first(status int, body string) (c struct {
	status int
	body   string
},
) {
	c.status, c.body = status, body
	return c
}
