package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// A node runs on a small machine beside other things. After a post to hundreds
// of hosts, each with a connection of its own, Go would keep half the memory it
// had grown to; with a soft limit it collects sooner instead. The limit follows
// what is really in use, so a large node is not held down.
const (
	leastMemory = 64 << 20 // bytes; SQLite's caches and the program itself come on top
	memoryEvery = 30 * time.Second
)

// keepMemorySmall sets the limit until ctx ends. An operator's own GOMEMLIMIT
// wins.
func keepMemorySmall(ctx context.Context) error {
	if os.Getenv("GOMEMLIMIT") != "" {
		<-ctx.Done()
		return nil
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	tick := time.NewTicker(memoryEvery)
	defer tick.Stop()
	for {
		metrics.Read(live)
		debug.SetMemoryLimit(memoryLimit(live[0].Value.Uint64()))
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// memoryLimit gives twice what is in use and some room, 64 MiB at least.
func memoryLimit(live uint64) int64 {
	return max(leastMemory, int64(live)*2+leastMemory/4)
}
