package store

import (
	"context"
	"fmt"
	"time"

	"knoop/models"
)

// NewInvitation is an invitation as somebody makes it: by link, or for one
// person by mail.
type NewInvitation struct {
	MadeBy   string // actor
	Role     models.Role
	Language string // of her who is invited; "" the node's
	Life     time.Duration
	MaxUses  int    // of a link
	Text     string // a personal line
	Name     string

	Personal bool   // for one person, as it is whenever there is an address
	Address  string // "" for a link
	Source   string // of the address
	Basis    models.Basis
	Mail     bool // mail it; else its link is handed over
}

// Faults lists all that keeps it from being made but what its address is, in the
// order of a form.
func (in NewInvitation) Faults(now time.Time) []error { return in.invitation(now).Faults(now) }

func (in NewInvitation) invitation(now time.Time) models.Invitation {
	i := models.Invitation{
		Kind: models.InvitedByLink, Name: in.Name, Source: in.Source, Basis: in.Basis, Text: in.Text,
		Role: in.Role, MadeBy: in.MadeBy, Language: in.Language, MaxUses: in.MaxUses, CreatedAt: now, ExpiresAt: now.Add(in.Life),
	}
	if in.Personal || in.Address != "" {
		i.Kind, i.MaxUses = models.InvitedByMail, 1
	}
	return i
}

// Invite makes an invitation, and queues its mail when it is to be mailed.
// Forbidden error.mail_unwanted for an address whose owner wants no mail from
// us; Conflict error.already_invited, error.invited_enough and
// error.member_address for one that has an invitation which stands, had as many
// mails as one may get, or is a member's.
func (s *Store) Invite(ctx context.Context, in NewInvitation) (models.Invitation, error) {
	now := s.Now()
	i := in.invitation(now)
	i.ID = models.NewID()
	row := models.WaveRow{Name: in.Name, Source: in.Source, Basis: in.Basis}
	if i.Kind == models.InvitedByMail {
		address, err := models.ParseMailAddress(in.Address)
		if err != nil {
			return i, err
		}
		row.Mail = address
		i.AddressHash = s.MailHash(address)
		if i.Address, err = s.options.Secret.Seal([]byte(address)); err != nil {
			return i, fmt.Errorf("seal an address: %w", err)
		}
	}
	i.TokenHash = hashOf(i.Token(s.options.Secret))
	if in.Mail && row.Mail != "" {
		i.MailState = models.MailWaiting
	}
	if err := i.Check(now); err != nil {
		return i, err
	}
	err := s.InTx(ctx, func(tx *Store) error {
		if row.Mail != "" {
			if err := tx.mayInvite(ctx, i.AddressHash); err != nil {
				return err
			}
		}
		if err := tx.db(ctx).Create(&i).Error; err != nil {
			if models.KindOf(wrap("", err)) == models.Conflict {
				return models.Fail(models.Conflict, "error.already_invited")
			}
			return wrap("make an invitation", err)
		}
		if i.MailState == "" {
			return nil
		}
		return tx.mailInvitation(ctx, i, row.Mail)
	})
	return i, err
}

// mayInvite refuses an address whose owner wants no mail, is a member, or has
// an invitation. One that has run out gives way.
func (s *Store) mayInvite(ctx context.Context, hash string) error {
	verdicts, err := s.judge(ctx, []string{hash})
	if err != nil {
		return err
	}
	switch verdicts[hash] {
	case models.WaveOptedOut:
		return models.Fail(models.Forbidden, "error.mail_unwanted")
	case models.WaveMember:
		return models.Fail(models.Conflict, "error.member_address")
	case models.WaveInvited:
		return models.Fail(models.Conflict, "error.already_invited")
	case models.WaveEnough:
		return models.Fail(models.Conflict, "error.invited_enough", "Max", models.MaxInvitationMails)
	}
	return s.clearExpired(ctx, []string{hash})
}

// judge says of fingerprints of addresses what is known of them; new is not in
// the answer.
func (s *Store) judge(ctx context.Context, hashes []string) (map[string]models.WaveVerdict, error) {
	verdicts := map[string]models.WaveVerdict{}
	invited, err := s.hashesOf(ctx, s.db(ctx).Model(&models.Invitation{}).Where(s.among("address_hash", hashes)).
		Where("address_hash <> '' AND uses = 0 AND revoked_at IS NULL AND expires_at > ?", s.Now()), "address_hash")
	if err != nil {
		return nil, err
	}
	members, err := s.hashesOf(ctx, s.db(ctx).Model(&models.Address{}).Where(s.among("hash", hashes)).Where("hash <> '' AND verified_at IS NOT NULL"), "hash")
	if err != nil {
		return nil, err
	}
	enough, err := s.mailedEnough(ctx, hashes)
	if err != nil {
		return nil, err
	}
	out, err := s.optedOut(ctx, hashes)
	if err != nil {
		return nil, err
	}
	for _, known := range []struct { // what comes later counts for more, and her no for most
		verdict models.WaveVerdict
		hashes  map[string]bool
	}{{models.WaveEnough, enough}, {models.WaveInvited, invited}, {models.WaveMember, members}, {models.WaveOptedOut, out}} {
		for hash := range known.hashes {
			verdicts[hash] = known.verdict
		}
	}
	return verdicts, nil
}

// clearExpired takes back invitations that have run out, so that their
// addresses can be invited again.
func (s *Store) clearExpired(ctx context.Context, hashes []string) error {
	now := s.Now()
	return wrap("clear old invitations", s.db(ctx).Model(&models.Invitation{}).Where(s.among("address_hash", hashes)).
		Where("address_hash <> '' AND uses = 0 AND revoked_at IS NULL AND expires_at <= ?", now).Update("revoked_at", now).Error)
}

// mailInvitation queues the mail with an invitation's link.
func (s *Store) mailInvitation(ctx context.Context, i models.Invitation, address string) error {
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	by, err := s.Actor(ctx, i.MadeBy)
	if err != nil {
		return err
	}
	return s.keepMail(ctx, s.invitationMail(n, by, i, address), orText(i.Language, n.Language))
}

func (s *Store) invitationMail(n models.Node, by models.Actor, i models.Invitation, address string) models.NewMail {
	data := map[string]string{"Link": models.JoinURL(n.Origin, i.Token(s.options.Secret)), "By": by.DisplayName()}
	for name, value := range map[string]string{"Name": i.Name, "Text": i.Text, "Source": i.Source, "Basis": string(i.Basis)} {
		if value != "" {
			data[name] = value
		}
	}
	return models.NewMail{Kind: models.MailInvitation, To: address, Data: data}
}

// RevokeInvitation takes an invitation back: its link no longer works. Conflict
// when that was done before.
func (s *Store) RevokeInvitation(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		i, err := tx.Invitation(ctx, id)
		if err != nil {
			return err
		}
		if i.RevokedAt != nil {
			return models.Fail(models.Conflict, "error.invitation_revoked_before")
		}
		now := tx.Now()
		if err := tx.db(ctx).Model(&models.Invitation{}).Where("id = ?", id).Update("revoked_at", now).Error; err != nil {
			return wrap("take an invitation back", err)
		}
		if i.AddressHash == "" || i.MailState != models.MailWaiting {
			return nil
		}
		return tx.stopInvitationMails(ctx, i.AddressHash, "taken back")
	})
}

// RenewInvitation gives an invitation another link; the earlier one no longer
// works. A mail that still waits is written anew.
func (s *Store) RenewInvitation(ctx context.Context, id string) (i models.Invitation, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		if i, err = tx.Invitation(ctx, id); err != nil {
			return err
		}
		if err := i.Usable(tx.Now()); err != nil {
			return err
		}
		i.Turn++
		i.TokenHash = hashOf(i.Token(tx.options.Secret))
		if err := tx.db(ctx).Model(&i).Select("Turn", "TokenHash").UpdateColumns(&i).Error; err != nil {
			return wrap("give an invitation another link", err)
		}
		if i.AddressHash == "" || i.MailState != models.MailWaiting {
			return nil
		}
		return tx.mailAnew(ctx, i)
	})
	return i, err
}

// mailAnew puts a mail with the link of now in the place of the one that waits.
func (s *Store) mailAnew(ctx context.Context, i models.Invitation) error {
	address, err := s.InvitationAddress(i)
	if err != nil {
		return err
	}
	if err := s.stopInvitationMails(ctx, i.AddressHash, "another link"); err != nil {
		return err
	}
	if err := s.db(ctx).Model(&i).Select("MailState").UpdateColumns(&i).Error; err != nil {
		return wrap("note that an invitation is mailed anew", err)
	}
	return s.mailInvitation(ctx, i, address)
}
