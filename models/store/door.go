package store

import (
	"context"
	"crypto/subtle"

	"knoop/models"
)

// doorDigits is how much of the fingerprint is in the code at the door: it is short
// to be typed over, and of use for some hours.
const doorDigits = 10

// DoorCode gives the code at the door of an event: it follows from the node's
// secret, so nothing is kept for it.
func (s *Store) DoorCode(eventID string) string {
	return s.options.Secret.MAC("door", eventID)[:doorDigits]
}

// DoorOpens says whether this is the code of an event.
func (s *Store) DoorOpens(eventID, code string) bool {
	return subtle.ConstantTimeCompare([]byte(s.DoorCode(eventID)), []byte(code)) == 1
}

// Arrival is what became of one who says that she is there.
type Arrival string

// The arrivals.
const (
	ArrivalIn    Arrival = "in"    // she is ticked off
	ArrivalWaits Arrival = "waits" // until a host says that it is so
)

// Arrive takes it that an actor says she is at an event: who has a seat is ticked
// off, who has none and finds one free takes it, all others wait for a host.
// Conflict as Event.AtDoor says.
func (s *Store) Arrive(ctx context.Context, eventID string, who models.Actor, language string) (out Arrival, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		_, e, err := tx.lockSeats(ctx, eventID)
		if err != nil {
			return err
		}
		if err := e.AtDoor(tx.Now()); err != nil {
			return err
		}
		a, _, err := tx.attendanceOf(ctx, eventID, who.ID)
		if err != nil {
			return err
		}
		if a.State != models.AttendanceComing {
			if a, err = tx.walkIn(ctx, e, a, who, language); err != nil {
				return err
			}
		}
		if a.State == models.AttendanceComing {
			out = ArrivalIn
			if err := tx.forgetDoorWord(ctx, eventID, who.ID); err != nil {
				return err
			}
			return tx.CheckIn(ctx, a.ID, true)
		}
		out = ArrivalWaits
		return tx.keepDoorWord(ctx, models.DoorWord{EventID: eventID, ActorID: who.ID})
	})
	return out, err
}

// walkIn gives one without a seat a free one, if there is any and nobody waits for
// it; the event's seats are locked.
func (s *Store) walkIn(ctx context.Context, e models.Event, a models.Attendance, who models.Actor, language string) (models.Attendance, error) {
	tally, err := s.tally(ctx, e.ObjectID)
	if err != nil || !e.TakesRSVP || !e.SeatFree(tally.Coming) || tally.Waiting > 0 {
		return a, err
	}
	r, err := s.Respond(ctx, Answer{EventID: e.ObjectID, Actor: who, Word: models.Word{Door: models.DoorPage, Says: models.RSVPYes, Language: language}})
	return r.Attendance, err
}

// SayThere takes it that one without an account says she is at an event; a host
// says whether it is so. The same name twice is one. TooMany when too many wait.
func (s *Store) SayThere(ctx context.Context, eventID, name string) error {
	name, err := models.Nickname(name)
	if err != nil {
		return err
	}
	return s.InTx(ctx, func(tx *Store) error {
		_, e, err := tx.lockSeats(ctx, eventID)
		if err != nil {
			return err
		}
		if err := e.AtDoor(tx.Now()); err != nil {
			return err
		}
		return tx.keepDoorWord(ctx, models.DoorWord{EventID: eventID, Name: name})
	})
}

func (s *Store) keepDoorWord(ctx context.Context, w models.DoorWord) error {
	var rows []models.DoorWord
	if err := s.db(ctx).Find(&rows, "event_id = ?", w.EventID).Error; err != nil {
		return wrap("list who says she is there", err)
	}
	for _, r := range rows {
		if r.ActorID == w.ActorID && r.Name == w.Name {
			return nil
		}
	}
	if len(rows) >= models.MaxAtDoor {
		return models.Fail(models.TooMany, "error.door_crowded")
	}
	w.ID, w.CreatedAt = models.NewID(), s.Now()
	return wrap("note who says she is there", s.db(ctx).Create(&w).Error)
}

func (s *Store) forgetDoorWord(ctx context.Context, eventID, actorID string) error {
	return wrap("forget who says she is there", s.db(ctx).Delete(&models.DoorWord{}, "event_id = ? AND actor_id = ? AND actor_id <> ''", eventID, actorID).Error)
}

// DoorItem is one who says she is there; Actor is zero for one without an account.
type DoorItem struct {
	Word  models.DoorWord
	Actor models.Actor
}

// AtDoor lists who says she is at an event and waits for a host, the first first.
func (s *Store) AtDoor(ctx context.Context, eventID string) ([]DoorItem, error) {
	var rows []models.DoorWord
	if err := s.db(ctx).Order("id").Find(&rows, "event_id = ?", eventID).Error; err != nil {
		return nil, wrap("list who says she is there", err)
	}
	var ids []string
	for _, w := range rows {
		if w.ActorID != "" {
			ids = append(ids, w.ActorID)
		}
	}
	actors, err := s.Actors(ctx, ids)
	out := make([]DoorItem, len(rows))
	for i, w := range rows {
		out[i] = DoorItem{w, actors[w.ActorID]}
	}
	return out, err
}

// SettleDoor is a host's word on one who says she is there: she is the guest with
// this answer (attendanceID), or one more (""), or not there (in false). However
// many seats there are, who was let in has one. NotFound when nobody says so any
// more, or the answer is to another event.
func (s *Store) SettleDoor(ctx context.Context, eventID, wordID, attendanceID string, in bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		if _, _, err := tx.lockSeats(ctx, eventID); err != nil {
			return err
		}
		var w models.DoorWord
		if err := tx.db(ctx).Take(&w, "id = ? AND event_id = ?", wordID, eventID).Error; err != nil {
			return wrap("find who says she is there", err)
		}
		if err := tx.db(ctx).Delete(&w).Error; err != nil {
			return wrap("forget who says she is there", err)
		}
		if !in {
			return nil
		}
		if attendanceID != "" {
			a, err := tx.Attendance(ctx, attendanceID)
			if err == nil && a.EventID != eventID {
				err = models.Fail(models.NotFound, "error.not_found")
			}
			if err != nil {
				return err
			}
			return tx.seatAtDoor(ctx, a, true)
		}
		guest := w.ActorID
		if guest == "" {
			guest = "door:" + w.ID
		}
		a, known, err := tx.attendanceOf(ctx, eventID, guest)
		if err != nil {
			return err
		}
		if !known {
			a = models.Attendance{ID: models.NewID(), EventID: eventID, Guest: guest, ActorID: w.ActorID, Name: w.Name, Door: models.DoorPage, CreatedAt: tx.Now()}
		}
		return tx.seatAtDoor(ctx, a, known)
	})
}

// seatAtDoor gives a guest a seat if she has none, and ticks her off.
func (s *Store) seatAtDoor(ctx context.Context, a models.Attendance, known bool) error {
	if a.State != models.AttendanceComing {
		turn, err := s.nextTurn(ctx, a.EventID)
		if err != nil {
			return err
		}
		a.State, a.Turn = models.AttendanceComing, turn
	}
	a.CheckIn(true, s.Now())
	return s.saveAttendance(ctx, &a, known)
}

// MissTheRest notes of all who had a seat and were not ticked off that they did not
// come, and says how many. Conflict error.not_over before the end.
func (s *Store) MissTheRest(ctx context.Context, eventID string) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		_, e, err := tx.lockSeats(ctx, eventID)
		if err != nil {
			return err
		}
		if err := e.CanSettle(tx.Now()); err != nil {
			return err
		}
		q := tx.db(ctx).Model(&models.Attendance{}).Where("event_id = ? AND state = ? AND checked_in_at IS NULL AND no_show = false", eventID, models.AttendanceComing).UpdateColumn("no_show", true)
		n = q.RowsAffected
		return wrap("note who did not come", q.Error)
	})
	return n, err
}
