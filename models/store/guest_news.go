package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"knoop/models"
)

// heardOf says to a guest what became of her answer, by the door she used: in
// federation, or by mail.
func (s *Store) heardOf(ctx context.Context, o models.Object, e models.Event, in Answer, before, a models.Attendance, place int) error {
	word := a.Word(place)
	if in.Actor.ID != "" { // also when another row stands for her
		word.ActorID = in.Actor.ID
	}
	if err := s.tellWord(ctx, models.AttendanceHeardFact, o.ActorID, a.ID, word); err != nil {
		return err
	}
	if in.Word.Door == models.DoorJoin && a.State.Wants() && !before.State.Wants() && e.Owes(a.Asked) {
		if err := s.tellWord(ctx, models.AttendanceAskedFact, o.ActorID, a.ID, word); err != nil {
			return err
		}
	}
	if in.Word.Door != models.DoorMail {
		return nil
	}
	m := models.NewMail{Kind: models.MailGuestAnswer, To: in.Mail, Language: a.Language, Data: map[string]string{"State": string(a.State)}}
	if in.Mail == "" {
		m.ActorID = in.Actor.ID
	}
	if place > 0 {
		m.Data["Place"] = strconv.Itoa(place)
	}
	return s.mailGuest(ctx, o, e, a, m)
}

// mailLink mails a one-time link.
func (s *Store) mailLink(ctx context.Context, o models.Object, e models.Event, l models.GuestLink, to string) error {
	link, err := s.AnswerURL(ctx, l.ID)
	if err != nil {
		return err
	}
	told, err := s.occasion(ctx, o, e, "")
	if err != nil {
		return err
	}
	data := map[string]string{"Link": link, "Event": told}
	if l.Name != "" {
		data["Name"] = l.Name
	}
	return s.QueueMail(ctx, models.NewMail{Kind: models.MailGuestLink, To: to, Language: l.Language, Data: data})
}

// mailGuest completes and queues a mail to one who answered by mail.
func (s *Store) mailGuest(ctx context.Context, o models.Object, e models.Event, a models.Attendance, m models.NewMail) (err error) {
	if m.Data["Link"], err = s.ComingURL(ctx, a.ID); err != nil {
		return err
	}
	if m.Data["Event"], err = s.occasion(ctx, o, e, a.State); err != nil {
		return err
	}
	if a.Name != "" {
		m.Data["Name"] = a.Name
	}
	return s.QueueMail(ctx, m)
}

func (s *Store) occasion(ctx context.Context, o models.Object, e models.Event, state models.AttendanceState) (string, error) {
	by, err := s.Actor(ctx, o.ActorID)
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(models.OccasionOf(o, e, by, state))
	if err != nil {
		return "", fmt.Errorf("write an event for a mail: %w", err)
	}
	return string(data), nil
}

// mailNews writes to a guest what became of the event, if mail is her way: to who
// is known by mail, and to members of ours who want that.
func (s *Store) mailNews(ctx context.Context, o models.Object, e models.Event, a models.Attendance, news models.EventNews) error {
	m := models.NewMail{Kind: models.MailGuestNews, Language: a.Language, Data: map[string]string{"News": string(news)}}
	if (news == models.NewsOff || news == models.NewsMoved) && e.Reason != "" {
		m.Data["Reason"] = e.Reason
	}
	if a.ByMail() {
		to, err := s.unseal(a.Address)
		if err != nil {
			return err
		}
		m.To = to
		return s.mailGuest(ctx, o, e, a, m)
	}
	if a.ActorID == "" {
		return nil
	}
	who, err := s.Actor(ctx, a.ActorID)
	if err != nil || !who.Local || who.GoneAt != nil {
		return err
	}
	m.Kind, m.ActorID, m.Language = models.MailEventNews, who.ID, "" // in the language of her other mail
	m.Data["Link"] = o.URI
	if m.Data["Event"], err = s.occasion(ctx, o, e, a.State); err != nil {
		return err
	}
	return s.QueueMail(ctx, m)
}

// counting are the states of those who count on an event.
var counting = []models.AttendanceState{models.AttendanceComing, models.AttendanceWaiting, models.AttendanceMaybe}

// tellGuests tells all who count on an event what became of it, each in her own
// way: by mail, or, from elsewhere, in federation. Who came by a Join sees it in
// her own software.
func (s *Store) tellGuests(ctx context.Context, o models.Object, news models.EventNews) error {
	e, err := s.Event(ctx, o.ID)
	if err != nil {
		return err
	}
	guests, err := s.guestsToTell(ctx, o.ID)
	if err != nil || e.Over(s.Now()) {
		return err
	}
	for _, a := range guests {
		if err := s.mailNews(ctx, o, e, a, news); err != nil {
			return err
		}
		if a.ActorID == "" || a.Door == models.DoorJoin {
			continue
		}
		word := a.Word(0)
		word.News = news
		if err := s.tellWord(ctx, models.AttendanceChangedFact, o.ActorID, a.ID, word); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) guestsToTell(ctx context.Context, eventID string) (guests []models.Attendance, err error) {
	err = s.db(ctx).Order("turn, id").Find(&guests, "event_id = ? AND state IN ?", eventID, counting).Error
	return guests, wrap("find who counts on an event", err)
}

// tellEdited tells them what an edit changed that they count on, if it did.
func (s *Store) tellEdited(ctx context.Context, o models.Object, was, is models.Event) error {
	off, wasOff := is.Status == models.EventCancelled, was.Status == models.EventCancelled
	switch {
	case off && !wasOff:
		return s.tellGuests(ctx, o, models.NewsOff)
	case wasOff && !off:
		return s.tellGuests(ctx, o, models.NewsOn)
	case !off && is.Differs(was):
		return s.tellGuests(ctx, o, models.NewsDetails)
	}
	return nil
}

// tellDeleted writes to those whose way is mail that an event which is about to be
// deleted will not be; others see its Delete.
func (s *Store) tellDeleted(ctx context.Context, o models.Object) error {
	e, err := s.Event(ctx, o.ID)
	if err != nil || !o.Local || e.Status == models.EventCancelled || e.Over(s.Now()) {
		return err
	}
	guests, err := s.guestsToTell(ctx, o.ID)
	if err != nil {
		return err
	}
	e.Status, e.Reason = models.EventCancelled, ""
	o.Updated = models.NextUpdated(o.Updated, s.Now())
	for _, a := range guests {
		if err := s.mailNews(ctx, o, e, a, models.NewsOff); err != nil {
			return err
		}
	}
	return nil
}
