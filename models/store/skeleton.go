package store

// SKELETON: signatures only, so that other packages compile; being replaced file by file.

import (
	"context"
	"time"

	"knoop/models"
)

// ---- objects (note_publish.go, event_publish.go, object.go, ...)
type NewNote struct {
	ActorID    string
	Visibility models.Visibility // Public or FollowersOnly
	Source     string            // Markdown
	Content    string            // rendered and sanitised by the caller (models/text)
	Language   string
	InReplyTo  string
	Mentions   []models.Mention
	Hashtags   []string
}

func (s *Store) PublishNote(ctx context.Context, in NewNote) (models.Object, error) {
	panic("skeleton")
} // CheckText, fact note.published
func (s *Store) EditNote(ctx context.Context, objectID string, in NewNote) (models.Object, error) {
	panic("skeleton")
} // ActorID "" = CLI; CanEdit, fact note.edited

type NewEvent struct {
	ActorID     string
	Title       string
	Summary     string // one plain line, may be empty
	Source      string // description Markdown
	Content     string // rendered
	Language    string
	Hashtags    []string
	Mentions    []models.Mention
	Attachments []models.Attachment
	Event       models.Event // ObjectID ignored
}

func (s *Store) PublishEvent(ctx context.Context, in NewEvent) (models.Object, error) {
	panic("skeleton")
}
func (s *Store) EditEvent(ctx context.Context, objectID string, in NewEvent) (models.Object, error) {
	panic("skeleton")
}
func (s *Store) CancelEvent(ctx context.Context, objectID string) (models.Object, error) {
	panic("skeleton")
} // Conflict error.already_cancelled

// DeleteObject leaves a tombstone (content, source, attachments emptied), fact object.deleted. Gone when done before.
func (s *Store) DeleteObject(ctx context.Context, objectID string) (models.Object, error) {
	panic("skeleton")
}

// DeleteMember leaves an actor tombstone, its objects tombstones, ends its follows; fact actor.deleted (keys stay until letters are sent).
func (s *Store) DeleteMember(ctx context.Context, actorID string) error { panic("skeleton") }

func (s *Store) Object(ctx context.Context, id string) (models.Object, error) { panic("skeleton") }
func (s *Store) ObjectByURI(ctx context.Context, uri string) (models.Object, error) {
	panic("skeleton")
}                                                                                 // by URI or NoteURI; tombstones are returned with GoneAt
func (s *Store) Event(ctx context.Context, objectID string) (models.Event, error) { panic("skeleton") }

// ---- inbound changes (receive_*.go). All are idempotent and take rows already resolved by the caller.
type IncomingObject struct {
	Object models.Object // URI, ActorID, Raw, ... ID empty: made here
	Event  *models.Event
}

// KeepObject inserts a remote object unless its URI is known (also as a tombstone): added says which.
func (s *Store) KeepObject(ctx context.Context, in IncomingObject) (o models.Object, added bool, err error) {
	panic("skeleton")
}

// ReviseObject applies an Update when the stored author is the same, type class the same and Updated is later; else changed is false.
func (s *Store) ReviseObject(ctx context.Context, in IncomingObject) (changed bool, err error) {
	panic("skeleton")
}

// EraseObject tombstones a remote object of this author; unknown URIs are remembered as tombstones (Delete before Create).
func (s *Store) EraseObject(ctx context.Context, uri, actorID string) error { panic("skeleton") }

// EraseActor tombstones a remote actor with its objects, follows, reactions, pins.
func (s *Store) EraseActor(ctx context.Context, uri string) error { panic("skeleton") }

// Wanted says whether an object by this author, addressed and replying so, is ours to keep (DECISIONS 18): author followed by a local actor, a local actor or local followers collection addressed, or a reply to a local object.
func (s *Store) Wanted(ctx context.Context, authorID string, addressed []string, inReplyTo string) (bool, error) {
	panic("skeleton")
}

// ReceiveFollow: models.AnswerTo, follow row (repeated Follow renews ActivityURI), fact follow.answered with raw (accepted or refused).
func (s *Store) ReceiveFollow(ctx context.Context, follower, followed models.Actor, activityURI string, raw []byte) (models.Follow, error) {
	panic("skeleton")
}

// EndFollow ends follower→followed (Undo{Follow}, by pair). No fact.
func (s *Store) EndFollow(ctx context.Context, followerID, followedID string) error {
	panic("skeleton")
}

// FollowAnswered: an Accept or Reject from the followed actor for our asked follow (by activity URI, or by pair when activityURI is ""). A Reject ends it at any later time. false: no such follow.
func (s *Store) FollowAnswered(ctx context.Context, followedID, activityURI, followerID string, accepted bool) (bool, error) {
	panic("skeleton")
}

func (s *Store) React(ctx context.Context, r models.Reaction) (added bool, err error) {
	panic("skeleton")
}

// Unreact undoes by activity URI or by (kind, actor, object); only the actor's own.
func (s *Store) Unreact(ctx context.Context, actorID, activityURI string, kind models.ReactionKind, objectURI string) error {
	panic("skeleton")
}

// MoveFollows: local followers of old now ask to follow target (facts follow.asked) and withdraw from old.
func (s *Store) MoveFollows(ctx context.Context, old, target models.Actor) (int, error) {
	panic("skeleton")
}

// ReceiveBlock keeps the block and ends the follows between the two; Unblock lifts it.
func (s *Store) ReceiveBlock(ctx context.Context, b models.Block) error       { panic("skeleton") }
func (s *Store) Unblock(ctx context.Context, actorID, targetID string) error  { panic("skeleton") }
func (s *Store) KeepFlag(ctx context.Context, f models.Flag) error            { panic("skeleton") }
func (s *Store) Pin(ctx context.Context, actorID, objectURI string) error     { panic("skeleton") }
func (s *Store) Unpin(ctx context.Context, actorID, objectURI string) error   { panic("skeleton") }
func (s *Store) Pins(ctx context.Context, actorID string) ([]string, error)   { panic("skeleton") }
func (s *Store) DomainBlocked(ctx context.Context, host string) (bool, error) { panic("skeleton") } // host or a parent domain; cached
func (s *Store) ReceiveJoin(ctx context.Context, actor models.Actor, objectID string, raw []byte) error {
	panic("skeleton")
} // fact join.received

// ---- follows of ours (follow.go)
// AskFollow: local follower asks remote followed (row + fact follow.asked); asking again while asked or refused sends again; Conflict error.already_following when accepted. A local target is accepted at once without a fact.
func (s *Store) AskFollow(ctx context.Context, followerID, followedID string) (models.Follow, error) {
	panic("skeleton")
}
func (s *Store) WithdrawFollow(ctx context.Context, followerID, followedID string) error {
	panic("skeleton")
} // fact follow.withdrawn; NotFound error.not_following

type FollowItem struct {
	Follow models.Follow
	Actor  models.Actor
}

// Followers and Following list living, accepted follows, newest first, with honest totals; Following with asked: also those waiting.
func (s *Store) Followers(ctx context.Context, actorID string, p Page) ([]FollowItem, int64, error) {
	panic("skeleton")
}
func (s *Store) Following(ctx context.Context, actorID string, asked bool, p Page) ([]FollowItem, int64, error) {
	panic("skeleton")
}
func (s *Store) Follow(ctx context.Context, id string) (models.Follow, error) { panic("skeleton") }
func (s *Store) FollowOf(ctx context.Context, followerID, followedID string) (models.Follow, error) {
	panic("skeleton")
}

// ---- receipts (receipt.go)
// KeepReceipts inserts those not known yet in one commit; fresh[i] says whether it was new. On disk when it returns.
func (s *Store) KeepReceipts(ctx context.Context, rs []models.Receipt) (fresh []bool, err error) {
	panic("skeleton")
}

// DueReceipts gives kept receipts that are due, oldest first.
func (s *Store) DueReceipts(ctx context.Context, now time.Time, limit int) ([]models.Receipt, error) {
	panic("skeleton")
}

// FinishReceipt marks one applied, dropped or failed (Raw emptied unless failed); RetryReceipt counts a try and sets the next time.
func (s *Store) FinishReceipt(ctx context.Context, id string, state models.ReceiptState, why string) error {
	panic("skeleton")
}
func (s *Store) RetryReceipt(ctx context.Context, id string, dueAt time.Time, why string) error {
	panic("skeleton")
}

// SweepReceipts forgets finished ones older than the replay window; bounded per call.
func (s *Store) SweepReceipts(ctx context.Context, before time.Time) (int64, error) {
	panic("skeleton")
}

// ---- facts, activities, letters (fact.go, letter.go, host.go)
func (s *Store) OpenFacts(ctx context.Context, limit int) ([]models.Fact, error) { panic("skeleton") }

type Dispatch struct {
	FactID     string
	Activities []models.Activity
	Letters    []models.Letter
	Forms      []models.ToldForm
}

// FinishFact writes activities, letters and told forms and marks the fact done, in one transaction; a fact done before changes nothing.
func (s *Store) FinishFact(ctx context.Context, d Dispatch) error { panic("skeleton") }

func (s *Store) Activity(ctx context.Context, id string) (models.Activity, error) { panic("skeleton") }
func (s *Store) Activities(ctx context.Context, ids []string) (map[string]models.Activity, error) {
	panic("skeleton")
}

// Recipient is one inbox an activity must reach.
type Recipient struct {
	Inbox string
	Host  string
}

// FollowerInboxes gives the distinct delivery inboxes (shared folded) of living remote followers, in pages by inbox (after "").
func (s *Store) FollowerInboxes(ctx context.Context, actorID, after string, limit int) ([]Recipient, error) {
	panic("skeleton")
}

// ToldInboxes gives the inboxes that were told of an object (letters not refused), for Update and Delete.
func (s *Store) ToldInboxes(ctx context.Context, objectURI string) ([]Recipient, error) {
	panic("skeleton")
}

// ToldForms gives the form each host got of an object.
func (s *Store) ToldForms(ctx context.Context, objectURI string) (map[string]models.Form, error) {
	panic("skeleton")
}

type LetterClaim struct {
	Now      time.Time
	Until    time.Time // lease
	Limit    int
	NotHosts []string // hosts with a letter in flight here
	Failing  bool     // true: only hosts that are failing (probes); false: only healthy ones
}

// ClaimLetters leases due letters: state waiting, DueAt passed, lease over, circuit not closed, host not dead, no earlier waiting letter of the same OrderKey; oldest first.
func (s *Store) ClaimLetters(ctx context.Context, c LetterClaim) ([]models.Letter, error) {
	panic("skeleton")
}

// Settlement is the outcome of one try.
type Settlement struct {
	Letter    models.Letter // as claimed
	State     models.LetterState
	DueAt     time.Time // when State is waiting
	Status    int
	Error     string
	Host      models.Host // new state of the host; zero Name: unchanged
	InboxGone bool        // 410: retire the follower(s) with this inbox
}

// SettleLetters writes outcomes, many in one commit. A success of a failing host makes its letters due at once.
func (s *Store) SettleLetters(ctx context.Context, out []Settlement) error { panic("skeleton") }

// ReleaseLetters gives back all leases (at start: we are the only server) or the given ids (at stop).
func (s *Store) ReleaseLetters(ctx context.Context, ids []string) error { panic("skeleton") }

// NextLetterAt gives when the next waiting letter is due; ok false when none.
func (s *Store) NextLetterAt(ctx context.Context) (at time.Time, ok bool, err error) {
	panic("skeleton")
}

// RetryDead makes a host's dead letters wait again ("" all hosts).
func (s *Store) RetryDead(ctx context.Context, host string) (int64, error) { panic("skeleton") }

type HostQueue struct {
	Host                            string
	Waiting, Delayed, Dead, Refused int64 // waiting: due now; delayed: later
	Oldest                          time.Time
	LastError                       string
	ClosedUntil                     *time.Time
}

type QueueState struct {
	Waiting, Delayed, Delivered, Refused, Dead int64
	Oldest                                     time.Time
	Hosts                                      []HostQueue
}

func (s *Store) Queue(ctx context.Context) (QueueState, error) { panic("skeleton") }

// HostReach is what became of an object at one host.
type HostReach struct {
	Host   string
	State  models.LetterState
	Status int
	Error  string
	Tries  int
	DoneAt *time.Time
}

// Reach lists per host what became of the latest letter about an object.
func (s *Store) Reach(ctx context.Context, objectURI string) ([]HostReach, error) { panic("skeleton") }

func (s *Store) Host(ctx context.Context, name string) (models.Host, error) { panic("skeleton") } // zero value with Name when unknown, no error
func (s *Store) Hosts(ctx context.Context, names []string) (map[string]models.Host, error) {
	panic("skeleton")
}

// SaveSoftware keeps NodeInfo's answer (CheckedAt set even when the question failed).
func (s *Store) SaveSoftware(ctx context.Context, host, software, version, application string, at time.Time) error {
	panic("skeleton")
}

// HostAlive reopens a failing host (valid inbound): circuit open, letters due at once.
func (s *Store) HostAlive(ctx context.Context, host string) error { panic("skeleton") }

// FailingHosts lists names of hosts that are failing, for a cheap check in memory.
func (s *Store) FailingHosts(ctx context.Context) ([]string, error) { panic("skeleton") }
