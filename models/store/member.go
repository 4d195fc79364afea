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
	person, err := s.prepareMember(ctx, in)
	if err != nil {
		return models.Actor{}, err
	}
	if err := s.InTx(ctx, func(tx *Store) error { return tx.putMember(ctx, person) }); err != nil {
		return models.Actor{}, err
	}
	return person.actor, nil
}

// preparedMember is a person who is checked and has keys, and of whom nothing is
// written yet.
type preparedMember struct {
	node    models.Node
	actor   models.Actor
	account models.Account
	profile models.Profile
}

// prepareMember does what a new member needs before the transaction that makes
// her: keys take long.
func (s *Store) prepareMember(ctx context.Context, in NewMember) (p preparedMember, err error) {
	if err := models.CheckHandle(in.Handle); err != nil {
		return p, err
	}
	role, err := models.ParseRole(string(in.Role))
	if err != nil {
		return p, err
	}
	if p.node, err = s.Node(ctx); err != nil {
		return p, err
	}
	if !p.node.Ready() {
		return p, ErrNoDatabase
	}
	p.profile = in.profile()
	if err := p.profile.Check(); err != nil {
		return p, err
	}
	p.actor, _ = p.profile.Onto(s.localActor(p.node, models.Person, in.Handle), p.node.Origin)
	switch free, err := s.HandleFree(ctx, in.Handle); {
	case err != nil:
		return p, err
	case !free:
		return p, models.Fail(models.Conflict, "error.handle_taken", "Handle", in.Handle)
	}
	p.account = models.Account{ActorID: p.actor.ID, Role: role, Accent: in.Accent}
	return p, s.giveKeys(&p.actor, &p.account)
}

// putMember writes a prepared member: within a transaction.
func (s *Store) putMember(ctx context.Context, p preparedMember) error {
	s.touch(marksActors | marksPublic)
	made := s.db(ctx).Clauses(ignore).Create(&p.actor)
	if made.Error != nil {
		return wrap("add a member", made.Error)
	}
	if made.RowsAffected == 0 {
		return models.Fail(models.Conflict, "error.handle_taken", "Handle", p.actor.Handle)
	}
	if err := s.db(ctx).Create(&p.account).Error; err != nil {
		return wrap("add a member", err)
	}
	if _, err := s.writeProfile(ctx, p.actor, p.profile); err != nil {
		return err
	}
	return s.belongHere(ctx, p.node, p.actor, p.account.Role)
}

// HandleFree says whether a handle is nobody's and never was.
func (s *Store) HandleFree(ctx context.Context, handle string) (bool, error) {
	_, err := s.ActorByHandle(ctx, handle)
	if models.KindOf(err) == models.NotFound {
		return true, nil
	}
	return false, err
}

// FreeHandle gives a handle that is free and fits a name; "" when the name gives
// none.
func (s *Store) FreeHandle(ctx context.Context, name string) (string, error) {
	suggestion := models.SuggestHandle(name)
	if suggestion == "" {
		return "", nil
	}
	for n := range 100 {
		handle := models.NthHandle(suggestion, n)
		if models.CheckHandle(handle) != nil {
			continue
		}
		if free, err := s.HandleFree(ctx, handle); err != nil || free {
			return handle, err
		}
	}
	return "", nil
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
