package web

import (
	"context"
	"log/slog"
	"sync/atomic"

	"knoop/handlers/render"
	"knoop/models"
	"knoop/models/store"
)

// SiteOf gives what every page shows of the node. It is read again when the
// store has changed, so most requests cost no query.
func SiteOf(s *store.Store, logger *slog.Logger) func(context.Context) render.Site {
	type known struct {
		generation uint64
		site       render.Site
	}
	var last atomic.Pointer[known]
	return func(ctx context.Context) render.Site {
		generation := s.Generation()
		k := last.Load()
		if k != nil && k.generation == generation {
			return k.site
		}
		site, err := readSite(ctx, s)
		if err != nil {
			if ctx.Err() == nil {
				logger.ErrorContext(ctx, "site not read", "request_id", render.RequestID(ctx), "err", err)
			}
			if k != nil {
				return k.site
			}
			return render.Site{}
		}
		last.Store(&known{generation, site})
		return site
	}
}

func readSite(ctx context.Context, s *store.Store) (render.Site, error) {
	n, err := s.Node(ctx)
	if err != nil || !n.Ready() {
		return render.Site{}, err
	}
	collective, err := s.Actor(ctx, n.Collective)
	if err != nil {
		return render.Site{}, err
	}
	account, err := s.Account(ctx, n.Collective)
	if err != nil {
		return render.Site{}, err
	}
	code, err := s.CurrentCode(ctx)
	if err != nil && models.KindOf(err) != models.NotFound {
		return render.Site{}, err
	}
	door, err := s.JoinDoor(ctx)
	if err != nil {
		return render.Site{}, err
	}
	return render.Site{
		Code:     code.Version,
		Joinable: !door.Closed,
		Ready:    true,
		Name:     collective.DisplayName(),
		Handle:   collective.Handle,
		Acct:     collective.Acct(),
		URI:      collective.URI,
		Accent:   account.Accent,
		Logo:     account.Logo,
		Area:     account.Card.Area,
		Contact:  account.Card.Contact,
		Language: n.Language,
		Location: n.Location(),
	}, nil
}
