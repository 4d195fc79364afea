package inbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"knoop/federation/iri"
	"knoop/models"
)

const (
	gatherMost  = 64 // receipts in one commit
	keepTime    = 30 * time.Second
	heardEvery  = time.Minute
	heardMost   = 10_000          // hosts whose minute is remembered
	failingLife = 5 * time.Second // how long the list of failing hosts is good for
)

var errStopped = errors.New("the inbox has stopped")

// gatherer writes receipts: those that wait while a commit is on its way go into
// the next one together. No delay is added.
type gatherer struct {
	in       *Inbox
	arrivals chan *arrival
	stopped  chan struct{}

	failing   []string // sorted
	failingAt time.Time
	heard     map[string]time.Time // by host: when that was last written down
}

type arrival struct {
	job  *job
	done chan error // room for one answer: the writer never waits for anyone
}

func newGatherer(in *Inbox) *gatherer {
	return &gatherer{in: in, arrivals: make(chan *arrival, gatherMost), stopped: make(chan struct{}), heard: map[string]time.Time{}}
}

// keep returns when the receipt is on disk. When ctx ends first it may have been
// kept nevertheless.
func (g *gatherer) keep(ctx context.Context, j *job) error {
	a := &arrival{job: j, done: make(chan error, 1)}
	select {
	case g.arrivals <- a:
	case <-g.stopped:
		return errStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-a.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-g.stopped:
	}
	select {
	case err := <-a.done:
		return err
	default:
		return errStopped // it came after the last look
	}
}

// run writes until ctx ends and nothing waits any more.
func (g *gatherer) run(ctx context.Context) {
	defer close(g.stopped)
	for {
		select {
		case a := <-g.arrivals:
			g.write(g.more(a))
		case <-ctx.Done():
			for {
				select {
				case a := <-g.arrivals:
					g.write(g.more(a))
				default:
					return
				}
			}
		}
	}
}

// more takes what else has arrived.
func (g *gatherer) more(first *arrival) []*arrival {
	batch := []*arrival{first}
	for len(batch) < gatherMost {
		select {
		case a := <-g.arrivals:
			batch = append(batch, a)
		default:
			return batch
		}
	}
	return batch
}

func (g *gatherer) write(batch []*arrival) {
	// Not the context of a sender: the others in the batch wait for this too.
	ctx, cancel := context.WithTimeout(context.Background(), keepTime)
	defer cancel()
	began := time.Now()
	receipts := make([]models.Receipt, len(batch))
	for i, a := range batch {
		receipts[i] = a.job.receipt
	}
	fresh, err := g.in.store.KeepReceipts(ctx, receipts)
	if err != nil {
		g.in.log.ErrorContext(ctx, "deliveries not kept", "batch", len(batch), "err", err)
	} else {
		g.in.log.DebugContext(ctx, "deliveries kept", "batch", len(batch), "ms", time.Since(began).Milliseconds())
		for i, a := range batch {
			if fresh[i] {
				g.in.backlog.add(a.job)
			}
		}
		g.in.bell.Ring()
	}
	for _, a := range batch {
		a.done <- err
	}
	if err == nil {
		g.reopen(ctx, batch)
		g.note(ctx, batch)
	}
}

// note writes down who was heard, each host once a minute: it says how fresh what
// we know of it is.
func (g *gatherer) note(ctx context.Context, batch []*arrival) {
	now := g.in.now()
	var hosts []string
	for _, a := range batch {
		host := iri.Host(a.job.receipt.ActorURI)
		if at, known := g.heard[host]; host != "" && (!known || now.Sub(at) >= heardEvery || now.Before(at)) {
			hosts, g.heard[host] = append(hosts, host), now
		}
	}
	if len(g.heard) > heardMost {
		clear(g.heard)
	}
	if err := g.in.store.HeardFrom(ctx, hosts, now); err != nil {
		g.in.log.ErrorContext(ctx, "who was heard not written down", "err", err)
	}
}

// reopen tells the queue that hosts which were failing are alive: whoever sends
// us something valid can be sent to.
func (g *gatherer) reopen(ctx context.Context, batch []*arrival) {
	if now := g.in.now(); now.Sub(g.failingAt) >= failingLife || now.Before(g.failingAt) {
		failing, err := g.in.store.FailingHosts(ctx)
		if err != nil {
			g.in.log.ErrorContext(ctx, "failing hosts not read", "err", err)
			return
		}
		slices.Sort(failing)
		g.failing, g.failingAt = failing, now
	}
	if len(g.failing) == 0 {
		return
	}
	for _, a := range batch {
		host := iri.Host(a.job.receipt.ActorURI)
		i, found := slices.BinarySearch(g.failing, host)
		if !found {
			continue
		}
		if err := g.in.store.HostAlive(ctx, host); err != nil {
			g.in.log.ErrorContext(ctx, "host not reopened", "remote_host", host, "err", err)
			continue
		}
		g.in.log.InfoContext(ctx, "host reopened by its delivery", "remote_host", host)
		g.failing = slices.Delete(g.failing, i, i+1)
	}
}
