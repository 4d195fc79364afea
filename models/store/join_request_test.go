package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func asksToJoin(t *testing.T, s *store.Store, in store.NewJoinRequest) (models.JoinRequest, string) {
	t.Helper()
	r, token, err := s.AskToJoin(t.Context(), in)
	if err != nil {
		t.Fatalf("ask to join: %v", err)
	}
	return r, token
}

func TestAskToJoin_isFoundByItsTokenAlone(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		r, token := asksToJoin(t, s, store.NewJoinRequest{Key: "k1", Name: "Soraya", Handle: "soraya", Address: "soraya@elders.example", Language: "nl"})
		found, err := s.JoinRequestByToken(t.Context(), token)
		if err != nil || found.ID != r.ID || found.Name != "Soraya" || found.State != models.JoinWaiting {
			t.Errorf("found %+v, %v", found, err)
		}
		if strings.Contains(string(found.Address), "elders") || found.TokenHash == token {
			t.Error("address or token stand in the database as they are")
		}
		for _, other := range []string{"", "x", found.TokenHash, found.ID} {
			_, err := s.JoinRequestByToken(t.Context(), other)
			wantKey(t, "token "+other, err, "error.apply_unknown")
		}
	})
}

func TestAskToJoin_theSameFormAtOnceIsOneRequest(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		var wg sync.WaitGroup
		tokens := make([]string, 4)
		for i := range tokens {
			wg.Go(func() {
				_, token, err := s.AskToJoin(t.Context(), store.NewJoinRequest{Key: "k1", Name: "Soraya", Language: "nl"})
				if err != nil {
					t.Errorf("ask: %v", err)
				}
				tokens[i] = token
			})
		}
		wg.Wait()
		waiting, err := s.JoinRequests(t.Context(), true, 10)
		if err != nil || len(waiting) != 1 {
			t.Fatalf("%d wait, %v", len(waiting), err)
		}
		for _, token := range tokens {
			if found, err := s.JoinRequestByToken(t.Context(), token); err != nil || found.ID != waiting[0].ID {
				t.Errorf("a token leads to %q, %v", found.ID, err)
			}
		}
	})
}

func TestAskToJoin_goesByTheDoorAsItIsNow(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		in := store.NewJoinRequest{Key: "k1", Name: "Soraya", Language: "nl"}
		door := models.JoinDoor{Questions: []models.JoinQuestion{{Text: "Wat doe je?", Required: true}, {Text: "Wat zoek je?"}}}
		if err := s.SetJoinDoor(t.Context(), door); err != nil {
			t.Fatal(err)
		}
		if got, err := s.JoinDoor(t.Context()); err != nil || len(got.Questions) != 2 || !got.Questions[0].Required || got.Closed {
			t.Errorf("the door is %+v, %v", got, err)
		}
		try := func(answers ...models.JoinAnswer) error {
			in.Answers = answers
			_, _, err := s.AskToJoin(t.Context(), in)
			return err
		}
		wantKey(t, "no answers", try(), "error.questions_changed")
		wantKey(t, "another question", try(models.JoinAnswer{Question: "Wie ben je?", Answer: "Ik"}, models.JoinAnswer{Question: "Wat zoek je?"}), "error.questions_changed")
		wantKey(t, "not answered", try(models.JoinAnswer{Question: "Wat doe je?", Answer: "\n"}, models.JoinAnswer{Question: "Wat zoek je?"}), "error.answer_empty")
		if err := try(models.JoinAnswer{Question: "Wat doe je?", Answer: "Decors"}, models.JoinAnswer{Question: "Wat zoek je?"}); err != nil {
			t.Error(err)
		}
		if err := s.SetJoinDoor(t.Context(), models.JoinDoor{Closed: true}); err != nil {
			t.Fatal(err)
		}
		in.Key = "k2"
		wantKey(t, "closed", try(), "error.join_closed")
	})
}

func mailKinds(t *testing.T, s *store.Store) map[models.MailKind]int {
	t.Helper()
	got, err := s.ClaimMails(t.Context(), s.Now(), s.Now().Add(time.Minute), 50)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[models.MailKind]int{}
	for _, m := range got {
		kinds[m.Kind]++
	}
	return kinds
}

func TestJoinRequest_isAnsweredOnceAndTold(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		n := storetest.Node(t, s)
		joost := first(t, s)
		r, _ := asksToJoin(t, s, store.NewJoinRequest{Key: "k1", Name: "Soraya", Address: "soraya@elders.example", Language: "en"})
		if got := mailKinds(t, s); got[models.MailApplicationReceived] != 1 {
			t.Errorf("mailed %v", got)
		}
		var wg sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() {
				if i%2 == 0 {
					errs[i] = s.ApproveJoin(t.Context(), r.ID, joost.ID, "Welkom")
				} else {
					errs[i] = s.DeclineJoin(t.Context(), r.ID, joost.ID, "Vol")
				}
			})
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			}
		}
		if done != 1 {
			t.Errorf("%d answers counted: %v", done, errs)
		}
		if got := mailKinds(t, s); got[models.MailApplicationApproved]+got[models.MailApplicationDeclined] != 1 {
			t.Errorf("mailed %v", got)
		}
		found, err := s.JoinRequest(t.Context(), r.ID)
		if err != nil || found.DecidedBy != joost.ID || found.DecidedAt == nil {
			t.Fatalf("found %+v, %v", found, err)
		}
		if (found.State == models.JoinApproved) != (found.InvitationID != "") {
			t.Errorf("%s with the invitation %q", found.State, found.InvitationID)
		}

		yes, _ := asksToJoin(t, s, store.NewJoinRequest{Key: "k2", Name: "Henk", Language: "nl"})
		if err := s.ApproveJoin(t.Context(), yes.ID, joost.ID, ""); err != nil {
			t.Fatal(err)
		}
		yes, err = s.JoinRequest(t.Context(), yes.ID)
		if err != nil {
			t.Fatal(err)
		}
		i, err := s.Invitation(t.Context(), yes.InvitationID)
		if err != nil || i.MaxUses != 1 || i.Role != models.Member || i.Name != "Henk" || i.MadeBy != joost.ID {
			t.Errorf("the way in is %+v, %v", i, err)
		}
		if link := s.InvitationLink(n, i); !strings.HasPrefix(link, storetest.Origin+"/join/") {
			t.Errorf("it leads to %s", link)
		}
		wantKey(t, "a way that is open", s.RenewJoin(t.Context(), yes.ID, joost.ID), "error.join_way_open")
		if err := s.RevokeInvitation(t.Context(), i.ID); err != nil {
			t.Fatal(err)
		}
		if err := s.RenewJoin(t.Context(), yes.ID, joost.ID); err != nil {
			t.Fatal(err)
		}
		if again, err := s.JoinRequest(t.Context(), yes.ID); err != nil || again.InvitationID == i.ID {
			t.Errorf("the way in is still %q, %v", again.InvitationID, err)
		}
	})
}

func TestAskToJoin_fillsNobodysMailbox(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	for _, key := range []string{"k1", "k2", "k3"} {
		asksToJoin(t, s, store.NewJoinRequest{Key: key, Name: "Soraya", Address: "soraya@elders.example", Language: "nl"})
	}
	if got := mailKinds(t, s); got[models.MailApplicationReceived] != 1 {
		t.Errorf("mailed %v", got)
	}
}

func TestSweepJoinRequests_forgetsWhatWasDecidedLongAgo(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		o.Clock = func() time.Time { return now }
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		joost := first(t, s)
		no, token := asksToJoin(t, s, store.NewJoinRequest{Key: "k1", Name: "Soraya", Language: "nl"})
		back, _ := asksToJoin(t, s, store.NewJoinRequest{Key: "k2", Name: "Henk", Language: "nl"})
		asksToJoin(t, s, store.NewJoinRequest{Key: "k3", Name: "Tirza", Language: "nl"})
		if err := s.DeclineJoin(t.Context(), no.ID, joost.ID, "Vol"); err != nil {
			t.Fatal(err)
		}
		if err := s.WithdrawJoin(t.Context(), back.ID); err != nil {
			t.Fatal(err)
		}
		sweep := func() int64 {
			n, err := s.SweepJoinRequests(t.Context(), now.Add(-models.JoinRequestKept))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		now = now.Add(models.JoinRequestKept - time.Hour)
		if n := sweep(); n != 0 {
			t.Errorf("%d forgotten too early", n)
		}
		now = now.Add(2 * time.Hour)
		if n := sweep(); n != 2 {
			t.Errorf("%d forgotten", n)
		}
		_, err := s.JoinRequestByToken(t.Context(), token)
		wantKey(t, "her page", err, "error.apply_unknown")
		if waiting, err := s.JoinRequests(t.Context(), true, 10); err != nil || len(waiting) != 1 {
			t.Errorf("%d still wait, %v", len(waiting), err)
		}
	})
}

func TestPeople_listsEverybodyWithWhatIsKnown(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		n := storetest.Node(t, s)
		anna, bram := storetest.Member(t, s, "anna"), storetest.Member(t, s, "bram")
		gone := storetest.Member(t, s, "weg")
		if err := s.DeleteMember(t.Context(), gone.ID); err != nil {
			t.Fatal(err)
		}
		setRole(t, s, bram, models.Guest)
		noor := storetest.Remote(t, s, "elders.example", "noor")
		storetest.Remote(t, s, "elders.example", "vreemd")
		uri := noor.URI + "/joins/1"
		said := models.Said{By: models.PersonSide, URI: uri, Published: s.Now()}
		if _, err := s.ReceiveMembershipJoin(t.Context(), noor, said, models.Opening{By: models.PersonSide, URI: uri}); err != nil {
			t.Fatal(err)
		}
		m, err := s.MembershipOf(t.Context(), noor.ID, n.Collective)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DecideMembership(t.Context(), m.ID, true, models.HostRole, ""); err != nil {
			t.Fatal(err)
		}
		publishCode(t, s, "Wees goed", "")
		if err := s.SignCode(t.Context(), anna.ID, 1); err != nil {
			t.Fatal(err)
		}
		token, _ := s.MakeLink(t.Context(), models.LinkSignIn, anna.ID)
		if _, _, err := s.RedeemLink(t.Context(), token, anna.ID, "Firefox"); err != nil {
			t.Fatal(err)
		}
		people, total, err := s.People(t.Context(), store.PeopleFilter{})
		if err != nil || total != 4 || len(people) != 4 {
			t.Fatalf("%d of %d, %v", len(people), total, err)
		}
		var names []string
		for _, p := range people {
			names = append(names, p.Name+" "+string(p.Role))
		}
		if got := strings.Join(names, ", "); got != "anna member, bram guest, Joost orchestrator, noor host" {
			t.Errorf("they are %s", got)
		}
		if a := people[0]; a.Signed != 1 || a.SeenAt == nil || a.Since == nil || a.Actor.ID != anna.ID {
			t.Errorf("anna is %+v", a)
		}
		if b := people[1]; b.Signed != 0 || b.SeenAt != nil {
			t.Errorf("bram is %+v", b)
		}
		for name, c := range map[string]struct {
			f    store.PeopleFilter
			want int
		}{
			"by text": {store.PeopleFilter{Text: "JOO"}, 1}, "by role": {store.PeopleFilter{Role: models.HostRole}, 1},
			"by id": {store.PeopleFilter{ID: bram.ID}, 1}, "nobody": {store.PeopleFilter{Text: "%"}, 0},
		} {
			some, total, err := s.People(t.Context(), c.f)
			if err != nil || total != c.want || len(some) != c.want {
				t.Errorf("%s: %d of %d, %v", name, len(some), total, err)
			}
		}
		rest, total, err := s.People(t.Context(), store.PeopleFilter{Offset: 3, Limit: 2})
		if err != nil || total != 4 || len(rest) != 1 {
			t.Errorf("the second page has %d of %d, %v", len(rest), total, err)
		}
	})
}
