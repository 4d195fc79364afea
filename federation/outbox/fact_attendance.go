package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"knoop/federation/vocab"
	"knoop/models"
	"knoop/models/store"
	"knoop/static/locales"
)

// guestNews is one thing to say to a guest from elsewhere.
type guestNews struct {
	fact      models.Fact
	word      models.AttendanceWord
	object    models.Object
	event     models.Event
	organiser models.Actor
	guest     models.Actor
	say       *locales.Printer
	link      string // a secret address that is hers, or ""
}

// attendanceSaid tells a guest what became of her answer, by the door through
// which she came last: who sent a Join gets it back in an Accept or a Reject,
// everyone else a private note. Who answered on a page saw it there.
func (f *fanout) attendanceSaid(ctx context.Context, fact models.Fact) (store.Dispatch, error) {
	n := guestNews{fact: fact}
	if err := json.Unmarshal(fact.Data, &n.word); err != nil {
		return store.Dispatch{}, fmt.Errorf("%w: read what is said to a guest: %w", errUntellable, err)
	}
	if n.word.ActorID == "" {
		return store.Dispatch{}, nil
	}
	var err error
	if n.guest, err = f.store.Actor(ctx, n.word.ActorID); err != nil {
		return store.Dispatch{}, fmt.Errorf("read guest: %w", err)
	}
	var gone bool
	if n.object, n.event, n.organiser, gone, err = f.event(ctx, n.word.EventID); err != nil || gone || n.guest.Local || n.guest.GoneAt != nil {
		return store.Dispatch{}, err
	}
	if n.word.Language == "" {
		node, err := f.store.Node(ctx)
		if err != nil {
			return store.Dispatch{}, fmt.Errorf("read node: %w", err)
		}
		n.word.Language = node.Language
	}
	n.say = locales.For(n.word.Language)
	if n.word.Door == models.DoorJoin && n.word.Received != nil && n.fact.Kind != models.AttendanceChangedFact && n.fact.Kind != models.AttendanceAskedFact && n.fact.Kind != models.AttendanceRemindFact {
		return f.answerJoin(ctx, n)
	}
	key := n.sentence()
	if key == "" {
		return store.Dispatch{}, nil
	}
	if err := f.leadsTo(ctx, &n); err != nil {
		return store.Dispatch{}, err
	}
	return f.guestNote(ctx, n, key)
}

// leadsTo finds the secret address that goes with a note, if one does: the link
// by which she answers, or her own page, where the organiser asks her something.
func (f *fanout) leadsTo(ctx context.Context, n *guestNews) (err error) {
	switch n.fact.Kind {
	case models.AttendanceLinkFact:
		n.link, err = f.store.AnswerURL(ctx, n.word.LinkID)
		return err
	case models.AttendanceAskedFact:
	case models.AttendanceHeardFact:
		if !n.word.State.Wants() || len(n.event.Questions) == 0 {
			return nil
		}
	default:
		return nil
	}
	a, err := f.store.Attendance(ctx, n.fact.Subject)
	switch {
	case models.KindOf(err) == models.NotFound: // forgotten by now
		return nil
	case err != nil:
		return fmt.Errorf("read answer: %w", err)
	case n.event.Owes(a.Asked):
		n.link, err = f.store.ComingURL(ctx, a.ID)
	}
	return err
}

// answerJoin carries the Join as it was received. For who waits only Knoop knows an
// answer; others keep it pending and are told in words.
func (f *fanout) answerJoin(ctx context.Context, n guestNews) (store.Dispatch, error) {
	said := saying{f.words, n.fact}
	e := said.envelope(n.organiser, n.guest.URI)
	var kind string
	var write func() ([]byte, error)
	switch {
	case n.fact.Kind == models.AttendanceRefusedFact:
		kind, write = "Reject", func() ([]byte, error) { return vocab.Reject(e, n.word.Received, n.say.T(n.word.Reason)) }
	case n.word.State == models.AttendanceComing:
		kind, write = "Accept", func() ([]byte, error) { return vocab.Accept(e, n.word.Received) }
	case n.word.State == models.AttendanceWaiting:
		host, err := f.store.Host(ctx, n.guest.Host)
		if err != nil {
			return store.Dispatch{}, fmt.Errorf("read host of guest: %w", err)
		}
		if host.Software != "knoop" {
			return f.guestNote(ctx, n, "federation.rsvp_waiting")
		}
		kind, write = "TentativeAccept", func() ([]byte, error) { return vocab.TentativeAccept(e, n.word.Received) }
	default:
		return store.Dispatch{}, nil
	}
	raw, err := write()
	a, err := f.words.activity(e, kind, n.word.Answer, false, raw, err)
	if err != nil {
		return store.Dispatch{}, err
	}
	return f.between(ctx, n.fact, a, n.guest, true)
}

// sentence gives the key of what a note says; "" when nothing is to be said.
func (n guestNews) sentence() string {
	inWords := n.word.Door == models.DoorReply || n.word.Door == models.DoorHandle
	switch n.fact.Kind {
	case models.AttendanceMovedFact:
		return "federation.rsvp_moved"
	case models.AttendanceChangedFact:
		switch {
		case n.event.Status == models.EventCancelled:
			return "federation.rsvp_off"
		case n.word.News == models.NewsOn:
			return "federation.rsvp_on"
		case n.word.News == models.NewsDetails:
			return "federation.rsvp_details"
		case n.event.Previous != nil:
			return "federation.rsvp_elsewhen"
		}
		return "" // it is as it was by now
	case models.AttendanceRemindFact:
		if n.event.Status == models.EventCancelled {
			return "" // since it was due
		}
		return "federation.rsvp_remind"
	case models.AttendanceRefusedFact:
		return "federation.rsvp_refused"
	case models.AttendanceDoubtedFact:
		return "federation.rsvp_doubtful"
	case models.AttendanceLinkFact:
		return "federation.rsvp_link"
	case models.AttendanceAskedFact:
		return "federation.rsvp_asked"
	}
	switch {
	case n.word.Door == models.DoorPage || n.word.Door == models.DoorJoin || n.word.Door == models.DoorMail:
		return ""
	case n.word.Door == models.DoorPoll:
		return pollSentences[n.word.State]
	case n.word.State == models.AttendanceComing:
		return "federation.rsvp_coming"
	case n.word.State == models.AttendanceWaiting:
		return "federation.rsvp_waiting"
	case n.word.State == models.AttendanceMaybe && inWords:
		return "federation.rsvp_maybe"
	case n.word.State == models.AttendanceDeclined && inWords:
		return "federation.rsvp_declined"
	}
	return ""
}

// pollSentences say what was noted of a vote, and how to change it: where she
// votes, a vote is final.
var pollSentences = map[models.AttendanceState]string{
	models.AttendanceComing:   "federation.poll_coming",
	models.AttendanceWaiting:  "federation.poll_waiting",
	models.AttendanceMaybe:    "federation.poll_unsure",
	models.AttendanceDeclined: "federation.poll_declined",
}

// calendar says whether a note is to hold the address of the calendar file: who
// votes has it from nowhere else.
func (n guestNews) calendar() bool {
	told := n.fact.Kind == models.AttendanceHeardFact || n.fact.Kind == models.AttendanceMovedFact
	return told && n.word.Door == models.DoorPoll && (n.word.State == models.AttendanceComing || n.word.State == models.AttendanceMaybe)
}

// more gives what else is said to her: why the event changed, or, in a reminder,
// what she does there and whom she can reach.
func (n guestNews) more() (lines []string) {
	add := func(text string) {
		if text != "" {
			lines = append(lines, text)
		}
	}
	switch n.fact.Kind {
	case models.AttendanceChangedFact:
		add(n.event.Reason)
	case models.AttendanceRemindFact:
		if len(n.word.Tasks) > 0 {
			add(n.say.T("federation.rsvp_remind_tasks", "Tasks", strings.Join(n.word.Tasks, ", ")))
		}
		if n.word.Contact != "" {
			add(n.say.T("federation.rsvp_remind_contact", "Contact", n.word.Contact))
		}
	}
	return lines
}

// guestNote writes a private note to a guest. Its page is the event's: so a reply
// to it is known for one about the event.
func (f *fanout) guestNote(ctx context.Context, n guestNews, key string) (store.Dispatch, error) {
	words := f.words
	words.writer = vocab.NewWriter(f.base, n.say)
	args := []any{"Title", n.object.Name, "When", words.writer.When(n.event), "Place", n.word.Place}
	if n.word.Reason != "" {
		args = append(args, "Reason", n.say.T(n.word.Reason))
	}
	more := ""
	for _, line := range n.more() {
		more += "</p><p>" + html.EscapeString(line)
	}
	if n.calendar() {
		file := html.EscapeString(n.object.URI + ".ics")
		more += "</p><p>" + html.EscapeString(n.say.T("federation.poll_calendar")) + ` <a href="` + file + `" rel="nofollow noopener noreferrer">` + file + "</a>"
	}
	link, asks := n.object.URI, ""
	switch {
	case n.link != "" && n.fact.Kind == models.AttendanceHeardFact:
		asks = "</p><p>" + html.EscapeString(n.say.T("federation.rsvp_asked", args...)) + " " + anchor(n.link)
	case n.link != "":
		link = n.link
	}
	id, at := models.NewID(), models.Second(n.fact.CreatedAt)
	name := "@" + n.guest.Acct()
	o := models.Object{
		ID: id, Type: models.Note, Local: true, ActorID: n.organiser.ID, URI: f.base.Note(id), CreateURI: f.base.Activity(id), URL: n.object.URI,
		Content: `<p><a href="` + html.EscapeString(n.guest.URI) + `" class="u-url mention">` + html.EscapeString(name) + `</a> ` + html.EscapeString(n.say.T(key, args...)) + more + asks +
			`</p><p>` + anchor(link) + `</p>`,
		Language: n.say.Lang(), Visibility: models.Direct, To: []string{n.guest.URI}, CC: []string{},
		Mentions: []models.Mention{{URI: n.guest.URI, Name: name}}, Published: at, Updated: at, ReceivedAt: f.now(),
	}
	if n.word.Door == models.DoorReply {
		o.InReplyTo = n.word.Answer
	}
	a, err := words.create(o, nil, n.organiser, models.FormNone)
	if err != nil {
		return store.Dispatch{}, err
	}
	d, err := f.between(ctx, n.fact, a, n.guest, true)
	d.Notes = []models.Object{o}
	return d, err
}

func anchor(address string) string {
	address = html.EscapeString(address)
	return `<a href="` + address + `" rel="nofollow noopener noreferrer">` + address + `</a>`
}
