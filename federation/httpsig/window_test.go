package httpsig_test

import (
	"testing"
	"time"

	"knoop/federation/httpsig"
)

func TestCheckWindow_isMastodons(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		name          string
		made, expires time.Duration // from now; expires 0 is none
		created       bool          // as (created), not as Date
		ok            bool
	}{
		{name: "now", ok: true},
		{name: "an hour ahead", made: hour, ok: true},
		{name: "more than an hour ahead", made: hour + time.Second},
		{name: "65 minutes ago", made: -65 * time.Minute, ok: true},
		{name: "more than 65 minutes ago", made: -65*time.Minute - time.Second},
		{name: "created 65 minutes ago", made: -65 * time.Minute, created: true, ok: true},
		{name: "created longer ago", made: -66 * time.Minute, created: true},
		{name: "expires later", made: -3 * hour, expires: hour, created: true, ok: true},
		{name: "expired within the skew", made: -3 * hour, expires: -hour, created: true, ok: true},
		{name: "expired before the skew", made: -3 * hour, expires: -hour - time.Second, created: true},
		{name: "expires after twelve hours, still in them", made: -13 * hour, expires: 99 * hour, created: true, ok: true},
		{name: "expires after twelve hours, beyond them", made: -13*hour - time.Second, expires: 99 * hour, created: true},
		{name: "expires before it was made", made: 0, expires: -2 * hour, created: true},
	} {
		var s httpsig.Signature
		if c.created {
			s.Created = now.Add(c.made)
		} else {
			s.Date = now.Add(c.made)
		}
		if c.expires != 0 {
			s.Expires = now.Add(c.expires)
		}
		if err := s.CheckWindow(now); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := new(httpsig.Signature).CheckWindow(now); err == nil {
		t.Error("a signature without any time was accepted")
	}
}
