package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"knoop/models"
)

// NewGuestLink is what somebody without an account asks who wants to answer an
// event: for her mail address, or for her actor elsewhere.
type NewGuestLink struct {
	EventID  string
	Actor    models.Actor // zero: by mail
	Mail     string       // as ParseMailAddress gives it
	Name     string       // may be ""
	Language string
}

// AskGuestLink makes a one-time link and sends it to whom it is for, and to her
// alone: who has it is her. It gives no seat. Conflict when the event takes no
// answers, TooMany error.guest_links after models.MaxGuestLinks in a day.
func (s *Store) AskGuestLink(ctx context.Context, in NewGuestLink) error {
	return s.InTx(ctx, func(tx *Store) error {
		o, e, err := tx.lockSeats(ctx, in.EventID)
		if err != nil {
			return err
		}
		now := tx.Now()
		if err := e.Answerable(now); err != nil {
			return err
		}
		l := models.GuestLink{ID: models.NewID(), EventID: o.ID, Door: models.DoorMail, Name: in.Name, Language: in.Language, CreatedAt: now}
		l.TokenHash = hashOf(l.Token(tx.options.Secret))
		if in.Actor.ID != "" {
			l.Door, l.ActorID = models.DoorHandle, in.Actor.ID
		} else {
			l.AddressHash = tx.MailHash(in.Mail)
			if l.Address, err = tx.options.Secret.Seal([]byte(in.Mail)); err != nil {
				return fmt.Errorf("seal an address: %w", err)
			}
		}
		if err := tx.fewLinks(ctx, l); err != nil {
			return err
		}
		if err := tx.db(ctx).Create(&l).Error; err != nil {
			return wrap("keep a link for a guest", err)
		}
		if l.Door == models.DoorMail {
			return tx.mailLink(ctx, o, e, l, in.Mail)
		}
		if blocked, err := tx.Blocked(ctx, in.Actor.ID, o.ActorID); err != nil || blocked {
			if err == nil {
				err = models.Fail(models.Forbidden, "error.forbidden")
			}
			return err
		}
		word := models.AttendanceWord{EventID: o.ID, ActorID: l.ActorID, Door: l.Door, Language: l.Language, LinkID: l.ID}
		return tx.tellWord(ctx, models.AttendanceLinkFact, o.ActorID, l.ID, word)
	})
}

// fewLinks refuses one more link to who had many in a day: nobody fills a mailbox
// through us.
func (s *Store) fewLinks(ctx context.Context, l models.GuestLink) error {
	q := s.db(ctx).Model(&models.GuestLink{}).Where("created_at > ?", l.CreatedAt.Add(-24*time.Hour))
	if l.Door == models.DoorMail {
		q = q.Where("address_hash = ? AND address_hash <> ''", l.AddressHash)
	} else {
		q = q.Where("actor_id = ? AND actor_id <> ''", l.ActorID)
	}
	var had int64
	if err := q.Count(&had).Error; err != nil {
		return wrap("count links for a guest", err)
	}
	if had >= models.MaxGuestLinks {
		return models.Fail(models.TooMany, "error.guest_links", "Max", models.MaxGuestLinks, "RetryAfter", 24*time.Hour)
	}
	return nil
}

// GuestLink gives a one-time link by its token: NotFound error.link_unknown when
// there is none. Whether it can still be used is models.GuestLink.Check's to say.
func (s *Store) GuestLink(ctx context.Context, token string) (models.GuestLink, error) {
	var l models.GuestLink
	err := wrap("read a link for a guest", s.db(ctx).Clauses(s.forUpdate()...).Take(&l, "token_hash = ?", hashOf(token)).Error)
	if models.KindOf(err) == models.NotFound {
		err = models.Fail(models.NotFound, "error.guest_link_unknown")
	}
	return l, err
}

// AnswerByLink answers an event by a one-time link, and uses it up, both or
// neither: who is refused a seat may try again. Of w what she says counts, and
// her answers to the organiser's questions. A mail address that a person of ours
// has proved to be hers is that person.
func (s *Store) AnswerByLink(ctx context.Context, token string, w models.Word) (r Response, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		l, err := tx.GuestLink(ctx, token)
		if err != nil {
			return err
		}
		now := tx.Now()
		if err := l.Check(now); err != nil {
			return err
		}
		in := Answer{EventID: l.EventID, Word: w}
		in.Word.Door, in.Word.Name, in.Word.Language = l.Door, l.Name, l.Language
		if l.Door == models.DoorHandle {
			if in.Actor, err = tx.Actor(ctx, l.ActorID); err != nil {
				return err
			}
			if in.Actor.GoneAt != nil {
				return models.Fail(models.Gone, "error.gone")
			}
		} else if err := tx.ownerOf(ctx, l, &in); err != nil {
			return err
		}
		if r, err = tx.Respond(ctx, in); err != nil || r.Refused != nil {
			return err
		}
		used := tx.db(ctx).Model(&models.GuestLink{}).Where("id = ? AND used_at IS NULL", l.ID).
			Updates(map[string]any{"used_at": now, "address": nil, "name": ""})
		if used.Error == nil && used.RowsAffected == 0 {
			return models.Fail(models.Gone, "error.guest_link_used")
		}
		return wrap("use a link for a guest", used.Error)
	})
	return r, err
}

// ownerOf finds who answers by mail: the person here who has proved the address,
// with what was answered by it before, or else the address itself.
func (s *Store) ownerOf(ctx context.Context, l models.GuestLink, in *Answer) error {
	var err error
	if in.Mail, err = s.unseal(l.Address); err != nil {
		return err
	}
	owner, err := s.ActorByMail(ctx, in.Mail)
	switch {
	case models.KindOf(err) == models.NotFound:
		return nil
	case err != nil:
		return err
	}
	in.Actor, in.Word.Name = owner, ""
	return s.adopt(ctx, "event_id = ? AND guest = ?", owner.ID, l.EventID, mailGuest(l.AddressHash))
}

// keepMailOf keeps where one who is known by mail alone is written to.
func (s *Store) keepMailOf(in Answer, a *models.Attendance) (err error) {
	if in.Actor.ID == "" && in.Mail != "" && a.ActorID == "" {
		a.Address, err = s.options.Secret.Seal([]byte(in.Mail))
	}
	return err
}

// AttendanceByPass gives the answer that a guest's own page is about: NotFound
// error.guest_pass_unknown when there is none, or it has been forgotten.
func (s *Store) AttendanceByPass(ctx context.Context, pass string) (models.Attendance, error) {
	unknown := models.Fail(models.NotFound, "error.guest_pass_unknown")
	id, ok := models.PassOf(s.options.Secret, pass)
	if !ok {
		return models.Attendance{}, unknown
	}
	a, err := s.Attendance(ctx, id)
	if models.KindOf(err) == models.NotFound {
		err = unknown
	}
	return a, err
}

// AnswerByPass changes an answer on a guest's own page.
func (s *Store) AnswerByPass(ctx context.Context, pass string, w models.Word) (r Response, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		a, err := tx.AttendanceByPass(ctx, pass)
		if err != nil {
			return err
		}
		in := Answer{EventID: a.EventID, Word: w}
		in.Word.Door = a.Door
		switch {
		case a.ActorID != "":
			if in.Actor, err = tx.Actor(ctx, a.ActorID); err != nil {
				return err
			}
			if a.Door != models.DoorMail {
				in.Word.Door = models.DoorHandle
			}
			if in.Actor.Local {
				in.Word.Door = models.DoorPage
			}
		case a.ByMail():
			if in.Mail, err = tx.unseal(a.Address); err != nil {
				return err
			}
			in.Word.Door = models.DoorMail
		default:
			return models.Fail(models.NotFound, "error.guest_pass_unknown")
		}
		r, err = tx.Respond(ctx, in)
		return err
	})
	return r, err
}

// TellAsked keeps a guest's answers to the organiser's questions, and nothing
// else of her answer changes.
func (s *Store) TellAsked(ctx context.Context, attendanceID string, given []models.AskedAnswer) error {
	return s.InTx(ctx, func(tx *Store) error {
		var a models.Attendance
		if err := tx.db(ctx).Clauses(tx.forUpdate()...).Take(&a, "id = ?", attendanceID).Error; err != nil {
			return wrap("load an answer", err)
		}
		e, err := tx.Event(ctx, a.EventID)
		if err != nil {
			return err
		}
		a.Asked = e.TakeAnswers(given)
		return wrap("keep answers to questions", tx.db(ctx).Model(&a).Select("Asked").UpdateColumns(&a).Error)
	})
}

// ComingURL gives the address of a guest's own page.
func (s *Store) ComingURL(ctx context.Context, attendanceID string) (string, error) {
	n, err := s.Node(ctx)
	return models.ComingURL(n.Origin, models.Attendance{ID: attendanceID}.Pass(s.options.Secret)), err
}

// AnswerURL gives the address of a one-time link for a guest.
func (s *Store) AnswerURL(ctx context.Context, linkID string) (string, error) {
	n, err := s.Node(ctx)
	return models.AnswerURL(n.Origin, models.GuestLink{ID: linkID}.Token(s.options.Secret)), err
}

// AddGuest writes down, at the door, one who comes without an account: a first
// name, and that she is there. She needs a seat that nobody has, or that stayed
// empty: Conflict error.event_full when there is none.
func (s *Store) AddGuest(ctx context.Context, eventID, name string) (a models.Attendance, err error) {
	name, _, _ = strings.Cut(strings.TrimSpace(name), " ") // a first name is enough to greet her by
	if err := models.CheckGuestName(name); err != nil {
		return a, err
	}
	if name == "" {
		return a, models.Fail(models.Invalid, "error.name_empty")
	}
	err = s.InTx(ctx, func(tx *Store) error {
		_, e, err := tx.lockSeats(ctx, eventID)
		if err != nil {
			return err
		}
		if err := e.Answerable(tx.Now()); err != nil && e.Status == models.EventCancelled {
			return err
		}
		tally, err := tx.tally(ctx, eventID)
		if err != nil {
			return err
		}
		var empty int64
		if err := tx.db(ctx).Model(&models.Attendance{}).Where("event_id = ? AND state = ? AND no_show = true", eventID, models.AttendanceComing).Count(&empty).Error; err != nil {
			return wrap("count empty seats", err)
		}
		if !e.SeatFree(tally.Coming - int(empty)) {
			return models.Fail(models.Conflict, "error.guest_no_seat")
		}
		turn, err := tx.nextTurn(ctx, eventID)
		if err != nil {
			return err
		}
		now := models.Second(tx.Now())
		id := models.NewID()
		a = models.Attendance{
			ID: id, EventID: eventID, Guest: "hand:" + id, Name: name, State: models.AttendanceComing, Turn: turn,
			Door: models.DoorHand, CheckedInAt: &now, CreatedAt: tx.Now(),
		}
		return tx.saveAttendance(ctx, &a, false)
	})
	return a, err
}
