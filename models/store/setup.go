package store

import (
	"context"
	"time"

	"knoop/models"
)

// Setup is what the person who starts a node decides.
type Setup struct {
	Origin, HandleDomain, Language, Timezone string
	Name, Handle                             string // the collective
	OrchestratorName, OrchestratorHandle     string
	Card                                     models.Card
	Accent, Logo                             string
}

// check looks at what can be judged without the database.
func (in Setup) check() error {
	for _, name := range []string{in.Name, in.OrchestratorName} {
		if err := (models.Actor{Name: name}).Check(); err != nil {
			return err
		}
	}
	for _, handle := range []string{in.Handle, in.OrchestratorHandle} {
		if err := models.CheckHandle(handle); err != nil {
			return err
		}
	}
	if in.Handle == in.OrchestratorHandle {
		return models.Fail(models.Conflict, "error.handle_taken", "Handle", in.Handle)
	}
	if _, err := time.LoadLocation(in.Timezone); err != nil || in.Timezone == "" {
		return models.Fail(models.Invalid, "error.zone_invalid", "Zone", in.Timezone)
	}
	return nil
}

// SetUp writes node, Application, collective and first orchestrator in one
// transaction; Conflict error.already_set_up when that was done before.
func (s *Store) SetUp(ctx context.Context, in Setup) (models.Node, error) {
	if err := in.check(); err != nil {
		return models.Node{}, err
	}
	if n, err := s.Node(ctx); err != nil || n.Ready() {
		return n, or(err, models.Fail(models.Conflict, "error.already_set_up"))
	}
	now := models.Second(s.Now())
	n := models.Node{
		Origin: in.Origin, HandleDomain: in.HandleDomain, Language: in.Language, Timezone: in.Timezone, SetUpAt: now,
	}

	application := s.localActor(n, models.Application, models.ApplicationHandle)
	application.Name = in.Name
	collective := s.localActor(n, models.Group, in.Handle)
	collective.Name, collective.Discoverable, collective.Indexable = in.Name, true, true
	person := s.localActor(n, models.Person, in.OrchestratorHandle)
	profile := models.Profile{Name: in.OrchestratorName}.Show(models.ForEveryone)
	person, _ = profile.Onto(person, n.Origin)

	accounts := []models.Account{
		{ActorID: application.ID},
		{ActorID: collective.ID, Accent: in.Accent, Logo: in.Logo, Card: in.Card},
		{ActorID: person.ID, Role: models.Orchestrator},
	}
	actors := []models.Actor{application, collective, person}
	for i := range actors {
		if err := s.giveKeys(&actors[i], &accounts[i]); err != nil {
			return models.Node{}, err
		}
	}
	n.Collective, n.Application = collective.ID, application.ID

	err := s.InTx(ctx, func(tx *Store) error {
		tx.touch(marksActors | marksPublic)
		done := tx.db(ctx).Clauses(ignore).Create(&models.Setting{Name: settingOrigin, Value: n.Origin})
		if done.Error != nil {
			return wrap("write the settings", done.Error)
		}
		if done.RowsAffected == 0 { // someone else was quicker
			return models.Fail(models.Conflict, "error.already_set_up")
		}
		rest := []models.Setting{
			{Name: settingDomain, Value: n.HandleDomain},
			{Name: settingLanguage, Value: n.Language},
			{Name: settingTimezone, Value: n.Timezone},
			{Name: settingCollective, Value: n.Collective},
			{Name: settingApplication, Value: n.Application},
			{Name: settingSetUpAt, Value: now.Format(time.RFC3339)},
			{Name: settingSecret, Value: fingerprint(s.options.Secret)},
		}
		if err := tx.db(ctx).Create(&rest).Error; err != nil {
			return wrap("write the settings", err)
		}
		if err := tx.db(ctx).Create(&actors).Error; err != nil {
			return wrap("write the first actors", err)
		}
		if err := tx.db(ctx).Create(&accounts).Error; err != nil {
			return wrap("write the first accounts", err)
		}
		if _, err := tx.writeProfile(ctx, person, profile); err != nil {
			return err
		}
		return tx.belongHere(ctx, n, person, models.Orchestrator)
	})
	if err != nil {
		return models.Node{}, err
	}
	return n, nil
}

// or gives the first of two errors.
func or(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
