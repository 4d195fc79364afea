package store

import (
	"context"
	"encoding/json"

	"knoop/models"
)

// CohostItem is one collective's part in an event, with all that belongs to it.
// Collective has only its address and the name it was given when it was never
// read; Object and Event are of the draft when it is only wished, and empty when
// the event is gone.
type CohostItem struct {
	Cohost     models.Cohost
	Collective models.Actor
	Object     models.Object
	Event      models.Event
	Host       models.Actor // who organises it
}

// Ours says whether the collective that is asked is of this node.
func (i CohostItem) Ours() bool { return i.Collective.Local }

// CohostFilter chooses. Empty fields choose all.
type CohostFilter struct {
	ID, EventID  string
	CollectiveID string
	States       []models.CohostState
	Shown        bool // only those that pages name
	OurEvents    bool // only of events of this node, or their drafts
	Newest       bool // first; else oldest
	Limit        int  // 0: 200
}

// Cohosts lists who organises events with others, or is asked to.
func (s *Store) Cohosts(ctx context.Context, f CohostFilter) ([]CohostItem, error) {
	q := s.db(ctx)
	if f.ID != "" {
		q = q.Where("id = ?", f.ID)
	}
	if f.EventID != "" {
		q = q.Where("event_id = ?", f.EventID)
	}
	if f.CollectiveID != "" {
		q = q.Where("collective_id = ?", f.CollectiveID)
	}
	if len(f.States) > 0 {
		q = q.Where("state IN ?", f.States)
	}
	if f.Shown {
		q = q.Where("(listed = true OR state IN ?)", []models.CohostState{models.CohostAccepted, models.CohostClaimed})
	}
	if f.OurEvents {
		q = q.Where("(event_id IN (SELECT id FROM event_drafts) OR event_id IN (SELECT id FROM objects WHERE local = true))")
	}
	order := "id"
	if f.Newest {
		order = "id DESC"
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 200
	}
	var rows []models.Cohost
	if err := q.Order(order).Limit(limit).Find(&rows).Error; err != nil {
		return nil, wrap("list co-hosts", err)
	}
	return s.cohostItems(ctx, rows)
}

func (s *Store) cohostItems(ctx context.Context, rows []models.Cohost) ([]CohostItem, error) {
	var events, actors []string
	for _, c := range rows {
		events = append(events, c.EventID)
		if c.CollectiveID != "" {
			actors = append(actors, c.CollectiveID)
		}
	}
	var objects []models.Object
	if err := s.db(ctx).Where(s.among("id", events)).Find(&objects).Error; err != nil {
		return nil, wrap("read events of co-hosts", err)
	}
	byID := make(map[string]models.Object, len(objects))
	for _, o := range objects {
		byID[o.ID] = o
		actors = append(actors, o.ActorID)
	}
	known, err := s.Actors(ctx, actors)
	if err != nil {
		return nil, err
	}
	out := make([]CohostItem, len(rows))
	for i, c := range rows {
		item := CohostItem{Cohost: c, Collective: known[c.CollectiveID], Object: byID[c.EventID]}
		if item.Collective.ID == "" {
			item.Collective = models.Actor{URI: c.CollectiveURI, URL: c.CollectiveURI, Name: c.Name, Kind: models.Group, Host: hostOf(c.CollectiveURI)}
		}
		switch {
		case item.Object.ID != "" && item.Object.GoneAt == nil:
			if item.Event, err = s.Event(ctx, c.EventID); err != nil && models.KindOf(err) != models.NotFound {
				return nil, err
			}
			item.Host = known[item.Object.ActorID]
		case item.Object.ID == "":
			d, err := s.Draft(ctx, c.EventID)
			if models.KindOf(err) == models.NotFound {
				break
			}
			if err != nil {
				return nil, err
			}
			item.Event, item.Object.Name = d.New.Event, d.New.Title
			if item.Host, err = s.Actor(ctx, d.New.ActorID); err != nil {
				return nil, err
			}
		default:
			item.Host = known[item.Object.ActorID]
		}
		out[i] = item
	}
	return out, nil
}

// Cohost gives one by its row's id.
func (s *Store) Cohost(ctx context.Context, id string) (CohostItem, error) {
	list, err := s.Cohosts(ctx, CohostFilter{ID: id})
	if err == nil && len(list) == 0 {
		err = models.Fail(models.NotFound, "error.not_found")
	}
	if err != nil {
		return CohostItem{}, err
	}
	return list[0], nil
}

// Organizers gives the collectives that an event of ours names beside its author:
// those that agreed and whose stamp was read.
func (s *Store) Organizers(ctx context.Context, eventID string) ([]models.Organizer, error) {
	var rows []models.Cohost
	if err := s.db(ctx).Where("event_id = ? AND listed = true AND state = ?", eventID, models.CohostAccepted).Order("since_at, id").Find(&rows).Error; err != nil {
		return nil, wrap("list organizers", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	items, err := s.cohostItems(ctx, rows)
	if err != nil {
		return nil, err
	}
	out := make([]models.Organizer, len(items))
	for i, item := range items {
		out[i] = models.Organizer{URI: item.Collective.URI, Name: item.Collective.DisplayName(), Stamp: item.Cohost.StampURI}
	}
	return out, nil
}

// CohostInboxes gives the inboxes of those who were ever asked to organise an event of
// ours: they hold a copy and hear of every change, whether their server follows or
// not.
func (s *Store) CohostInboxes(ctx context.Context, eventID string) ([]Recipient, error) {
	var inboxes []string
	err := s.db(ctx).Raw(`SELECT DISTINCT CASE WHEN a.shared_inbox <> '' THEN a.shared_inbox ELSE a.inbox END AS box
		FROM cohosts c JOIN actors a ON a.id = c.collective_id
		WHERE c.event_id = ? AND c.state <> 'wished' AND a.local = false AND a.gone_at IS NULL ORDER BY box`, eventID).Scan(&inboxes).Error
	return recipients(inboxes), wrap("list inboxes of co-hosts", err)
}

// AnnouncesOf lists the living shares by an actor of ours of an object's forms.
func (s *Store) AnnouncesOf(ctx context.Context, actorID string, objectURIs ...string) ([]models.Activity, error) {
	var out []models.Activity
	err := s.db(ctx).Where(`actor_id = ? AND type = 'Announce' AND object_uri IN ? AND NOT EXISTS
		(SELECT 1 FROM activities u WHERE u.actor_id = activities.actor_id AND u.type = 'Undo' AND u.object_uri = activities.uri)`, actorID, objectURIs).
		Order("id").Find(&out).Error
	return out, wrap("list shares", err)
}

// ActivityInboxes gives the inboxes to which an activity was sent and not refused.
func (s *Store) ActivityInboxes(ctx context.Context, activityID string) ([]Recipient, error) {
	var inboxes []string
	err := s.db(ctx).Raw("SELECT DISTINCT inbox FROM letters WHERE activity_id = ? AND state <> 'refused' ORDER BY inbox", activityID).Scan(&inboxes).Error
	return recipients(inboxes), wrap("list inboxes of an activity", err)
}

// lockCohost loads a pair's row to change it, making it if need be; a new one has
// an empty State. collectiveID may be "".
func (s *Store) lockCohost(ctx context.Context, eventID, collectiveURI, collectiveID string) (models.Cohost, error) {
	for range 2 {
		var c models.Cohost
		q := s.db(ctx).Clauses(s.forUpdate()...).Limit(1).Find(&c, "event_id = ? AND collective_uri = ?", eventID, collectiveURI)
		if q.Error != nil || q.RowsAffected > 0 {
			if collectiveID != "" {
				c.CollectiveID = collectiveID
			}
			return c, wrap("load a co-host", q.Error)
		}
		now := s.Now()
		c = models.Cohost{
			ID: models.NewID(), EventID: eventID, CollectiveURI: collectiveURI, CollectiveID: collectiveID, State: models.CohostEnded,
			OpenedAt: now, ExpiresAt: now, CreatedAt: now, UpdatedAt: now,
		}
		made := s.db(ctx).Clauses(ignore).Create(&c)
		if made.Error != nil {
			return c, wrap("make a co-host", made.Error)
		}
		if made.RowsAffected == 1 {
			c.State = ""
			return c, nil
		}
	}
	return models.Cohost{}, models.Fail(models.Conflict, "error.conflict")
}

// changeCohost loads one with all that belongs to it, to change it.
func (s *Store) changeCohost(ctx context.Context, id string) (CohostItem, error) {
	var c models.Cohost
	if err := s.db(ctx).Clauses(s.forUpdate()...).Take(&c, "id = ?", id).Error; err != nil {
		return CohostItem{}, wrap("load a co-host", err)
	}
	items, err := s.cohostItems(ctx, []models.Cohost{c})
	if err != nil {
		return CohostItem{}, err
	}
	return items[0], nil
}

func (s *Store) saveCohost(ctx context.Context, c *models.Cohost) error {
	c.UpdatedAt = s.Now()
	s.touch(marksPublic | marksAgenda)
	if c.CheckDueAt != nil {
		s.touch(marksTies)
	}
	return wrap("save a co-host", s.db(ctx).Model(c).Select("*").Omit("id", "created_at").UpdateColumns(c).Error)
}

// forgetNewCohost drops a row that was made for a word that did not count.
func (s *Store) forgetNewCohost(ctx context.Context, c models.Cohost) error {
	if c.State != "" {
		return nil
	}
	return wrap("drop a co-host", s.db(ctx).Delete(&models.Cohost{}, "id = ?", c.ID).Error)
}

// sayCohost records what one side says of it, as it stands at this moment.
func (s *Store) sayCohost(ctx context.Context, kind models.FactKind, byID string, c models.Cohost, yes bool) error {
	word, err := json.Marshal(c.Word(yes))
	if err != nil {
		return wrap("write what is said of a co-host", err)
	}
	return s.record(ctx, kind, byID, c.ID, word)
}

// listCohost lets an event of ours name a collective or no longer, and tells of it.
func (s *Store) listCohost(ctx context.Context, c *models.Cohost, listed bool) error {
	was := c.Listed
	c.Listed, c.ClaimSeenAt = listed, nil
	if listed {
		now := models.Second(s.Now())
		c.ClaimSeenAt = &now
	}
	if err := s.saveCohost(ctx, c); err != nil || was == listed {
		return err
	}
	o, found, err := s.lockObject(ctx, "id", c.EventID)
	if err != nil || !found || o.GoneAt != nil || !o.Local {
		return err
	}
	return s.saveEdit(ctx, &o, models.EventEditedFact)
}
