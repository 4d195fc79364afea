package media_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"

	"knoop/models/media"
)

// maxPhotoMemory is what reading one photo may take above idle.
const maxPhotoMemory = 64 << 20

// resident reads a figure of /proc/self/status, in bytes.
func resident(t testing.TB, name string) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(status), name+":")
	var kB int64
	if _, err := fmt.Sscanf(rest, "%d kB", &kB); !ok || err != nil {
		t.Fatalf("no %s in /proc/self/status: %v", name, err)
	}
	return kB << 10
}

// peak gives by how much the process grew, at its largest, while fn ran.
func peak(t testing.TB, fn func()) int64 {
	t.Helper()
	debug.FreeOSMemory()
	before := resident(t, "VmRSS")
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Skipf("NOT RUN: the peak cannot be set back here: %v", err)
	}
	fn()
	return resident(t, "VmHWM") - before
}

var photosOf24MP = []string{"24mp_baseline.jpg.gz", "24mp_progressive.jpg.gz", "24mp_full_colour.jpg.gz"}

func TestAddPhoto_takesNoMoreMemoryThanItMay(t *testing.T) {
	s, _ := open(t)
	read := map[string]func(raw []byte) error{
		"a portrait": func(raw []byte) error { _, err := s.AddPhoto(context.Background(), bytes.NewReader(raw)); return err },
		"work": func(raw []byte) error {
			_, err := s.AddSmall(context.Background(), bytes.NewReader(raw), 1200)
			return err
		},
	}
	files := map[string][]byte{"a PNG of 9 megapixels": pngOf(t, quarters(3600, 2500)), "a long PNG": pngOf(t, quarters(15000, 390))}
	for _, name := range photosOf24MP {
		files[name] = sample(t, name)
	}
	for name, raw := range files {
		for what, do := range read {
			grew := peak(t, func() {
				if err := do(raw); err != nil {
					t.Errorf("%s, %s: %v", name, what, err)
				}
			})
			if grew > maxPhotoMemory {
				t.Errorf("%s, %s: grew by %d MiB", name, what, grew>>20)
			}
		}
	}
}

func BenchmarkPortrait24MP(b *testing.B) {
	s, err := media.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range photosOf24MP {
		b.Run(strings.TrimSuffix(name, ".jpg.gz"), func(b *testing.B) {
			raw := sample(b, name)
			var most int64
			b.ReportAllocs()
			for b.Loop() {
				most = max(most, peak(b, func() {
					if _, err := s.AddPhoto(context.Background(), bytes.NewReader(raw)); err != nil {
						b.Fatal(err)
					}
				}))
			}
			b.ReportMetric(float64(most)/(1<<20), "peak-MiB")
		})
	}
}
