package models_test

import (
	"testing"
	"time"

	"knoop/models"
)

func TestZone_knowsNamesAndNothingElse(t *testing.T) {
	for range 2 {
		if l, ok := models.Zone("Europe/Amsterdam"); !ok || l.String() != "Europe/Amsterdam" {
			t.Errorf("Amsterdam is %v, %v", l, ok)
		}
		for _, name := range []string{"", "Nergens/Niet", "../../etc/passwd", "Europe/Amsterdam\x00"} {
			if l, ok := models.Zone(name); ok || l != time.UTC {
				t.Errorf("%q is %v, %v", name, l, ok)
			}
		}
	}
}
