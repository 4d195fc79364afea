package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"
	"time"

	"knoop/cmd/knoop/demodata"
	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// register is how the places of the collective came into its register, and what
// is planned and not published.
func (p *past) register() []act {
	var acts []act
	for i, v := range p.Venues {
		acts = append(acts, act{p.Since(p.now).AddDate(0, 0, 20+i), func(ctx context.Context) error {
			kept, err := p.st.AddVenue(ctx, v)
			if err != nil {
				return fmt.Errorf("add place: %w", err)
			}
			p.venues[v.Place.Name] = kept.ID
			return nil
		}})
	}
	for _, draft := range p.Drafts {
		acts = append(acts, act{p.now.Add(-26 * time.Hour), func(ctx context.Context) error {
			in, err := p.event(ctx, draft)
			if err != nil {
				return err
			}
			_, err = p.st.SaveDraft(ctx, "", in, models.TypedWhen{})
			return err
		}})
	}
	return acts
}

// plans is how an event came, moved, or was called off.
func (p *past) plans(event demodata.Event) []act {
	var object models.Object
	first := event.First()
	acts := []act{{first.Announced(p.now), func(ctx context.Context) error {
		in, err := p.event(ctx, first)
		if err != nil {
			return err
		}
		object, err = p.st.PublishEvent(ctx, in)
		return err
	}}}
	if event.Mailed != "" {
		acts = append(acts, act{first.Announced(p.now).Add(5 * time.Minute), func(ctx context.Context) error {
			_, err := p.st.Respond(ctx, store.Answer{
				EventID: object.ID, Mail: strings.ToLower(event.Mailed) + "@buurt.example",
				Word: models.Word{Door: models.DoorMail, Says: models.RSVPYes, Name: event.Mailed, Language: first.Language},
			})
			return err
		}})
	}
	for i, handle := range strings.Fields(event.Yes + " " + event.Perhaps) {
		says := models.RSVPYes
		if i >= len(strings.Fields(event.Yes)) {
			says = models.RSVPMaybe
		}
		acts = append(acts, act{first.Announced(p.now).Add(time.Duration(i+1) * 11 * time.Minute), func(ctx context.Context) error {
			shown := i%3 > 0
			_, err := p.st.Respond(ctx, store.Answer{EventID: object.ID, Actor: p.people.Actors[handle], Word: models.Word{Door: models.DoorPage, Says: says, Shown: &shown}})
			if err != nil {
				return fmt.Errorf("let %s answer %q: %w", handle, event.Title, err)
			}
			return nil
		}})
	}
	for i, v := range event.Votes {
		acts = append(acts, act{first.Announced(p.now).Add(time.Duration(i+1) * 37 * time.Minute), func(ctx context.Context) error { return p.vote(ctx, object, v) }})
	}
	if len(event.Tasks) > 0 {
		acts = append(acts, act{first.Announced(p.now).Add(3 * time.Hour), func(ctx context.Context) error { return p.tasks(ctx, object, event.Tasks) }})
	}
	if event.Before != nil {
		acts = append(acts, act{first.CalledOff(p.now), func(ctx context.Context) error {
			e, err := p.st.Event(ctx, object.ID)
			if err != nil {
				return fmt.Errorf("read event: %w", err)
			}
			now := demoEvent(event, p.now, object.ActorID, p.people).Event
			_, err = p.st.MoveEvent(ctx, object.ID, models.EventMove{
				StartsAt: now.StartsAt, EndsAt: now.EndsAt, Place: e.Place, Room: e.Room, OnlineURL: e.OnlineURL,
				VenueID: e.VenueID, StepFree: e.StepFree, StepNote: e.StepFreeNote, Reason: event.Because,
			})
			return err
		}})
	}
	if event.Off {
		acts = append(acts, act{event.CalledOff(p.now), func(ctx context.Context) error {
			_, err := p.st.CancelEventBecause(ctx, object.ID, event.Because)
			return err
		}})
	}
	return acts
}

// event writes an event with its place of the register, hosts and picture.
func (p *past) event(ctx context.Context, event demodata.Event) (store.NewEvent, error) {
	in := demoEvent(event, p.now, p.author(event.By), p.people)
	if id := p.venues[event.Place.Name]; id != "" {
		v, err := p.st.Venue(ctx, id)
		if err != nil {
			return in, fmt.Errorf("read place: %w", err)
		}
		v.Use(&in.Event)
	}
	for handle := range strings.FieldsSeq(event.Hosts) {
		in.Event.Hosts = append(in.Event.Hosts, p.people.Actors[handle].ID)
	}
	if event.Picture == "" {
		return in, nil
	}
	pictures, err := media.Open(p.media)
	if err != nil {
		return in, fmt.Errorf("open the pictures: %w", err)
	}
	kept, err := pictures.Add(ctx, bytes.NewReader(drawSquare()), media.Options{})
	if err != nil {
		return in, fmt.Errorf("keep the picture: %w", err)
	}
	in.Attachments = []models.Attachment{{
		Kind: "image", URL: iri.Of(p.node).Media(kept.Name()), MediaType: kept.MediaType, Alt: event.Picture, Width: kept.Width, Height: kept.Height,
	}}
	return in, nil
}

// drawSquare draws two planters on a square, with roofs behind them, as a PNG of
// 1200 by 630.
func drawSquare() []byte {
	const w, h = 1200, 630
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	fill := func(x0, y0, x1, y1 int, c color.RGBA) {
		draw.Draw(img, image.Rect(x0, y0, x1, y1), &image.Uniform{C: c}, image.Point{}, draw.Src)
	}
	sky, ground, wall := color.RGBA{0xf7, 0xc8, 0x15, 255}, color.RGBA{0xe6, 0xdf, 0xcf, 255}, color.RGBA{0x14, 0x2f, 0x24, 255}
	roof, wood, leaf := color.RGBA{0xac, 0x29, 0x18, 255}, color.RGBA{0x8a, 0x5a, 0x2b, 255}, color.RGBA{0x2f, 0x7d, 0x46, 255}
	fill(0, 0, w, h, sky)
	fill(0, 400, w, h, ground)
	for i := range 6 {
		x := i * 200
		fill(x, 240, x+200, 400, wall)
		for y := range 90 {
			fill(x+100-y, 150+y, x+100+y, 151+y, roof)
		}
		fill(x+40, 290, x+80, 350, sky)
		fill(x+120, 290, x+160, 350, sky)
	}
	for _, x := range []int{180, 700} {
		for k := range 7 {
			stem := x + 40 + k*36
			fill(stem, 340+k%3*14, stem+8, 460, leaf)
			fill(stem-16, 350+k%3*14, stem+24, 374+k%3*14, leaf)
		}
		fill(x, 450, x+320, 570, wood)
		fill(x, 488, x+320, 493, wall)
		fill(x, 530, x+320, 535, wall)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic("demo: " + err.Error()) // a buffer takes everything
	}
	return b.Bytes()
}
