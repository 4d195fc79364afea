package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"knoop/models"
)

// StepWave writes the next lines of a running wave: their invitations, their
// mails and how far it is, in one transaction. So it can be killed at any line,
// and by whomever it is taken up, no line is written twice. rows are those of
// WaveFile. more is false when the wave is done, was stopped or is gone.
func (s *Store) StepWave(ctx context.Context, id string, rows []models.WaveRow) (more bool, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		more = false // it may be run again
		w, err := tx.Wave(ctx, id)
		if models.KindOf(err) == models.NotFound || err == nil && w.State != models.WaveRunning {
			return nil
		}
		if err != nil {
			return err
		}
		batch := rows[min(w.Done, len(rows)):min(w.Done+models.WaveBatch, len(rows))]
		made, err := tx.inviteRows(ctx, w, batch)
		if err != nil {
			return err
		}
		w.Done += len(batch)
		w.Made += made
		w.Passed += len(batch) - made
		set := map[string]any{"done": w.Done, "made": w.Made, "passed": w.Passed}
		if more = w.Done < len(rows); !more {
			set["state"], set["done_at"], set["file"] = models.WaveDone, tx.Now(), nil
		}
		return wrap("note how far a wave is", tx.db(ctx).Model(&models.Wave{}).Where("id = ?", id).Updates(set).Error)
	})
	return more, err
}

// inviteRows makes the invitations of those rows that may be invited now, and
// says how many.
func (s *Store) inviteRows(ctx context.Context, w models.Wave, rows []models.WaveRow) (made int, err error) {
	if len(rows) == 0 {
		return 0, nil
	}
	hashes := make([]string, len(rows))
	for i, r := range rows {
		hashes[i] = s.MailHash(r.Mail)
	}
	verdicts, err := s.judge(ctx, hashes)
	if err != nil {
		return 0, err
	}
	if err := s.clearExpired(ctx, hashes); err != nil {
		return 0, err
	}
	var fresh []models.Invitation
	mails := map[string]string{} // address by invitation
	for i, r := range rows {
		if _, known := verdicts[hashes[i]]; known {
			continue
		}
		one, err := s.rowInvitation(w, r, hashes[i])
		if err != nil {
			return 0, err
		}
		if one.Check(s.Now()) != nil { // it was checked when it was read, by a program that may have been another
			continue
		}
		mails[one.ID] = r.Mail
		fresh = append(fresh, one)
	}
	if len(fresh) == 0 {
		return 0, nil
	}
	q := s.db(ctx).Clauses(ignore).Create(&fresh)
	if q.Error != nil {
		return 0, wrap("make invitations", q.Error)
	}
	kept := func(string) bool { return true }
	if int(q.RowsAffected) < len(fresh) { // somebody else was quicker with one of them
		ids := make([]string, len(fresh))
		for i, one := range fresh {
			ids[i] = one.ID
		}
		there, err := s.invitationsMade(ctx, s.db(ctx).Model(&models.Invitation{}).Where(s.among("id", ids)))
		if err != nil {
			return 0, err
		}
		kept = func(id string) bool { return there[id] }
	}
	fresh = slices.DeleteFunc(fresh, func(one models.Invitation) bool { return !kept(one.ID) })
	if w.ByMail && len(fresh) > 0 {
		err = s.mailWave(ctx, w, fresh, mails)
	}
	return len(fresh), err
}

// mailWave queues the mails of a wave's invitations, whose addresses were judged
// in this transaction; to gives the address of each.
func (s *Store) mailWave(ctx context.Context, w models.Wave, invitations []models.Invitation, to map[string]string) error {
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	by, err := s.Actor(ctx, w.MadeBy)
	if err != nil {
		return err
	}
	rows := make([]models.Mail, len(invitations))
	for i, one := range invitations {
		if rows[i], err = s.mailRow(s.invitationMail(n, by, one, to[one.ID]), orText(one.Language, n.Language)); err != nil {
			return err
		}
	}
	s.touch(marksMail)
	return wrap("queue the mails of a wave", s.db(ctx).Create(&rows).Error)
}

func (s *Store) rowInvitation(w models.Wave, r models.WaveRow, hash string) (models.Invitation, error) {
	now := s.Now()
	i := models.Invitation{
		ID: models.NewID(), Kind: models.InvitedInWave, WaveID: w.ID, Line: r.Line, AddressHash: hash,
		Name: r.Name, Branch: r.Branch, Neighbourhood: r.Neighbourhood, Source: r.Source, Basis: r.Basis, Text: w.Text,
		Role: w.Role, MadeBy: w.MadeBy, Language: w.Language, MaxUses: 1, CreatedAt: now, ExpiresAt: now.Add(time.Duration(w.Days) * 24 * time.Hour),
	}
	if w.ByMail {
		i.MailState = models.MailWaiting
	}
	i.TokenHash = hashOf(i.Token(s.options.Secret))
	var err error
	if i.Address, err = s.options.Secret.Seal([]byte(r.Mail)); err != nil {
		return i, fmt.Errorf("seal an address: %w", err)
	}
	return i, nil
}
