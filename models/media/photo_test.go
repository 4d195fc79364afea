package media_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"knoop/models/media"
)

// addPhoto keeps a photo and gives its files, smallest first.
func addPhoto(t testing.TB, s *media.Store, raw []byte) ([]media.Picture, []image.Image) {
	t.Helper()
	kept, err := s.AddPhoto(context.Background(), bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var pictures []image.Image
	for _, p := range kept {
		f, err := s.File(p.Name())
		if err != nil {
			t.Fatal(err)
		}
		img, _, err := image.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height || p.Width != p.Height {
			t.Errorf("%+v does not describe its file, %v", p, img.Bounds())
		}
		pictures = append(pictures, img)
	}
	return kept, pictures
}

// sample reads a file of testdata; those that hold little are packed.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return raw
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err = io.ReadAll(z); err != nil {
		t.Fatal(err)
	}
	return raw
}

func sides(kept []media.Picture) (out []int) {
	for _, p := range kept {
		out = append(out, p.Width)
	}
	return out
}

func same(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestAddPhoto_keepsASquareInThreeSizes(t *testing.T) {
	s, _ := open(t)
	for _, c := range []struct {
		w, h int
		want []int
	}{
		{3000, 2000, []int{96, 192, 400}},
		{400, 900, []int{96, 192, 400}},
		{250, 250, []int{96, 192, 250}},
		{192, 300, []int{96, 192}},
		{30, 50, []int{30}},
		{1, 1, []int{1}},
		{5000, 100, []int{96, 100}},
	} {
		for name, raw := range map[string][]byte{"JPEG": jpegOf(t, quarters(c.w, c.h)), "PNG": pngOf(t, quarters(c.w, c.h))} {
			kept, pictures := addPhoto(t, s, raw)
			if !same(sides(kept), c.want) {
				t.Errorf("%s of %d x %d: kept %v, want %v", name, c.w, c.h, sides(kept), c.want)
			}
			if c.w < 20 {
				continue
			}
			for _, img := range pictures {
				if got := [3]string{corner(img, 0, 0), corner(img, 1, 0), corner(img, 1, 1)}; got != [3]string{"red", "green", "white"} {
					t.Errorf("%s of %d x %d: corners %v", name, c.w, c.h, got)
				}
			}
		}
	}
}

func TestAddPhoto_cutsATallPictureNearItsTop(t *testing.T) {
	s, _ := open(t)
	tall := image.NewRGBA(image.Rect(0, 0, 300, 900))
	for y := range 900 {
		for x := range 300 {
			tall.SetRGBA(x, y, color.RGBA{uint8(y / 4), 0, 0, 255})
		}
	}
	_, pictures := addPhoto(t, s, pngOf(t, tall))
	r, _, _, _ := pictures[0].At(48, 0).RGBA()
	if row := int(r>>8) * 4; row < 180 || row > 220 {
		t.Errorf("cut from row %d, want 200", row)
	}
}

func TestAddPhoto_leavesNothingButPixelsUpright(t *testing.T) {
	s, _ := open(t)
	for orientation, want := range map[uint16]string{1: "red", 3: "white", 6: "blue", 8: "green"} {
		raw := withEXIF(jpegOf(t, quarters(640, 480)), orientation, binary.BigEndian)
		kept, pictures := addPhoto(t, s, raw)
		for i, p := range kept {
			f, err := s.File(p.Name())
			if err != nil {
				t.Fatal(err)
			}
			file, _ := io.ReadAll(f)
			f.Close()
			if bytes.Contains(file, []byte("GPS")) || bytes.Contains(file, []byte("Exif")) {
				t.Errorf("size %d still says where it was taken", p.Width)
			}
			if got := corner(pictures[i], 0, 0); got != want {
				t.Errorf("orientation %d: %s at the top left, want %s", orientation, got, want)
			}
		}
	}
}

func TestAddPhoto_keepsTransparencyAndReadsWebP(t *testing.T) {
	s, _ := open(t)
	clear := quarters(120, 120)
	for i := range clear.Pix {
		clear.Pix[i] = 0
	}
	if kept, _ := addPhoto(t, s, pngOf(t, clear)); kept[0].Ext != "png" {
		t.Errorf("a transparent PNG became %s", kept[0].Ext)
	}
	if kept, _ := addPhoto(t, s, webp); !same(sides(kept), []int{1}) {
		t.Errorf("a WebP became %+v", kept)
	}
}

// tagged gives a WebP the words that cameras and editors add: a chunk of EXIF and
// one of XMP (RFC 9649, 2.7).
func tagged(raw []byte, w, h int) []byte {
	chunk := func(name string, data []byte) []byte {
		out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
		if out = append(out, data...); len(data)%2 == 1 {
			out = append(out, 0)
		}
		return out
	}
	body := raw[12:]
	if string(body[:4]) == "VP8X" {
		body = bytes.Clone(body)
		body[8] |= 0x0c
	} else {
		body = append(chunk("VP8X", []byte{0x0c, 0, 0, 0, byte(w - 1), 0, 0, byte(h - 1), 0, 0}), body...)
	}
	body = append(body, chunk("EXIF", []byte("Exif\x00\x00MM\x00*GPS 52.31, 4.97"))...)
	body = append(body, chunk("XMP ", []byte("<x:xmpmeta>Samira at home</x:xmpmeta>"))...)
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	return append(append(out, "WEBP"...), body...)
}

// Both are patterns drawn by ffmpeg: lossy (VP8), and lossy with an alpha plane
// (VP8X, ALPH) whose left half is clear.
func TestAdd_readsLossyWebPAndItsTransparency(t *testing.T) {
	s, _ := open(t)
	for _, c := range []struct {
		name, format, ext string
		w, h              int
		clear             bool
	}{{"lossy.webp", "VP8 ", "jpg", 96, 64, false}, {"alpha.webp", "ALPH", "png", 64, 48, true}} {
		raw := sample(t, c.name)
		if !bytes.Contains(raw, []byte(c.format)) || bytes.Contains(raw, []byte("VP8L")) {
			t.Fatalf("%s is another kind of WebP", c.name)
		}
		raw = tagged(raw, c.w, c.h)
		p, img, file := add(t, s, raw)
		if p.Width != c.w || p.Height != c.h || p.Ext != c.ext {
			t.Errorf("%s became %+v", c.name, p)
		}
		kept, pictures := addPhoto(t, s, raw)
		if !same(sides(kept), []int{c.h}) || kept[0].Ext != c.ext {
			t.Errorf("%s became the photo %+v", c.name, kept)
		}
		photo, err := s.File(kept[0].Name())
		if err != nil {
			t.Fatal(err)
		}
		square, _ := io.ReadAll(photo)
		photo.Close()
		for _, secret := range []string{"Exif", "EXIF", "GPS", "Samira", "xmp"} {
			if !bytes.Contains(bytes.ToLower(raw), bytes.ToLower([]byte(secret))) {
				t.Fatalf("%s under test does not hold %q", c.name, secret)
			}
			if bytes.Contains(file, []byte(secret)) || bytes.Contains(square, []byte(secret)) {
				t.Errorf("%s kept %q", c.name, secret)
			}
		}
		for _, img := range append(pictures, img) {
			b := img.Bounds()
			_, _, _, left := img.At(2, b.Dy()/2).RGBA()
			_, _, _, right := img.At(b.Dx()-2, b.Dy()/2).RGBA()
			if (left == 0) != c.clear || right != 0xffff {
				t.Errorf("%s: alpha %d and %d", c.name, left, right)
			}
		}
	}
}

func TestAddPhoto_readsPhotosOf24Megapixels(t *testing.T) {
	s, _ := open(t)
	for _, name := range []string{"24mp_baseline.jpg.gz", "24mp_progressive.jpg.gz", "24mp_full_colour.jpg.gz"} {
		kept, pictures := addPhoto(t, s, sample(t, name))
		if !same(sides(kept), []int{96, 192, 400}) {
			t.Errorf("%s: %v", name, sides(kept))
		}
		for _, img := range pictures {
			if got := [4]string{corner(img, 0, 0), corner(img, 1, 0), corner(img, 0, 1), corner(img, 1, 1)}; got != [4]string{"red", "green", "blue", "white"} {
				t.Errorf("%s: corners %v", name, got)
			}
		}
	}
	p, err := s.AddSmall(context.Background(), bytes.NewReader(sample(t, "24mp_baseline.jpg.gz")), 1200)
	if err != nil || p.Width != 1200 || p.Height < 799 || p.Height > 800 {
		t.Errorf("a piece of work became %+v, %v", p, err)
	}
	p, err = s.AddSmall(context.Background(), bytes.NewReader(sample(t, "24mp_progressive.jpg.gz")), 1200)
	if err != nil || p.Width != 750 || p.Height != 500 {
		t.Errorf("a progressive one became %+v, %v", p, err)
	}
}

func TestAddPhoto_refusesWhatItShould(t *testing.T) {
	s, dir := open(t)
	photo := jpegOf(t, quarters(640, 480))
	large := sample(t, "24mp_progressive.jpg.gz")
	var animation bytes.Buffer
	if err := gif.Encode(&animation, quarters(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"a bomb":                  {bomb(60000, 60000), media.ErrTooManyPixels},
		"a large PNG":             {bomb(6000, 4000), media.ErrTooManyPixels},
		"a deep PNG":              {bombOf(3000, 4000, 16), media.ErrTooManyPixels},
		"a progressive bomb":      {progressive(60000, 60000), media.ErrTooManyPixels},
		"a progressive lie":       {progressive(6000, 4000), media.ErrNotPicture},
		"nothing":                 {nil, media.ErrNotPicture},
		"a page":                  {[]byte("<!doctype html><script>alert(1)</script>"), media.ErrNotPicture},
		"a script with a name":    {[]byte("#!/bin/sh\necho photo.jpg\n"), media.ErrNotPicture},
		"an SVG":                  {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), media.ErrNotPicture},
		"a GIF":                   {animation.Bytes(), media.ErrNotPicture},
		"a truncated photo":       {photo[:len(photo)/2], media.ErrNotPicture},
		"a truncated large photo": {large[:len(large)/8], media.ErrNotPicture},
		"a truncated WebP":        {webp[:len(webp)-8], media.ErrNotPicture},
		"too many bytes":          {append(photo, make([]byte, media.MaxBytes)...), media.ErrTooLarge},
	} {
		if _, err := s.AddPhoto(context.Background(), bytes.NewReader(c.raw)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("refused pictures left %d files", len(left))
	}
}
