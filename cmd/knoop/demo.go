package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"knoop/cmd/knoop/demodata"
	"knoop/models/store"
)

type demoCmd struct {
	Dir   string `placeholder:"DIR" help:"Keep the data here and go on with it next time; otherwise it is temporary."`
	Reset bool   `help:"Empty the directory first."`
}

// Help gives an example.
func (demoCmd) Help() string {
	return `Example:

  knoop demo --dir ~/knoop-demo

Three collectives in Amsterdam, each a node of its own on this machine, that follow each other
and federate over the real protocol. It needs no set-up, no rights and no internet, and looks
at no setting of a real node. Chrome, Firefox and curl find addresses under localhost by
themselves. Ctrl-C stops all three.`
}

// demo is a running demo.
type demo struct {
	dir      *demoDir
	nodes    []*demoNode
	progress *progress
	end      context.CancelCauseFunc // ends the demo, with the reason
}

// demoNode is one of its nodes: a process of its own, and a view of its data.
type demoNode struct {
	demodata.Collective
	demo  *demo
	dir   string
	port  int
	door  *net.TCPListener // held until its server has taken it over
	app   *app             // over the node's data, once its server runs
	child *child
	row   *progressRow
}

func (n *demoNode) origin() string { return fmt.Sprintf("http://%s.localhost:%d", n.Host, n.port) }

func (n *demoNode) listen() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(n.port)) }

// Run fills the nodes if need be, starts them, and stays until the context or
// one of them ends.
func (c demoCmd) Run(ctx context.Context, a *app) (err error) {
	dir, err := openDemoDir(c.Dir, c.Reset)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.close(err)) }()
	working, end := context.WithCancelCause(ctx)
	defer end(nil)
	d := &demo{dir: dir, progress: newProgress(a.stderr), end: end}
	if err := d.cast(); err != nil {
		return err
	}
	defer d.close()
	began := time.Now()
	err = d.start(working)
	if err == nil {
		d.progress.done(time.Since(began))
		if err = d.report(ctx, a); err == nil {
			<-working.Done()
		}
	}
	cause := context.Cause(working)
	d.stop()
	switch {
	case ctx.Err() != nil:
		return nil // ctrl-C is how a demo ends
	case cause != nil && !errors.Is(cause, context.Canceled):
		return cause
	}
	return err
}

// cast gives every collective its directory and its port.
func (d *demo) cast() error {
	for _, c := range demodata.Collectives() {
		door, err := d.dir.listen(c.Host, c.Port)
		if err != nil {
			return err
		}
		d.nodes = append(d.nodes, &demoNode{
			Collective: c, demo: d, dir: d.dir.of(c.Host), door: door, port: door.Addr().(*net.TCPAddr).Port, row: d.progress.row(c.Name),
		})
	}
	return d.dir.save()
}

// start brings all three up and ties them together.
func (d *demo) start(ctx context.Context) error {
	gate := newKeyGate()
	if err := d.each(ctx, func(ctx context.Context, n *demoNode) error { return n.raise(ctx, gate) }); err != nil {
		return err
	}
	if d.dir.state.Filled != nil {
		return nil
	}
	for _, step := range []func(context.Context, *demoNode) error{
		follow, askHats, sayYes, publishFresh, admitHats, awaitOthers, awaitHats,
		offerTogether, agreeTogether, awaitTogether, awaitUnsaid,
	} {
		if err := d.each(ctx, step); err != nil {
			return err
		}
	}
	now := time.Now()
	d.dir.state.Filled = &now
	return d.dir.save()
}

// raise makes one node answer, with its past told to nobody.
func (n *demoNode) raise(ctx context.Context, gate keyGate) error {
	n.row.expect(n.steps())
	if err := n.writePast(ctx, gate); err != nil {
		return fmt.Errorf("fill %s: %w", n.Name, err)
	}
	n.row.step("starting")
	if err := n.launch(ctx); err != nil {
		return err
	}
	n.app = n.newApp()
	if _, err := n.app.open(ctx); err != nil {
		return fmt.Errorf("open the data of %s: %w", n.Name, err)
	}
	n.row.step("handing out its past")
	// Nobody follows yet, so that what is past is delivered to nobody. Only
	// then may the others come.
	if err := n.await(ctx, "hand out its past", func() (bool, error) {
		facts, err := n.app.store.OpenFacts(ctx, 1)
		return len(facts) == 0, err
	}); err != nil {
		return err
	}
	n.row.step(fmt.Sprintf("answers on port %d", n.port))
	return nil
}

// each does something for all nodes at once; the first failure ends the rest.
func (d *demo) each(ctx context.Context, do func(context.Context, *demoNode) error) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, n := range d.nodes {
		group.Go(func() error { return do(ctx, n) })
	}
	return group.Wait()
}

// newApp gives what a command on this node's data directory would have.
func (n *demoNode) newApp() *app {
	s := &Settings{URL: n.origin(), Listen: n.listen(), Data: n.dir, Log: "text"}
	_ = s.fill(nil) // an empty environment holds nothing wrong
	return &app{settings: s, stdout: n.child.log, stderr: n.child.log}
}

// stop ends all children, at the same time.
func (d *demo) stop() {
	_ = d.each(context.Background(), func(_ context.Context, n *demoNode) error {
		if n.child != nil {
			n.child.stop()
		}
		return nil
	})
}

func (d *demo) close() {
	d.stop()
	for _, n := range d.nodes {
		if n.app != nil {
			_ = n.app.close()
		}
	}
}

// demoPatience is how long one step of the demo may take before it has failed.
const demoPatience = time.Minute

// await asks until the answer is yes.
func (n *demoNode) await(ctx context.Context, what string, ask func() (bool, error)) error {
	for deadline := time.Now().Add(demoPatience); ; {
		ok, err := ask()
		switch {
		case err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrBusy):
			return fmt.Errorf("%s: %s: %w", n.Name, what, err)
		case ok:
			return nil
		case time.Now().After(deadline):
			return refuse("%s could not %s within %s: see %s", n.Name, what, demoPatience, n.logFile())
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(40 * time.Millisecond):
		}
	}
}
