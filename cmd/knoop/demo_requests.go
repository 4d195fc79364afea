package main

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

// openDoor lets strangers ask to join, with the questions of the collective.
func (p *past) openDoor(ctx context.Context) error {
	var door models.JoinDoor
	for _, q := range p.Questions {
		door.Questions = append(door.Questions, models.JoinQuestion{Text: q, Required: true})
	}
	if err := p.st.SetJoinDoor(ctx, door); err != nil {
		return fmt.Errorf("ask who wants to join: %w", err)
	}
	return nil
}

// requests are those who asked to join, each some days ago.
func (p *past) requests() []act {
	var acts []act
	for _, a := range p.Applicants {
		in := store.NewJoinRequest{Key: models.NewID(), Name: a.Name, Handle: a.Handle, Language: a.Language}
		for i, answer := range a.Answers {
			in.Answers = append(in.Answers, models.JoinAnswer{Question: p.Questions[i], Answer: answer})
		}
		acts = append(acts, act{p.now.AddDate(0, 0, -a.Days), func(ctx context.Context) error {
			_, _, err := p.st.AskToJoin(ctx, in)
			return err
		}})
	}
	return acts
}
