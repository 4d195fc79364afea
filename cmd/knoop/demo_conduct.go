package main

import (
	"context"
	"fmt"
	"time"

	"knoop/cmd/knoop/demodata"
	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

// conduct is the code of conduct, version by version, and who signed it: a few
// days later, most of them. Who keeps herself to the members has not come to it.
func (p *past) conduct() []act {
	var acts []act
	first := p.people.Actors[p.Members[0].Handle].ID
	for _, code := range p.Codes {
		published := p.Since(p.now).AddDate(0, 0, code.On)
		version := 0
		acts = append(acts, act{published, func(ctx context.Context) error {
			made, err := p.st.PublishCode(ctx, store.NewConduct{
				Source: code.Text, HTML: text.Render(code.Text, nil).HTML, Changes: code.Changes, By: first,
			})
			version = made.Version
			return err
		}})
		for i, m := range p.Members {
			if m.Unlisted || m.Guest {
				continue
			}
			signed := published.Add(time.Duration(5+7*i) * time.Hour)
			if joined := p.joined(i); signed.Before(joined) {
				signed = joined.Add(time.Hour)
			}
			acts = append(acts, act{signed, func(ctx context.Context) error {
				err := p.st.SignCode(ctx, p.people.Actors[m.Handle].ID, version)
				if models.KindOf(err) == models.Conflict {
					return nil // she joined under a later version
				}
				return err
			}})
		}
	}
	return acts
}

// joined gives when the i-th member did, as join does it.
func (p *past) joined(i int) time.Time { return p.Since(p.now).AddDate(0, 0, 7*i) }

// standIn lets those who do something have somebody who stands in for them; the
// last one asked has not answered yet.
func (p *past) standIn(ctx context.Context) error {
	for _, m := range p.Members {
		if m.Deputy == "" {
			continue
		}
		holder, deputy := p.people.Actors[m.Handle], p.people.Actors[m.Deputy]
		d, err := p.st.AskDeputy(ctx, store.NewDeputy{HolderID: holder.ID, Role: m.Role(), DeputyID: deputy.ID, By: holder.ID})
		if err != nil {
			return fmt.Errorf("@%s asks @%s: %w", m.Handle, m.Deputy, err)
		}
		if err := p.st.AnswerDeputy(ctx, d.ID, true); err != nil {
			return fmt.Errorf("@%s answers @%s: %w", m.Deputy, m.Handle, err)
		}
	}
	return p.askHosts(ctx)
}

// askHosts leaves one question open: a host who looks for somebody.
func (p *past) askHosts(ctx context.Context) error {
	for i, m := range p.Members {
		if !m.Host {
			continue
		}
		deputy := p.another(i)
		_, err := p.st.AskDeputy(ctx, store.NewDeputy{
			HolderID: p.people.Actors[m.Handle].ID, Role: models.HostRole, DeputyID: p.people.Actors[deputy.Handle].ID,
			By: p.people.Actors[m.Handle].ID,
		})
		return err
	}
	return nil
}

// another gives a plain member who comes after the i-th.
func (p *past) another(i int) demodata.Member {
	for _, m := range p.Members[i+1:] {
		if m.Role() == models.Member && !m.Unlisted {
			return m
		}
	}
	return p.Members[0]
}
