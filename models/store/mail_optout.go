package store

import "context"

// OptedOut says whether the owner of an address wants no mail from us.
func (s *Store) OptedOut(context.Context, string) (bool, error) { return false, nil }
