package models

import "time"

// FollowState is where a follow stands.
type FollowState string

// The states of a follow.
const (
	FollowAsked    FollowState = "asked" // waiting for the other side
	FollowAccepted FollowState = "accepted"
	FollowRefused  FollowState = "refused"
	FollowEnded    FollowState = "ended" // undone, blocked, or the actor is gone
)

// Follow is one actor following another; one row a pair.
type Follow struct {
	ID          string      `gorm:"primaryKey;index:follow_newest,priority:2"`
	FollowerID  string      `gorm:"uniqueIndex:follow_pair,priority:1"`
	FollowedID  string      `gorm:"uniqueIndex:follow_pair,priority:2;index:follow_newest,priority:1;index:follow_inbox,priority:1"`
	ActivityURI string      `gorm:"index:follow_activity"` // id of the Follow
	State       FollowState `gorm:"index:follow_inbox,priority:2"`
	// Inbox is the delivery inbox of a remote follower, kept beside the follow
	// so that a fan-out reads distinct inboxes from one index.
	Inbox     string `gorm:"index:follow_inbox,priority:3"`
	CreatedAt time.Time
	UpdatedAt time.Time
}

// AnswerTo decides on a Follow that arrives: accepted at once unless the
// followed actor approves by hand or has been blocked by or has blocked the
// follower. The Application actor accepts everyone.
func AnswerTo(followed Actor, blocked bool) FollowState {
	switch {
	case blocked || followed.GoneAt != nil:
		return FollowRefused
	case followed.Locked:
		return FollowAsked
	}
	return FollowAccepted
}

// Reaction is a like or an announce of an object.
type Reaction struct {
	ID          string       `gorm:"primaryKey"`
	ActivityURI string       `gorm:"uniqueIndex:reaction_activity"`
	Kind        ReactionKind `gorm:"uniqueIndex:reaction_once,priority:3;index:reaction_object,priority:2"`
	ActorID     string       `gorm:"uniqueIndex:reaction_once,priority:1"`
	ObjectURI   string       `gorm:"uniqueIndex:reaction_once,priority:2;index:reaction_object,priority:1"`
	CreatedAt   time.Time
}

// ReactionKind is Like or Announce.
type ReactionKind string

// The kinds of reaction.
const (
	Like     ReactionKind = "like"
	Announce ReactionKind = "announce"
)

// Pin is an object an actor features on its profile.
type Pin struct {
	ActorID   string `gorm:"primaryKey"`
	ObjectURI string `gorm:"primaryKey"`
	CreatedAt time.Time
}

// Block is a remote actor's block of one of ours: we stop delivering to it.
type Block struct {
	ActorID     string `gorm:"primaryKey"` // who blocks
	TargetID    string `gorm:"primaryKey"` // whom
	ActivityURI string
	CreatedAt   time.Time
}

// DomainBlock is a host we neither hear nor tell.
type DomainBlock struct {
	Domain    string `gorm:"primaryKey"`
	CreatedAt time.Time
}

// Flag is a report by another server, kept for the orchestrators.
type Flag struct {
	ID          string `gorm:"primaryKey"`
	ActivityURI string `gorm:"uniqueIndex:flag_activity"`
	ActorURI    string
	Objects     []string `gorm:"serializer:json"`
	Content     string   // plain, cut at 5000
	CreatedAt   time.Time
}
