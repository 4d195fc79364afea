package store_test

import (
	"bytes"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// clocked runs a test on every engine with a clock that it can move.
func clocked(t *testing.T, fn func(t *testing.T, s *store.Store, now *time.Time)) {
	t.Helper()
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		o.Clock = func() time.Time { return now }
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		fn(t, s, &now)
	})
}

func signIn(to string) models.NewMail {
	return models.NewMail{Kind: models.MailSignIn, To: to, Data: map[string]string{"Link": "https://mokum.example/welcome/geheim"}}
}

func claimMails(t *testing.T, s *store.Store) []store.OpenMail {
	t.Helper()
	now := s.Now()
	got, err := s.ClaimMails(t.Context(), now, now.Add(time.Minute), 10)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestQueueMail_isSealedAndGivenOutOnce(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		rung := 0
		s.OnCommit(func(topic store.Topic) {
			if topic == store.TopicMail {
				rung++
			}
		})
		if err := s.QueueMail(t.Context(), signIn("noor@mokum.example")); err != nil {
			t.Fatal(err)
		}
		if rung != 1 {
			t.Errorf("the bell rang %d times", rung)
		}
		got := claimMails(t, s)
		if len(got) != 1 || got[0].To != "noor@mokum.example" || got[0].Values["Link"] == "" || got[0].Language != "nl" || got[0].Unsubscribe != "" {
			t.Fatalf("claimed %+v", got)
		}
		if m := got[0]; bytes.Contains(m.Address, []byte("noor")) || bytes.Contains(m.Data, []byte("geheim")) || m.AddressHash != s.MailHash("NOOR@mokum.example") {
			t.Error("it is not sealed")
		}
		if again := claimMails(t, s); len(again) != 0 {
			t.Error("leased twice")
		}
		*now = now.Add(2 * time.Minute) // the lease is over: its worker died
		if again := claimMails(t, s); len(again) != 1 {
			t.Error("lost with its worker")
		}
	})
}

func TestSettleMail_forgetsWhatIsDone(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		for _, state := range []models.MailState{models.MailSent, models.MailRefused, models.MailDead} {
			if err := s.QueueMail(t.Context(), signIn("noor@mokum.example")); err != nil {
				t.Fatal(err)
			}
			m := claimMails(t, s)[0]
			if err := s.SettleMail(t.Context(), m.ID, models.MailWaiting, now.Add(time.Minute), "greylisted"); err != nil {
				t.Fatal(err)
			}
			if at, ok, err := s.NextMailAt(t.Context()); err != nil || !ok || !at.Equal(now.Add(time.Minute)) {
				t.Errorf("next at %v, %v, %v", at, ok, err)
			}
			*now = now.Add(time.Minute)
			m = claimMails(t, s)[0]
			if m.Attempts != 1 || m.Error != "greylisted" {
				t.Errorf("after one try: %+v", m.Mail)
			}
			if err := s.SettleMail(t.Context(), m.ID, state, time.Time{}, ""); err != nil {
				t.Fatal(err)
			}
			*now = now.Add(time.Hour)
			if len(claimMails(t, s)) != 0 {
				t.Errorf("%s is tried again", state)
			}
		}
		if n, err := s.SweepMails(t.Context()); err != nil || n != 0 {
			t.Errorf("swept %d too soon, %v", n, err)
		}
		*now = now.Add(models.MailKept)
		if n, err := s.SweepMails(t.Context()); err != nil || n != 3 {
			t.Errorf("swept %d, %v", n, err)
		}
	})
}

func TestQueueMail_forAPersonKeepsToHerWishes(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		anna := storetest.Member(t, s, "anna")
		asked := models.NewMail{Kind: models.MailRoleAsked, ActorID: anna.ID, Data: map[string]string{"By": "Joost", "Role": "host", "Link": "https://mokum.example/settings"}}
		queue := func() []store.OpenMail {
			t.Helper()
			if err := s.QueueMail(t.Context(), asked); err != nil {
				t.Fatal(err)
			}
			return claimMails(t, s)
		}
		if len(queue()) != 0 {
			t.Error("mailed to nowhere")
		}
		prove(t, s, anna.ID, "anna@mokum.example")
		got := queue()
		if len(got) != 1 || got[0].To != "anna@mokum.example" || got[0].Unsubscribe == "" {
			t.Fatalf("queued %+v", got)
		}
		u, err := s.ReadUnsubscribe(got[0].Unsubscribe)
		if err != nil || u.ActorID != anna.ID || u.Kind != models.MailRoleAsked || u.AddressHash != s.MailHash("anna@mokum.example") {
			t.Errorf("the token says %+v, %v", u, err)
		}
		if err := s.SwitchMail(t.Context(), anna.ID, u.Kind, false); err != nil {
			t.Fatal(err)
		}
		if len(queue()) != 0 {
			t.Error("mailed against her wish")
		}
		if err := s.EditMailWishes(t.Context(), anna.ID, "en", []models.MailKind{models.MailRoleAsked}); err != nil {
			t.Fatal(err)
		}
		if got := queue(); len(got) != 1 || got[0].Language != "en" {
			t.Errorf("queued %+v", got)
		}
		if err := s.SwitchMail(t.Context(), anna.ID, models.MailSignIn, false); models.KindOf(err) != models.Invalid {
			t.Errorf("sign-in links switched off: %v", err)
		}
	})
}

func TestReadUnsubscribe_knowsItsOwnAlone(t *testing.T) {
	s := storetest.New(t)
	storetest.Node(t, s)
	token, err := s.UnsubscribeToken(models.Unsubscription{Kind: models.MailInvitation, AddressHash: "ab"})
	if err != nil {
		t.Fatal(err)
	}
	if u, err := s.ReadUnsubscribe(token); err != nil || u.AddressHash != "ab" {
		t.Errorf("%+v, %v", u, err)
	}
	for _, bad := range []string{"", "x", token[1:], token + "A", token[:len(token)-2] + "zz"} {
		if _, err := s.ReadUnsubscribe(bad); models.KindOf(err) != models.NotFound {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// No mail server has to answer, or be there at all, for a mail to be given up.
func TestExpireMails_givesUpWhatWaitsTooLong(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		i, _ := invite(t, s, byMail(s, joost(t, s), "noor@elders.example"))
		if err := s.QueueMail(ctx, signIn("anna@elders.example")); err != nil {
			t.Fatal(err)
		}
		expire := func(want int64) {
			t.Helper()
			if n, err := s.ExpireMails(ctx); err != nil || n != want {
				t.Errorf("%d given up, want %d, %v", n, want, err)
			}
		}
		expire(0)
		*now = now.Add(models.MailSignIn.Life() + time.Second)
		if _, err := s.ClaimMails(ctx, *now, now.Add(time.Minute), 10); err != nil {
			t.Fatal(err)
		}
		expire(0) // both are being sent just now, by who knows better
		*now = now.Add(2 * time.Minute)
		expire(1)
		if i, err := s.Invitation(ctx, i.ID); err != nil || i.MailState != models.MailWaiting {
			t.Errorf("the invitation's mail stands as %s, %v", i.MailState, err)
		}
		*now = now.Add(models.MailInvitation.Life())
		expire(1)
		if i, err := s.Invitation(ctx, i.ID); err != nil || i.MailState != models.MailDead {
			t.Errorf("the invitation's mail stands as %s, %v", i.MailState, err)
		}
		mails, err := s.Mails(ctx, time.Time{})
		if err != nil || len(mails) != 2 {
			t.Fatalf("%d mails, %v", len(mails), err)
		}
		for _, m := range mails {
			if m.State != models.MailDead || m.Data != nil || m.DoneAt == nil || m.Whom == "" {
				t.Errorf("it stands as %+v", m)
			}
		}
		if len(claimMails(t, s)) != 0 {
			t.Error("what was given up is sent")
		}
		*now = now.Add(models.MailKept + time.Second)
		if n, err := s.SweepMails(ctx); err != nil || n != 2 {
			t.Errorf("swept %d, %v", n, err)
		}
	})
}

func TestOptOut_bindsLettersToStrangersAndNotAMembersOwn(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		anna := storetest.Member(t, s, "anna")
		prove(t, s, anna.ID, "anna@elders.example")
		if err := s.OptOut(ctx, s.MailHash("anna@elders.example")); err != nil {
			t.Fatal(err)
		}
		data := map[string]string{
			"Link": "https://mokum.example/x", "By": "Joost", "Role": "host", "Reason": "x", "Device": "x", "When": "x", "Collective": "Mokum", "Change": "ended", "Event": "{}", "State": "coming", "News": "off",
			"Title": "Open Coffee", "Zone": "UTC", "Coming": "1", "Waiting": "0",
		}
		for _, kind := range models.MailKinds() {
			if kind == models.MailInvitation {
				continue
			}
			if err := s.QueueMail(ctx, models.NewMail{Kind: kind, ActorID: anna.ID, Data: data}); err != nil {
				t.Errorf("%s to a member: %v", kind, err)
			}
			if got := claimMails(t, s); len(got) != 1 || got[0].Kind != kind || got[0].To != "anna@elders.example" {
				t.Errorf("%s to a member: %+v", kind, got)
			}
			err := s.QueueMail(ctx, models.NewMail{Kind: kind, To: "anna@elders.example", Data: data})
			if kind.Wanted() && err != nil {
				t.Errorf("%s, which she asked for: %v", kind, err)
			} else if !kind.Wanted() {
				failsWith(t, err, "error.mail_unwanted")
			}
			claimMails(t, s)
		}
		_, err := s.Invite(ctx, byMail(s, joost(t, s), "anna@elders.example"))
		failsWith(t, err, "error.mail_unwanted")
	})
}

// On two connections an opt-out and an import can pass each other: the mail is
// written, and goes nowhere.
func TestClaimMails_sendsNoInvitationToWhoSaidNoMeanwhile(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, store.Options{Dir: dir})
	storetest.Node(t, s)
	invite(t, s, byMail(s, joost(t, s), "noor@elders.example"))
	if err := s.QueueMail(t.Context(), signIn("noor@elders.example")); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("INSERT INTO opt_outs (hash, created_at) VALUES (?, ?)", s.MailHash("noor@elders.example"), time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := claimMails(t, s); len(got) != 1 || got[0].Kind != models.MailSignIn {
		t.Errorf("claimed %+v", got)
	} else if err := s.SettleMail(t.Context(), got[0].ID, models.MailSent, time.Time{}, ""); err != nil {
		t.Fatal(err)
	}
	if at, ok, err := s.NextMailAt(t.Context()); ok || err != nil {
		t.Errorf("it wakes at %v for a mail that goes nowhere, %v", at, err)
	}
}
