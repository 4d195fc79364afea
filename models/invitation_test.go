package models_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
)

func TestInvitation_tokenFollowsFromTheSecretAndSurvivesPaper(t *testing.T) {
	i := models.Invitation{ID: models.NewID()}
	secret := models.Secret{1}
	token := i.Token(secret)
	if len(token) != 23 || token != i.Token(secret) {
		t.Fatalf("token %q", token)
	}
	for _, typed := range []string{
		token, strings.ToUpper(token), strings.ReplaceAll(token, "-", ""), " " + strings.ReplaceAll(token, "-", " - "),
		strings.ReplaceAll(strings.ReplaceAll(token, "0", "O"), "1", "l"),
	} {
		if got := models.ReadInvitationToken(typed); got != token {
			t.Errorf("%q is read as %q, not %q", typed, got, token)
		}
	}
	seen := map[string]bool{}
	for turn := range 200 {
		i.Turn = turn
		seen[i.Token(secret)] = true
	}
	if len(seen) != 200 {
		t.Errorf("%d tokens of 200 turns", len(seen))
	}
	if i.Token(models.Secret{2}) == i.Token(secret) {
		t.Error("another node's secret gives the same token")
	}
	for _, wrong := range []string{"", "x", token + "0", token[1:], strings.Repeat("0", 1000), "éé" + token[2:], "../" + token} {
		if got := models.ReadInvitationToken(wrong); got != "" {
			t.Errorf("%q is read as %q", wrong, got)
		}
	}
}

func TestInvitation_everyEndHasItsOwnSentence(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	good := models.Invitation{MaxUses: 1, ExpiresAt: now.Add(time.Hour)}
	for _, c := range []struct {
		key    string
		change func(*models.Invitation)
	}{
		{"", func(*models.Invitation) {}},
		{"error.invitation_used", func(i *models.Invitation) { i.Uses = 1 }},
		{"error.invitation_expired", func(i *models.Invitation) { i.ExpiresAt = now.Add(-time.Second) }},
		{"error.invitation_revoked", func(i *models.Invitation) { i.RevokedAt, i.Uses = &now, 1 }},
	} {
		i := good
		c.change(&i)
		err := i.Usable(now)
		if c.key == "" && err != nil || c.key != "" && !isKey(err, c.key) {
			t.Errorf("%s: %v", c.key, err)
		}
	}
}

func isKey(err error, key string) bool {
	e, ok := err.(*models.Error)
	return ok && e.Key == key
}

func TestInvitation_isRefusedBeyondBounds(t *testing.T) {
	now := time.Now()
	good := models.Invitation{Kind: models.InvitedByMail, MaxUses: 1, ExpiresAt: now.Add(time.Hour), Role: models.Member, Source: "beurs", Basis: models.BasisContact}
	if err := good.Check(now); err != nil {
		t.Fatal(err)
	}
	for key, change := range map[string]func(*models.Invitation){
		"error.invitation_uses": func(i *models.Invitation) { i.MaxUses = models.MaxInvitationUses + 1 },
		"error.invitation_life": func(i *models.Invitation) { i.ExpiresAt = now.Add(models.MaxInvitationLife + time.Hour) },
		"error.invitation_role": func(i *models.Invitation) { i.Role, i.MaxUses = models.Orchestrator, 2 },
		"error.text_too_long":   func(i *models.Invitation) { i.Text = strings.Repeat("a", models.MaxInvitationText+1) },
		"error.source_empty":    func(i *models.Invitation) { i.Source = " " },
		"error.basis_empty":     func(i *models.Invitation) { i.Basis = "" },
		"error.basis_unknown":   func(i *models.Invitation) { i.Basis = "zomaar" },
	} {
		i := good
		change(&i)
		if err := i.Check(now); !isKey(err, key) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestInvitation_saysAllThatIsWrongInTheOrderOfAForm(t *testing.T) {
	bad := models.Invitation{Kind: models.InvitedByMail, MaxUses: 1, Role: models.Member, Source: strings.Repeat("a", models.MaxSource+1), Basis: "zomaar", Text: strings.Repeat("a", models.MaxInvitationText+1)}
	want := []string{"error.text_too_long", "error.source_too_long", "error.basis_unknown", "error.invitation_life"}
	got := bad.Faults(time.Now())
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i, key := range want {
		if !isKey(got[i], key) {
			t.Errorf("%v, want %s", got[i], key)
		}
	}
}

func TestParseBasis_readsBothLanguages(t *testing.T) {
	for text, want := range map[string]models.Basis{
		"toestemming": models.BasisConsent, " Consent ": models.BasisConsent, "Bestaand  contact": models.BasisContact,
		"existing contact": models.BasisContact, "OPENBAAR BEROEPSADRES": models.BasisPublic, "public": models.BasisPublic,
	} {
		if got, err := models.ParseBasis(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "omdat het kan", strings.Repeat("x", 5000)} {
		if _, err := models.ParseBasis(text); models.KindOf(err) != models.Invalid {
			t.Errorf("%q: %v", text[:min(len(text), 20)], err)
		}
	}
}

func TestSuggestHandle_isOneThatMayBeUsed(t *testing.T) {
	for name, want := range map[string]string{
		"Noor de Vries": "noor_de_vries", "José  Muñoz-García": "jose_munoz_garcia", "Søren Łukasz": "soren_lukasz", "D’Angelo": "dangelo",
		"  !! ": "", "李": "", "Weiß": "weiss", strings.Repeat("ab ", 30): "ab_ab_ab_ab_ab_ab_ab_ab_ab", "3Points": "3points",
	} {
		got := models.SuggestHandle(name)
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
		for _, n := range []int{0, 1, 99} {
			if h := models.NthHandle(got, n); got != "" && models.CheckHandle(h) != nil {
				t.Errorf("%q cannot be a handle", h)
			}
		}
	}
}
