package storetest

import (
	"testing"

	"knoop/models"
	"knoop/models/store"
)

// MemberElsewhere makes a remote person a member of the node's collective: she
// was invited in a role, and her yes came.
func MemberElsewhere(t testing.TB, s *store.Store, person models.Actor, role models.Role) models.Membership {
	t.Helper()
	m, err := s.InviteMember(t.Context(), person.ID, role)
	if err != nil {
		t.Fatalf("invite %s: %v", person.URI, err)
	}
	said := models.Said{URI: person.URI + "/accepts/" + models.NewID(), Published: s.Now()}
	if meant, err := s.MembershipAnswered(t.Context(), person, said, m.OpeningURI, true, "", ""); err != nil || !meant {
		t.Fatalf("%s says yes: %v, %v", person.URI, meant, err)
	}
	return m
}
