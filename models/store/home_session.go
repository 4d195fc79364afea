package store

import (
	"context"
	"strings"
	"time"

	"knoop/models"
)

// WelcomeVisitor starts the session of a person for whom her home node vouched,
// in place of the one her browser had (old; "" for none). A home that is
// blocked, or a person who is blocked, moved or gone, is refused with a sentence.
func (s *Store) WelcomeVisitor(ctx context.Context, actorID, device, old string) (token string, sess models.Session, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		token, sess, err = tx.startVisit(ctx, actorID, device, old, models.SignedInAtHome)
		return err
	})
	if err != nil {
		return "", models.Session{}, err
	}
	return token, sess, nil
}

// startVisit, in a transaction, begins the session of a visitor in place of the
// one that her browser had.
func (s *Store) startVisit(ctx context.Context, actorID, device, old string, way models.SessionWay) (token string, sess models.Session, err error) {
	if _, err := s.Visitor(ctx, actorID); err != nil {
		return "", sess, err
	}
	if token, sess, err = s.startSession(ctx, actorID, device, old); err != nil {
		return "", sess, err
	}
	sess.Way, sess.ExpiresAt = way, sess.CreatedAt.Add(models.HomeSessionLife)
	return token, sess, wrap("start a visit", s.db(ctx).Model(&sess).Select("Way", "ExpiresAt").UpdateColumns(&sess).Error)
}

// Visitor gives a person of another node who may sign in here: alive, not
// moved, and neither she nor her server blocked.
func (s *Store) Visitor(ctx context.Context, actorID string) (models.Actor, error) {
	a, err := s.Actor(ctx, actorID)
	if err != nil {
		return a, err
	}
	switch {
	case a.Local || a.Kind != models.Person:
		return a, models.Fail(models.Forbidden, "error.visitor_no_person")
	case a.GoneAt != nil:
		return a, models.Fail(models.Gone, "error.visitor_gone")
	case a.MovedTo != "":
		return a, models.Fail(models.Gone, "error.visitor_moved")
	}
	for _, host := range []string{a.Host, a.Domain} {
		blocked, err := s.DomainBlocked(ctx, host)
		if err != nil {
			return a, err
		}
		if blocked {
			return a, models.Fail(models.Forbidden, "error.visitor_blocked", "Host", a.Host)
		}
	}
	n, err := s.Node(ctx)
	if err != nil {
		return a, err
	}
	blocked, err := s.Blocked(ctx, n.Collective, actorID)
	if err == nil && blocked {
		err = models.Fail(models.Forbidden, "error.visitor_blocked", "Host", a.Host)
	}
	return a, err
}

// MailVisitor mails a link to a person of another node whose home does not
// answer, if she has a proved address here; else, or when she was mailed
// models.MaxMailedLinks within the hour, it quietly does nothing. link makes the
// link of a token.
func (s *Store) MailVisitor(ctx context.Context, actorID string, link func(token string) string) error {
	return s.InTx(ctx, func(tx *Store) error {
		if _, err := tx.Visitor(ctx, actorID); err != nil {
			return err
		}
		a, err := tx.AddressOf(ctx, actorID)
		if models.KindOf(err) == models.NotFound || err == nil && !a.Verified() {
			return nil
		}
		if err != nil {
			return err
		}
		var sent int64
		err = tx.db(ctx).Model(&models.Mail{}).
			Where("actor_id = ? AND kind = ? AND created_at > ?", actorID, models.MailSignIn, tx.Now().Add(-time.Hour)).Count(&sent).Error
		if err != nil || sent >= models.MaxMailedLinks {
			return wrap("count mailed links", err)
		}
		token, err := tx.MakeLink(ctx, models.LinkVisit, actorID)
		if err != nil {
			return err
		}
		return tx.QueueMail(ctx, models.NewMail{Kind: models.MailSignIn, ActorID: actorID, Data: map[string]string{"Link": link(token)}})
	})
}

// EndSessionsOf signs a person out on all her devices, and voids her links.
func (s *Store) EndSessionsOf(ctx context.Context, actorID string) error {
	return s.InTx(ctx, func(tx *Store) error {
		for _, row := range []any{&models.Session{}, &models.Link{}} {
			if err := tx.db(ctx).Delete(row, "actor_id = ?", actorID).Error; err != nil {
				return wrap("sign a person out", err)
			}
		}
		return nil
	})
}

// HasSession says whether a person is signed in here.
func (s *Store) HasSession(ctx context.Context, actorID string) (bool, error) {
	var n int64
	err := s.db(ctx).Model(&models.Session{}).Where("actor_id = ?", actorID).Limit(1).Count(&n).Error
	return n > 0, wrap("look for sessions", err)
}

// endVisit signs a visitor out when she and the collective part by a block.
func (s *Store) endVisit(ctx context.Context, b models.Block) error {
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	who := b.ActorID
	switch n.Collective {
	case b.TargetID:
	case b.ActorID:
		who = b.TargetID
	default:
		return nil
	}
	return s.EndSessionsOf(ctx, who)
}

// endVisitorsOf signs out everyone whose home is a blocked domain, or under it.
func (s *Store) endVisitorsOf(ctx context.Context, domain string) error {
	var visitors []models.Actor
	err := s.db(ctx).Select("ID", "Host", "Domain").Where("local = ? AND id IN (SELECT actor_id FROM sessions)", false).Find(&visitors).Error
	if err != nil {
		return wrap("list visitors", err)
	}
	for _, v := range visitors {
		if !under(v.Host, domain) && !under(v.Domain, domain) {
			continue
		}
		if err := s.EndSessionsOf(ctx, v.ID); err != nil {
			return err
		}
	}
	return nil
}

// under says whether a host is a domain or below it.
func under(host, domain string) bool {
	host = bareHost(host)
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// VisitorWithAddress finds a person of another node, by user and domain, who has
// a proved mail address here; NotFound for everyone else.
func (s *Store) VisitorWithAddress(ctx context.Context, user, domain string) (models.Actor, error) {
	var a models.Actor
	err := s.db(ctx).Where("id IN (SELECT actor_id FROM addresses WHERE verified_at IS NOT NULL) AND local = ? AND gone_at IS NULL", false).
		Where("lower(handle) = ? AND (domain = ? OR host = ?)", strings.ToLower(user), domain, domain).Order("id").Take(&a).Error
	return a, wrap("find a visitor", err)
}
