package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"knoop/models"
)

// OpenMail is a mail in plain text, as the one who sends it needs it.
type OpenMail struct {
	models.Mail
	To          string
	Values      map[string]string
	Unsubscribe string // token of the link at its foot; "" for what is no choice
}

// sendable leaves out invitations to who said no: also one that was written
// while she said it goes nowhere, and is given up in time.
const sendable = "state = 'waiting' AND (kind <> 'invitation' OR address_hash NOT IN (SELECT hash FROM opt_outs))"

// ClaimMails leases mails that are due, oldest first. One that cannot be opened
// (another secret sealed it) is an error.
func (s *Store) ClaimMails(ctx context.Context, now, until time.Time, limit int) ([]OpenMail, error) {
	var rows []models.Mail
	err := s.inTx(ctx, unsynced, func(tx *Store) error {
		lock := ""
		if tx.postgres() {
			lock = " FOR UPDATE SKIP LOCKED"
		}
		return wrap("claim mails", tx.db(ctx).Raw("UPDATE mails SET leased_until = ? WHERE id IN (SELECT id FROM mails WHERE "+sendable+" AND due_at <= ? AND leased_until <= ? ORDER BY due_at, id LIMIT ?"+lock+") RETURNING *",
			until, now, now, limit).Scan(&rows).Error)
	})
	if err != nil {
		return nil, err
	}
	out := make([]OpenMail, len(rows))
	for i, row := range rows {
		if out[i], err = s.openMail(row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) openMail(row models.Mail) (OpenMail, error) {
	m := OpenMail{Mail: row}
	var err error
	if m.To, err = s.unseal(row.Address); err != nil {
		return m, fmt.Errorf("open a mail's address: %w", err)
	}
	plain, err := s.unseal(row.Data)
	if err != nil {
		return m, fmt.Errorf("open a mail's data: %w", err)
	}
	if err := json.Unmarshal([]byte(plain), &m.Values); err != nil {
		return m, fmt.Errorf("read a mail's data: %w", err)
	}
	if !row.Kind.Wanted() {
		u := models.Unsubscription{Kind: row.Kind, AddressHash: row.AddressHash}
		if row.Kind.Choice() {
			u.ActorID = row.ActorID
		}
		if m.Unsubscribe, err = s.UnsubscribeToken(u); err != nil {
			return m, err
		}
	}
	return m, nil
}

// SettleMail writes what became of a try: sent, refused, given up, or waiting
// until due. What is done forgets its data, with the links in it; what was sent
// its address too.
func (s *Store) SettleMail(ctx context.Context, id string, state models.MailState, due time.Time, why string) error {
	return s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		set := map[string]any{"state": state, "attempts": gorm.Expr("attempts + 1"), "leased_until": time.Time{}, "error": why}
		switch state {
		case models.MailWaiting:
			set["due_at"] = due
		case models.MailSent:
			set["sent_at"], set["address"] = now, nil
			fallthrough
		default:
			set["done_at"], set["data"] = now, nil
		}
		done := tx.db(ctx).Model(&models.Mail{}).Where("id = ? AND state = 'waiting'", id).Updates(set)
		if done.Error != nil || done.RowsAffected == 0 || state == models.MailWaiting {
			return wrap("settle a mail", done.Error)
		}
		return tx.invitationMailed(ctx, id, state)
	})
}

// ReleaseMails gives back every lease: at a start, when those that stand are of
// a run that ended in the middle. Such a mail may arrive twice, never not at all.
func (s *Store) ReleaseMails(ctx context.Context) error {
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("give leases back", tx.db(ctx).Model(&models.Mail{}).Where("state = 'waiting' AND leased_until > ?", time.Time{}).Update("leased_until", time.Time{}).Error)
	})
}

// NextMailAt gives when the next waiting mail is due; ok is false when none
// waits.
func (s *Store) NextMailAt(ctx context.Context) (at time.Time, ok bool, err error) {
	var rows []models.Mail
	err = s.db(ctx).Select("due_at", "leased_until").Where(sendable).Order("due_at, id").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return time.Time{}, false, wrap("look for the next mail", err)
	}
	at = rows[0].DueAt
	if rows[0].LeasedUntil.After(at) {
		at = rows[0].LeasedUntil
	}
	return at, true, nil
}

// ExpireMails gives up what waits longer than it is of use, and says how many:
// also where mail is off, so that nobody would try. What it was about is
// forgotten with it.
func (s *Store) ExpireMails(ctx context.Context) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		n = 0
		now := tx.Now()
		for _, kind := range models.MailKinds() {
			old := func() *gorm.DB {
				return tx.db(ctx).Model(&models.Mail{}).Where("state = 'waiting' AND kind = ? AND created_at < ? AND leased_until <= ?", kind, now.Add(-kind.Life()), now)
			}
			if kind == models.MailInvitation {
				err := tx.db(ctx).Model(&models.Invitation{}).Where("address_hash <> '' AND mail_state = ? AND address_hash IN (?)", models.MailWaiting, old().Select("address_hash")).
					Update("mail_state", models.MailDead).Error
				if err != nil {
					return wrap("note that invitations were not mailed", err)
				}
			}
			done := old().Updates(map[string]any{"state": models.MailDead, "done_at": now, "data": nil, "error": "too old to be of use"})
			if done.Error != nil {
				return wrap("give up old mails", done.Error)
			}
			n += done.RowsAffected
		}
		return nil
	})
	return n, err
}

// SweepMails forgets what became of mails longer than models.MailKept ago, and of
// invitations that were sent models.InvitationMailKept ago, at most 500 a call,
// and says of how many.
func (s *Store) SweepMails(ctx context.Context) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		now := tx.Now()
		done := tx.db(ctx).Exec(`DELETE FROM mails WHERE id IN (SELECT id FROM mails WHERE state <> 'waiting' AND done_at < ?
			AND (kind <> ? OR state <> 'sent' OR done_at < ?) ORDER BY id LIMIT ?)`, now.Add(-models.MailKept), models.MailInvitation, now.Add(-models.InvitationMailKept), sweepAtOnce)
		n = done.RowsAffected
		return wrap("forget old mails", done.Error)
	})
	return n, err
}

// stopInvitationMails gives up the mails of invitations that wait for an address.
func (s *Store) stopInvitationMails(ctx context.Context, hash, why string) error {
	err := s.db(ctx).Model(&models.Mail{}).Where("address_hash = ? AND state = ? AND kind = ?", hash, models.MailWaiting, models.MailInvitation).
		Updates(map[string]any{"state": models.MailDead, "done_at": s.Now(), "address": nil, "data": nil, "error": why}).Error
	if err != nil {
		return wrap("stop the mail of an invitation", err)
	}
	return wrap("note that an invitation is not mailed", s.db(ctx).Model(&models.Invitation{}).
		Where("address_hash = ? AND address_hash <> '' AND mail_state = ?", hash, models.MailWaiting).Update("mail_state", models.MailDead).Error)
}

// mailedEnough gives those of the fingerprints to which as many invitations were
// mailed as one may get (models.MaxInvitationMails).
func (s *Store) mailedEnough(ctx context.Context, hashes []string) (map[string]bool, error) {
	return s.hashesOf(ctx, s.db(ctx).Model(&models.Mail{}).Where(s.among("address_hash", hashes)).
		Where("kind = ? AND state IN ('waiting', 'sent') AND created_at > ?", models.MailInvitation, s.Now().Add(-models.InvitationMailKept)).
		Group("address_hash").Having("count(*) >= ?", models.MaxInvitationMails), "address_hash")
}
