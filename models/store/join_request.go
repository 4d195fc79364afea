package store

import (
	"context"
	"fmt"
	"time"

	"knoop/models"
)

// NewJoinRequest is what somebody sends who wants to join.
type NewJoinRequest struct {
	Key      string // made with the form: sent twice, it is one request
	Name     string
	Handle   string // wished for; may be ""
	Address  string // mail address; "" for none
	Language string
	Answers  []models.JoinAnswer // to the questions as they are now
}

// AskToJoin keeps a request to join, and gives the token of the page on which
// its sender sees how it stands. She gets it by mail too when she gave an
// address, and those who decide are told. Conflict error.join_closed when the
// collective takes no requests, TooMany error.join_full when very many wait.
func (s *Store) AskToJoin(ctx context.Context, in NewJoinRequest) (r models.JoinRequest, token string, err error) {
	r = models.JoinRequest{
		ID: models.NewID(), State: models.JoinWaiting, Name: in.Name, Handle: in.Handle, Language: in.Language,
		Answers: in.Answers, KeyHash: hashOf(in.Key), CreatedAt: s.Now(),
	}
	if err := r.Check(); err != nil {
		return r, "", err
	}
	r.TokenHash = hashOf(r.Token(s.options.Secret))
	if in.Address != "" {
		r.AddressHash = s.MailHash(in.Address)
		if r.Address, err = s.options.Secret.Seal([]byte(in.Address)); err != nil {
			return r, "", fmt.Errorf("seal an address: %w", err)
		}
	}
	err = s.InTx(ctx, func(tx *Store) error { return tx.askToJoin(ctx, &r) })
	return r, r.Token(s.options.Secret), err
}

func (s *Store) askToJoin(ctx context.Context, r *models.JoinRequest) error {
	door, err := s.JoinDoor(ctx)
	if err != nil {
		return err
	}
	if err := door.Admits(r.Answers); err != nil {
		return err
	}
	var waiting, mailed int64
	if err := s.db(ctx).Model(&models.JoinRequest{}).Where("state = ?", models.JoinWaiting).Count(&waiting).Error; err != nil {
		return wrap("count requests to join", err)
	}
	if waiting >= models.MaxJoinWaiting {
		return models.Fail(models.TooMany, "error.join_full", "RetryAfter", time.Hour)
	}
	if r.AddressHash != "" { // nobody fills a mailbox through us
		err := s.db(ctx).Model(&models.JoinRequest{}).Where("address_hash = ? AND created_at > ?", r.AddressHash, s.Now().Add(-24*time.Hour)).Count(&mailed).Error
		if err != nil {
			return wrap("count requests to join", err)
		}
	}
	made := s.db(ctx).Clauses(ignore).Create(r)
	if made.Error != nil {
		return wrap("keep a request to join", made.Error)
	}
	if made.RowsAffected == 0 { // the same form once more
		var earlier models.JoinRequest
		err := s.db(ctx).Take(&earlier, "key_hash = ?", r.KeyHash).Error
		*r = earlier
		return wrap("load a request to join", err)
	}
	if mailed == 0 {
		if err := s.mailApplicant(ctx, *r, models.MailApplicationReceived, nil); err != nil {
			return err
		}
	}
	return s.mailDeciders(ctx, *r)
}

// mailApplicant writes to the applicant, if she gave an address.
func (s *Store) mailApplicant(ctx context.Context, r models.JoinRequest, kind models.MailKind, data map[string]string) error {
	if len(r.Address) == 0 {
		return nil
	}
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	to, err := s.unseal(r.Address)
	if err != nil {
		return err
	}
	all := map[string]string{"Link": models.ApplyURL(n.Origin, r.Token(s.options.Secret)), "Name": r.Name}
	for name, value := range data {
		all[name] = value
	}
	return s.QueueMail(ctx, models.NewMail{Kind: kind, To: to, Language: r.Language, Data: all})
}

// mailDeciders tells those who decide that a request waits.
func (s *Store) mailDeciders(ctx context.Context, r models.JoinRequest) error {
	n, err := s.Node(ctx)
	if err != nil {
		return err
	}
	deciders, err := s.Orchestrators(ctx)
	if err != nil {
		return err
	}
	for _, a := range deciders {
		err := s.QueueMail(ctx, models.NewMail{Kind: models.MailApplicationWaiting, ActorID: a.ID, Data: map[string]string{
			"By": r.Name, "Link": n.Origin + "/manage/requests/" + r.ID,
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

// JoinRequestByToken gives the request of an applicant's page; NotFound
// error.apply_unknown when there is none, or it has been forgotten.
func (s *Store) JoinRequestByToken(ctx context.Context, token string) (models.JoinRequest, error) {
	var r models.JoinRequest
	err := wrap("load a request to join", s.db(ctx).Take(&r, "token_hash = ?", hashOf(token)).Error)
	if models.KindOf(err) == models.NotFound {
		err = models.Fail(models.NotFound, "error.apply_unknown")
	}
	return r, err
}

// JoinRequest gives one by its row.
func (s *Store) JoinRequest(ctx context.Context, id string) (models.JoinRequest, error) {
	var r models.JoinRequest
	return r, wrap("load a request to join", s.db(ctx).Take(&r, "id = ?", id).Error)
}

// JoinRequestOf gives the request whose approval made an invitation, with the mail
// address its sender gave, "" for none; NotFound when nobody asked for it.
func (s *Store) JoinRequestOf(ctx context.Context, i models.Invitation) (r models.JoinRequest, address string, err error) {
	err = wrap("load a request to join", s.db(ctx).Take(&r, "invitation_id = ? AND invitation_id <> '' AND state = ?", i.ID, models.JoinApproved).Error)
	if err == nil && len(r.Address) > 0 {
		address, err = s.unseal(r.Address)
	}
	return r, address, err
}

// JoinRequests lists those that wait, the longest waiting first, or those that
// were decided, the newest first. Who withdrew is in neither.
func (s *Store) JoinRequests(ctx context.Context, waiting bool, limit int) ([]models.JoinRequest, error) {
	q := s.db(ctx).Where("state IN ?", []models.JoinState{models.JoinApproved, models.JoinDeclined}).Order("id DESC")
	if waiting {
		q = s.db(ctx).Where("state = ?", models.JoinWaiting).Order("id")
	}
	var out []models.JoinRequest
	return out, wrap("list requests to join", q.Limit(limit).Find(&out).Error)
}

// ApproveJoin says yes: an invitation for one comes with it, to which the
// applicant's page leads. text is a word of welcome, or "".
func (s *Store) ApproveJoin(ctx context.Context, id, by, text string) error {
	return s.decideJoin(ctx, id, func(tx *Store, r *models.JoinRequest) error {
		if err := r.Decide(true, by, text, tx.Now()); err != nil {
			return err
		}
		return tx.letIn(ctx, r, by, text)
	})
}

// DeclineJoin says no, with the reason.
func (s *Store) DeclineJoin(ctx context.Context, id, by, reason string) error {
	return s.decideJoin(ctx, id, func(tx *Store, r *models.JoinRequest) error {
		if err := r.Decide(false, by, reason, tx.Now()); err != nil {
			return err
		}
		return tx.mailApplicant(ctx, *r, models.MailApplicationDeclined, map[string]string{"Reason": reason})
	})
}

// WithdrawJoin takes a request back for its sender; what she wrote is forgotten.
func (s *Store) WithdrawJoin(ctx context.Context, id string) error {
	return s.decideJoin(ctx, id, func(tx *Store, r *models.JoinRequest) error { return r.Withdraw(tx.Now()) })
}

// RenewJoin gives an approved applicant another way in, when that of her
// invitation has run out. Conflict error.join_way_open while it has not.
func (s *Store) RenewJoin(ctx context.Context, id, by string) error {
	return s.decideJoin(ctx, id, func(tx *Store, r *models.JoinRequest) error {
		if r.State != models.JoinApproved {
			return models.Fail(models.Conflict, "error.application_decided")
		}
		old, err := tx.Invitation(ctx, r.InvitationID)
		if err != nil && models.KindOf(err) != models.NotFound {
			return err
		}
		if state := old.State(tx.Now()); err == nil && (state == models.InvitationOpen || state == models.InvitationUsed) {
			return models.Fail(models.Conflict, "error.join_way_open")
		}
		return tx.letIn(ctx, r, by, "")
	})
}

// letIn makes the invitation by which an applicant joins, and tells her.
func (s *Store) letIn(ctx context.Context, r *models.JoinRequest, by, text string) error {
	i, err := s.Invite(ctx, NewInvitation{
		MadeBy: by, Role: models.Member, Language: r.Language, Life: models.InvitationLife, MaxUses: 1, Name: r.Name, Text: text,
	})
	if err != nil {
		return err
	}
	r.InvitationID = i.ID
	return s.mailApplicant(ctx, *r, models.MailApplicationApproved, map[string]string{"Text": text})
}

func (s *Store) decideJoin(ctx context.Context, id string, decide func(tx *Store, r *models.JoinRequest) error) error {
	return s.InTx(ctx, func(tx *Store) error {
		var r models.JoinRequest
		if err := tx.db(ctx).Clauses(tx.forUpdate()...).Take(&r, "id = ?", id).Error; err != nil {
			return wrap("load a request to join", err)
		}
		if err := decide(tx, &r); err != nil {
			return err
		}
		return wrap("decide on a request to join", tx.db(ctx).Model(&models.JoinRequest{ID: r.ID}).
			Select("*").Omit("id", "created_at", "token_hash", "key_hash").UpdateColumns(&r).Error)
	})
}

// SweepJoinRequests forgets requests that were decided or withdrawn before a
// time, at most 500 a call, and says how many.
func (s *Store) SweepJoinRequests(ctx context.Context, before time.Time) (n int64, err error) {
	err = s.InTx(ctx, func(tx *Store) error {
		done := tx.db(ctx).Exec("DELETE FROM join_requests WHERE id IN (SELECT id FROM join_requests WHERE state <> 'waiting' AND decided_at < ? ORDER BY id LIMIT ?)", before, sweepAtOnce)
		n = done.RowsAffected
		return wrap("forget requests to join", done.Error)
	})
	return n, err
}
