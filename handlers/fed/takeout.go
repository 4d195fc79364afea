package fed

import (
	"context"

	"knoop/federation/vocab"
	"knoop/models"
)

// ActorDocument gives an actor of ours as it is served to others.
func (s *Server) ActorDocument(ctx context.Context, a models.Actor) ([]byte, error) {
	account, err := s.Store.Account(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	if a.Kind == models.Person {
		if a.Claims, err = s.Store.Claims(ctx, a.ID); err != nil {
			return nil, err
		}
	}
	if a.Series, err = s.Store.SeriesDocument(ctx, a); err != nil {
		return nil, err
	}
	return s.Writer.Actor(a, account, vocab.Features()...)
}

// ObjectDocument gives an object of ours as it is served to others.
func (s *Server) ObjectDocument(ctx context.Context, o models.Object, author models.Actor) ([]byte, error) {
	return s.render(ctx, o, author, false)
}

// CreateDocument gives the Create of an object of ours, as it stands in the
// outbox.
func (s *Server) CreateDocument(ctx context.Context, o models.Object, author models.Actor) ([]byte, error) {
	return s.creation(ctx, o, author, models.FormNone)
}
