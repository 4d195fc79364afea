package main

import (
	"context"
	"fmt"
	"strings"

	"knoop/models"
	"knoop/models/store"
)

type eventCmd struct {
	Add      eventAddCmd      `cmd:"" help:"Publish an event."`
	Publish  eventPublishCmd  `cmd:"" help:"Publish a draft."`
	Edit     eventEditCmd     `cmd:"" help:"Change an event."`
	Move     eventMoveCmd     `cmd:"" help:"Move an event to another moment or place; what it was stays to be seen."`
	Cancel   eventCancelCmd   `cmd:"" help:"Call an event off; it stays to be seen, as cancelled."`
	Answers  eventAnswersCmd  `cmd:"" help:"Show who comes to an event, and who waits."`
	Offer    eventOfferCmd    `cmd:"" help:"Ask another collective to organise an event with ours."`
	Offers   eventOffersCmd   `cmd:"" help:"List who organises events together, and who is asked to."`
	Accept   eventAcceptCmd   `cmd:"" help:"Say yes to organising an event of another collective."`
	Decline  eventDeclineCmd  `cmd:"" help:"Say no to it."`
	Withdraw eventWithdrawCmd `cmd:"" help:"Take a question back, or stop organising together."`
	Invite   eventInviteCmd   `cmd:"" help:"Let somebody come to an event, whomever it is for."`
	Tasks    eventTasksCmd    `cmd:"" help:"Show what is to be done around an event, and who does it."`
	Task     eventTaskCmd     `cmd:"" help:"Put a task on an event."`
	Remind   eventRemindCmd   `cmd:"" help:"Remind of events whoever is due."`
}

// eventFlags are the parts of an event that may be left out. A pointer tells
// what was not said from what was said to be empty.
type eventFlags struct {
	End         *string `placeholder:"RFC3339" help:"When it ends; empty for an open end."`
	Timezone    *string `placeholder:"ZONE" help:"IANA zone the event lives in; by default the node's."`
	Place       *string `placeholder:"NAME" help:"Name of the place."`
	Street      *string `help:"Street and number."`
	Postcode    *string `help:"Postcode."`
	Locality    *string `help:"Town."`
	Country     *string `help:"Country, two letters: NL."`
	Online      *string `placeholder:"URL" help:"Where to take part online."`
	Capacity    *int    `placeholder:"N" help:"Number of places; 0 for no limit."`
	RSVP        *bool   `name:"rsvp" negatable:"" help:"Whether people can sign up for it; a new event is so."`
	WaitingList *bool   `negatable:"" help:"Whether who finds it full can wait; in a new event she can."`
	For         *string `placeholder:"WHOM" help:"Who may come: everyone, members or invited."`
	Summary     *string `placeholder:"TEXT" help:"One plain line."`
	Description *string `placeholder:"MARKDOWN" help:"What it is about."`
	Image       *string `placeholder:"FILE" help:"Picture; empty takes the one there is away."`
	ImageAlt    string  `placeholder:"TEXT" help:"What the picture shows, for those who cannot see it."`
}

type eventAddCmd struct {
	As    string  `required:"" placeholder:"HANDLE" help:"Who organises it: a member, or the collective."`
	Title string  `required:"" help:"Title."`
	Start *string `placeholder:"RFC3339" help:"When it starts; the offset must be the zone's at that moment. A draft may leave it out."`
	Draft bool    `help:"Do not publish it yet: nobody hears of it until knoop event publish."`
	Poll  *bool   `negatable:"" help:"Whether Mastodon and its kin get a poll that asks who comes; so it is where people can sign up, and stays once it is published."`
	eventFlags
}

// Help gives an example.
func (eventAddCmd) Help() string {
	return `Example:

  knoop event add --as mokum --title "Open Coffee" --start 2026-03-05T08:30:00+01:00 \
    --end 2026-03-05T10:00:00+01:00 --place "De Spoel" --street "Gravenpad 8" \
    --postcode "1106 AA" --locality Amsterdam --country NL

The last line is the id of the event.`
}

// Run publishes an event.
func (c eventAddCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	author, err := a.local(ctx, c.As)
	if err != nil {
		return err
	}
	in := store.NewEvent{
		ActorID: author.ID, Language: a.node.Language,
		Event: models.Event{Timezone: a.node.Timezone, Status: models.EventConfirmed, TakesRSVP: true, WaitingList: true},
	}
	if c.Start == nil && !c.Draft {
		return usage("--start says when it begins; only a draft may leave it out")
	}
	if err := a.overlay(ctx, &in, &c.Title, c.Start, c.eventFlags); err != nil {
		return err
	}
	if in.Event.Poll = in.Event.TakesRSVP; c.Poll != nil {
		if in.Event.Poll = *c.Poll; in.Event.Poll && !in.Event.TakesRSVP {
			return usage("--poll asks who comes, which needs --rsvp")
		}
	}
	if c.Draft {
		d, err := st.SaveDraft(ctx, "", in, models.TypedWhen{})
		if err != nil {
			return fmt.Errorf("keep draft: %w", err)
		}
		return a.printObject(models.Object{ID: d.ID, Type: models.EventObj, URI: models.EventURI(a.node.Origin, d.ID), NoteURI: models.NoteURI(a.node.Origin, d.ID), URL: models.EventURI(a.node.Origin, d.ID)})
	}
	object, err := st.PublishEvent(ctx, in)
	if err != nil {
		return fmt.Errorf("publish event: %w", err)
	}
	a.ring()
	return a.printObject(object)
}

// overlay puts what was said over the event, and checks the whole before
// anything is written: a picture is kept only for an event that can be
// published.
func (a *app) overlay(ctx context.Context, in *store.NewEvent, title, start *string, f eventFlags) (err error) {
	event := &in.Event
	for from, to := range map[*string]*string{
		title: &in.Title, f.Timezone: &event.Timezone, f.Place: &event.Place.Name, f.Street: &event.Place.Street,
		f.Postcode: &event.Place.Postcode, f.Locality: &event.Place.Locality,
		f.Online: &event.OnlineURL, f.Summary: &in.Summary, f.Description: &in.Source,
	} {
		if from != nil {
			*to = *from
		}
	}
	if f.Country != nil {
		event.Place.Country = strings.ToUpper(strings.TrimSpace(*f.Country))
	}
	if f.Capacity != nil {
		event.Capacity = *f.Capacity
	}
	if f.RSVP != nil {
		event.TakesRSVP = *f.RSVP
	}
	if f.WaitingList != nil {
		event.WaitingList = *f.WaitingList
	}
	if f.For != nil {
		event.Comes = models.Gathering(strings.ToLower(strings.TrimSpace(*f.For)))
	}
	if start != nil {
		if event.StartsAt, err = models.ParseEventTime(*start, event.Timezone); err != nil {
			return err
		}
	}
	if f.End != nil {
		event.EndsAt = nil
		if *f.End != "" {
			end, err := models.ParseEventTime(*f.End, event.Timezone)
			if err != nil {
				return err
			}
			event.EndsAt = &end
		}
	}
	check := event.Check
	if event.StartsAt.IsZero() { // a draft
		check = event.CheckDraft
	}
	if err := check(in.Title); err != nil {
		return err
	}
	if f.Description != nil {
		if err := a.describe(ctx, in); err != nil {
			return err
		}
	}
	return a.illustrate(ctx, in, f)
}

// describe renders the description, which may be empty.
func (a *app) describe(ctx context.Context, in *store.NewEvent) error {
	in.Content, in.Mentions, in.Hashtags = "", nil, nil
	if in.Source == "" {
		return nil
	}
	if err := models.CheckText(in.Source); err != nil {
		return err
	}
	written, err := a.render(ctx, in.Source)
	if err != nil {
		return err
	}
	in.Content, in.Mentions, in.Hashtags = written.HTML, written.Mentions, written.Hashtags
	return nil
}
