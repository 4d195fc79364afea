package media_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"knoop/models/media"
)

func open(t *testing.T) (*media.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "media")
	s, err := media.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// quarters is a picture whose corners tell which way is up: red, green in the
// top row, blue, white in the bottom one.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 0, 0, 255}
			switch {
			case x >= w/2 && y >= h/2:
				c = color.RGBA{255, 255, 255, 255}
			case x >= w/2:
				c = color.RGBA{0, 255, 0, 255}
			case y >= h/2:
				c = color.RGBA{0, 0, 255, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withEXIF puts an EXIF segment into a JPEG: an orientation and a secret.
func withEXIF(plain []byte, orientation uint16, order binary.AppendByteOrder) []byte {
	tiff := []byte("MM\x00\x2a")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		tiff = []byte("II\x2a\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	tiff = order.AppendUint16(tiff, 0x010F) // maker, before the one we look for
	tiff = order.AppendUint16(tiff, 2)
	tiff = order.AppendUint32(tiff, 4)
	tiff = append(tiff, "Cam\x00"...)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, orientation)
	tiff = order.AppendUint16(tiff, 0)
	tiff = append(tiff, "GPS 52.3105N 4.9710E"...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, plain[:2]...)
	out = append(out, 0xFF, 0xE0, 0, 4, 'J', 'F') // another segment first
	out = append(out, 0xFF, 0xE1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	out = append(out, body...)
	return append(out, plain[2:]...)
}

func add(t *testing.T, s *media.Store, raw []byte) (media.Picture, image.Image, []byte) {
	t.Helper()
	p, err := s.Add(context.Background(), bytes.NewReader(raw), media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.File(p.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	kept, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	img, format, err := image.Decode(bytes.NewReader(kept))
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) != p.Bytes || img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height {
		t.Errorf("Picture %+v does not describe its file (%d bytes, %v)", p, len(kept), img.Bounds())
	}
	if "image/"+format != p.MediaType || media.MediaType(p.Name()) != p.MediaType {
		t.Errorf("%s is called %s", format, p.MediaType)
	}
	return p, img, kept
}

func corner(img image.Image, x, y int) string {
	b := img.Bounds()
	r, g, bl, _ := img.At(b.Min.X+x*(b.Dx()-1), b.Min.Y+y*(b.Dy()-1)).RGBA()
	high := func(v uint32) bool { return v > 0x8000 }
	switch {
	case high(r) && high(g) && high(bl):
		return "white"
	case high(r):
		return "red"
	case high(g):
		return "green"
	case high(bl):
		return "blue"
	}
	return "black"
}

func TestAdd_leavesNothingButPixels(t *testing.T) {
	s, _ := open(t)
	raw := append(withEXIF(jpegOf(t, quarters(64, 32)), 1, binary.BigEndian), "<script>alert(1)</script>"...)
	if !bytes.Contains(raw, []byte("GPS")) {
		t.Fatal("the picture under test holds no secret")
	}
	_, _, kept := add(t, s, raw)
	for _, secret := range []string{"Exif", "GPS", "Cam", "script"} {
		if bytes.Contains(kept, []byte(secret)) {
			t.Errorf("the kept file still holds %q", secret)
		}
	}
}

func TestAdd_setsPhotosUpright(t *testing.T) {
	s, _ := open(t)
	plain := jpegOf(t, quarters(64, 32))
	// What the camera stored is quarters; by TIFF 6.0 the value says where its
	// row 0 and column 0 belong.
	for orientation, want := range map[uint16][4]string{ // top left, top right, bottom left, bottom right
		0: {"red", "green", "blue", "white"},
		1: {"red", "green", "blue", "white"},
		2: {"green", "red", "white", "blue"},
		3: {"white", "blue", "green", "red"},
		4: {"blue", "white", "red", "green"},
		5: {"red", "blue", "green", "white"},
		6: {"blue", "red", "white", "green"},
		7: {"white", "green", "blue", "red"},
		8: {"green", "white", "red", "blue"},
		9: {"red", "green", "blue", "white"},
	} {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			p, img, _ := add(t, s, withEXIF(plain, orientation, order))
			got := [4]string{corner(img, 0, 0), corner(img, 1, 0), corner(img, 0, 1), corner(img, 1, 1)}
			if got != want {
				t.Errorf("orientation %d (%v): corners %v, want %v", orientation, order, got, want)
			}
			if sideways := orientation >= 5 && orientation <= 8; sideways != (p.Height > p.Width) {
				t.Errorf("orientation %d: %d x %d", orientation, p.Width, p.Height)
			}
		}
	}
}

func TestAdd_shrinksToTheLongestSide(t *testing.T) {
	s, _ := open(t)
	for _, c := range []struct{ w, h, wantW, wantH int }{
		{1920, 108, 1920, 108},
		{1921, 108, 1920, 107},
		{3848, 100, 1920, 49},
		{300, 2500, 230, 1920},
		{9000, 2, 1920, 1},
		{1, 1, 1, 1},
	} {
		p, img, _ := add(t, s, jpegOf(t, quarters(c.w, c.h)))
		if p.Width != c.wantW || p.Height != c.wantH {
			t.Errorf("%d x %d became %d x %d, want %d x %d", c.w, c.h, p.Width, p.Height, c.wantW, c.wantH)
		}
		if c.h > 2 && c.w > 2 && (corner(img, 0, 0) != "red" || corner(img, 1, 1) != "white") {
			t.Errorf("%d x %d: the corners are wrong", c.w, c.h)
		}
	}
	p, err := s.Add(context.Background(), bytes.NewReader(pngOf(t, quarters(1000, 500))), media.Options{MaxSide: 200})
	if err != nil || p.Width != 200 || p.Height != 100 {
		t.Errorf("a portrait became %+v, %v", p, err)
	}
}

func TestAdd_keepsTransparencyAsPNG(t *testing.T) {
	s, _ := open(t)
	if p, _, _ := add(t, s, pngOf(t, quarters(20, 20))); p.Ext != "jpg" {
		t.Errorf("an opaque PNG became %s", p.Ext)
	}
	clear := quarters(20, 20)
	clear.SetRGBA(0, 0, color.RGBA{})
	p, img, _ := add(t, s, pngOf(t, clear))
	if _, _, _, a := img.At(0, 0).RGBA(); p.Ext != "png" || a != 0 {
		t.Errorf("a transparent PNG became %s with alpha %d", p.Ext, a)
	}
}

func TestAdd_takesTheFirstFrameOfAnAnimation(t *testing.T) {
	s, _ := open(t)
	palette := color.Palette{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}}
	first, second := image.NewPaletted(image.Rect(0, 0, 8, 8), palette), image.NewPaletted(image.Rect(0, 0, 8, 8), palette)
	for i := range second.Pix {
		second.Pix[i] = 1
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{first, second}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	if _, img, _ := add(t, s, b.Bytes()); corner(img, 0, 0) != "red" {
		t.Errorf("kept %s", corner(img, 0, 0))
	}
}

// webp is one grey pixel, lossless.
var webp = []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")

func TestAdd_readsWebP(t *testing.T) {
	s, _ := open(t)
	if p, _, _ := add(t, s, webp); p.Width != 1 || p.Height != 1 {
		t.Errorf("became %+v", p)
	}
}

// bomb is a PNG of a few bytes whose header claims w x h.
func bomb(w, h uint32) []byte { return bombOf(w, h, 8) }

func bombOf(w, h uint32, bits byte) []byte {
	body := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	body = binary.BigEndian.AppendUint32(body, h)
	body = append(body, bits, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
}

// progressive is the header of a progressive JPEG.
func progressive(w, h uint16) []byte {
	out := []byte{0xFF, 0xD8, 0xFF, 0xC2, 0, 11, 8}
	out = binary.BigEndian.AppendUint16(out, h)
	out = binary.BigEndian.AppendUint16(out, w)
	return append(out, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0)
}

func TestAdd_refusesWhatItShould(t *testing.T) {
	s, dir := open(t)
	photo := jpegOf(t, quarters(640, 480))
	drawing := pngOf(t, quarters(640, 480))
	for name, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"a bomb":             {bomb(60000, 60000), media.ErrTooManyPixels},
		"a long bomb":        {bomb(40_000_001, 1), media.ErrTooManyPixels},
		"a deep bomb":        {bombOf(7000, 4000, 16), media.ErrTooManyPixels},
		"a progressive bomb": {progressive(7000, 4000), media.ErrTooManyPixels},
		"nothing":            {nil, media.ErrNotPicture},
		"a page":             {[]byte("<!doctype html><script>alert(1)</script>"), media.ErrNotPicture},
		"an SVG":             {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), media.ErrNotPicture},
		"a document":         {[]byte(`{"type":"Person"}`), media.ErrNotPicture},
		"a truncated photo":  {photo[:len(photo)/2], media.ErrNotPicture},
		"a truncated header": {photo[:20], media.ErrNotPicture},
		"a truncated PNG":    {drawing[:len(drawing)/2], media.ErrNotPicture},
		"a truncated WebP":   {webp[:len(webp)-8], media.ErrNotPicture},
		"a header alone":     {bomb(10, 10), media.ErrNotPicture},
		"too many bytes":     {append(photo, make([]byte, media.MaxBytes)...), media.ErrTooLarge},
	} {
		if _, err := s.Add(context.Background(), bytes.NewReader(c.raw), media.Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("refused pictures left %d files", len(left))
	}
}

func TestAdd_samePictureTwiceIsOneFile(t *testing.T) {
	s, dir := open(t)
	raw := jpegOf(t, quarters(64, 32))
	first, _, _ := add(t, s, raw)
	second, _, _ := add(t, s, withEXIF(raw, 1, binary.BigEndian))
	if first != second {
		t.Errorf("%+v and %+v", first, second)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files", len(left))
	}
}

func TestAdd_endsWithItsContext(t *testing.T) {
	s, dir := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := s.Add(ctx, bytes.NewReader(jpegOf(t, quarters(64, 32))), media.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d files after a cancelled upload", len(left))
	}
}

func TestAdd_manyAtOnceKeepAll(t *testing.T) {
	s, dir := open(t)
	done := make(chan error)
	for i := range 8 {
		raw := jpegOf(t, quarters(40+i%4, 40)) // each twice
		go func() {
			_, err := s.Add(context.Background(), bytes.NewReader(raw), media.Options{})
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 4 {
		t.Errorf("%d files, want 4", len(left))
	}
}

func TestFile_opensNothingButPictures(t *testing.T) {
	s, dir := open(t)
	if err := os.WriteFile(filepath.Join(dir, "secret.jpg"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	hash := strings.Repeat("0a", 32)
	for _, name := range []string{
		"", ".", "..", "secret.jpg", "../media/secret.jpg", hash, hash + ".svg", hash + ".jpg/x", "../" + hash + ".jpg",
		strings.ToUpper(hash) + ".jpg", hash + ".jpg\n", hash + ".jpg\x00", hash + ".json", hash[1:] + ".jpg", hash + ".png",
	} {
		if f, err := s.File(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("File(%q) = %v, %v", name, f, err)
		}
	}
	if got := s.Path("../secret.jpg"); got != "" {
		t.Errorf("Path leads to %s", got)
	}
	if got := s.Path(hash + ".png"); got != filepath.Join(dir, hash+".png") {
		t.Errorf("Path = %s", got)
	}
	if media.MediaType("x.svg") != "" {
		t.Error("a type for a name that is none")
	}
}

func TestSweep_removesWhatNobodyNamesAndWhatACrashLeft(t *testing.T) {
	s, dir := open(t)
	named, _, _ := add(t, s, jpegOf(t, quarters(16, 16)))
	orphan, _, _ := add(t, s, jpegOf(t, quarters(18, 16)))
	young, _, _ := add(t, s, jpegOf(t, quarters(20, 16)))
	again, _, _ := add(t, s, jpegOf(t, quarters(22, 16)))
	for _, name := range []string{"upload-1.tmp", "upload-young.tmp", "README"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-2 * time.Hour)
	for _, name := range []string{named.Name(), orphan.Name(), again.Name(), "upload-1.tmp", "README"} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	add(t, s, jpegOf(t, quarters(22, 16))) // an upload under way of a picture that was here

	removed, err := s.Sweep(context.Background(), func(name string) bool { return name == named.Name() }, time.Now().Add(-time.Hour))
	if err != nil || removed != 2 {
		t.Errorf("removed %d, %v; want 2", removed, err)
	}
	for name, want := range map[string]bool{
		named.Name(): true, orphan.Name(): false, young.Name(): true, again.Name(): true,
		"upload-1.tmp": false, "upload-young.tmp": true, "README": true,
	} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}

func TestSweep_endsWithItsContext(t *testing.T) {
	s, _ := open(t)
	add(t, s, jpegOf(t, quarters(16, 16)))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if n, err := s.Sweep(ctx, func(string) bool { return false }, time.Now().Add(time.Hour)); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("removed %d, %v", n, err)
	}
}

func FuzzAdd(f *testing.F) {
	f.Add(webp)
	f.Add(bomb(4, 4))
	var b bytes.Buffer
	if err := jpeg.Encode(&b, quarters(8, 8), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(withEXIF(b.Bytes(), 6, binary.LittleEndian))
	s, err := media.Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 4096 {
			return
		}
		p, err := s.Add(context.Background(), bytes.NewReader(raw), media.Options{MaxSide: 64})
		if err != nil {
			for _, known := range []error{media.ErrNotPicture, media.ErrTooLarge, media.ErrTooManyPixels} {
				if errors.Is(err, known) {
					return
				}
			}
			t.Fatal(err)
		}
		if !media.ValidName(p.Name()) {
			t.Errorf("kept as %q", p.Name())
		}
	})
}

func BenchmarkAdd_photo(b *testing.B) {
	s, err := media.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	var raw bytes.Buffer
	if err := jpeg.Encode(&raw, quarters(4000, 3000), nil); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Add(context.Background(), bytes.NewReader(raw.Bytes()), media.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
