package main

import (
	"context"
	"log/slog"

	"knoop/models/store"
)

// database opens the store that the settings name. create makes the secret of a
// new node; the database itself is made by Migrate.
func (a *app) database(ctx context.Context, log *slog.Logger, create bool) (*store.Store, error) {
	secret, err := store.LoadSecret(a.config.data, a.config.secretFile, create)
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, store.Options{
		Database: a.config.database, Dir: a.config.data, Secret: secret, Logger: log,
	})
}
