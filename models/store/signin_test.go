package store_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

// signInStore is a node with a member, at a time that the test moves.
func signInStore(t *testing.T) (*store.Store, models.Actor, *time.Time) {
	t.Helper()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	s := storetest.Open(t, store.Options{Dir: t.TempDir(), Clock: func() time.Time { return now }})
	storetest.Node(t, s)
	return s, storetest.Member(t, s, "anna"), &now
}

func began(t *testing.T, s *store.Store, kind models.CeremonyKind, actorID string) string {
	t.Helper()
	token, err := s.BeginCeremony(t.Context(), kind, actorID, []byte("challenge"))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func passkey(t *testing.T, s *store.Store, who models.Actor, keyID string) models.Credential {
	t.Helper()
	c, err := s.AddCredential(t.Context(), began(t, s, models.CeremonyAdd, who.ID), models.Credential{
		KeyID: keyID, ActorID: who.ID, Name: "Telefoon", PublicKey: []byte("cose"), Counter: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func told(counter int64) models.Assertion { return models.Assertion{Counter: counter} }

func keyOf(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func TestSignIn_rotatesTheSessionAndNotesTheUse(t *testing.T) {
	s, anna, now := signInStore(t)
	key := passkey(t, s, anna, "k1")
	first, before, err := s.SignIn(t.Context(), store.PasskeySignIn{Ceremony: began(t, s, models.CeremonySignIn, ""), Credential: key.ID, Told: told(2), Device: "Firefox"})
	if err != nil {
		t.Fatal(err)
	}
	*now = now.Add(time.Minute)
	second, _, err := s.SignIn(t.Context(), store.PasskeySignIn{Ceremony: began(t, s, models.CeremonySignIn, ""), Credential: key.ID, Told: told(3), Device: "Firefox", Ends: before.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SessionByToken(t.Context(), first); err == nil || first == second {
		t.Error("the session of before still holds")
	}
	if sess, err := s.SessionByToken(t.Context(), second); err != nil || sess.ActorID != anna.ID {
		t.Errorf("the new session is %+v, %v", sess, err)
	}
	kept, _ := s.CredentialByKey(t.Context(), "k1")
	if kept.Counter != 3 || kept.UsedAt == nil || !kept.UsedAt.Equal(*now) || kept.SuspectAt != nil {
		t.Errorf("the passkey is kept as %+v", kept)
	}
}

func TestSignIn_usesACeremonyOnceUnderTwoAtOnce(t *testing.T) {
	s, anna, _ := signInStore(t)
	key := passkey(t, s, anna, "k1")
	token := began(t, s, models.CeremonySignIn, "")
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			_, _, errs[i] = s.SignIn(t.Context(), store.PasskeySignIn{Ceremony: token, Credential: key.ID, Told: told(int64(2 + i))})
		})
	}
	all.Wait()
	in := 0
	for _, err := range errs {
		if err == nil {
			in++
		} else if keyOf(err) != "error.ceremony_used" {
			t.Errorf("the others are told %v", err)
		}
	}
	sessions, err := s.Sessions(t.Context(), anna.ID)
	if in != 1 || len(sessions) != 1 || err != nil {
		t.Errorf("%d are in with %d sessions, %v", in, len(sessions), err)
	}
}

func TestSignIn_refusesACopyAndRemembersIt(t *testing.T) {
	s, anna, now := signInStore(t)
	key := passkey(t, s, anna, "k1")
	try := func(counter int64) error {
		_, _, err := s.SignIn(t.Context(), store.PasskeySignIn{Ceremony: began(t, s, models.CeremonySignIn, ""), Credential: key.ID, Told: told(counter)})
		return err
	}
	if err := try(1); keyOf(err) != "error.passkey_cloned" {
		t.Fatalf("a counter that stands still: %v", err)
	}
	kept, _ := s.CredentialByKey(t.Context(), "k1")
	if kept.SuspectAt == nil || !kept.SuspectAt.Equal(*now) || kept.Counter != 1 || kept.UsedAt != nil {
		t.Errorf("kept as %+v", kept)
	}
	if err := try(1000); keyOf(err) != "error.passkey_suspect" {
		t.Errorf("afterwards: %v", err)
	}
	if sessions, _ := s.Sessions(t.Context(), anna.ID); len(sessions) != 0 {
		t.Error("somebody is in")
	}
}

func TestSignIn_leavesNothingWhenTheFlagsChange(t *testing.T) {
	s, anna, _ := signInStore(t)
	key := passkey(t, s, anna, "k1")
	token := began(t, s, models.CeremonySignIn, "")
	in := store.PasskeySignIn{Ceremony: token, Credential: key.ID, Told: models.Assertion{Counter: 5, BackupEligible: true}}
	if _, _, err := s.SignIn(t.Context(), in); keyOf(err) != "error.passkey_changed" {
		t.Fatal(err)
	}
	in.Told.BackupEligible = false
	if _, _, err := s.SignIn(t.Context(), in); err != nil {
		t.Errorf("the refusal used the ceremony up: %v", err)
	}
}

func TestCeremony_isForItsPersonPurposeAndTime(t *testing.T) {
	s, anna, now := signInStore(t)
	token := began(t, s, models.CeremonyAdd, anna.ID)
	for _, c := range []struct {
		token, actor string
		kind         models.CeremonyKind
		after        time.Duration
		want         string
	}{
		{token, anna.ID, models.CeremonyAdd, 0, ""},
		{token, "other", models.CeremonyAdd, 0, "error.ceremony_other"},
		{token, "", models.CeremonySignIn, 0, "error.ceremony_other"},
		{"onzin", anna.ID, models.CeremonyAdd, 0, "error.ceremony_used"},
		{token, anna.ID, models.CeremonyAdd, models.CeremonyLife + time.Second, "error.ceremony_expired"},
	} {
		*now = now.Add(c.after)
		got, err := s.Ceremony(t.Context(), c.token, c.kind, c.actor)
		if keyOf(err) != c.want || c.want == "" && string(got.Data) != "challenge" {
			t.Errorf("%+v: %+v, %v", c, got, err)
		}
	}
	*now = now.Add(time.Hour)
	began(t, s, models.CeremonySignIn, "")
	if _, err := s.Ceremony(t.Context(), token, models.CeremonyAdd, anna.ID); keyOf(err) != "error.ceremony_used" {
		t.Errorf("an old ceremony is still kept: %v", err)
	}
}

func TestAddCredential_keepsOnePersonsKeyOnce(t *testing.T) {
	s, anna, _ := signInStore(t)
	passkey(t, s, anna, "k1")
	bea := storetest.Member(t, s, "bea")
	if _, err := s.AddCredential(t.Context(), began(t, s, models.CeremonyAdd, bea.ID), models.Credential{KeyID: "k1", ActorID: bea.ID, Name: "x"}); keyOf(err) != "error.passkey_known" {
		t.Errorf("somebody else's passkey: %v", err)
	}
	token := began(t, s, models.CeremonyAdd, anna.ID)
	if _, err := s.AddCredential(t.Context(), token, models.Credential{KeyID: "k2", ActorID: bea.ID, Name: "x"}); keyOf(err) != "error.ceremony_other" {
		t.Errorf("somebody else's ceremony: %v", err)
	}
	for i := range models.MaxKeys - 1 {
		passkey(t, s, anna, "more"+string(rune('a'+i)))
	}
	if _, err := s.AddCredential(t.Context(), began(t, s, models.CeremonyAdd, anna.ID), models.Credential{KeyID: "k9", ActorID: anna.ID, Name: "x"}); keyOf(err) != "error.too_many_passkeys" {
		t.Errorf("one too many: %v", err)
	}
	peer := storetest.Remote(t, s, "elders.example", "noor")
	if _, err := s.AddCredential(t.Context(), began(t, s, models.CeremonyAdd, peer.ID), models.Credential{KeyID: "k8", ActorID: peer.ID, Name: "x"}); models.KindOf(err) != models.Forbidden {
		t.Errorf("a person of another server: %v", err)
	}
}

func TestRemoveCredential_neverTheLastWayIn(t *testing.T) {
	s, anna, _ := signInStore(t)
	one, two := passkey(t, s, anna, "k1"), passkey(t, s, anna, "k2")
	bea := storetest.Member(t, s, "bea")
	if err := s.RemoveCredential(t.Context(), bea.ID, one.ID, false); keyOf(err) != "error.passkey_gone" {
		t.Errorf("somebody else removes it: %v", err)
	}
	// Two at once: one of them stays.
	errs := make([]error, 2)
	var both sync.WaitGroup
	for i, id := range []string{one.ID, two.ID} {
		both.Go(func() { errs[i] = s.RemoveCredential(t.Context(), anna.ID, id, false) })
	}
	both.Wait()
	left, _ := s.Credentials(t.Context(), anna.ID)
	if len(left) != 1 || (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("%d are left, %v", len(left), errs)
	}
	if err := s.RemoveCredential(t.Context(), anna.ID, left[0].ID, true); keyOf(err) != "error.last_passkey" {
		t.Errorf("the last one: %v", err)
	}
	if _, err := s.NewRecoveryCodes(t.Context(), anna.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.RemoveCredential(t.Context(), anna.ID, left[0].ID, false); err != nil {
		t.Errorf("with recovery codes: %v", err)
	}
}

func TestRecoverByCode_worksOnceEachAndForOneSet(t *testing.T) {
	s, anna, _ := signInStore(t)
	old, err := s.NewRecoveryCodes(t.Context(), anna.ID)
	if err != nil || len(old) != models.RecoveryCodes {
		t.Fatal(old, err)
	}
	token, sess, err := s.RecoverByCode(t.Context(), "anna", " "+old[0]+" ", "Firefox", "")
	if err != nil || sess.ActorID != anna.ID {
		t.Fatal(err)
	}
	storetest.Member(t, s, "bea")
	for _, c := range [][2]string{{"anna", old[0]}, {"bea", old[1]}, {"niemand", old[1]}, {"anna", "0000-0000-0000"}, {"anna", "?"}, {"mokum", old[1]}} {
		if _, _, err := s.RecoverByCode(t.Context(), c[0], c[1], "", ""); keyOf(err) != "error.recovery_wrong" {
			t.Errorf("%v: %v", c, err)
		}
	}
	errs := make([]error, 4)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { _, _, errs[i] = s.RecoverByCode(t.Context(), "anna", old[2], "", "") })
	}
	all.Wait()
	if n := len(slices.DeleteFunc(errs, func(err error) bool { return err != nil })); n != 1 {
		t.Errorf("one code signs in %d times", n)
	}
	if left, _ := s.RecoveryCodesLeft(t.Context(), anna.ID); left != models.RecoveryCodes-2 {
		t.Errorf("%d are left", left)
	}
	fresh, err := s.NewRecoveryCodes(t.Context(), anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.RecoverByCode(t.Context(), "anna", old[3], "", ""); keyOf(err) != "error.recovery_wrong" {
		t.Errorf("a code of the old set: %v", err)
	}
	if _, _, err := s.RecoverByCode(t.Context(), "anna", fresh[0], "", sess.ID); err != nil {
		t.Errorf("a code of the new set: %v", err)
	}
	if _, err := s.SessionByToken(t.Context(), token); err == nil {
		t.Error("the session was not rotated")
	}
}

func TestSessions_areListedAndEndedByTheirOwner(t *testing.T) {
	s, anna, now := signInStore(t)
	bea := storetest.Member(t, s, "bea")
	key, hers := passkey(t, s, anna, "k1"), passkey(t, s, bea, "k2")
	in := func(key models.Credential, counter int64, device string) models.Session {
		*now = now.Add(time.Minute)
		_, sess, err := s.SignIn(t.Context(), store.PasskeySignIn{Ceremony: began(t, s, models.CeremonySignIn, ""), Credential: key.ID, Told: told(counter), Device: device})
		if err != nil {
			t.Fatal(err)
		}
		return sess
	}
	one, two, other := in(key, 2, "een"), in(key, 3, "twee"), in(hers, 2, "van bea")
	list, err := s.Sessions(t.Context(), anna.ID)
	if err != nil || len(list) != 2 || list[0].ID != two.ID || list[0].Device != "twee" {
		t.Fatalf("%+v, %v", list, err)
	}
	if err := s.EndSessionOf(t.Context(), anna.ID, other.ID); keyOf(err) != "error.device_gone" {
		t.Errorf("somebody else's: %v", err)
	}
	if err := s.EndSessionOf(t.Context(), anna.ID, one.ID); err != nil {
		t.Error(err)
	}
	in(key, 4, "drie")
	if err := s.EndSessions(t.Context(), anna.ID, two.ID); err != nil {
		t.Error(err)
	}
	if list, _ := s.Sessions(t.Context(), anna.ID); len(list) != 1 || list[0].ID != two.ID {
		t.Errorf("but one: %+v", list)
	}
	*now = now.Add(models.SessionIdleLife + time.Hour)
	if list, _ := s.Sessions(t.Context(), anna.ID); len(list) != 0 {
		t.Error("a session that is over is listed")
	}
	if err := s.EndSessions(t.Context(), anna.ID, ""); err != nil {
		t.Error(err)
	}
	*now = now.Add(-models.SessionIdleLife)
	if list, _ := s.Sessions(t.Context(), bea.ID); len(list) != 1 {
		t.Errorf("of somebody else %d are left", len(list))
	}
}

func TestDeleteMember_takesHerKeysAlong(t *testing.T) {
	s, anna, _ := signInStore(t)
	key := passkey(t, s, anna, "k1")
	codes, err := s.NewRecoveryCodes(t.Context(), anna.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteMember(t.Context(), anna.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.SignIn(t.Context(), store.PasskeySignIn{Ceremony: began(t, s, models.CeremonySignIn, ""), Credential: key.ID, Told: told(9)}); keyOf(err) != "error.passkey_unknown" {
		t.Errorf("with her passkey: %v", err)
	}
	if _, _, err := s.RecoverByCode(t.Context(), "anna", codes[0], "", ""); keyOf(err) != "error.recovery_wrong" {
		t.Errorf("with a code: %v", err)
	}
}
