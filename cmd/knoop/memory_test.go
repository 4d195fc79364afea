package main

import "testing"

func TestMemoryLimit_followsWhatIsInUse(t *testing.T) {
	for live, want := range map[uint64]int64{0: 96 << 20, 24 << 20: 96 << 20, 100 << 20: 232 << 20} {
		if got := memoryLimit(live); got != want {
			t.Errorf("with %d MiB in use: %d MiB", live>>20, got>>20)
		}
	}
}
