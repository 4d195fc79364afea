package remote

import (
	"log/slog"
	"time"

	"golang.org/x/sync/singleflight"

	"knoop/federation/httpsig"
	"knoop/federation/iri"
	"knoop/federation/transport"
	"knoop/models/store"
)

// How long what was fetched is good for.
const (
	ActorFresh    = 24 * time.Hour
	keyFresh      = 24 * time.Hour
	keyRefetch    = 5 * time.Minute // at most one refetch of a key in this time
	softwareFresh = 24 * time.Hour
	softwareTime  = 5 * time.Second

	maxKeys     = 10_000
	maxRefetch  = 10_000
	maxSoftware = 4_096
	maxClients  = 1_024
)

// Options is what a Remote is made from. Sign gives the key of the node's
// Application actor; it may be nil or give a zero key before set-up, and fetches
// are unsigned then.
type Options struct {
	Store  *store.Store
	Client *transport.Client
	Base   iri.Base
	Sign   func() httpsig.Key
	Logger *slog.Logger
	Clock  func() time.Time // nil: time.Now
}

// Remote knows other servers. It is safe for concurrent use; copies made by
// Within share everything but the budget.
type Remote struct {
	*shared
	budget *Budget
}

type shared struct {
	store  *store.Store
	client *transport.Client
	base   iri.Base
	sign   func() httpsig.Key
	log    *slog.Logger
	now    func() time.Time

	keys      *cache[Key]
	refetched *cache[struct{}]
	software  *cache[softwareAnswer]
	clients   *cache[Client]
	saves     saver
	loops     chan string // ids of actors whose handle's domain is to be looked at
	flights   singleflight.Group
}

// New makes a Remote.
func New(o Options) *Remote {
	s := &shared{
		store: o.Store, client: o.Client, base: o.Base, sign: o.Sign, log: o.Logger, now: o.Clock,
		loops: make(chan string, maxLoops),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.keys = newCache[Key](maxKeys, s.now)
	s.refetched = newCache[struct{}](maxRefetch, s.now)
	s.software = newCache[softwareAnswer](maxSoftware, s.now)
	s.clients = newCache[Client](maxClients, s.now)
	return &Remote{shared: s}
}

// Within gives the same Remote held to a budget.
func (r *Remote) Within(b *Budget) *Remote { return &Remote{shared: r.shared, budget: b} }
