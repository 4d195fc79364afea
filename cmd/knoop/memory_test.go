package main

import "testing"

func TestMemoryLimit_followsWhatIsInUse(t *testing.T) {
	for live, want := range map[uint64]int64{0: 64 << 20, 24 << 20: 64 << 20, 100 << 20: 216 << 20} {
		if got := memoryLimit(live); got != want {
			t.Errorf("with %d MiB in use: %d MiB", live>>20, got>>20)
		}
	}
}
