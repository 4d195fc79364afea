package store

import (
	"context"

	"knoop/models"
)

// maxGuests bounds a list of answers.
const maxGuests = 5000

// GuestItem is an answer with who gave it; Actor is zero for one who is known by
// mail.
type GuestItem struct {
	Attendance models.Attendance
	Actor      models.Actor
}

// Guests lists the answers to an event: who comes and who waits in the order of
// their first yes, then the others by their last word.
func (s *Store) Guests(ctx context.Context, eventID string) ([]GuestItem, error) {
	var rows []models.Attendance
	err := s.db(ctx).Order("CASE state WHEN 'coming' THEN 0 WHEN 'waiting' THEN 1 WHEN 'maybe' THEN 2 WHEN 'invited' THEN 3 ELSE 4 END, turn, updated_at, id").
		Limit(maxGuests).Find(&rows, "event_id = ?", eventID).Error
	if err != nil {
		return nil, wrap("list answers", err)
	}
	ids := make([]string, 0, len(rows))
	for _, a := range rows {
		if a.ActorID != "" {
			ids = append(ids, a.ActorID)
		}
	}
	actors, err := s.Actors(ctx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]GuestItem, len(rows))
	for i, a := range rows {
		items[i] = GuestItem{Attendance: a, Actor: actors[a.ActorID]}
	}
	return items, nil
}

// Attendance gives one by its row's id.
func (s *Store) Attendance(ctx context.Context, id string) (models.Attendance, error) {
	var a models.Attendance
	return a, wrap("load an answer", s.db(ctx).Take(&a, "id = ?", id).Error)
}

// GivenAnswer is an answer with the event it is to.
type GivenAnswer struct {
	Attendance models.Attendance
	Event      models.Object
}

// AnswersBy lists what an actor answered to events of ours, oldest first.
func (s *Store) AnswersBy(ctx context.Context, actorID string) ([]GivenAnswer, error) {
	var rows []models.Attendance
	if err := s.db(ctx).Order("id").Find(&rows, "actor_id = ? AND actor_id <> ''", actorID).Error; err != nil {
		return nil, wrap("list the answers of an actor", err)
	}
	out := make([]GivenAnswer, len(rows))
	for i, a := range rows {
		o, err := s.Object(ctx, a.EventID)
		if err != nil {
			return nil, err
		}
		out[i] = GivenAnswer{a, o}
	}
	return out, nil
}

// PlaceOf gives the place of one who waits, 1 is next; 0 for all others.
func (s *Store) PlaceOf(ctx context.Context, a models.Attendance) (int, error) {
	if a.State != models.AttendanceWaiting {
		return 0, nil
	}
	return s.placeOf(ctx, a)
}

// AnswerOf gives what an actor answered to an event, and her place if she waits;
// NotFound when she did not.
func (s *Store) AnswerOf(ctx context.Context, eventID, actorID string) (a models.Attendance, place int, err error) {
	a, known, err := s.attendanceOf(ctx, eventID, actorID)
	switch {
	case err != nil:
		return a, 0, err
	case !known:
		return a, 0, models.Fail(models.NotFound, "error.not_found")
	case a.State == models.AttendanceWaiting:
		place, err = s.placeOf(ctx, a)
	}
	return a, place, err
}

// Answers counts the answers to an event, and names who comes and agreed that it
// is seen, in the order of their yes.
func (s *Store) Answers(ctx context.Context, eventID string) (out models.Answers, err error) {
	if out.Tally, err = s.tally(ctx, eventID); err != nil || out.Coming == 0 {
		return out, err
	}
	err = s.db(ctx).Model(&models.Actor{}).Joins("JOIN attendances ON attendances.actor_id = actors.id").
		Where("attendances.event_id = ? AND attendances.state = ? AND attendances.shown = true AND actors.gone_at IS NULL", eventID, models.AttendanceComing).
		Order("attendances.turn").Limit(maxGuests).Pluck("actors.uri", &out.Shown).Error
	return out, wrap("list who shows that she comes", err)
}

// Tally counts the answers to an event.
func (s *Store) Tally(ctx context.Context, eventID string) (models.Tally, error) {
	return s.tally(ctx, eventID)
}

func (s *Store) tally(ctx context.Context, eventID string) (t models.Tally, err error) {
	var rows []struct {
		State models.AttendanceState
		N     int
	}
	err = s.db(ctx).Model(&models.Attendance{}).Select("state, count(*) AS n").Where("event_id = ?", eventID).Group("state").Scan(&rows).Error
	for _, r := range rows {
		t.Add(r.State, r.N)
	}
	return t, wrap("count answers", err)
}

// AnsweredInboxes gives the inboxes of those from elsewhere who come to an event,
// wait or think of it, each once: they are told when it changes.
func (s *Store) AnsweredInboxes(ctx context.Context, eventID string) ([]Recipient, error) {
	var rows []models.Actor
	err := s.db(ctx).Where("local = false AND gone_at IS NULL AND id IN (SELECT actor_id FROM attendances WHERE event_id = ? AND state IN ?)", eventID,
		[]models.AttendanceState{models.AttendanceComing, models.AttendanceWaiting, models.AttendanceMaybe}).Order("id").Find(&rows).Error
	if err != nil {
		return nil, wrap("list inboxes of guests", err)
	}
	out := make([]Recipient, 0, len(rows))
	for _, a := range rows {
		out = append(out, Recipient{Inbox: a.DeliveryInbox(), Host: a.Host})
	}
	return out, nil
}

// AttendanceBy gives the one that an activity of this actor said last; NotFound
// when it was another one or none.
func (s *Store) AttendanceBy(ctx context.Context, actorID, answerURI string) (models.Attendance, error) {
	var a models.Attendance
	return a, wrap("find an answer", s.db(ctx).Take(&a, "actor_id = ? AND actor_id <> '' AND answer_uri = ?", actorID, answerURI).Error)
}
