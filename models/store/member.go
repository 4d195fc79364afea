package store

import (
	"context"

	"knoop/models"
)

// NewMember is a person who joins this node. With a Profile, that is what she
// says of herself, and the texts here are not looked at; without one, they are,
// and everyone sees them.
type NewMember struct {
	Handle, Name, Headline, Source, Summary string
	Role                                    models.Role
	Discoverable                            bool
	Accent                                  string
	Profile                                 *models.Profile
}

// profile gives what she says of herself.
func (in NewMember) profile() models.Profile {
	if in.Profile != nil {
		return *in.Profile
	}
	return models.Profile{
		Name: in.Name, Headline: in.Headline, About: in.Source, AboutHTML: in.Summary, Discoverable: in.Discoverable,
	}.Show(models.ForEveryone)
}

// AddMember makes a person with keys of her own; Conflict error.handle_taken
// when the handle is or was somebody's.
func (s *Store) AddMember(ctx context.Context, in NewMember) (models.Actor, error) {
	if err := models.CheckHandle(in.Handle); err != nil {
		return models.Actor{}, err
	}
	role, err := models.ParseRole(string(in.Role))
	if err != nil {
		return models.Actor{}, err
	}
	n, err := s.Node(ctx)
	if err != nil {
		return models.Actor{}, err
	}
	if !n.Ready() {
		return models.Actor{}, ErrNoDatabase
	}
	profile := in.profile()
	if err := profile.Check(); err != nil {
		return models.Actor{}, err
	}
	a, _ := profile.Onto(s.localActor(n, models.Person, in.Handle), n.Origin)
	taken := models.Fail(models.Conflict, "error.handle_taken", "Handle", in.Handle)
	if _, err := s.ActorByHandle(ctx, in.Handle); err == nil {
		return models.Actor{}, taken
	} else if models.KindOf(err) != models.NotFound {
		return models.Actor{}, err
	}
	account := models.Account{ActorID: a.ID, Role: role, Accent: in.Accent}
	if err := s.giveKeys(&a, &account); err != nil { // before the transaction: it takes long
		return models.Actor{}, err
	}
	err = s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksActors | marksPublic)
		made := tx.db(ctx).Clauses(ignore).Create(&a)
		if made.Error != nil {
			return wrap("add a member", made.Error)
		}
		if made.RowsAffected == 0 {
			return taken
		}
		if err := tx.db(ctx).Create(&account).Error; err != nil {
			return wrap("add a member", err)
		}
		if _, err := tx.writeProfile(ctx, a, profile); err != nil {
			return err
		}
		return tx.belongHere(ctx, n, a, role)
	})
	if err != nil {
		return models.Actor{}, err
	}
	return a, nil
}

// Member is a person of this node and what she may do.
type Member struct {
	Actor models.Actor
	Role  models.Role
}

// Members lists the persons of this node by name; listed: only those who chose
// to be found.
func (s *Store) Members(ctx context.Context, listed bool) ([]Member, error) {
	q := s.db(ctx).Where("local = true AND gone_at IS NULL AND kind = ?", models.Person)
	if listed {
		q = q.Where("discoverable = true")
	}
	var actors []models.Actor
	if err := q.Order("lower(name), handle").Find(&actors).Error; err != nil {
		return nil, wrap("list members", err)
	}
	var accounts []models.Account
	if err := s.db(ctx).Select("ActorID", "Role").Find(&accounts).Error; err != nil {
		return nil, wrap("list members", err)
	}
	roles := make(map[string]models.Role, len(accounts))
	for _, a := range accounts {
		roles[a.ActorID] = a.Role
	}
	members := make([]Member, len(actors))
	for i, a := range actors {
		members[i] = Member{Actor: a, Role: roles[a.ID]}
	}
	return members, nil
}
