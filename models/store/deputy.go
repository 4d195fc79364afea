package store

import (
	"context"

	"gorm.io/gorm"

	"knoop/models"
)

// Standing is a deputy with both people.
type Standing struct {
	models.Deputy
	Holder models.Actor
	Second models.Actor // who was asked
}

// StandingFilter chooses among them. Empty fields choose all.
type StandingFilter struct {
	ID, HolderID, DeputyID string
	Over                   bool // also what was declined or has ended
}

// Standings lists who stands in for whom, was asked to, or was asked to take a
// role over, the oldest first.
func (s *Store) Standings(ctx context.Context, f StandingFilter) ([]Standing, error) {
	rows, err := s.deputies(s.db(ctx), f)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, d := range rows {
		ids = append(ids, d.HolderID, d.DeputyID)
	}
	people, err := s.Actors(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Standing, len(rows))
	for i, d := range rows {
		out[i] = Standing{d, people[d.HolderID], people[d.DeputyID]}
	}
	return out, nil
}

func (s *Store) deputies(q *gorm.DB, f StandingFilter) (rows []models.Deputy, err error) {
	for _, c := range [][2]string{{"id", f.ID}, {"holder_id", f.HolderID}, {"deputy_id", f.DeputyID}} {
		if c[1] != "" {
			q = q.Where(c[0]+" = ?", c[1])
		}
	}
	if !f.Over {
		q = q.Where("ended_at IS NULL")
	}
	return rows, wrap("list deputies", q.Order("id").Find(&rows).Error)
}

// NewDeputy is a question to stand in for somebody, or to take her role over.
type NewDeputy struct {
	HolderID string
	Role     models.Role // of the holder
	DeputyID string
	Handover bool
	By       string // who asks: the holder, or an orchestrator for her
}

// AskDeputy asks a person of this node. A question that waits for another gives
// way to it; while somebody stands in already, Conflict error.deputy_there.
func (s *Store) AskDeputy(ctx context.Context, in NewDeputy) (d models.Deputy, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		n, err := tx.Node(ctx)
		if err != nil {
			return err
		}
		holder, second, err := tx.pair(ctx, in.HolderID, in.DeputyID)
		if err != nil {
			return err
		}
		own, err := tx.OwnRole(ctx, second.ID)
		if err != nil {
			return err
		}
		d = models.Deputy{
			ID: models.NewID(), HolderID: holder.ID, Role: in.Role, Handover: in.Handover, DeputyID: second.ID,
			State: models.DeputyAsked, AskedBy: in.By, AskedAt: models.Second(tx.Now()),
		}
		if err := d.Check(own); err != nil {
			return err
		}
		if has, err := tx.OwnRole(ctx, holder.ID); err != nil || has != in.Role {
			return or(err, models.Fail(models.Conflict, "error.deputy_no_role"))
		}
		if err := tx.makeRoom(ctx, d); err != nil {
			return err
		}
		if err := tx.db(ctx).Create(&d).Error; err != nil {
			return wrap("ask a deputy", err)
		}
		role := "deputy_" + string(in.Role)
		if in.Handover {
			role = string(in.Role)
		}
		return tx.QueueMail(ctx, models.NewMail{Kind: models.MailRoleAsked, ActorID: second.ID, Data: map[string]string{
			"By": holder.DisplayName(), "Role": role, "Link": n.Origin + "/settings/role",
		}})
	})
	return d, err
}

// pair loads two people of ours to let one stand in for the other, in one order,
// so that two such verbs wait for each other.
func (s *Store) pair(ctx context.Context, holderID, deputyID string) (holder, second models.Actor, err error) {
	ids := []string{holderID, deputyID}
	if deputyID < holderID {
		ids[0], ids[1] = ids[1], ids[0]
	}
	found := map[string]models.Actor{}
	for _, id := range ids {
		if found[id], err = s.ourPerson(ctx, id); err != nil {
			return holder, second, err
		}
	}
	return found[holderID], found[deputyID], nil
}

// makeRoom ends the question that d takes the place of.
func (s *Store) makeRoom(ctx context.Context, d models.Deputy) error {
	rows, err := s.deputies(s.db(ctx).Clauses(s.forUpdate()...), StandingFilter{HolderID: d.HolderID})
	if err != nil {
		return err
	}
	for _, old := range rows {
		if old.Role != d.Role || old.Handover != d.Handover {
			continue
		}
		if old.State == models.DeputyAccepted {
			return models.Fail(models.Conflict, "error.deputy_there")
		}
		old.End(s.Now())
		if err := s.saveDeputy(ctx, old); err != nil {
			return err
		}
	}
	return nil
}

// AnswerDeputy takes the yes or no of who was asked. Yes to take a role over
// changes both roles in this transaction: hers becomes that one, the other's
// member.
func (s *Store) AnswerDeputy(ctx context.Context, id string, yes bool) error {
	return s.InTx(ctx, func(tx *Store) error {
		d, err := tx.deputyToChange(ctx, id)
		if err != nil {
			return err
		}
		if err := d.Answer(yes, tx.Now()); err != nil {
			return err
		}
		if !yes {
			return tx.saveDeputy(ctx, d)
		}
		own, err := tx.OwnRole(ctx, d.DeputyID) // what she is may have changed since
		if err != nil {
			return err
		}
		if err := d.Check(own); err != nil {
			return err
		}
		if !d.Handover {
			return tx.saveDeputy(ctx, d)
		}
		d.End(tx.Now())
		if err := tx.saveDeputy(ctx, d); err != nil {
			return err
		}
		if err := tx.giveRole(ctx, d.DeputyID, d.Role); err != nil {
			return err
		}
		return tx.giveRole(ctx, d.HolderID, models.Member)
	})
}

// EndDeputy takes a question back, or ends that somebody stands in; one that is
// over changes nothing.
func (s *Store) EndDeputy(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		d, err := tx.deputyToChange(ctx, id)
		if err != nil || d.EndedAt != nil {
			return err
		}
		d.End(tx.Now())
		return tx.saveDeputy(ctx, d)
	})
}

// deputyToChange locks the orchestrators, the two people and then the row.
func (s *Store) deputyToChange(ctx context.Context, id string) (d models.Deputy, err error) {
	if err := s.db(ctx).Take(&d, "id = ?", id).Error; err != nil {
		return d, wrap("load a deputy", err)
	}
	if err := s.lockOrchestrators(ctx); err != nil {
		return d, err
	}
	if _, _, err := s.pair(ctx, d.HolderID, d.DeputyID); err != nil {
		return d, err
	}
	err = s.db(ctx).Clauses(s.forUpdate()...).Take(&d, "id = ?", id).Error
	return d, wrap("load a deputy", err)
}

func (s *Store) saveDeputy(ctx context.Context, d models.Deputy) error {
	s.touch(marksPublic)
	return wrap("save a deputy", s.db(ctx).Model(&models.Deputy{ID: d.ID}).
		Select("State", "AnsweredAt", "EndedAt").UpdateColumns(&d).Error)
}

// endDeputies ends those that somebody has or is, as far as over says.
func (s *Store) endDeputies(ctx context.Context, actorID string, over func(models.Deputy) bool) error {
	rows, err := s.deputies(s.db(ctx).Clauses(s.forUpdate()...).Where("(holder_id = ? OR deputy_id = ?)", actorID, actorID), StandingFilter{})
	if err != nil {
		return err
	}
	for _, d := range rows {
		if !over(d) {
			continue
		}
		d.End(s.Now())
		if err := s.saveDeputy(ctx, d); err != nil {
			return err
		}
	}
	return nil
}
