package store

// SKELETON: signatures only, so that other packages compile; being replaced file by file.

import (
	"context"
	"log/slog"
	"time"

	"knoop/models"
)

type Options struct {
	Database string // "sqlite" or a postgres:// URL
	Dir      string // data directory: knoop.db, secret
	Secret   models.Secret
	Logger   *slog.Logger
	Clock    func() time.Time // nil: time.Now
	ReadOnly bool
}

type Store struct{}

// Open connects and checks the schema's version (newer: error; older: error unless Migrate is called).
func Open(ctx context.Context, o Options) (*Store, error) { panic("skeleton") }
func (s *Store) Migrate(ctx context.Context) error        { panic("skeleton") } // under a lock; only serve, setup, restore, import
func (s *Store) Close() error                             { panic("skeleton") }
func (s *Store) Ping(ctx context.Context) error           { panic("skeleton") } // database writable
func (s *Store) Now() time.Time                           { panic("skeleton") }

// InTx: nested calls join. Savepoint: inside InTx, fn's failure undoes only fn's writes and is returned.
func (s *Store) InTx(ctx context.Context, fn func(tx *Store) error) error      { panic("skeleton") }
func (s *Store) Savepoint(ctx context.Context, fn func(tx *Store) error) error { panic("skeleton") }
func (s *Store) AfterCommit(fn func())                                         { panic("skeleton") }

// Topic names what a bell rings for.
type Topic string

const (
	TopicFacts    Topic = "facts"
	TopicLetters  Topic = "letters"
	TopicReceipts Topic = "receipts"
)

// OnCommit registers the one function called after a commit in which work for a topic was written (in this process).
func (s *Store) OnCommit(fn func(Topic)) { panic("skeleton") }

// Changes waits for commits of other processes: SQLite PRAGMA data_version every 250 ms, PostgreSQL LISTEN/NOTIFY; calls fn until ctx ends.
func (s *Store) Changes(ctx context.Context, fn func()) error { panic("skeleton") }

// Generation grows with every commit of this process that may change a public page or document (and when Changes sees another's).
func (s *Store) Generation() uint64 { panic("skeleton") }

// ---- node (node.go, setup.go)
func (s *Store) Node(ctx context.Context) (models.Node, error) { panic("skeleton") } // zero Node before set-up; cached

type Setup struct {
	Origin, HandleDomain, Language, Timezone string
	Name, Handle                             string // the collective
	OrchestratorName, OrchestratorHandle     string
	Card                                     models.Card
	Accent, Logo                             string
}

// SetUp writes node, Application, collective and first orchestrator in one go; Conflict when done before. Keys are made before the transaction.
func (s *Store) SetUp(ctx context.Context, in Setup) (models.Node, error) { panic("skeleton") }

// ---- actors (actor.go, member.go)
func (s *Store) Actor(ctx context.Context, id string) (models.Actor, error)       { panic("skeleton") } // NotFound
func (s *Store) ActorByURI(ctx context.Context, uri string) (models.Actor, error) { panic("skeleton") }
func (s *Store) ActorByHandle(ctx context.Context, handle string) (models.Actor, error) {
	panic("skeleton")
} // local; a gone one is returned with GoneAt set
func (s *Store) Actors(ctx context.Context, ids []string) (map[string]models.Actor, error) {
	panic("skeleton")
}
func (s *Store) Account(ctx context.Context, actorID string) (models.Account, error) {
	panic("skeleton")
}
func (s *Store) Keys(ctx context.Context, actorID string) (models.Keys, error) { panic("skeleton") } // cached in memory

type NewMember struct {
	Handle, Name, Headline, Source, Summary string
	Role                                    models.Role
	Discoverable                            bool
	Accent                                  string
}

func (s *Store) AddMember(ctx context.Context, in NewMember) (models.Actor, error) { panic("skeleton") } // Conflict error.handle_taken

type Member struct {
	Actor models.Actor
	Role  models.Role
}

// Members lists persons of this node by name; listed: only discoverable ones.
func (s *Store) Members(ctx context.Context, listed bool) ([]Member, error) { panic("skeleton") }

// EditActor changes name, headline, summary, source, discoverable, hideFollows, fields of a local actor; fact actor.edited.
func (s *Store) EditActor(ctx context.Context, a models.Actor) error { panic("skeleton") }

// EditCard changes a collective's card and look; fact actor.edited.
func (s *Store) EditCard(ctx context.Context, actorID string, card models.Card, accent, logo string) error {
	panic("skeleton")
}

// SaveRemoteActor inserts or renews by URI (keeps the row's ID and CreatedAt), returns the row. Never touches a local row.
func (s *Store) SaveRemoteActor(ctx context.Context, a models.Actor) (models.Actor, error) {
	panic("skeleton")
}

// ---- remote keys (key.go)
type RemoteKey struct {
	KeyID     string `gorm:"primaryKey"`
	OwnerURI  string `gorm:"index"`
	PEM       string
	FetchedAt time.Time
}

func (s *Store) RemoteKey(ctx context.Context, keyID string) (RemoteKey, error) { panic("skeleton") }
func (s *Store) SaveRemoteKey(ctx context.Context, k RemoteKey) error           { panic("skeleton") }
func (s *Store) ForgetRemoteKeys(ctx context.Context, ownerURI string) error    { panic("skeleton") }

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

// Page is keyset paging: newest first, before the given id ("" = start); Limit ≤ 100.
type Page struct {
	Before string
	Limit  int
}

// Published lists a local actor's open, living objects (not direct, not followers-only), newest first, with the count of all.
func (s *Store) Published(ctx context.Context, actorID string, p Page) ([]models.Object, int64, error) {
	panic("skeleton")
}

type EventItem struct {
	Object models.Object
	Event  models.Event
	Actor  models.Actor
}

type EventFilter struct {
	From, To  time.Time // by start; zero: unbounded
	ActorID   string    // "" all
	LocalOnly bool
	Tag       string
	Backward  bool // latest first
	Limit     int
}

// Events lists open, living events (own and taken in), by start.
func (s *Store) Events(ctx context.Context, f EventFilter) ([]EventItem, error) { panic("skeleton") }

type NoteItem struct {
	Object models.Object
	Actor  models.Actor
}

// News lists open notes (and articles) of the node's own actors, newest first; Followed: also of those our collective follows.
func (s *Store) News(ctx context.Context, followed bool, p Page) ([]NoteItem, error) {
	panic("skeleton")
}

// Replies lists open replies to an object, oldest first.
func (s *Store) Replies(ctx context.Context, uri string, limit int) ([]NoteItem, error) {
	panic("skeleton")
}

// ReactionCounts counts likes and announces of an object (both forms of an event together).
func (s *Store) ReactionCounts(ctx context.Context, o models.Object) (likes, announces int64, err error) {
	panic("skeleton")
}

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

// ---- access (link.go, session.go)
func (s *Store) MakeLink(ctx context.Context, purpose models.LinkPurpose, actorID string) (token string, err error) {
	panic("skeleton")
} // older unused links of that actor and purpose are voided
func (s *Store) LinkByToken(ctx context.Context, token string) (models.Link, error) {
	panic("skeleton")
} // NotFound; Check not applied
func (s *Store) RedeemLink(ctx context.Context, token, device string) (sessionToken string, sess models.Session, err error) {
	panic("skeleton")
} // uses the link up and starts a session, one transaction
func (s *Store) SessionByToken(ctx context.Context, token string) (models.Session, error) {
	panic("skeleton")
}                                                                // renews UsedAt at most hourly
func (s *Store) EndSession(ctx context.Context, id string) error { panic("skeleton") }

// ---- stats (stats.go)
type Stats struct {
	Actors          int64                         `json:"actors"` // local and remote
	Members         int64                         `json:"members"`
	RemoteActors    int64                         `json:"remote_actors"`
	Notes           int64                         `json:"notes"` // kept notes, local and remote
	Events          int64                         `json:"events"`
	Objects         int64                         `json:"objects"`
	Followers       int64                         `json:"followers"`
	Following       int64                         `json:"following"`
	Flags           int64                         `json:"flags"`
	ReceiptsKept    int64                         `json:"receipts_kept"` // ever promised and remembered
	ReceiptsByState map[models.ReceiptState]int64 `json:"receipts_by_state"`
	LettersByState  map[models.LetterState]int64  `json:"letters_by_state"`
	FactsOpen       int64                         `json:"facts_open"`
}

func (s *Store) Stats(ctx context.Context) (Stats, error) { panic("skeleton") }
