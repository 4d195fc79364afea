package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// A node runs on a small machine beside other things. After a post to hundreds
// of hosts, each with a connection of its own, Go would keep the memory it had
// grown to for many minutes. A soft limit bounds the growth, and what is no
// longer in use is given back. Both follow what is really in use: with a limit
// too near to it, collecting garbage cost a fan-out half as much time again.
const (
	leastMemory = 96 << 20 // bytes; SQLite's caches and the program itself come on top
	spareMemory = 32 << 20 // beyond what is in use, kept for the next burst
	memoryEvery = 20 * time.Second
)

// keepMemorySmall sets the limit and gives memory back until ctx ends. An
// operator's own GOMEMLIMIT wins.
func keepMemorySmall(ctx context.Context) error {
	if os.Getenv("GOMEMLIMIT") != "" {
		<-ctx.Done()
		return nil
	}
	read := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	tick := time.NewTicker(memoryEvery)
	defer tick.Stop()
	for {
		metrics.Read(read)
		live, held := read[0].Value.Uint64(), read[1].Value.Uint64()-read[2].Value.Uint64()
		debug.SetMemoryLimit(memoryLimit(live))
		if held > live+spareMemory {
			debug.FreeOSMemory()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// memoryLimit gives twice what is in use and some room, 96 MiB at least.
func memoryLimit(live uint64) int64 {
	return max(leastMemory, int64(live)*2+spareMemory)
}
