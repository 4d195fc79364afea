package main

import (
	"context"
	"fmt"

	"knoop/models"
)

type statsCmd struct{}

// Help gives an example.
func (statsCmd) Help() string {
	return `Example:

  knoop stats --json`
}

// Run counts.
func (statsCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	s, err := st.Stats(ctx)
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	table := newTable("WHAT", "NUMBER")
	for _, line := range []struct {
		what   string
		number int64
	}{
		{"actors", s.Actors},
		{"members", s.Members},
		{"remote actors", s.RemoteActors},
		{"notes", s.Notes},
		{"events", s.Events},
		{"objects", s.Objects},
		{"followers", s.Followers},
		{"following", s.Following},
		{"flags", s.Flags},
		{"receipts kept", s.ReceiptsKept},
		{"receipts waiting", s.ReceiptsByState[models.ReceiptKept]},
		{"receipts applied", s.ReceiptsByState[models.ReceiptApplied]},
		{"receipts dropped", s.ReceiptsByState[models.ReceiptDropped]},
		{"receipts failed", s.ReceiptsByState[models.ReceiptFailed]},
		{"letters waiting", s.LettersByState[models.LetterWaiting]},
		{"letters delivered", s.LettersByState[models.LetterDelivered]},
		{"letters refused", s.LettersByState[models.LetterRefused]},
		{"letters dead", s.LettersByState[models.LetterDead]},
		{"facts open", s.FactsOpen},
	} {
		table.add(line.what, fmt.Sprint(line.number))
	}
	return a.print(s, table.lines()...)
}
