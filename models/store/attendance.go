package store

import (
	"context"
	"encoding/json"
	"errors"

	"knoop/models"
)

// Answer is one answer to an event of ours, by an actor or by a proved address.
type Answer struct {
	EventID string
	Actor   models.Actor // who; zero for one who is known by mail
	Mail    string       // her address, proved; with an Actor, where she is told what became of it
	Word    models.Word
}

// guest names who it is, as her row does.
func (s *Store) guest(a Answer) string {
	if a.Actor.ID != "" {
		return a.Actor.ID
	}
	return mailGuest(s.MailHash(a.Mail))
}

func mailGuest(hash string) string { return "mailto:" + hash }

// Response is what became of an answer.
type Response struct {
	Attendance models.Attendance
	Heard      bool          // false: too late, or refused
	Place      int           // of one who waits: 1 is next
	Refused    *models.Error // why she has no seat, to be said to her; nil when she was not refused
	Moved      int           // how many moved up by it
}

// Respond takes an answer, in the one transaction that owns the seats of the
// event: as many come as there are seats, whoever answers at once; who finds none
// waits in the order of the first yes, or is refused. A seat that is given up goes
// to the next who waits. What is to be said to whom is recorded as facts. NotFound
// when there is no such event of ours; Forbidden error.forbidden when one side has
// blocked the other.
func (s *Store) Respond(ctx context.Context, in Answer) (r Response, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		r = Response{}
		o, e, err := tx.lockSeats(ctx, in.EventID)
		if err != nil {
			return err
		}
		a, known, err := tx.attendanceOf(ctx, in.EventID, tx.guest(in))
		if err != nil {
			return err
		}
		if in.Actor.ID != "" {
			blocked, err := tx.Blocked(ctx, in.Actor.ID, o.ActorID)
			if err == nil && blocked {
				err = models.Fail(models.Forbidden, "error.forbidden")
			}
			if err != nil {
				return err
			}
		}
		now := tx.Now()
		before := a
		if !known {
			a = models.Attendance{ID: models.NewID(), EventID: in.EventID, Guest: tx.guest(in), ActorID: in.Actor.ID, CreatedAt: now}
		}
		if in.Word.Asked != nil {
			in.Word.Asked = e.TakeAnswers(in.Word.Asked)
		}
		if !a.Hear(in.Word, now) {
			r.Attendance = before
			return nil
		}
		r.Refused, err = tx.mayAnswer(ctx, e, in, before)
		if err != nil {
			return err
		}
		if r.Refused == nil {
			r.Refused, err = tx.seat(ctx, e, in.Word.Says, &a)
		}
		if err != nil {
			return err
		}
		if r.Refused != nil {
			r.Attendance = before
			return tx.refuse(ctx, o, in, r.Refused)
		}
		if err := tx.keepMailOf(in, &a); err != nil {
			return err
		}
		r.Heard, r.Attendance = true, a
		if err := tx.saveAttendance(ctx, &a, known); err != nil {
			return err
		}
		if err := tx.giveBack(ctx, a); err != nil {
			return err
		}
		if a.State == models.AttendanceWaiting {
			if r.Place, err = tx.placeOf(ctx, a); err != nil {
				return err
			}
		}
		if err := tx.heardOf(ctx, o, e, in, before, a, r.Place); err != nil {
			return err
		}
		if before.State == models.AttendanceComing && a.State != models.AttendanceComing {
			r.Moved, err = tx.moveUp(ctx, o, e)
		}
		return err
	})
	return r, err
}

// mayAnswer says why an answer is not heard, if it is not. A no is always, as
// long as it is one: who cannot come any more may say so.
func (s *Store) mayAnswer(ctx context.Context, e models.Event, in Answer, before models.Attendance) (*models.Error, error) {
	var why *models.Error
	heard := e.Answerable
	if in.Word.Door == models.DoorPoll {
		heard = e.Votable
	}
	if errors.As(heard(s.Now()), &why) || in.Word.Says == models.RSVPNo || before.State.Wants() {
		return why, nil
	}
	who := models.Comer{Invited: before.Invited}
	if e.Comes == models.GatheringMembers {
		var err error
		if who.Member, err = s.isMember(ctx, in.Actor); err != nil {
			return nil, err
		}
	}
	errors.As(e.MayCome(who), &why)
	return why, nil
}

// isMember says whether an actor is a member of the collective of this node.
func (s *Store) isMember(ctx context.Context, a models.Actor) (bool, error) {
	if a.ID == "" {
		return false, nil
	}
	if a.Local {
		account, err := s.Account(ctx, a.ID)
		if models.KindOf(err) == models.NotFound {
			return false, nil
		}
		return err == nil && models.Can(account.Role, models.SeeMemberFields), err
	}
	n, err := s.Node(ctx)
	if err != nil {
		return false, err
	}
	m, err := s.MembershipOf(ctx, a.ID, n.Collective)
	if models.KindOf(err) == models.NotFound {
		return false, nil
	}
	return err == nil && m.State == models.MembershipAccepted && models.Can(m.Role, models.SeeMemberFields), err
}

// seat gives an answer its state; who wants a seat where there is none and nobody
// waits is refused.
func (s *Store) seat(ctx context.Context, e models.Event, says models.RSVP, a *models.Attendance) (*models.Error, error) {
	if says != models.RSVPYes || a.State.Wants() {
		a.Answered(says, false, 0)
		return nil, nil
	}
	tally, err := s.tally(ctx, a.EventID)
	if err != nil {
		return nil, err
	}
	free := e.SeatFree(tally.Coming) && tally.Waiting == 0
	if !free && !e.WaitingList {
		return models.Fail(models.Conflict, "error.event_full"), nil
	}
	turn, err := s.nextTurn(ctx, a.EventID)
	a.Answered(says, free, turn)
	return nil, err
}

// refuse records why somebody has no seat, to be said to her. A no needs no
// answer, and who gave hers on a page has been told there.
func (s *Store) refuse(ctx context.Context, o models.Object, in Answer, why *models.Error) error {
	shown := in.Word.Door == models.DoorPage || in.Word.Door == models.DoorMail || in.Word.Door == models.DoorHandle
	if in.Word.Says == models.RSVPNo || shown || in.Actor.ID == "" || in.Actor.Local {
		return nil
	}
	word := models.AttendanceWord{
		EventID: o.ID, ActorID: in.Actor.ID, Door: in.Word.Door, Answer: in.Word.URI, Received: in.Word.Raw,
		Language: in.Word.Language, Reason: why.Key,
	}
	return s.tellWord(ctx, models.AttendanceRefusedFact, o.ActorID, o.ID+" "+in.Actor.ID, word)
}

// AskGuest records that somebody spoke of coming to an event of ours and could not
// be understood: she is asked, and has no seat by it.
func (s *Store) AskGuest(ctx context.Context, in Answer) error {
	return s.InTx(ctx, func(tx *Store) error {
		o, e, err := tx.lockSeats(ctx, in.EventID)
		if err != nil || e.Answerable(tx.Now()) != nil {
			return err
		}
		word := models.AttendanceWord{EventID: o.ID, ActorID: in.Actor.ID, Door: in.Word.Door, Answer: in.Word.URI, Language: in.Word.Language}
		return tx.tellWord(ctx, models.AttendanceDoubtedFact, o.ActorID, o.ID+" "+in.Actor.ID, word)
	})
}

func (s *Store) tellGuest(ctx context.Context, kind models.FactKind, o models.Object, a models.Attendance, place int) error {
	return s.tellWord(ctx, kind, o.ActorID, a.ID, a.Word(place))
}

func (s *Store) tellWord(ctx context.Context, kind models.FactKind, actorID, subject string, word models.AttendanceWord) error {
	data, err := json.Marshal(word)
	if err != nil {
		return wrap("write what is said to a guest", err)
	}
	return s.record(ctx, kind, actorID, subject, data)
}

// lockSeats loads a living event of ours; until the commit nobody else gives or
// takes a seat of it.
func (s *Store) lockSeats(ctx context.Context, eventID string) (o models.Object, e models.Event, err error) {
	q := s.db(ctx).Clauses(s.forUpdate()...).Limit(1).Find(&e, "object_id = ?", eventID)
	if q.Error != nil {
		return o, e, wrap("lock an event", q.Error)
	}
	if o, err = s.Object(ctx, eventID); err != nil {
		return o, e, err
	}
	if q.RowsAffected == 0 || !o.Local || o.GoneAt != nil {
		return o, e, models.Fail(models.NotFound, "error.not_found")
	}
	return o, e, nil
}

func (s *Store) attendanceOf(ctx context.Context, eventID, guest string) (a models.Attendance, known bool, err error) {
	q := s.db(ctx).Limit(1).Find(&a, "event_id = ? AND guest = ?", eventID, guest)
	if q.Error == nil && q.RowsAffected == 0 { // she may have been merged into another
		q = s.db(ctx).Limit(1).Find(&a, "id = (SELECT kept_id FROM guest_merges WHERE event_id = ? AND guest = ?)", eventID, guest)
	}
	return a, q.RowsAffected > 0, wrap("load an answer", q.Error)
}

func (s *Store) saveAttendance(ctx context.Context, a *models.Attendance, known bool) error {
	a.UpdatedAt = s.Now()
	s.touch(marksPublic)
	if a.Said == nil {
		a.Said = map[models.Door]models.LastWord{}
	}
	if err := s.countAnew(ctx, *a, known); err != nil {
		return err
	}
	if known {
		return wrap("save an answer", s.db(ctx).Model(a).Select("*").Omit("id", "created_at").UpdateColumns(a).Error)
	}
	return wrap("keep an answer", s.db(ctx).Create(a).Error)
}

// nextTurn comes after all who want a seat now.
func (s *Store) nextTurn(ctx context.Context, eventID string) (int64, error) {
	var last int64
	err := s.db(ctx).Model(&models.Attendance{}).Where("event_id = ? AND state IN ?", eventID, wanting).
		Select("coalesce(max(turn), 0)").Scan(&last).Error
	return last + 1, wrap("find the end of a waiting list", err)
}

var wanting = []models.AttendanceState{models.AttendanceComing, models.AttendanceWaiting}

// placeOf gives the place of one who waits: 1 is next.
func (s *Store) placeOf(ctx context.Context, a models.Attendance) (int, error) {
	var before int64
	err := s.db(ctx).Model(&models.Attendance{}).Where("event_id = ? AND state = ? AND turn < ?", a.EventID, models.AttendanceWaiting, a.Turn).Count(&before).Error
	return int(before) + 1, wrap("count who waits", err)
}

// moveUp gives free seats to those who wait, in their order; the event's seats
// are locked. Of an event that nobody can answer any more, none move.
func (s *Store) moveUp(ctx context.Context, o models.Object, e models.Event) (moved int, err error) {
	if e.Answerable(s.Now()) != nil {
		return 0, nil
	}
	tally, err := s.tally(ctx, o.ID)
	if err != nil || tally.Waiting == 0 {
		return 0, err
	}
	room := tally.Waiting
	if e.Capacity > 0 {
		room = min(room, e.Capacity-tally.Coming)
	}
	if room <= 0 {
		return 0, nil
	}
	var next []models.Attendance
	err = s.db(ctx).Order("turn").Limit(room).Find(&next, "event_id = ? AND state = ?", o.ID, models.AttendanceWaiting).Error
	if err != nil {
		return 0, wrap("find who is next", err)
	}
	for i := range next {
		next[i].MoveUp()
		if err := s.saveAttendance(ctx, &next[i], true); err != nil {
			return i, err
		}
		if err := s.tellGuest(ctx, models.AttendanceMovedFact, o, next[i], 0); err != nil {
			return i, err
		}
		if err := s.mailNews(ctx, o, e, next[i], models.NewsSeat); err != nil {
			return i, err
		}
	}
	return len(next), nil
}

// seatsChanged lets those who wait move up after an event was edited. Who has a
// seat keeps it, however few there are now.
func (s *Store) seatsChanged(ctx context.Context, o models.Object) error {
	_, e, err := s.lockSeats(ctx, o.ID)
	if err != nil {
		return err
	}
	_, err = s.moveUp(ctx, o, e)
	return err
}

// InviteGuest puts an actor on the list of an event of ours: she may come,
// whomever it is for.
func (s *Store) InviteGuest(ctx context.Context, eventID string, guest models.Actor) (a models.Attendance, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if _, _, err := tx.lockSeats(ctx, eventID); err != nil {
			return err
		}
		known := false
		if a, known, err = tx.attendanceOf(ctx, eventID, guest.ID); err != nil {
			return err
		}
		if !known {
			a = models.Attendance{
				ID: models.NewID(), EventID: eventID, Guest: guest.ID, ActorID: guest.ID,
				State: models.AttendanceInvited, CreatedAt: tx.Now(),
			}
		}
		a.Invited = true
		return tx.saveAttendance(ctx, &a, known)
	})
	return a, err
}

// CheckIn notes that somebody who wanted a seat is there, or that she is not after
// all. Conflict error.guest_not_coming for all others.
func (s *Store) CheckIn(ctx context.Context, attendanceID string, there bool) error {
	return s.atTheDoor(ctx, attendanceID, func(a *models.Attendance) { a.CheckIn(there, s.Now()) })
}

// NoShow notes that somebody who had a seat did not come, or that this was a
// mistake. It is for the organisers alone.
func (s *Store) NoShow(ctx context.Context, attendanceID string, missed bool) error {
	return s.atTheDoor(ctx, attendanceID, func(a *models.Attendance) { a.Missed(missed) })
}

func (s *Store) atTheDoor(ctx context.Context, attendanceID string, note func(*models.Attendance)) error {
	return s.InTx(ctx, func(tx *Store) error {
		var a models.Attendance
		if err := tx.db(ctx).Clauses(tx.forUpdate()...).Take(&a, "id = ?", attendanceID).Error; err != nil {
			return wrap("load an answer", err)
		}
		if a.State != models.AttendanceComing {
			return models.Fail(models.Conflict, "error.guest_not_coming")
		}
		note(&a)
		return wrap("note who is there", tx.db(ctx).Model(&a).Select("CheckedInAt", "NoShow").UpdateColumns(&a).Error)
	})
}
