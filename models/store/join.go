package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"knoop/models"
)

// Joining is what somebody says of herself who joins by an invitation.
type Joining struct {
	Token    string // of the link, as it was typed
	Key      string // made with the form: sent twice, it is one person
	Handle   string
	Name     string
	NameFor  models.Audience
	Headline string
	Language string // in which we write to her; "" the node's
	Code     int    // version of the code of conduct that she read and signs; 0 for none

	Address   string                    // "" for none
	CheckLink func(token string) string // makes the link that proves it
	Device    string
}

// Join makes a member of who has an invitation: the person with her keys, the
// use of the invitation, her signature under the code of conduct, her mail address
// (still to be proved) and her session, all of it or nothing. The same form sent
// again within models.JoinAgain gives the same person another session. Gone when
// the invitation cannot be used; Conflict error.code_changed and Invalid
// error.code_unsigned when she did not sign the code as it is now.
func (s *Store) Join(ctx context.Context, in Joining) (session string, person models.Actor, err error) {
	invitation, err := s.InvitationByToken(ctx, in.Token)
	if err != nil {
		return "", person, err
	}
	session, hash, err := newToken()
	if err != nil {
		return "", person, err
	}
	again := func(tx *Store) (bool, error) { return tx.joinedBefore(ctx, invitation, in, hash, &person) }
	done := false
	if err := s.InTx(ctx, func(tx *Store) (err error) { done, err = again(tx); return err }); err != nil || done {
		return session, person, err
	}
	if err := invitation.Usable(s.Now()); err != nil {
		return "", person, err
	}
	signs := models.Can(invitation.Role, models.SignTheCode)
	if signs { // before her keys are made
		if _, err := s.codeToSign(ctx, in.Code); err != nil {
			return "", person, err
		}
	}
	profile := models.Profile{Name: in.Name, Headline: in.Headline}.Show(in.NameFor, models.FieldName)
	prepared, err := s.prepareMember(ctx, NewMember{Handle: in.Handle, Role: invitation.Role, Profile: &profile})
	if models.KindOf(err) == models.Conflict { // perhaps by the same form, just now
		if inner := s.InTx(ctx, func(tx *Store) (err error) { done, err = again(tx); return err }); inner != nil || done {
			return session, person, inner
		}
	}
	if err != nil {
		return "", person, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		// One after the other: who waits here for the same form then finds its member.
		var locked models.Invitation
		if err := tx.db(ctx).Clauses(tx.forUpdate()...).Select("ID").Take(&locked, "id = ?", invitation.ID).Error; err != nil {
			return wrap("lock an invitation", err)
		}
		if done, err := again(tx); err != nil || done {
			return err
		}
		if err := tx.useInvitation(ctx, invitation.ID, prepared.actor.ID, in.Key); err != nil {
			return err
		}
		if err := tx.putMember(ctx, prepared); err != nil {
			return err
		}
		person = prepared.actor
		if signs { // once more: a new version may be in force by now
			if err := tx.SignCode(ctx, person.ID, in.Code); err != nil {
				return err
			}
		}
		if err := tx.writeIn(ctx, person.ID, in.Language); err != nil {
			return err
		}
		if in.Address != "" {
			if err := tx.SetAddress(ctx, person.ID, in.Address, in.CheckLink); err != nil {
				return err
			}
		}
		return tx.startJoined(ctx, person.ID, hash, in.Device)
	})
	if err != nil {
		return "", models.Actor{}, err
	}
	return session, person, nil
}

// joinedBefore says whether this very form made a member already; she then gets
// a session.
func (s *Store) joinedBefore(ctx context.Context, i models.Invitation, in Joining, hash string, person *models.Actor) (bool, error) {
	if in.Key == "" {
		return false, nil
	}
	var uses []models.InvitationUse
	err := s.db(ctx).Limit(1).Find(&uses, "key_hash = ? AND invitation_id = ? AND joined_at > ?", hashOf(in.Key), i.ID, s.Now().Add(-models.JoinAgain)).Error
	if err != nil || len(uses) == 0 {
		return false, wrap("look for a form sent before", err)
	}
	if *person, err = s.ourActor(ctx, uses[0].ActorID); err != nil {
		return false, err
	}
	return true, s.startJoined(ctx, person.ID, hash, in.Device)
}

// useInvitation counts one more use, if there is one left.
func (s *Store) useInvitation(ctx context.Context, id, actorID, key string) error {
	i, err := s.Invitation(ctx, id)
	if err != nil {
		return err
	}
	now := s.Now()
	if err := i.Usable(now); err != nil {
		return err
	}
	// The condition decides between two who press the button at once.
	used := s.db(ctx).Model(&models.Invitation{}).Where("id = ? AND uses < max_uses AND revoked_at IS NULL", id).
		UpdateColumns(map[string]any{"uses": gorm.Expr("uses + 1"), "opened_at": gorm.Expr("coalesce(opened_at, ?)", now)})
	if used.Error != nil {
		return wrap("use an invitation", used.Error)
	}
	if used.RowsAffected == 0 {
		return models.Fail(models.Gone, "error.invitation_used")
	}
	if key == "" {
		key = models.NewID()
	}
	return wrap("note who joined", s.db(ctx).Create(&models.InvitationUse{
		ID: models.NewID(), InvitationID: id, ActorID: actorID, KeyHash: hashOf(key), JoinedAt: now,
	}).Error)
}

func (s *Store) startJoined(ctx context.Context, actorID, hash, device string) error {
	now := s.Now()
	return wrap("start a session", s.db(ctx).Create(&models.Session{
		ID: models.NewID(), TokenHash: hash, ActorID: actorID, Device: device,
		CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(models.SessionLife),
	}).Error)
}

// InviterOf gives who welcomes a person: the one whose invitation she joined by, as
// long as that one is there; else NotFound.
func (s *Store) InviterOf(ctx context.Context, actorID string) (models.Actor, error) {
	var host models.Actor
	err := s.db(ctx).Where(`id = (SELECT i.made_by FROM invitations i JOIN invitation_uses u ON u.invitation_id = i.id
		WHERE u.actor_id = ? AND u.actor_id <> '' ORDER BY u.id DESC LIMIT 1) AND gone_at IS NULL`, actorID).Take(&host).Error
	return host, wrap("find who invited", err)
}

// Joined is somebody who joined by an invitation.
type Joined struct {
	models.Actor
	At  time.Time
	Met bool // she was at a first gathering, as somebody noted; else it is not known
}

// JoinedBy lists who joined by an invitation, first come first.
func (s *Store) JoinedBy(ctx context.Context, invitationID string) ([]Joined, error) {
	var uses []models.InvitationUse
	if err := s.db(ctx).Order("id").Limit(models.MaxInvitationUses).Find(&uses, "invitation_id = ? AND actor_id <> ''", invitationID).Error; err != nil {
		return nil, wrap("list who joined", err)
	}
	people := make([]Joined, 0, len(uses))
	for _, u := range uses {
		a, err := s.Actor(ctx, u.ActorID)
		if err != nil {
			return nil, err
		}
		people = append(people, Joined{Actor: a, At: u.JoinedAt, Met: u.MetAt != nil})
	}
	return people, nil
}
