package store_test

import (
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestJoin_signsTheCodeThatSheRead(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		_, token := invite(t, s, byLink(joost(t, s), 5))
		c := publishCode(t, s, "Wees goed", "")
		in := joining(token, "noor", "form")
		in.Code = c.Version
		_, noor, err := s.Join(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := s.Signature(ctx, noor.ID)
		if err != nil || signed.Version != 1 || signed.Hash != models.CodeHash("Wees goed") {
			t.Errorf("signed %+v, %v", signed, err)
		}
		publishCode(t, s, "Wees beter", "goed werd beter")
		if _, again, err := s.Join(ctx, in); err != nil || again.ID != noor.ID { // the same form, sent twice
			t.Errorf("the same form makes %s, %v", again.Handle, err)
		}
	})
}

func TestJoin_unsignedMakesNobody(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		ctx := t.Context()
		i, token := invite(t, s, byLink(joost(t, s), 5))
		before := members(t, s)
		in := joining(token, "noor", "a")
		in.Code = 1
		_, _, err := s.Join(ctx, in)
		failsWith(t, err, "error.code_none")
		publishCode(t, s, "Wees goed", "")
		_, _, err = s.Join(ctx, joining(token, "noor", "b"))
		failsWith(t, err, "error.code_unsigned")
		publishCode(t, s, "Wees beter", "goed werd beter") // while she reads
		_, _, err = s.Join(ctx, in)
		failsWith(t, err, "error.code_changed")
		if after := members(t, s); after != before {
			t.Errorf("%d members, %d before", after, before)
		}
		if i, err = s.Invitation(ctx, i.ID); err != nil || i.Uses != 0 {
			t.Errorf("used %d times, %v", i.Uses, err)
		}
	})
}

// The version is published between the look at it and the signature: what is
// signed is looked at again inside the transaction, and all of it is undone.
func TestJoin_aVersionPublishedInBetweenUndoesAll(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		ctx, meanwhile := t.Context(), func() {}
		keys := o.NewKeys
		o.NewKeys = func() (models.Keys, error) {
			meanwhile()
			return keys()
		}
		s := storetest.Open(t, o)
		storetest.Node(t, s)
		i, token := invite(t, s, byLink(joost(t, s), 5))
		publishCode(t, s, "Wees goed", "")
		in := joining(token, "noor", "a")
		in.Code, in.Address = 1, "noor@elders.example"
		meanwhile = func() { publishCode(t, s, "Wees beter", "goed werd beter") }
		_, _, err := s.Join(ctx, in)
		failsWith(t, err, "error.code_changed")
		if _, err := s.ActorByHandle(ctx, "noor"); models.KindOf(err) != models.NotFound {
			t.Errorf("she is there: %v", err)
		}
		if i, err = s.Invitation(ctx, i.ID); err != nil || i.Uses != 0 || len(claimMails(t, s)) != 0 {
			t.Errorf("used %d times, %v", i.Uses, err)
		}
	})
}

func TestJoin_writesToHerInHerLanguage(t *testing.T) {
	clocked(t, func(t *testing.T, s *store.Store, _ *time.Time) {
		_, token := invite(t, s, byLink(joost(t, s), 5))
		for language, want := range map[string]string{"en": "en", "nl": "", "": ""} {
			in := joining(token, "noor_"+language+"x", "form "+language)
			in.Language, in.Address = language, "noor"+language+"@elders.example"
			_, noor, err := s.Join(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			if a, err := s.AddressOf(t.Context(), noor.ID); err != nil || a.Language != want {
				t.Errorf("%q is kept as %q, %v", language, a.Language, err)
			}
		}
		for _, m := range claimMails(t, s) {
			if want := map[bool]string{true: "en", false: "nl"}[m.To == "nooren@elders.example"]; m.Language != want {
				t.Errorf("%s is written to in %s", m.To, m.Language)
			}
		}
	})
}
