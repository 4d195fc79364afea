package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func joost(t *testing.T, s *store.Store) models.Actor {
	t.Helper()
	a, err := s.ActorByHandle(t.Context(), "joost")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func byMail(s *store.Store, by models.Actor, address string) store.NewInvitation {
	return store.NewInvitation{
		MadeBy: by.ID, Role: models.Member, Life: models.InvitationLife, MaxUses: 1, Name: "Noor", Address: address,
		Source: "de buurtmarkt", Basis: models.BasisConsent, Mail: true, Text: "Kom je ook?",
	}
}

func byLink(by models.Actor, uses int) store.NewInvitation {
	return store.NewInvitation{MadeBy: by.ID, Role: models.Member, Life: models.InvitationLife, MaxUses: uses}
}

func invite(t *testing.T, s *store.Store, in store.NewInvitation) (models.Invitation, string) {
	t.Helper()
	i, err := s.Invite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return i, i.Token(storetest.Secret)
}

func joining(token, handle, key string) store.Joining {
	return store.Joining{
		Token: token, Key: key, Handle: handle, Name: "Noor de Vries", NameFor: models.ForMembers, Headline: "vertaler", Device: "Firefox",
		CheckLink: func(token string) string { return storetest.Origin + "/settings/mail/check/" + token },
	}
}

func failsWith(t *testing.T, err error, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Key != key {
		t.Errorf("%v, want %s", err, key)
	}
}

func TestInvite_byMailIsSealedAndMailed(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		i, token := invite(t, s, byMail(s, joost(t, s), "Noor@Elders.example"))
		if bytes.Contains(i.Address, []byte("elders")) || i.AddressHash != s.MailHash("noor@elders.example") || i.TokenHash == token {
			t.Errorf("not sealed: %+v", i)
		}
		mails := claimMails(t, s)
		if len(mails) != 1 || mails[0].To != "Noor@elders.example" || mails[0].Values["Link"] != storetest.Origin+"/join/"+token || mails[0].Values["Basis"] != "consent" || mails[0].Unsubscribe == "" {
			t.Fatalf("mails %+v", mails)
		}
		if _, err := s.Invite(t.Context(), byMail(s, joost(t, s), "noor@elders.example")); true {
			failsWith(t, err, "error.already_invited")
		}
		if err := s.SettleMail(t.Context(), mails[0].ID, models.MailSent, time.Time{}, ""); err != nil {
			t.Fatal(err)
		}
		total, _, err := s.Funnels(t.Context())
		if err != nil || total.Invited != 1 || total.ByMail != 1 || total.Mailed != 1 || total.Opened != 0 {
			t.Errorf("funnel %+v, %v", total, err)
		}
	})
}

func TestInvite_againOnceTheFirstHasRunOut(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		first, _ := invite(t, s, byMail(s, joost(t, s), "noor@elders.example"))
		*now = now.Add(models.InvitationLife + time.Hour)
		second, _ := invite(t, s, byMail(s, joost(t, s), "noor@elders.example"))
		if first.ID == second.ID {
			t.Error("the same invitation")
		}
	})
}

func TestOptOut_nothingOverridesIt(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		ctx, by := t.Context(), joost(t, s)
		i, token := invite(t, s, byMail(s, by, "noor@elders.example"))
		mail := claimMails(t, s)[0]
		u, err := s.ReadUnsubscribe(mail.Unsubscribe)
		if err != nil {
			t.Fatal(err)
		}
		*now = now.Add(time.Hour) // the lease is over, it would be sent now
		for range 2 {
			if err := s.OptOut(ctx, u.AddressHash); err != nil {
				t.Fatal(err)
			}
		}
		if out, err := s.OptedOut(ctx, "NOOR@elders.example"); err != nil || !out {
			t.Errorf("opted out: %v, %v", out, err)
		}
		if n := len(claimMails(t, s)); n != 0 {
			t.Errorf("%d mails go out after she said no", n)
		}
		after, err := s.Invitation(ctx, i.ID)
		if err != nil || after.Name != "" || len(after.Address) > 0 || after.AddressHash != "" || after.ForgottenAt == nil {
			t.Errorf("what was known of her is still there: %+v, %v", after, err)
		}
		_, _, err = s.Join(ctx, joining(token, "noor", ""))
		failsWith(t, err, "error.invitation_revoked")
		_, err = s.Invite(ctx, byMail(s, by, "noor@elders.example"))
		failsWith(t, err, "error.mail_unwanted")
		w := wave(t, s, people(3, "noor@elders.example"))
		finish(t, s, w, true)
		for _, m := range claimMails(t, s) {
			if m.To == "noor@elders.example" {
				t.Error("an import overrides an opt-out")
			}
		}
		if w, err = s.Wave(ctx, w.ID); err != nil || w.Made != 3 || w.Passed != 1 {
			t.Errorf("wave %+v, %v", w, err)
		}
	})
}

func TestJoin_makesAMemberAllAtOnce(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		i, token := invite(t, s, byMail(s, joost(t, s), "noor@elders.example"))
		in := joining(token, "noor", "form")
		in.Address = "noor@elders.example"
		session, noor, err := s.Join(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		if sess, err := s.SessionByToken(ctx, session); err != nil || sess.ActorID != noor.ID {
			t.Errorf("session %+v, %v", sess, err)
		}
		if noor.Name != "" || noor.Headline != "" {
			t.Errorf("a stranger sees %q and %q of what is for members", noor.Name, noor.Headline)
		}
		if p, err := s.Profile(ctx, noor.ID); err != nil || p.Name != "Noor de Vries" || p.Headline != "vertaler" {
			t.Errorf("profile %+v, %v", p, err)
		}
		if a, err := s.AddressOf(ctx, noor.ID); err != nil || a.Verified() || a.PendingHash == "" {
			t.Errorf("address %+v, %v", a, err)
		}
		if i, err = s.Invitation(ctx, i.ID); err != nil || i.Uses != 1 || i.OpenedAt == nil {
			t.Errorf("invitation %+v, %v", i, err)
		}
		if by, err := s.InviterOf(ctx, noor.ID); err != nil || by.Handle != "joost" {
			t.Errorf("invited by %s, %v", by.Handle, err)
		}
		if account, err := s.Account(ctx, noor.ID); err != nil || account.Role != models.Member || len(account.RSAKey) == 0 {
			t.Errorf("account %+v, %v", account, err)
		}
		_, _, err = s.Join(ctx, joining(token, "ander", "other form"))
		failsWith(t, err, "error.invitation_used")
	})
}

func TestJoin_refusedLeavesNothingHalfDone(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		i, token := invite(t, s, byLink(joost(t, s), 5))
		before := members(t, s)
		_, _, err := s.Join(ctx, joining("00000-00000-00000-00000", "noor", "a"))
		failsWith(t, err, "error.invitation_unknown")
		_, _, err = s.Join(ctx, joining(token, "joost", "b"))
		failsWith(t, err, "error.handle_taken")
		bad := joining(token, "noor", "c")
		bad.Address = "geen adres"
		_, _, err = s.Join(ctx, bad)
		failsWith(t, err, "error.mail_address")
		bad = joining(token, "noor", "d")
		bad.Name = " "
		_, _, err = s.Join(ctx, bad)
		failsWith(t, err, "error.name_empty")
		renewed, err := s.RenewInvitation(ctx, i.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = s.Join(ctx, joining(token, "noor", "e"))
		failsWith(t, err, "error.invitation_unknown")
		*now = now.Add(models.InvitationLife + time.Second)
		_, _, err = s.Join(ctx, joining(renewed.Token(storetest.Secret), "noor", "f"))
		failsWith(t, err, "error.invitation_expired")
		if after := members(t, s); after != before {
			t.Errorf("%d members, %d before", after, before)
		}
		if i, err = s.Invitation(ctx, i.ID); err != nil || i.Uses != 0 {
			t.Errorf("used %d times, %v", i.Uses, err)
		}
	})
}

func members(t *testing.T, s *store.Store) int {
	t.Helper()
	m, err := s.Members(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	return len(m)
}

// Two who press at once, and one who presses twice.
func TestJoin_atOnce(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		press := func(n int, in func(n int) store.Joining) (joined map[string]bool, sessions int) {
			var wg sync.WaitGroup
			var mu sync.Mutex
			joined = map[string]bool{}
			for k := range n {
				wg.Go(func() {
					session, a, err := s.Join(context.Background(), in(k))
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						joined[a.ID] = true
					} else if models.KindOf(err) == "" {
						t.Error(err)
					}
					if session != "" {
						sessions++
					}
				})
			}
			wg.Wait()
			return joined, sessions
		}
		_, once := invite(t, s, byLink(joost(t, s), 1))
		if got, _ := press(6, func(n int) store.Joining { return joining(once, fmt.Sprintf("a%d", n), fmt.Sprint("a", n)) }); len(got) != 1 {
			t.Errorf("a link for one made %d members", len(got))
		}
		_, many := invite(t, s, byLink(joost(t, s), 3))
		if got, _ := press(6, func(n int) store.Joining { return joining(many, fmt.Sprintf("b%d", n), fmt.Sprint("b", n)) }); len(got) != 3 {
			t.Errorf("a link for three made %d members", len(got))
		}
		_, twice := invite(t, s, byLink(joost(t, s), 3))
		got, sessions := press(4, func(int) store.Joining { return joining(twice, "noor", "one form") })
		if len(got) != 1 || sessions != 4 {
			t.Errorf("one form sent four times made %d members, %d sessions", len(got), sessions)
		}
	})
}

func TestSweepInvitations_forgetsWhoDidNotCome(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		i, _ := invite(t, s, byMail(s, joost(t, s), "noor@elders.example"))
		w := wave(t, s, people(2))
		*now = now.Add(models.InvitationLife + models.InviteeKept - time.Hour)
		if err := s.SweepInvitations(t.Context()); err != nil {
			t.Fatal(err)
		}
		if i, _ = s.Invitation(t.Context(), i.ID); i.Name == "" {
			t.Error("forgotten too soon")
		}
		if _, err := s.Wave(t.Context(), w.ID); models.KindOf(err) != models.NotFound {
			t.Errorf("an old file is kept: %v", err)
		}
		*now = now.Add(2 * time.Hour)
		if err := s.SweepInvitations(t.Context()); err != nil {
			t.Fatal(err)
		}
		i, err := s.Invitation(t.Context(), i.ID)
		if err != nil || i.Name != "" || i.Source != "" || len(i.Address) != 0 || i.AddressHash != "" {
			t.Errorf("not forgotten: %+v, %v", i, err)
		}
		if total, _, _ := s.Funnels(t.Context()); total.Invited != 1 {
			t.Errorf("the count went with it: %+v", total)
		}
	})
}

// Taken back and sent again, run out and sent again, in a wave: three mails, and
// then none for a year.
func TestInvite_anAddressGetsAtMostThreeMailsInAYear(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		ctx, by := t.Context(), joost(t, s)
		mailed := 0
		send := func() {
			for _, m := range claimMails(t, s) {
				if strings.EqualFold(m.To, "noor@elders.example") {
					mailed++
				}
				if err := s.SettleMail(ctx, m.ID, models.MailSent, time.Time{}, ""); err != nil {
					t.Fatal(err)
				}
			}
		}
		again := func(address string) error {
			i, err := s.Invite(ctx, byMail(s, by, address))
			if err != nil {
				return err
			}
			send()
			return s.RevokeInvitation(ctx, i.ID)
		}
		if err := again("noor@elders.example"); err != nil {
			t.Fatal(err)
		}
		i, _ := invite(t, s, byMail(s, by, "noor@elders.example")) // taken back before it went: that is none
		if err := s.RevokeInvitation(ctx, i.ID); err != nil {
			t.Fatal(err)
		}
		finish(t, s, wave(t, s, people(0, "Noor@Elders.example")), true)
		send()
		*now = now.Add(models.InvitationLife + time.Hour)
		if err := again("noor@elders.example"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			failsWith(t, again("NOOR@elders.example"), "error.invited_enough")
			w := wave(t, s, people(0, "noor@elders.example"))
			if verdicts, err := s.JudgeWave(ctx, people(0, "noor@elders.example").Rows); err != nil || verdicts[2] != models.WaveEnough {
				t.Errorf("verdict %q, %v", verdicts[2], err)
			}
			finish(t, s, w, true)
			send()
			*now = now.Add(300 * 24 * time.Hour)
			for n := int64(1); n > 0; {
				var err error
				if n, err = s.SweepMails(ctx); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.SweepInvitations(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if mailed != 3 {
			t.Errorf("%d mails to one address", mailed)
		}
		*now = now.Add(models.InvitationMailKept)
		if err := again("noor@elders.example"); err != nil {
			t.Errorf("after a year without a word: %v", err)
		}
	})
}

func TestRenewInvitation_theMailThatWaitsHasTheNewLink(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		i, first := invite(t, s, byMail(s, joost(t, s), "noor@elders.example"))
		i, err := s.RenewInvitation(t.Context(), i.ID)
		if err != nil {
			t.Fatal(err)
		}
		mails := claimMails(t, s)
		if token := i.Token(storetest.Secret); len(mails) != 1 || token == first || mails[0].Values["Link"] != storetest.Origin+"/join/"+token || mails[0].To != "noor@elders.example" {
			t.Errorf("mails %+v", mails)
		}
		if i, err = s.Invitation(t.Context(), i.ID); err != nil || i.MailState != models.MailWaiting {
			t.Errorf("its mail stands as %s, %v", i.MailState, err)
		}
		if err := s.RevokeInvitation(t.Context(), i.ID); err != nil {
			t.Fatal(err)
		}
		if i, err = s.Invitation(t.Context(), i.ID); err != nil || i.MailState != models.MailDead {
			t.Errorf("taken back, its mail stands as %s, %v", i.MailState, err)
		}
	})
}

func TestNoteMet_isCountedUntilItIsTakenBack(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		ctx := t.Context()
		i, token := invite(t, s, byLink(joost(t, s), 5))
		other, _ := invite(t, s, byLink(joost(t, s), 5))
		_, noor, err := s.Join(ctx, joining(token, "noor", "a"))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Join(ctx, joining(token, "karim", "b")); err != nil {
			t.Fatal(err)
		}
		counts := func(want int) {
			t.Helper()
			total, each, err := s.Funnels(ctx)
			if err != nil || total.Joined != 2 || total.Met != want || each[""].Met != want {
				t.Errorf("funnel %+v, %v; want %d who met", total, err, want)
			}
			people, err := s.JoinedBy(ctx, i.ID)
			if err != nil || len(people) != 2 || people[0].ID != noor.ID || people[0].Met != (want == 1) || people[1].Met {
				t.Errorf("joined %+v, %v", people, err)
			}
		}
		counts(0)
		for range 2 {
			if err := s.NoteMet(ctx, i.ID, noor.ID, true); err != nil {
				t.Fatal(err)
			}
			counts(1)
			*now = now.Add(time.Hour)
		}
		for range 2 {
			if err := s.NoteMet(ctx, i.ID, noor.ID, false); err != nil {
				t.Fatal(err)
			}
			counts(0)
		}
		for invitation, actor := range map[string]string{other.ID: noor.ID, i.ID: joost(t, s).ID, "nowhere": noor.ID} {
			if err := s.NoteMet(ctx, invitation, actor, true); models.KindOf(err) != models.NotFound {
				t.Errorf("noted of who did not join by it: %v", err)
			}
		}
		if err := s.NoteMet(ctx, i.ID, "", true); models.KindOf(err) != models.NotFound {
			t.Errorf("noted of nobody: %v", err)
		}
		if err := s.NoteMet(ctx, i.ID, noor.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Leave(ctx, noor.ID, nil); err != nil {
			t.Fatal(err)
		}
		if err := s.NoteMet(ctx, i.ID, noor.ID, false); models.KindOf(err) != models.NotFound {
			t.Errorf("noted of who is gone: %v", err)
		}
		if total, _, err := s.Funnels(ctx); err != nil || total.Met != 1 {
			t.Errorf("the count went with her: %+v, %v", total, err)
		}
	})
}
