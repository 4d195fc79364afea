package web

import (
	"bytes"
	"testing"

	"knoop/handlers/render"
)

func benchmark(b *testing.B, rd *render.Renderer, s sample) {
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := rd.Write(&out, s.file, s.page); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProfile(b *testing.B) {
	w := sampleWorld()
	rd := w.renderer()
	benchmark(b, rd, w.pages(b, rd, "nl")["profile_member"])
}

func BenchmarkHome(b *testing.B) {
	w := sampleWorld()
	rd := w.renderer()
	benchmark(b, rd, w.pages(b, rd, "nl")["home"])
}
