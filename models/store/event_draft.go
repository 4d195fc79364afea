package store

import (
	"context"
	"encoding/json"
	"fmt"

	"knoop/models"
)

// Draft is an event that is not out, opened.
type Draft struct {
	models.EventDraft
	New  NewEvent
	When models.TypedWhen // as it was typed, which may be half of it
}

// kept is what a draft's row holds of it.
type kept struct {
	New  NewEvent
	When models.TypedWhen
}

// SaveDraft keeps an event that is not to be published yet, under an id it will
// keep; an empty id makes one. Conflict error.event_draft_gone when it was published or
// thrown away meanwhile, TooMany error.too_many_drafts at models.MaxDrafts.
func (s *Store) SaveDraft(ctx context.Context, id string, in NewEvent, when models.TypedWhen) (d models.EventDraft, err error) {
	n, err := s.Node(ctx)
	if err != nil {
		return d, err
	}
	if in.Event.Timezone == "" {
		in.Event.Timezone = n.Timezone
	}
	if err := in.checkText(); err != nil {
		return d, err
	}
	if err := in.Event.CheckDraft(in.Title); err != nil {
		return d, err
	}
	in.DraftID = ""
	raw, err := json.Marshal(kept{in, when})
	if err != nil {
		return d, fmt.Errorf("write down a draft: %w", err)
	}
	err = s.InTx(ctx, func(tx *Store) error {
		if _, err := tx.ourActor(ctx, in.ActorID); err != nil {
			return err
		}
		now := tx.Now()
		if id != "" {
			if d, err = tx.lockDraft(ctx, id); err != nil {
				return err
			}
			d.ActorID, d.Title, d.Event, d.UpdatedAt = in.ActorID, in.Title, raw, now
			return wrap("save a draft", tx.db(ctx).Save(&d).Error)
		}
		var held int64
		if err := tx.db(ctx).Model(&models.EventDraft{}).Where("actor_id = ?", in.ActorID).Count(&held).Error; err != nil {
			return wrap("count drafts", err)
		}
		if held >= models.MaxDrafts {
			return models.Fail(models.TooMany, "error.too_many_drafts", "Max", models.MaxDrafts)
		}
		d = models.EventDraft{ID: models.NewID(), ActorID: in.ActorID, Title: in.Title, Event: raw, CreatedAt: now, UpdatedAt: now}
		return wrap("keep a draft", tx.db(ctx).Create(&d).Error)
	})
	return d, err
}

func (s *Store) lockDraft(ctx context.Context, id string) (d models.EventDraft, err error) {
	q := s.db(ctx).Clauses(s.forUpdate()...).Limit(1).Find(&d, "id = ?", id)
	if q.Error == nil && q.RowsAffected == 0 {
		return d, models.Fail(models.Conflict, "error.event_draft_gone")
	}
	return d, wrap("load a draft", q.Error)
}

// Draft gives one by the id it will be published under; NotFound when there is
// none.
func (s *Store) Draft(ctx context.Context, id string) (Draft, error) {
	var d models.EventDraft
	if err := s.db(ctx).Take(&d, "id = ?", id).Error; err != nil {
		return Draft{}, wrap("load a draft", err)
	}
	return openDraft(d)
}

// Drafts lists those that these actors are to organise, the last changed first.
func (s *Store) Drafts(ctx context.Context, actorIDs []string) ([]Draft, error) {
	var rows []models.EventDraft
	err := s.db(ctx).Where("actor_id IN ?", actorIDs).Order("updated_at DESC, id DESC").Limit(2 * models.MaxDrafts).Find(&rows).Error
	if err != nil {
		return nil, wrap("list drafts", err)
	}
	out := make([]Draft, len(rows))
	for i, d := range rows {
		if out[i], err = openDraft(d); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func openDraft(d models.EventDraft) (Draft, error) {
	var k kept
	if err := json.Unmarshal(d.Event, &k); err != nil {
		return Draft{}, fmt.Errorf("read a draft: %w", err)
	}
	return Draft{d, k.New, k.When}, nil
}

// PublishDraft publishes a draft as it stands, under its id: once, whoever asks.
func (s *Store) PublishDraft(ctx context.Context, id string) (o models.Object, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		d, err := tx.lockDraft(ctx, id)
		if err != nil {
			return err
		}
		draft, err := openDraft(d)
		if err != nil {
			return err
		}
		draft.New.DraftID = id
		o, err = tx.PublishEvent(ctx, draft.New)
		return err
	})
	return o, err
}

// takeDraft removes the draft that is being published.
func (s *Store) takeDraft(ctx context.Context, id string) error {
	if _, err := s.lockDraft(ctx, id); err != nil {
		return err
	}
	return wrap("take a draft", s.db(ctx).Delete(&models.EventDraft{}, "id = ?", id).Error)
}

// DropDraft throws a draft away; nothing is left of it.
func (s *Store) DropDraft(ctx context.Context, id string) error {
	return s.InTx(ctx, func(tx *Store) error {
		if err := tx.takeDraft(ctx, id); err != nil {
			return err
		}
		return wrap("drop wishes", tx.db(ctx).Delete(&models.Cohost{}, "event_id = ?", id).Error)
	})
}

// draftPictures adds the addresses of the pictures that drafts show.
func (s *Store) draftPictures(ctx context.Context, urls map[string]bool) error {
	var rows []models.EventDraft
	if err := s.db(ctx).Find(&rows).Error; err != nil {
		return wrap("list pictures of drafts", err)
	}
	for _, row := range rows {
		d, err := openDraft(row)
		if err != nil {
			return err
		}
		for _, a := range d.New.Attachments {
			urls[a.URL] = true
		}
	}
	return nil
}
