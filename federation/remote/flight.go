package remote

import "context"

// share lets all who want the same at the same time wait for one answer. The
// work goes on though the first who asked leaves: the others still wait, and
// what was fetched is kept.
func share[V any](ctx context.Context, s *shared, name string, work func(context.Context) (V, error)) (V, error) {
	results := s.flights.DoChan(name, func() (any, error) { return work(context.WithoutCancel(ctx)) })
	var none V
	select {
	case r := <-results:
		if r.Err != nil {
			return none, r.Err
		}
		return r.Val.(V), nil
	case <-ctx.Done():
		return none, ctx.Err()
	}
}
