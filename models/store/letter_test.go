package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// dispatch publishes a note and writes letters about it to the hosts given.
func dispatch(t testing.TB, s *store.Store, orderKey func(host string) string, hosts ...string) (models.Object, []models.Letter) {
	t.Helper()
	o := storetest.Note(t, s, storetest.Collective(t, s), "brief")
	open, err := s.OpenFacts(t.Context(), 1)
	if err != nil || len(open) != 1 {
		t.Fatalf("open facts %v, %v", open, err)
	}
	d := store.Dispatch{FactID: open[0].ID, Activities: []models.Activity{{ID: o.ID, URI: o.CreateURI, Type: "Create", ActorID: o.ActorID, ObjectURI: o.URI, FactID: open[0].ID, Public: true, Raw: []byte(`{}`)}}}
	now := s.Now()
	for _, h := range hosts {
		d.Letters = append(d.Letters, models.Letter{
			ID: models.NewID(), ActivityID: o.ID, ActorID: o.ActorID, ObjectURI: o.URI, Inbox: "https://" + h + "/inbox", Host: h,
			OrderKey: orderKey(h), State: models.LetterWaiting, DueAt: now, CreatedAt: now,
		})
		d.Forms = append(d.Forms, models.ToldForm{ObjectURI: o.URI, Host: h, Form: models.FormNote})
	}
	if err := s.FinishFact(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return o, d.Letters
}

func byHost(host string) string { return "thing " + host }

func noOrder(string) string { return "" }

func claim(t testing.TB, s *store.Store, failing bool, notHosts ...string) []models.Letter {
	t.Helper()
	now := s.Now()
	got, err := s.ClaimLetters(t.Context(), store.LetterClaim{Now: now, Until: now.Add(time.Minute), Limit: 10, NotHosts: notHosts, Failing: failing})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func hostsOf(letters []models.Letter) []string {
	var hosts []string
	for _, l := range letters {
		hosts = append(hosts, l.Host)
	}
	return hosts
}

func settle(t testing.TB, s *store.Store, out ...store.Settlement) {
	t.Helper()
	if err := s.SettleLetters(t.Context(), out); err != nil {
		t.Fatal(err)
	}
}

func TestFinishFact_writesLettersExactlyOnce(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		var many []string
		for i := range 450 { // more than one insert takes
			many = append(many, fmt.Sprintf("h%d.example", i))
		}
		o, letters := dispatch(t, s, byHost, many...)
		again := store.Dispatch{FactID: "", Letters: letters}
		open, _ := s.OpenFacts(t.Context(), 10)
		if len(open) != 0 {
			t.Fatalf("still open %v", open)
		}
		if err := s.FinishFact(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		stats, err := s.Stats(t.Context())
		if err != nil || stats.LettersByState[models.LetterWaiting] != 450 {
			t.Errorf("letters %v %v", stats.LettersByState, err)
		}
		forms, err := s.ToldForms(t.Context(), o.URI)
		if err != nil || len(forms) != 450 || forms["h7.example"] != models.FormNote {
			t.Errorf("forms %d %v", len(forms), err)
		}
		told, err := s.ToldInboxes(t.Context(), o.URI)
		if err != nil || len(told) != 450 {
			t.Errorf("told %d %v", len(told), err)
		}
		a, err := s.Activity(t.Context(), o.ID)
		if err != nil || a.URI != o.CreateURI || string(a.Raw) != `{}` {
			t.Errorf("activity %+v %v", a, err)
		}
	})
}

func TestClaimLetters_keepsOrderPerKeyAndLeases(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		_, first := dispatch(t, s, byHost, "a.example", "b.example")
		_, second := dispatch(t, s, byHost, "a.example", "c.example")
		got := claim(t, s, false)
		if !slices.Equal(hostsOf(got), []string{"a.example", "b.example", "c.example"}) || got[0].ID != first[0].ID {
			t.Fatalf("claimed %v", hostsOf(got))
		}
		if got[0].DueAt.IsZero() || got[0].CreatedAt.IsZero() || !got[0].LeasedUntil.After(s.Now()) {
			t.Errorf("times of a claimed letter %+v", got[0])
		}
		if again := claim(t, s, false); len(again) != 0 {
			t.Errorf("claimed while leased: %v", hostsOf(again))
		}
		// The first to a fails for now: the second still may not overtake it.
		settle(t, s,
			store.Settlement{Letter: got[0], State: models.LetterWaiting, DueAt: s.Now().Add(time.Hour), Error: "later"},
			store.Settlement{Letter: got[1], State: models.LetterDelivered, Status: 202},
			store.Settlement{Letter: got[2], State: models.LetterDead, Error: "given up"})
		if again := claim(t, s, false); len(again) != 0 {
			t.Errorf("overtaken: %v", hostsOf(again))
		}
		settle(t, s, store.Settlement{Letter: got[0], State: models.LetterRefused, Status: 400})
		if again := claim(t, s, false, "x.example"); len(again) != 1 || again[0].ID != second[0].ID {
			t.Errorf("after the first was settled: %v", hostsOf(again))
		}
		if err := s.ReleaseLetters(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if got := claim(t, s, false, "a.example"); len(got) != 0 {
			t.Errorf("claimed for a host in flight: %v", hostsOf(got))
		}
		if got := claim(t, s, false); len(got) != 1 {
			t.Errorf("after release %v", hostsOf(got))
		}
		if n, err := s.RetryDead(t.Context(), ""); err != nil || n != 1 {
			t.Errorf("retried %d %v", n, err)
		}
		if got := claim(t, s, false); !slices.Equal(hostsOf(got), []string{"c.example"}) {
			t.Errorf("after retry %v", hostsOf(got))
		}
	})
}

func TestClaimLetters_withoutOrderNobodyWaits(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		dispatch(t, s, noOrder, "a.example", "b.example")
		if got := claim(t, s, false); len(got) != 2 {
			t.Errorf("claimed %v", hostsOf(got))
		}
	})
}

func TestClaimLetters_manyAtOnceNeverClaimTwice(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		var hosts []string
		for i := range 120 {
			hosts = append(hosts, fmt.Sprintf("h%d.example", i))
		}
		dispatch(t, s, byHost, hosts...)
		var mu sync.Mutex
		var wg sync.WaitGroup
		claimed := map[string]int{}
		for range 4 {
			wg.Go(func() {
				for {
					now := s.Now()
					got, err := s.ClaimLetters(t.Context(), store.LetterClaim{Now: now, Until: now.Add(time.Minute), Limit: 7})
					if err != nil {
						t.Error(err)
						return
					}
					if len(got) == 0 {
						return
					}
					mu.Lock()
					for _, l := range got {
						claimed[l.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for id, n := range claimed {
			if n > 1 {
				t.Errorf("%s claimed %d times", id, n)
			}
		}
		if rest := claim(t, s, false); len(claimed)+len(rest) != 120 {
			t.Errorf("claimed %d, rest %d", len(claimed), len(rest))
		}
	})
}

func TestFailingHost_isProbedAndItsLettersGoAtOnceWhenItIsBack(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		dispatch(t, s, noOrder, "sick.example", "well.example")
		dispatch(t, s, noOrder, "sick.example")
		got := claim(t, s, false)
		now := s.Now()
		since := now.Add(-time.Hour)
		closed := now.Add(time.Minute)
		sick := models.Host{Name: "sick.example", FailingSince: &since, FailingDays: 1, LastFailure: &now, Failures: 5, ClosedUntil: &closed}
		for _, l := range got {
			if l.Host == "sick.example" {
				settle(t, s, store.Settlement{Letter: l, State: models.LetterWaiting, DueAt: now.Add(-time.Second), Error: "no answer", Host: sick})
			} else {
				settle(t, s, store.Settlement{Letter: l, State: models.LetterDelivered, Status: 200})
			}
		}
		if names, err := s.FailingHosts(t.Context()); err != nil || !slices.Equal(names, []string{"sick.example"}) {
			t.Errorf("failing %v %v", names, err)
		}
		dispatch(t, s, noOrder, "sick.example", "well.example") // written while it fails
		if got := claim(t, s, false); !slices.Equal(hostsOf(got), []string{"well.example"}) {
			t.Errorf("healthy claim %v", hostsOf(got))
		}
		if got := claim(t, s, true); len(got) != 0 {
			t.Errorf("probe while the circuit is closed %v", hostsOf(got))
		}
		at, ok, err := s.NextLetterAt(t.Context())
		if err != nil || !ok || at.Sub(closed).Abs() > time.Minute+time.Second {
			t.Errorf("next %v %v %v", at, ok, err)
		}
		open := sick
		open.ClosedUntil = nil
		settle(t, s, store.Settlement{Letter: models.Letter{ID: "none"}, State: models.LetterWaiting, DueAt: now, Host: open})
		probe := claim(t, s, true)
		if len(probe) != 1 {
			t.Fatalf("one probe a host: %v", hostsOf(probe))
		}
		settle(t, s, store.Settlement{Letter: probe[0], State: models.LetterDelivered, Status: 202, Host: open.Succeeded(now)})
		if err := s.ReleaseLetters(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		back := claim(t, s, false)
		if n := len(slices.DeleteFunc(hostsOf(back), func(h string) bool { return h != "sick.example" })); n != 2 {
			t.Errorf("back: %v", hostsOf(back))
		}
		if h, _ := s.Host(t.Context(), "sick.example"); h.Failing() || h.LastSuccess == nil {
			t.Errorf("host %+v", h)
		}
	})
}

func TestDeadHost_itsLettersAreListedAndComeBackByHand(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		o, _ := dispatch(t, s, noOrder, "dead.example")
		got := claim(t, s, false)
		now := s.Now()
		dead := models.Host{Name: "dead.example", FailingSince: &now, FailingDays: models.DeadAfterDays, LastFailure: &now, Failures: 50}
		settle(t, s, store.Settlement{Letter: got[0], State: models.LetterWaiting, DueAt: now, Error: "no answer", Host: dead})
		dispatch(t, s, noOrder, "dead.example")
		q, err := s.Queue(t.Context())
		if err != nil || q.Dead != 2 || q.Waiting != 0 || len(q.Hosts) != 1 || q.Hosts[0].Dead != 2 || q.Hosts[0].LastError == "" {
			t.Errorf("queue %+v %v", q, err)
		}
		if got := append(claim(t, s, false), claim(t, s, true)...); len(got) != 0 {
			t.Errorf("claimed %v", hostsOf(got))
		}
		reach, err := s.Reach(t.Context(), o.URI)
		if err != nil || len(reach) != 1 || reach[0].State != models.LetterDead || reach[0].Tries != 1 {
			t.Errorf("reach %+v %v", reach, err)
		}
		if n, err := s.RetryDead(t.Context(), "dead.example"); err != nil || n != 2 {
			t.Errorf("retried %d %v", n, err)
		}
		if got := claim(t, s, false); len(got) != 2 {
			t.Errorf("after retry %v", hostsOf(got))
		}
	})
}

func TestHostAlive_opensAFailingHost(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		dispatch(t, s, noOrder, "a.example")
		got := claim(t, s, false)
		now := s.Now()
		settle(t, s, store.Settlement{Letter: got[0], State: models.LetterWaiting, DueAt: now.Add(time.Hour), Host: models.Host{Name: "a.example"}.Failed(now, time.Hour)})
		if got := append(claim(t, s, false), claim(t, s, true)...); len(got) != 0 {
			t.Fatalf("claimed %v", hostsOf(got))
		}
		if err := s.SaveSoftware(t.Context(), "a.example", "mastodon", "4.5", "", now); err != nil {
			t.Fatal(err)
		}
		for _, host := range []string{"a.example", "a.example", "unknown.example"} {
			if err := s.HostAlive(t.Context(), host); err != nil {
				t.Fatal(err)
			}
		}
		if got := claim(t, s, false); len(got) != 1 {
			t.Errorf("claimed %v", hostsOf(got))
		}
		if h, err := s.Host(t.Context(), "a.example"); err != nil || h.Software != "mastodon" || h.Failing() {
			t.Errorf("host %+v %v", h, err)
		}
		if h, err := s.Host(t.Context(), "unknown.example"); err != nil || h.Name != "unknown.example" || h.Failing() {
			t.Errorf("unknown %+v %v", h, err)
		}
	})
}

func TestSettleLetters_aGoneInboxRetiresOnlyWhoseOwnItIs(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		ann := storetest.Follower(t, s, mokum, "a.example", "ann")
		storetest.Follower(t, s, mokum, "a.example", "ben")
		gone := func(inbox string) {
			settle(t, s, store.Settlement{Letter: models.Letter{ID: "x", Inbox: inbox}, State: models.LetterRefused, Status: 410, InboxGone: true})
		}
		gone(ann.SharedInbox)
		if _, total, _ := s.Followers(t.Context(), mokum.ID, store.Page{}); total != 2 {
			t.Errorf("410 on a shared inbox left %d", total)
		}
		gone(ann.Inbox)
		list, total, _ := s.Followers(t.Context(), mokum.ID, store.Page{})
		if total != 1 || list[0].Actor.Handle != "ben" {
			t.Errorf("410 on her own inbox left %d", total)
		}
	})
}

func TestFollowerInboxes_foldsSharedOnesInPages(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		mokum := storetest.Collective(t, s)
		storetest.Followers(t, s, mokum, 30, 5)
		w := storetest.Member(t, s, "wytske")
		if _, err := s.AskFollow(t.Context(), w.ID, mokum.ID); err != nil { // ours need no letter
			t.Fatal(err)
		}
		var all []string
		for after := ""; ; {
			page, err := s.FollowerInboxes(t.Context(), mokum.ID, after, 4)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, r := range page {
				all = append(all, r.Host)
				after = r.Inbox
			}
		}
		if !slices.Equal(all, []string{"h0.example", "h1.example", "h2.example", "h3.example", "h4.example", "h5.example"}) {
			t.Errorf("hosts %v", all)
		}
	})
}
