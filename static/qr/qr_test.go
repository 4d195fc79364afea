package qr_test

import (
	"bytes"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"knoop/static/qr"
)

const link = "https://mokum.example/welcome/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"

var run = regexp.MustCompile(`^M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// The path and the picture must be the same code: they are read by the same
// readers.
func TestDraw_isTheSameCodeAsThePicture(t *testing.T) {
	code, err := qr.Draw(link)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := qr.PNG(link, 8*code.Size)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	dark := map[[2]int]bool{}
	rest := code.Path
	for rest != "" {
		m := run.FindStringSubmatch(rest)
		if m == nil || m[3] != m[4] {
			t.Fatalf("the path goes on with %q", rest[:min(len(rest), 40)])
		}
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		for i := range n {
			dark[[2]int{x + i, y}] = true
		}
		rest = rest[len(m[0]):]
	}
	for y := range code.Size {
		for x := range code.Size {
			r, _, _, _ := picture.At(8*x+4, 8*y+4).RGBA()
			if dark[[2]int{x, y}] != (r < 0x8000) {
				t.Fatalf("at %d,%d the path is dark: %v", x, y, dark[[2]int{x, y}])
			}
			if edge := x < 4 || y < 4 || x >= code.Size-4 || y >= code.Size-4; edge && dark[[2]int{x, y}] {
				t.Errorf("the quiet zone is not quiet at %d,%d", x, y)
			}
		}
	}
	if len(dark) < 300 {
		t.Errorf("only %d dark modules", len(dark))
	}
}

func TestDraw_refusesWhatFitsInNoCode(t *testing.T) {
	for _, text := range []string{"", strings.Repeat("é", 1200), strings.Repeat("x", 5000)} {
		if _, err := qr.Draw(text); err == nil {
			t.Errorf("%d bytes have a code", len(text))
		}
		if _, err := qr.PNG(text, 200); err == nil {
			t.Errorf("%d bytes have a picture", len(text))
		}
	}
}
