package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// progress shows how far each node is: on a terminal one line a node, drawn over
// and over, elsewhere a line whenever a node begins something else.
type progress struct {
	mu       sync.Mutex
	out      io.Writer
	terminal bool
	drawn    int // lines on the screen that are ours
	rows     []*progressRow
}

type progressRow struct {
	of    *progress
	name  string
	stage string
	done  int
	total int
}

func newProgress(out io.Writer) *progress {
	f, ok := out.(*os.File)
	return &progress{out: out, terminal: ok && onTerminal(f)}
}

func (p *progress) row(name string) *progressRow {
	r := &progressRow{of: p, name: name, stage: "waiting"}
	p.rows = append(p.rows, r)
	return r
}

// expect says of how many steps the whole is.
func (r *progressRow) expect(steps int) {
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	r.total = steps
	r.of.draw()
}

// at says how far the whole is, in steps.
func (r *progressRow) at(done, total int) {
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	r.done, r.total, r.stage = done, total, fmt.Sprintf("%d of %d", done, total)
	r.of.draw()
}

// step counts one more and says what the node is doing.
func (r *progressRow) step(stage string) {
	p := r.of
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.done < r.total {
		r.done++
	}
	if !p.terminal && r.stage != stage {
		fmt.Fprintf(p.out, "%s: %s\n", r.name, stage)
	}
	r.stage = stage
	p.draw()
}

// say prints a line of its own.
func (p *progress) say(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	fmt.Fprintln(p.out, line)
	p.draw()
}

// done ends the drawing.
func (p *progress) done(took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wipe()
	fmt.Fprintf(p.out, "started in %.1f s\n", took.Seconds())
	p.terminal = false
}

const barLength = 20

func (p *progress) draw() {
	if !p.terminal {
		return
	}
	p.wipe()
	for _, r := range p.rows {
		full := 0
		if r.total > 0 {
			full = barLength * r.done / r.total
		}
		bar := strings.Repeat("=", full) + strings.Repeat(" ", barLength-full)
		stage := []rune(r.stage)
		// Short enough for any terminal: a line that wraps cannot be drawn over.
		fmt.Fprintf(p.out, "%-21s [%s] %s\n", r.name, bar, string(stage[:min(len(stage), 32)]))
	}
	p.drawn = len(p.rows)
}

// wipe takes our lines off the screen.
func (p *progress) wipe() {
	if p.drawn > 0 {
		fmt.Fprintf(p.out, "\x1b[%dA\x1b[J", p.drawn)
		p.drawn = 0
	}
}
