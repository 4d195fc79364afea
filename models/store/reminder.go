package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"knoop/models"
)

const (
	remindAtOnce = 50                  // guests in one commit
	remindedKept = 30 * 24 * time.Hour // after the start, as names that were given at a door
)

// StepReminders reminds those who come to an event of ours, and tells hosts what
// is still open, where the moment has come, and says how many heard. It may be run
// at any time, by several processes, and be killed anywhere: that somebody was
// reminded stands in the commit that queues the words. What is due is found by the
// index on starts; when nothing is, that is one question.
func (s *Store) StepReminders(ctx context.Context) (n int64, err error) {
	now := s.Now()
	events, err := s.startingBetween(ctx, now.Add(models.RemindLeast), now.Add(models.RemindWindow))
	if err != nil {
		return 0, err
	}
	var errs []error
	for _, e := range events {
		for due, step := range map[bool]func(context.Context, string) (int64, error){e.Reminding(now): s.remindGuests, e.EveningDue(now): s.tellHosts} {
			if !due {
				continue
			}
			done, err := step(ctx, e.ObjectID)
			n += done
			if err != nil {
				errs = append(errs, fmt.Errorf("remind of event %s: %w", e.ObjectID, err))
			}
		}
	}
	if n > 0 {
		errs = append(errs, s.InTx(ctx, func(tx *Store) error {
			if err := tx.db(ctx).Delete(&models.DoorWord{}, "created_at < ?", now.Add(-remindedKept)).Error; err != nil {
				return wrap("forget who said she was there", err)
			}
			return wrap("forget reminders", tx.db(ctx).Delete(&models.Reminder{}, "starts_at < ?", now.Add(-remindedKept)).Error)
		}))
	}
	return n, errors.Join(errs...)
}

var errUndone = errors.New("only tried")

// DueReminders says how many StepReminders would tell now.
func (s *Store) DueReminders(ctx context.Context) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) (err error) {
		if n, err = tx.StepReminders(ctx); err == nil {
			err = errUndone
		}
		return err
	})
	if errors.Is(err, errUndone) {
		err = nil
	}
	return n, err
}

// startingBetween gives the events of ours that begin in a span, the first first;
// none that is called off.
func (s *Store) startingBetween(ctx context.Context, from, to time.Time) ([]models.Event, error) {
	var out []models.Event
	err := s.db(ctx).Joins("JOIN objects ON objects.id = events.object_id AND objects.local = true AND objects.gone_at IS NULL").
		Where("events.starts_at > ? AND events.starts_at <= ? AND events.status <> ?", from, to, models.EventCancelled).
		Order("events.starts_at").Find(&out).Error
	return out, wrap("look for events that begin soon", err)
}

// remindGuests reminds those who come to an event and were not, a few in each
// commit.
func (s *Store) remindGuests(ctx context.Context, eventID string) (n int64, err error) {
	for {
		told, seen := int64(0), 0
		err := s.InTx(ctx, func(tx *Store) error {
			told, seen = 0, 0
			o, e, err := tx.lockSeats(ctx, eventID)
			if models.KindOf(err) == models.NotFound || err == nil && !e.Reminding(tx.Now()) {
				return nil // gone, moved or called off meanwhile
			}
			if err != nil {
				return err
			}
			var rows []models.Attendance
			err = tx.db(ctx).Order("turn, id").Limit(remindAtOnce).
				Find(&rows, "event_id = ? AND state = ? AND id NOT IN (SELECT whom FROM reminders WHERE event_id = ? AND starts_at = ?)", eventID, models.AttendanceComing, eventID, e.StartsAt).Error
			if err != nil {
				return wrap("list whom to remind", err)
			}
			seen = len(rows)
			for _, a := range rows {
				by, err := tx.remind(ctx, o, e, a)
				if err != nil {
					return err
				}
				if by != models.ChannelNone {
					told++
				}
			}
			return nil
		})
		n += told
		if err != nil || seen < remindAtOnce {
			return n, err
		}
	}
}

// remind says it to one guest, in the open transaction.
func (s *Store) remind(ctx context.Context, o models.Object, e models.Event, a models.Attendance) (models.Channel, error) {
	if held, err := s.heldReminder(ctx, e, a.ID, e.RemindAt()); err != nil || held {
		return models.ChannelNone, err
	}
	who := models.Actor{}
	if a.ActorID != "" {
		var err error
		if who, err = s.Actor(ctx, a.ActorID); err != nil {
			return "", err
		}
	}
	address, by, err := s.reminderAddress(ctx, a)
	if err != nil {
		return "", err
	}
	by = a.Reminded(who, by, s.Now())
	if by == models.ChannelNone {
		return by, s.reminded(ctx, e, a.ID, by)
	}
	tasks, err := s.tasksOf(ctx, o.ID, a.Guest)
	if err != nil {
		return "", err
	}
	contact := ""
	if e.Contact != "" {
		belongs, err := s.isMember(ctx, who)
		if err != nil {
			return "", err
		}
		if belongs || a.ByMail() && a.State == models.AttendanceComing { // as her confirmation said
			contact = e.Contact
		}
	}
	switch by {
	case models.ChannelMention:
		word := a.Word(0)
		word.Tasks, word.Contact, word.Received = tasks, contact, nil
		err = s.tellWord(ctx, models.AttendanceRemindFact, o.ActorID, a.ID, word)
	case models.ChannelMail:
		data := mailOfEvent(o, e)
		data["Contact"], data["Tasks"] = contact, strings.Join(tasks, ", ")
		if a.ByMail() { // her own page, where she changes her answer
			if data["Link"], err = s.ComingURL(ctx, a.ID); err != nil {
				return "", err
			}
		}
		err = s.QueueMail(ctx, models.NewMail{Kind: models.MailEventReminder, To: address, ActorID: a.ActorID, Language: a.Language, Data: data})
		if isKey(err, "error.mail_unwanted") {
			by, err = models.ChannelNone, nil
		}
	}
	if err != nil {
		return "", err
	}
	return by, s.reminded(ctx, e, a.ID, by)
}

// reminderAddress says how a guest can be reminded as far as mail goes: by mail,
// at an address unless it is her actor's own; not at all, when she switched such
// mail off; "" when we have no address of hers.
func (s *Store) reminderAddress(ctx context.Context, a models.Attendance) (address string, by models.Channel, err error) {
	if a.ActorID == "" {
		address, err := s.guestAddress(a)
		if address == "" {
			return "", "", err
		}
		return address, models.ChannelMail, err
	}
	kept, err := s.AddressOf(ctx, a.ActorID)
	switch {
	case models.KindOf(err) == models.NotFound, err == nil && !kept.Verified():
		return "", "", nil
	case err != nil:
		return "", "", err
	case !kept.Wants(models.MailEventReminder):
		return "", models.ChannelNone, nil
	}
	return "", models.ChannelMail, nil
}

// guestAddress gives the address of one who is known by mail alone; "" for others,
// who are known by nothing to write to and are not reminded.
func (s *Store) guestAddress(a models.Attendance) (string, error) {
	if !a.ByMail() {
		return "", nil
	}
	return s.unseal(a.Address)
}

// heldReminder says whether somebody was reminded already, so that it goes for
// where the event is now; it is noted for that.
func (s *Store) heldReminder(ctx context.Context, e models.Event, whom string, due time.Time) (bool, error) {
	var r models.Reminder
	q := s.db(ctx).Limit(1).Find(&r, "event_id = ? AND whom = ?", e.ObjectID, whom)
	if q.Error != nil || q.RowsAffected == 0 || !r.Holds(e, due) {
		return false, wrap("look for a reminder", q.Error)
	}
	return true, wrap("keep a reminder", s.db(ctx).Model(&r).UpdateColumn("starts_at", e.StartsAt).Error)
}

func (s *Store) reminded(ctx context.Context, e models.Event, whom string, by models.Channel) error {
	r := models.Reminder{EventID: e.ObjectID, Whom: whom, StartsAt: e.StartsAt, Channel: by, RemindedAt: s.Now()}
	return wrap("note a reminder", s.db(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&r).Error)
}

// mailOfEvent is what every mail about an event says of it.
func mailOfEvent(o models.Object, e models.Event) map[string]string {
	where := e.Place.Line()
	if e.Room != "" {
		where = strings.TrimPrefix(where+", "+e.Room, ", ")
	}
	return map[string]string{
		"Title": orText(o.Name, "…"), "When": e.StartsAt.Format(time.RFC3339), "Zone": e.Timezone, "Link": o.URI, "Where": where, "Online": e.OnlineURL,
	}
}

// tellHosts tells the hosts of an event, each once, how it stands.
func (s *Store) tellHosts(ctx context.Context, eventID string) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		n = 0
		o, e, err := tx.lockSeats(ctx, eventID)
		if models.KindOf(err) == models.NotFound || err == nil && !e.EveningDue(tx.Now()) {
			return nil
		}
		if err != nil {
			return err
		}
		hosts, err := tx.HostsOf(ctx, o, e)
		if err != nil {
			return err
		}
		stands, err := tx.Evening(ctx, e)
		if err != nil {
			return err
		}
		for _, host := range hosts {
			whom := models.HostWhom(host.ID)
			held, err := tx.heldReminder(ctx, e, whom, e.EveningAt())
			if err != nil {
				return err
			}
			if held {
				continue
			}
			if err := tx.QueueMail(ctx, models.NewMail{Kind: models.MailEventEvening, ActorID: host.ID, Data: eveningMail(o, e, stands)}); err != nil {
				return err
			}
			if err := tx.reminded(ctx, e, whom, models.ChannelMail); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func eveningMail(o models.Object, e models.Event, stands models.Evening) map[string]string {
	data := mailOfEvent(o, e)
	data["Coming"], data["Waiting"] = strconv.Itoa(stands.Tally.Coming), strconv.Itoa(stands.Tally.Waiting)
	points := make([]string, len(stands.Open))
	for i, p := range stands.Open {
		points[i] = string(p)
	}
	tasks := make([]string, len(stands.Tasks))
	for i, t := range stands.Tasks {
		if tasks[i] = t.Label; t.Left > 1 {
			tasks[i] += " (" + strconv.Itoa(t.Left) + ")"
		}
	}
	data["Open"], data["Tasks"] = strings.Join(points, ","), cut(strings.Join(tasks, ", "), models.MaxMailValue)
	return data
}

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes-1]) + "…"
	}
	return s
}

// HostsOf gives those of this node who see to an event: its host persons and the
// person who organises it; of one of the collective without host persons all
// orchestrators.
func (s *Store) HostsOf(ctx context.Context, o models.Object, e models.Event) ([]models.Actor, error) {
	ids := slices.Clone(e.Hosts)
	if !slices.Contains(ids, o.ActorID) {
		ids = append(ids, o.ActorID)
	}
	found, err := s.Actors(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []models.Actor
	for _, id := range ids {
		if a, ok := found[id]; ok && a.Local && a.Kind == models.Person && a.GoneAt == nil {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return s.Orchestrators(ctx)
	}
	return out, nil
}

// Evening says how an event stands.
func (s *Store) Evening(ctx context.Context, e models.Event) (models.Evening, error) {
	tally, err := s.tally(ctx, e.ObjectID)
	if err != nil {
		return models.Evening{}, err
	}
	tasks, err := s.Tasks(ctx, e.ObjectID)
	if err != nil {
		return models.Evening{}, err
	}
	owing := 0
	if slices.ContainsFunc(e.Questions, func(q models.EventQuestion) bool { return q.Needed }) {
		var coming []models.Attendance
		err := s.db(ctx).Select("id", "state", "asked").Find(&coming, "event_id = ? AND state = ?", e.ObjectID, models.AttendanceComing).Error
		if err != nil {
			return models.Evening{}, wrap("read answers to questions", err)
		}
		for _, a := range coming {
			if e.Owes(a.Asked) {
				owing++
			}
		}
	}
	return e.StillOpen(tally, openTasks(tasks), owing), nil
}

// HostedEvent is an event with how it stands, for who sees to it.
type HostedEvent struct {
	Object  models.Object
	Event   models.Event
	Evening models.Evening
}

// HostedSoon lists the events of which something is open, from the evening before
// until their start, that a person sees to.
func (s *Store) HostedSoon(ctx context.Context, actorID string) ([]HostedEvent, error) {
	now := s.Now()
	events, err := s.startingBetween(ctx, now, now.Add(models.RemindWindow))
	if err != nil {
		return nil, err
	}
	var out []HostedEvent
	for _, e := range events {
		if now.Before(e.EveningAt()) {
			continue
		}
		o, err := s.Object(ctx, e.ObjectID)
		if err != nil {
			return nil, err
		}
		hosts, err := s.HostsOf(ctx, o, e)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(hosts, func(a models.Actor) bool { return a.ID == actorID }) {
			continue
		}
		stands, err := s.Evening(ctx, e)
		if err != nil {
			return nil, err
		}
		if len(stands.Open) > 0 {
			out = append(out, HostedEvent{o, e, stands})
		}
	}
	return out, nil
}

// WishReminder notes whether who answered an event wants to be reminded of it.
func (s *Store) WishReminder(ctx context.Context, eventID, guest string, remind bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		q := tx.db(ctx).Model(&models.Attendance{}).Where("event_id = ? AND guest = ?", eventID, guest).UpdateColumn("unreminded", !remind)
		if q.Error != nil || !remind {
			return wrap("note who wants a reminder", q.Error)
		}
		return wrap("note who wants a reminder", tx.db(ctx).Delete(&models.Reminder{}, "event_id = ? AND channel = ? AND whom IN (SELECT id FROM attendances WHERE event_id = ? AND guest = ?)",
			eventID, models.ChannelNone, eventID, guest).Error)
	})
}

func isKey(err error, key string) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Key == key
}
