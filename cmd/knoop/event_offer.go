package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"knoop/models"
	"knoop/models/store"
)

// coorganise is what a server must be able to do before it is asked (FEP-844e).
const coorganise = "coorganise"

// part is one collective's part in an event as it is printed.
type part struct {
	ID         string             `json:"id"`
	Event      string             `json:"event"`
	Title      string             `json:"title"`
	Host       string             `json:"host"`
	Collective string             `json:"collective"`
	State      models.CohostState `json:"state"`
	Listed     bool               `json:"listed"`
	Verdict    models.Verdict     `json:"verdict,omitempty"`
	Checked    *time.Time         `json:"checked,omitempty"`
	Denied     string             `json:"denied,omitempty"`
	Stamp      string             `json:"stamp,omitempty"`
	Reason     string             `json:"reason,omitempty"`
	Changed    []string           `json:"changed,omitempty"`
}

func partOf(i store.CohostItem) part {
	c := i.Cohost
	out := part{
		ID: c.ID, Event: i.Object.URI, Title: i.Object.Name, Host: i.Host.URI, Collective: c.CollectiveURI,
		State: c.State, Listed: c.Listed, Stamp: c.StampURI, Reason: c.Reason,
	}
	if c.Shown() {
		verdict, at := c.Verdict(i.Event.Judged(time.Now()))
		out.Verdict, out.Denied = verdict, c.Denied
		if !at.IsZero() {
			at = models.Second(at)
			out.Checked = &at
		}
	}
	if i.Ours() && c.State == models.CohostAccepted && c.Known != nil {
		out.Changed = c.Known.Changed(i.Object.Name, i.Event)
	}
	return out
}

type eventOfferCmd struct {
	ID  string `arg:"" help:"Id of the event, or of a draft."`
	Who string `arg:"" name:"acct" help:"The collective: user@host, or its address."`
}

// Help gives an example.
func (eventOfferCmd) Help() string {
	return `Example:

  knoop event offer https://mokum.example/events/0198… samen@kade.example

The collective answers within thirty days. A draft is offered when it is published.`
}

// Run finds the collective, within fifteen seconds, and asks it.
func (c eventOfferCmd) Run(ctx context.Context, a *app) error {
	id, err := a.offerableEvent(ctx, c.ID)
	if err != nil {
		return err
	}
	other, err := a.target(ctx, c.Who)
	if err != nil {
		return err
	}
	if err := a.ableToCoorganise(ctx, other); err != nil {
		return err
	}
	made, err := a.store.OfferEvent(ctx, id, other.ID)
	if err != nil {
		return fmt.Errorf("offer to %s: %w", other.Acct(), err)
	}
	line := fmt.Sprintf("asked, waiting for %s to answer", other.Acct())
	if made.State == models.CohostWished {
		line = fmt.Sprintf("%s is asked when the event is published", other.Acct())
	}
	return a.partChanged(ctx, made.ID, line)
}

// offerableEvent gives the row of an event of ours or of a draft.
func (a *app) offerableEvent(ctx context.Context, named string) (string, error) {
	st, err := a.open(ctx)
	if err != nil {
		return "", err
	}
	object, _, err := a.ourEvent(ctx, named)
	if err == nil {
		return object.ID, nil
	}
	if d, not := st.Draft(ctx, lastOf(named)); not == nil {
		return d.ID, nil
	}
	return "", err
}

func (a *app) ableToCoorganise(ctx context.Context, other models.Actor) error {
	if other.Local {
		return nil
	}
	n, err := a.reach()
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	able, err := n.remote.Can(bounded, other, coorganise)
	switch {
	case err != nil:
		return refuse("%s did not say whether it knows events of several collectives: try again in a while", other.Host)
	case !able:
		return refuse("%s cannot do this yet: its software knows no events of several collectives", other.Host)
	}
	return nil
}

type eventOffersCmd struct {
	ID string `arg:"" optional:"" help:"Id of an event: only who organises that one; else all that this node asked and was asked."`
}

// Help gives an example.
func (eventOffersCmd) Help() string {
	return `Example:

  knoop event offers
  knoop event offers https://mokum.example/events/0198… --json`
}

// Run lists who organises what with whom, and is asked to.
func (c eventOffersCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	filter := store.CohostFilter{Limit: 1000}
	if c.ID != "" {
		o, err := st.ObjectByURI(ctx, c.ID)
		switch {
		case err == nil:
			filter.EventID = o.ID
		case models.KindOf(err) == models.NotFound:
			filter.EventID = lastOf(c.ID)
		default:
			return fmt.Errorf("find event: %w", err)
		}
	}
	list, err := st.Cohosts(ctx, filter)
	if err != nil {
		return fmt.Errorf("list co-hosts: %w", err)
	}
	rows := make([]part, 0, len(list))
	table := newTable("OFFER", "EVENT", "HOST", "WITH", "STATE", "VERDICT")
	for _, item := range list {
		row := partOf(item)
		rows = append(rows, row)
		table.add(row.ID, row.Title, item.Host.Acct(), item.Collective.Acct(), string(row.State), string(row.Verdict))
	}
	return a.print(rows, table.lines()...)
}

type eventAcceptCmd struct {
	Offer string `arg:"" help:"Id of the offer, as knoop event offers lists it."`
}

// Help gives an example.
func (eventAcceptCmd) Help() string {
	return `Example:

  knoop event accept 0198…

The collective organises the event too: its followers hear of it once the organiser names it.`
}

// Run says yes in the name of our collective.
func (c eventAcceptCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	if err := st.AnswerOffer(ctx, c.Offer, true, ""); err != nil {
		return fmt.Errorf("accept the offer: %w", err)
	}
	return a.partChanged(ctx, c.Offer, "accepted")
}

type eventDeclineCmd struct {
	Offer  string `arg:"" help:"Id of the offer, as knoop event offers lists it."`
	Reason string `arg:"" optional:"" help:"Why; the organiser reads it."`
}

// Help gives an example.
func (eventDeclineCmd) Help() string {
	return `Example:

  knoop event decline 0198… "Dan zijn we zelf op pad."`
}

// Run says no in the name of our collective.
func (c eventDeclineCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	reason, err := models.ParseMembershipText(c.Reason)
	if err != nil {
		return err
	}
	if err := st.AnswerOffer(ctx, c.Offer, false, reason); err != nil {
		return fmt.Errorf("decline the offer: %w", err)
	}
	return a.partChanged(ctx, c.Offer, "declined")
}

type eventWithdrawCmd struct {
	Offer string `arg:"" help:"Id of the offer, as knoop event offers lists it."`
}

// Help gives an example.
func (eventWithdrawCmd) Help() string {
	return `Example:

  knoop event withdraw 0198…

Of an event of ours a question is taken back, or what came of it ended; of another's our collective stops organising it.`
}

// Run ends a question or what came of it, from whichever side this node is.
func (c eventWithdrawCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	item, err := st.Cohost(ctx, c.Offer)
	if err != nil {
		return fmt.Errorf("find the offer: %w", err)
	}
	if item.Ours() && !item.Object.Local {
		err = st.LeaveEvent(ctx, c.Offer, "")
	} else {
		err = st.WithdrawOffer(ctx, c.Offer)
	}
	if err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	if item.Cohost.State == models.CohostWished { // nothing is left of it
		return a.print(partOf(item), "withdrawn")
	}
	return a.partChanged(ctx, c.Offer, "withdrawn")
}

// partChanged rings the server and prints a part as it now stands.
func (a *app) partChanged(ctx context.Context, id, line string) error {
	a.ring()
	item, err := a.store.Cohost(ctx, id)
	if err != nil {
		return fmt.Errorf("read the offer: %w", err)
	}
	return a.print(partOf(item), line)
}

// lastOf gives the row's id at the end of an address.
func lastOf(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }
