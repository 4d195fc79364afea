package models_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
)

func TestAccept_refusesACounterThatDoesNotGrow(t *testing.T) {
	now := at("2026-11-01T12:00:00Z")
	for _, c := range []struct {
		name       string
		had, shown int64
		want       string
	}{
		{"the next", 7, 8, ""},
		{"some later", 7, 900, ""},
		{"counts nothing", 0, 0, ""},
		{"the first that counts", 0, 1, ""},
		{"the same again", 7, 7, "error.passkey_cloned"},
		{"an earlier one", 7, 3, "error.passkey_cloned"},
		{"stopped counting", 7, 0, "error.passkey_cloned"},
	} {
		key := models.Credential{Name: "Telefoon", Counter: c.had}
		if got := keyOf(key.Accept(models.Assertion{Counter: c.shown}, now)); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
		if suspect := key.SuspectAt != nil; suspect != (c.want != "") {
			t.Errorf("%s: suspect %v", c.name, suspect)
		}
		if c.want != "" {
			if key.Counter != c.had || key.UsedAt != nil {
				t.Errorf("%s: refused, and yet noted: %+v", c.name, key)
			}
			if got := keyOf(key.Accept(models.Assertion{Counter: 1000}, now)); got != "error.passkey_suspect" {
				t.Errorf("%s: afterwards %q", c.name, got)
			}
		} else if key.Counter != c.shown || key.UsedAt == nil || !key.UsedAt.Equal(now) {
			t.Errorf("%s: kept as %+v", c.name, key)
		}
	}
}

func TestAccept_holdsAPasskeyToWhetherItMayBeCopied(t *testing.T) {
	now := at("2026-11-01T12:00:00Z")
	for _, c := range []struct {
		eligible bool
		told     models.Assertion
		want     string
	}{
		{true, models.Assertion{BackupEligible: true}, ""},
		{true, models.Assertion{BackupEligible: true, BackedUp: true}, ""},
		{false, models.Assertion{}, ""},
		{false, models.Assertion{BackupEligible: true}, "error.passkey_changed"},
		{true, models.Assertion{}, "error.passkey_changed"},
		{false, models.Assertion{BackedUp: true}, "error.passkey_changed"},
	} {
		key := models.Credential{BackupEligible: c.eligible}
		if got := keyOf(key.Accept(c.told, now)); got != c.want || key.SuspectAt != nil {
			t.Errorf("%+v: %q, suspect %v", c, got, key.SuspectAt)
		}
		if c.want == "" && key.BackedUp != c.told.BackedUp {
			t.Errorf("%+v: backed up is %v", c, key.BackedUp)
		}
	}
}

func TestCheckRemoval_neverTheLastWayIn(t *testing.T) {
	now := at("2026-11-01T12:00:00Z")
	for _, c := range []struct {
		ways    models.WaysIn
		suspect bool
		may     bool
	}{
		{models.WaysIn{Passkeys: 1}, false, false},
		{models.WaysIn{Passkeys: 2}, false, true},
		{models.WaysIn{Passkeys: 1, Codes: 1}, false, true},
		{models.WaysIn{Passkeys: 1, Mail: true}, false, true},
		{models.WaysIn{}, true, true},
	} {
		key := models.Credential{}
		if c.suspect {
			key.SuspectAt = &now
		}
		err := c.ways.CheckRemoval(key)
		if (err == nil) != c.may || !c.may && keyOf(err) != "error.last_passkey" {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestCleanKeyName_isReadableAndBounded(t *testing.T) {
	for typed, want := range map[string]string{" Telefoon van Samira ": "Telefoon van Samira", "a\u202eb\x00c\n": "abc", "é\xff": "é"} {
		if got, err := models.CleanKeyName(typed); got != want || err != nil {
			t.Errorf("%q is kept as %q, %v", typed, got, err)
		}
	}
	for _, bad := range []string{"", " \t", "\u200b", strings.Repeat("n", 61)} {
		if got, err := models.CleanKeyName(bad); err == nil {
			t.Errorf("%q is kept as %q", bad, got)
		}
	}
}

func TestCeremony_isForOnePersonAndPurposeAndFiveMinutes(t *testing.T) {
	now := at("2026-11-01T12:00:00Z")
	c := models.Ceremony{Kind: models.CeremonyAdd, ActorID: "a", ExpiresAt: now.Add(models.CeremonyLife)}
	for _, q := range []struct {
		kind  models.CeremonyKind
		actor string
		when  time.Time
		want  string
	}{
		{models.CeremonyAdd, "a", now.Add(5 * time.Minute), ""},
		{models.CeremonyAdd, "a", now.Add(5*time.Minute + time.Second), "error.ceremony_expired"},
		{models.CeremonySignIn, "a", now, "error.ceremony_other"},
		{models.CeremonyAdd, "b", now, "error.ceremony_other"},
	} {
		if got := keyOf(c.Check(q.kind, q.actor, q.when)); got != q.want {
			t.Errorf("%+v: %q", q, got)
		}
	}
}

func TestRecoveryCode_isReadBackHoweverItIsTyped(t *testing.T) {
	seen := map[string]bool{}
	for range 50 {
		code := models.NewRecoveryCode()
		if seen[code] || len(code) != 14 {
			t.Fatalf("a code is %q", code)
		}
		seen[code] = true
		for _, typed := range []string{code, strings.ToUpper(code), " " + strings.ReplaceAll(code, "-", " "), strings.ReplaceAll(code, "-", ""), strings.NewReplacer("0", "O", "1", "l").Replace(code)} {
			if got, ok := models.CleanRecoveryCode(typed); got != code || !ok {
				t.Errorf("%q is read as %q", typed, got)
			}
		}
	}
	for _, bad := range []string{"", "abcd-efgh", "abcd-efgh-jkmn-p", "uuuu-uuuu-uuuu", "ïjk1-0000-0000", strings.Repeat("a", 200)} {
		if got, ok := models.CleanRecoveryCode(bad); ok {
			t.Errorf("%q is taken for %q", bad, got)
		}
	}
}
