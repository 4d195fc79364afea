package vocab

import (
	"strings"
	"time"

	"knoop/models"
	"knoop/static/locales"
)

// pollOption is one answer that a poll offers.
type pollOption struct {
	says models.RSVP
	key  string
}

// pollOptions stand in this order for ever, under names that a test pins: where
// one changes, Mastodon and GoToSocial throw the votes away.
var pollOptions = []pollOption{
	{models.RSVPYes, "federation.poll_yes"},
	{models.RSVPMaybe, "federation.poll_maybe"},
	{models.RSVPNo, "federation.poll_no"},
}

// PollNames gives what the poll of an event offers, in order.
func PollNames(e models.Event) []string {
	say := locales.For(e.PollLanguage)
	names := make([]string, len(pollOptions))
	for i, o := range pollOptions {
		names[i] = say.T(o.key)
	}
	return names
}

// PollAnswer gives what a vote for an option of an event's poll means; ok is false
// when it has no such option.
func PollAnswer(e models.Event, option string) (says models.RSVP, ok bool) {
	option = strings.TrimSpace(option)
	for i, name := range PollNames(e) {
		if strings.EqualFold(name, option) {
			return pollOptions[i].says, true
		}
	}
	return "", false
}

// setPoll writes the poll of an event as Mastodon does: each option with the
// answers of all doors, open until the event starts, closed before that when it
// is called off.
func setPoll(more map[string]interface{}, o models.Object, e models.Event) {
	tally := e.Answers.Poll()
	count := map[models.RSVP]int{models.RSVPYes: tally.Yes, models.RSVPMaybe: tally.Maybe, models.RSVPNo: tally.No}
	options := make([]interface{}, len(pollOptions))
	for i, name := range PollNames(e) {
		options[i] = map[string]interface{}{
			"type": "Note", "name": name,
			"replies": map[string]interface{}{"type": "Collection", "totalItems": count[pollOptions[i].says]},
		}
	}
	start := models.Second(e.StartsAt).UTC()
	more["oneOf"], more["votersCount"] = options, tally.Voters()
	more["endTime"] = start.Format(time.RFC3339)
	off := e.Status == models.EventCancelled || !e.TakesRSVP
	closed := start
	if at := models.Second(o.Updated).UTC(); off && at.Before(start) {
		closed = at
	}
	if off || e.Answers.PollClosed {
		more["closed"] = closed.Format(time.RFC3339)
	}
}

// Vote is a vote in a poll: Mastodon's, GoToSocial's, Misskey's and Pleroma's are
// a Note of an option's name and nothing more.
type Vote struct {
	ID     string
	Author string // "" when it does not say
	Poll   string // what it answers
	Option string
}

// ReadVote reads a vote; ok is false for anything else, a reply with a text among
// it.
func ReadVote(d *Document) (v Vote, ok bool) {
	if d == nil || d.Type() != "Note" && d.Type() != "Answer" || d.Has("oneOf") || d.Has("anyOf") {
		return v, false
	}
	content, _ := d.Natural("content")
	name, _ := d.Natural("name")
	v = Vote{ID: d.ID(), Poll: d.Ref("inReplyTo"), Option: line(name, models.MaxTitle)}
	if authors := authorsOf(d); len(authors) > 0 {
		v.Author = authors[0]
	}
	return v, v.Option != "" && isID(v.ID) && isID(v.Poll) && plain(content, maxContent) == "" && len(d.Docs("attachment")) == 0
}
