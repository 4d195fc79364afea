package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"
)

// Topic names what a bell rings for.
type Topic string

// The bells.
const (
	TopicFacts    Topic = "facts"
	TopicLetters  Topic = "letters"
	TopicReceipts Topic = "receipts"
	TopicMail     Topic = "mail"
	TopicPosts    Topic = "posts" // that wait to be undone
	TopicTies     Topic = "ties"  // memberships to be read
	TopicWaves    Topic = "waves" // of invitations
)

// mark is something a transaction has touched, that others must hear of once
// it is committed.
type mark uint16

const (
	marksFacts mark = 1 << iota
	marksLetters
	marksReceipts
	marksPublic  // a page or document that strangers see
	marksActors  // rows of our own actors
	marksRemote  // rows of remote actors
	marksFollows // whom we follow
	marksDomains // blocked domains
	marksMail
	marksPosts  // posts that wait
	marksTies   // memberships to be read
	marksWaves  // waves that run
	marksAgenda // events, and what else the agenda shows of them
)

// transaction is what is open between begin and commit.
type transaction struct {
	db    *gorm.DB
	depth int // of savepoints
	after []func()
	marks mark
}

// InTx runs fn in one transaction: all that it writes through tx is committed
// together, or nothing when fn fails. Inside a transaction it joins the open
// one. fn does no network, no key generation, no sleep, and may be run again on
// PostgreSQL when the database chose it to give way to another.
func (s *Store) InTx(ctx context.Context, fn func(tx *Store) error) error {
	return s.inTx(ctx, synced, fn)
}

// InUnsyncedTx is InTx for what can be had again, such as documents of other
// servers: its commit survives the end of the process but, until the next synced
// one, not a power cut. Inside a transaction it joins the open one.
func (s *Store) InUnsyncedTx(ctx context.Context, fn func(tx *Store) error) error {
	return s.inTx(ctx, unsynced, fn)
}

// durability says whether a commit has to be on disk when it returns.
type durability bool

const (
	synced durability = true
	// unsynced commits survive the end of the process but, until the next
	// synced one, not a power cut. Only for what a start of the server sets
	// right anyway, such as leases, and for what can be fetched again.
	unsynced durability = false
)

func (s *Store) inTx(ctx context.Context, d durability, fn func(tx *Store) error) error {
	if s.tx != nil {
		return fn(s)
	}
	if err := s.Ready(); err != nil {
		return err
	}
	if s.options.ReadOnly {
		return ErrReadOnly
	}
	for try := 1; ; try++ {
		t := &transaction{}
		err := s.engine.transact(ctx, d, func(pool gorm.ConnPool) error {
			// The statements themselves are not cancelled half way: they are
			// short, and a cancelled one costs a goroutine each.
			t.db = s.root.Load().WithContext(context.WithoutCancel(ctx))
			t.db.Statement.ConnPool = pool
			if err := fn(&Store{core: s.core, tx: t}); err != nil {
				return err
			}
			return s.tellOthers(t)
		})
		switch {
		case err == nil:
			s.committed(t)
			return nil
		case worthAnotherTry(err) && try < 4 && ctx.Err() == nil:
			time.Sleep(time.Duration(try) * 5 * time.Millisecond)
		default:
			return wrap("write", err)
		}
	}
}

// Savepoint, inside InTx, runs fn so that its failure undoes only what fn
// wrote, and returns that failure. Outside a transaction it is InTx.
func (s *Store) Savepoint(ctx context.Context, fn func(tx *Store) error) error {
	if s.tx == nil {
		return s.InTx(ctx, fn)
	}
	t := s.tx
	t.depth++
	defer func() { t.depth-- }()
	name := "s" + strconv.Itoa(t.depth)
	after, marks := len(t.after), t.marks
	if err := t.db.Exec("SAVEPOINT " + name).Error; err != nil {
		return wrap("set a savepoint", err)
	}
	if err := fn(s); err != nil {
		t.after, t.marks = t.after[:after], marks
		if back := t.db.Exec("ROLLBACK TO SAVEPOINT " + name).Error; back != nil {
			return fmt.Errorf("go back to a savepoint: %w", back)
		}
		if back := t.db.Exec("RELEASE SAVEPOINT " + name).Error; back != nil {
			return fmt.Errorf("release a savepoint: %w", back)
		}
		return wrap("write", err)
	}
	return wrap("release a savepoint", t.db.Exec("RELEASE SAVEPOINT "+name).Error)
}

// AfterCommit queues fn until the outermost commit; a rollback forgets it.
// Outside a transaction it runs at once.
func (s *Store) AfterCommit(fn func()) {
	if s.tx == nil {
		fn()
		return
	}
	s.tx.after = append(s.tx.after, fn)
}

// OnCommit registers the one function that is called after a commit of this
// process in which work for a topic was written. It must not block.
func (s *Store) OnCommit(fn func(Topic)) { s.onCommit.Store(&fn) }

// Generation grows with every commit that may change what strangers see; a
// cache of pages holds as long as it stands still.
func (s *Store) Generation() uint64 { return s.generation.Load() }

// touch notes what the open transaction changes.
func (s *Store) touch(m mark) { s.tx.marks |= m }

// touched says whether the open transaction has changed something, so that
// caches of committed state no longer speak for it.
func (s *Store) touched(m mark) bool { return s.tx != nil && s.tx.marks&m != 0 }

// tellOthers notifies processes that listen, as part of the transaction.
func (s *Store) tellOthers(t *transaction) error {
	if e, ok := s.engine.(*postgresEngine); ok && t.marks != 0 {
		return e.notify(t.db)
	}
	return nil
}

// committed forgets what is no longer true and rings the bells.
func (s *Store) committed(t *transaction) {
	s.caches.forget(t.marks)
	if t.marks&marksPublic != 0 {
		s.generation.Add(1)
	}
	for _, fn := range t.after {
		fn()
	}
	ring := s.onCommit.Load()
	if ring == nil {
		return
	}
	for m, topic := range map[mark]Topic{marksFacts: TopicFacts, marksLetters: TopicLetters, marksReceipts: TopicReceipts, marksMail: TopicMail, marksPosts: TopicPosts, marksTies: TopicTies, marksWaves: TopicWaves} {
		if t.marks&m != 0 {
			(*ring)(topic)
		}
	}
}
