package store_test

import (
	"strings"
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

const proofLink = "https://mokum.example/settings/mail/check/"

// mailedToken takes the token out of the one mail that waits.
func mailedToken(t *testing.T, s *store.Store) string {
	t.Helper()
	for _, m := range claimMails(t, s) {
		if m.Kind == models.MailAddressCheck {
			return strings.TrimPrefix(m.Values["Link"], proofLink)
		}
	}
	t.Fatal("no link was mailed")
	return ""
}

func setAddress(t *testing.T, s *store.Store, actorID, address string) error {
	t.Helper()
	return s.SetAddress(t.Context(), actorID, address, func(token string) string { return proofLink + token })
}

// prove gives a person an address that she has proved.
func prove(t *testing.T, s *store.Store, actorID, address string) {
	t.Helper()
	if err := setAddress(t, s, actorID, address); err != nil {
		t.Fatal(err)
	}
	if _, err := s.VerifyAddress(t.Context(), mailedToken(t, s)); err != nil {
		t.Fatal(err)
	}
}

func TestSetAddress_countsOnceItIsProved(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		anna := storetest.Member(t, s, "anna")
		if err := setAddress(t, s, anna.ID, "Anna@mokum.example"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ActorByMail(t.Context(), "anna@mokum.example"); models.KindOf(err) != models.NotFound {
			t.Errorf("found before it is proved: %v", err)
		}
		link := mailedToken(t, s)
		if _, err := s.VerifyAddress(t.Context(), link); err != nil {
			t.Fatal(err)
		}
		if a, err := s.ActorByMail(t.Context(), "ANNA@MOKUM.example"); err != nil || a.ID != anna.ID {
			t.Errorf("found %q, %v", a.ID, err)
		}
		if _, err := s.VerifyAddress(t.Context(), link); models.KindOf(err) != models.NotFound {
			t.Errorf("the link works twice: %v", err)
		}

		if err := setAddress(t, s, anna.ID, "nieuw@mokum.example"); err != nil {
			t.Fatal(err)
		}
		a, err := s.AddressOf(t.Context(), anna.ID)
		if err != nil {
			t.Fatal(err)
		}
		if address, pending, err := s.OpenAddress(a); err != nil || address != "Anna@mokum.example" || pending != "nieuw@mokum.example" {
			t.Errorf("she has %q and %q, %v", address, pending, err)
		}
		link = mailedToken(t, s)
		*now = now.Add(models.AddressCheckLife + time.Second)
		if _, err := s.VerifyAddress(t.Context(), link); models.KindOf(err) != models.Gone {
			t.Errorf("an old link: %v", err)
		}
		if err := s.RemoveAddress(t.Context(), anna.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ActorByMail(t.Context(), "anna@mokum.example"); models.KindOf(err) != models.NotFound {
			t.Errorf("found after it is removed: %v", err)
		}
	})
}

func TestVerifyAddress_isOnePersonsAlone(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		anna, bram := storetest.Member(t, s, "anna"), storetest.Member(t, s, "bram")
		prove(t, s, anna.ID, "samen@mokum.example")
		if err := setAddress(t, s, bram.ID, "samen@mokum.example"); err != nil {
			t.Fatal(err) // that somebody has it must not be seen from here
		}
		if _, err := s.VerifyAddress(t.Context(), mailedToken(t, s)); models.KindOf(err) != models.Conflict {
			t.Errorf("taken twice: %v", err)
		}
	})
}

func TestSetAddress_cannotFillSomebodysMailbox(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, now *time.Time) {
		anna := storetest.Member(t, s, "anna")
		for range models.MaxAddressChecks {
			if err := setAddress(t, s, anna.ID, "ander@elders.example"); err != nil {
				t.Fatal(err)
			}
		}
		if err := setAddress(t, s, anna.ID, "ander@elders.example"); models.KindOf(err) != models.TooMany {
			t.Errorf("once more: %v", err)
		}
		*now = now.Add(25 * time.Hour)
		if err := setAddress(t, s, anna.ID, "ander@elders.example"); err != nil {
			t.Errorf("a day later: %v", err)
		}
		if err := setAddress(t, s, anna.ID, "geen adres"); models.KindOf(err) != models.Invalid {
			t.Errorf("no address: %v", err)
		}
	})
}
