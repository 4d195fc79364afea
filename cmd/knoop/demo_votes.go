package main

import (
	"context"
	"fmt"

	"knoop/cmd/knoop/demodata"
	"knoop/models"
	"knoop/models/store"
)

// vote lets somebody on a Mastodon that is made up vote in the poll of an event.
// What she was told then reached her in the past: nothing is sent.
func (p *past) vote(ctx context.Context, o models.Object, v demodata.Vote) error {
	uri := "https://" + v.Host + "/users/" + v.Handle
	who, err := p.st.SaveRemoteActor(ctx, models.Actor{
		URI: uri, URL: "https://" + v.Host + "/@" + v.Handle, Kind: models.Person, Handle: v.Handle, Domain: v.Host, Host: v.Host, Name: v.Name,
		Inbox: uri + "/inbox", SharedInbox: "https://" + v.Host + "/inbox", Followers: uri + "/followers",
	})
	if err != nil {
		return fmt.Errorf("meet @%s@%s: %w", v.Handle, v.Host, err)
	}
	said, err := p.st.Respond(ctx, store.Answer{EventID: o.ID, Actor: who, Word: models.Word{
		Door: models.DoorPoll, Says: v.Says, URI: uri + "#votes/1/activity", Language: p.node.Language,
	}})
	if err != nil {
		return fmt.Errorf("let @%s vote: %w", v.Handle, err)
	}
	return p.hushed(ctx, said.Attendance.ID)
}

// hushed takes for said what is still to be said about something.
func (p *past) hushed(ctx context.Context, subject string) error {
	const all = 100_000
	open, err := p.st.OpenFacts(ctx, all)
	if err != nil {
		return fmt.Errorf("read what is still to be said: %w", err)
	}
	for _, f := range open {
		if f.Subject != subject {
			continue
		}
		if err := p.st.FinishFact(ctx, store.Dispatch{FactID: f.ID}); err != nil {
			return fmt.Errorf("take it for said: %w", err)
		}
	}
	return nil
}
