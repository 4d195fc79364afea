package media

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
)

// means gives what decodeCoarse should: of each 8 x 8 block the mean.
func means(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()/8, b.Dy()/8))
	for y := range b.Dy() / 8 {
		for x := range b.Dx() / 8 {
			var sum [3]uint32
			for i := range 64 {
				r, g, bl, _ := img.At(b.Min.X+x*8+i%8, b.Min.Y+y*8+i/8).RGBA()
				sum[0], sum[1], sum[2] = sum[0]+r>>8, sum[1]+g>>8, sum[2]+bl>>8
			}
			out.SetRGBA(x, y, color.RGBA{uint8(sum[0] / 64), uint8(sum[1] / 64), uint8(sum[2] / 64), 255})
		}
	}
	return out
}

func TestDecodeCoarse_givesTheMeansThatDecodingWholeGives(t *testing.T) {
	for _, name := range []string{"full.jpg", "grey.jpg", "progressive.jpg", "progressive_restart.jpg", "restart.jpg"} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		reference := raw
		if name == "progressive_restart.jpg" { // which image/jpeg does not read; the picture is the same
			if reference, err = os.ReadFile(filepath.Join("testdata", "full.jpg")); err != nil {
				t.Fatal(err)
			}
		}
		whole, _, err := image.Decode(bytes.NewReader(reference))
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeCoarse(bytes.NewReader(raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := means(whole)
		if b := got.Bounds(); b.Dx() != 81 || b.Dy() != 61 {
			t.Errorf("%s: %v", name, b)
		}
		far, total := 0, 0
		for y := range want.Bounds().Dy() {
			for x := range want.Bounds().Dx() {
				r, g, b, _ := got.At(x, y).RGBA()
				wr, wg, wb, _ := want.At(x, y).RGBA()
				for _, d := range []int{int(r>>8) - int(wr>>8), int(g>>8) - int(wg>>8), int(b>>8) - int(wb>>8)} {
					total++
					if d < -12 || d > 12 { // colours at half the size lie between blocks
						far++
					}
				}
			}
		}
		if far*100 > total {
			t.Errorf("%s: %d of %d values are far off", name, far, total)
		}
	}
}

func TestDecodeCoarse_survivesWhatIsBroken(t *testing.T) {
	for _, name := range []string{"progressive.jpg", "restart.jpg"} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for n := 0; n < len(raw)-2; n += 37 {
			if _, err := decodeCoarse(bytes.NewReader(raw[:n])); err == nil {
				t.Errorf("%s cut at %d was read", name, n)
			}
			bent := bytes.Clone(raw)
			for i := n; i < min(n+3, len(bent)); i++ {
				bent[i] ^= 0x5A
			}
			_, _ = decodeCoarse(bytes.NewReader(bent)) // anything but a panic
		}
	}
}

func FuzzDecodeCoarse(f *testing.F) {
	for _, name := range []string{"full.jpg", "grey.jpg", "progressive.jpg", "restart.jpg"} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw[:min(len(raw), 3000)])
	}
	f.Fuzz(func(_ *testing.T, raw []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(raw)); err != nil || c.Width*c.Height > 1<<20 {
			return
		}
		_, _ = decodeCoarse(bytes.NewReader(raw))
	})
}
