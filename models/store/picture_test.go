package store_test

import (
	"testing"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/store/storetest"
)

func TestPictureURLs_areThoseOfLivingThingsOfOurs(t *testing.T) {
	storetest.Engines(t, func(t *testing.T, s *store.Store) {
		storetest.Node(t, s)
		publish := func(picture string) models.Object {
			o, err := s.PublishEvent(t.Context(), store.NewEvent{
				ActorID: storetest.Collective(t, s).ID, Title: "Koffie",
				Attachments: []models.Attachment{{Kind: "image", URL: picture, Alt: "kopjes"}, {Kind: "link", URL: "https://elders.example/x"}},
				Event:       models.Event{StartsAt: s.Now().Add(time.Hour), Timezone: "Europe/Amsterdam", Status: models.EventConfirmed},
			})
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		publish(storetest.Origin + "/media/a.png")
		gone := publish(storetest.Origin + "/media/b.png")
		if _, err := s.DeleteObject(t.Context(), gone.ID); err != nil {
			t.Fatal(err)
		}
		urls, err := s.PictureURLs(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(urls) != 1 || !urls[storetest.Origin+"/media/a.png"] {
			t.Errorf("pictures are %v", urls)
		}
	})
}
