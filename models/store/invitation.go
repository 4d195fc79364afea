package store

import (
	"context"

	"gorm.io/gorm"

	"knoop/models"
)

// Invitation gives an invitation by its row.
func (s *Store) Invitation(ctx context.Context, id string) (models.Invitation, error) {
	var i models.Invitation
	return i, wrap("load an invitation", s.db(ctx).Clauses(s.forUpdate()...).Take(&i, "id = ?", id).Error)
}

// InvitationByToken gives the invitation of a link, as it stands; whether it can
// still be used is models.Invitation.Usable's to say. NotFound
// error.invitation_unknown for a token that is nobody's.
func (s *Store) InvitationByToken(ctx context.Context, typed string) (models.Invitation, error) {
	var i models.Invitation
	unknown := models.Fail(models.NotFound, "error.invitation_unknown")
	token := models.ReadInvitationToken(typed)
	if token == "" {
		return i, unknown
	}
	err := wrap("read an invitation", s.db(ctx).Clauses(s.forUpdate()...).Take(&i, "token_hash = ?", hashOf(token)).Error)
	if models.KindOf(err) == models.NotFound {
		return i, unknown
	}
	return i, err
}

// InvitationLink gives the address of an invitation's page, to hand over.
func (s *Store) InvitationLink(n models.Node, i models.Invitation) string {
	return models.JoinURL(n.Origin, i.Token(s.options.Secret))
}

// InvitationAddress gives the mail address an invitation is for; "" for none, or
// when it was forgotten.
func (s *Store) InvitationAddress(i models.Invitation) (string, error) {
	if len(i.Address) == 0 {
		return "", nil
	}
	return s.unseal(i.Address)
}

// OpenInvitation notes the first time that an invitation's page was asked for.
// Programs that look at links before people do count too: we cannot tell.
func (s *Store) OpenInvitation(ctx context.Context, i models.Invitation) error {
	if i.OpenedAt != nil {
		return nil
	}
	return s.InTx(ctx, func(tx *Store) error {
		return wrap("note that an invitation was opened", tx.db(ctx).Model(&models.Invitation{}).
			Where("id = ? AND opened_at IS NULL", i.ID).Update("opened_at", tx.Now()).Error)
	})
}

// Invitations lists invitations by link and to one person, newest first.
func (s *Store) Invitations(ctx context.Context, limit int) ([]models.Invitation, error) {
	var rows []models.Invitation
	err := s.db(ctx).Where("wave_id = ''").Order("id DESC").Limit(limit).Find(&rows).Error
	return rows, wrap("list invitations", err)
}

// WaveInvitations lists the invitations of a wave by line, after one.
func (s *Store) WaveInvitations(ctx context.Context, waveID string, after, limit int) ([]models.Invitation, error) {
	var rows []models.Invitation
	err := s.db(ctx).Where("wave_id = ? AND wave_id <> '' AND line > ?", waveID, after).Order("line").Limit(limit).Find(&rows).Error
	return rows, wrap("list invitations of a wave", err)
}

// Funnel counts what became of invitations.
type Funnel struct {
	Invited int // people, each with an invitation of her own
	Links   int // that go around: how many they reached nobody knows
	ByMail  int // of Invited, to be mailed
	Mailed  int // the mail server took it
	Refused int // it did not, for good
	Opened  int // invitations whose page was asked for
	Joined  int // people
	Met     int // of them, known to have come to a gathering
}

func (f *Funnel) add(g Funnel) {
	f.Invited += g.Invited
	f.Links += g.Links
	f.ByMail += g.ByMail
	f.Mailed += g.Mailed
	f.Refused += g.Refused
	f.Opened += g.Opened
	f.Joined += g.Joined
	f.Met += g.Met
}

// Funnels gives the funnel of each wave by its id, those of single invitations
// under "", and all together.
func (s *Store) Funnels(ctx context.Context) (total Funnel, each map[string]Funnel, err error) {
	each = map[string]Funnel{}
	err = s.funnels(ctx, s.db(ctx).Model(&models.Invitation{}), func(wave string, f Funnel) {
		sum := each[wave]
		sum.add(f)
		each[wave] = sum
		total.add(f)
	})
	return total, each, err
}

func (s *Store) funnels(_ context.Context, q *gorm.DB, add func(wave string, f Funnel)) error {
	var rows []struct {
		WaveID                                               string
		N, Links, ByMail, Mailed, Refused, Opened, Used, Met int
	}
	err := q.Select(`wave_id, count(*) AS n, sum(CASE WHEN max_uses > 1 THEN 1 ELSE 0 END) AS links,
		sum(CASE WHEN mail_state <> '' THEN 1 ELSE 0 END) AS by_mail,
		sum(CASE WHEN mailed_at IS NOT NULL THEN 1 ELSE 0 END) AS mailed,
		sum(CASE WHEN mail_state IN ('refused', 'dead') THEN 1 ELSE 0 END) AS refused,
		sum(CASE WHEN opened_at IS NOT NULL THEN 1 ELSE 0 END) AS opened,
		sum(uses) AS used,
		sum((SELECT count(*) FROM invitation_uses u WHERE u.invitation_id = invitations.id AND u.met_at IS NOT NULL)) AS met`).
		Group("wave_id").Scan(&rows).Error
	if err != nil {
		return wrap("count invitations", err)
	}
	for _, r := range rows {
		add(r.WaveID, Funnel{
			Invited: r.N - r.Links, Links: r.Links, ByMail: r.ByMail, Mailed: r.Mailed, Refused: r.Refused,
			Opened: r.Opened, Joined: r.Used, Met: r.Met,
		})
	}
	return nil
}
