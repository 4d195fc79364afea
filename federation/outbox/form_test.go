package outbox

import (
	"testing"

	"knoop/models"
	"knoop/models/store"
)

func TestFormFor_onlyEventSoftwareGetsEvents(t *testing.T) {
	for software, want := range map[string]models.Form{
		"mobilizon": models.FormEvent, "gancio": models.FormEvent, "friendica": models.FormEvent,
		"hubzilla": models.FormEvent, "streams": models.FormEvent, "knoop": models.FormEvent,
		"mastodon": models.FormNote, "gotosocial": models.FormNote, "wordpress": models.FormNote,
		"lemmy": models.FormNote, "": models.FormNote,
	} {
		if got := formFor(software); got != want {
			t.Errorf("%q gets %q", software, got)
		}
	}
}

func TestForms_oneHostHasOneFormWhateverItsInboxes(t *testing.T) {
	f := forms{
		told:  map[string]models.Form{"kept.example": models.FormNote},
		hosts: map[string]models.Host{"kept.example": {Software: "mobilizon"}, "new.example": {Software: "gancio"}},
	}
	parts := f.split([]store.Recipient{
		{Inbox: "https://new.example/inbox", Host: "new.example"},
		{Inbox: "https://new.example/u/a/inbox", Host: "new.example"},
		{Inbox: "https://kept.example/inbox", Host: "kept.example"},
	})
	if len(parts[models.FormEvent]) != 2 || len(parts[models.FormNote]) != 1 {
		t.Errorf("%+v", parts)
	}
	if len(f.decided) != 1 || f.decided[0].Host != "new.example" {
		t.Errorf("decided %+v", f.decided)
	}
}
