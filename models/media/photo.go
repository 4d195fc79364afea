package media

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"

	xdraw "golang.org/x/image/draw"
)

// PhotoSides are the sizes in which a portrait is kept, in pixels.
var PhotoSides = [3]int{96, 192, 400}

// photoMemory is what a picture may take while it is decoded, in bytes: with what
// comes before and after, less than 64 MB.
const photoMemory = 48 << 20

// AddPhoto reads a JPEG, PNG or WebP of somebody, cuts a square out of it and
// keeps it in PhotoSides, or in fewer when it is small; smallest first. A tall
// picture is cut from nearer its top, where faces are. Memory is bounded: what
// would need too much of it is ErrTooManyPixels. Otherwise like Add.
func (s *Store) AddPhoto(ctx context.Context, r io.ReadSeeker) ([]Picture, error) {
	largest := PhotoSides[len(PhotoSides)-1]
	return s.addSmall(ctx, r, largest, func(img *image.RGBA) []*image.RGBA {
		square := img.SubImage(middle(img.Rect)).(*image.RGBA)
		side := square.Rect.Dx()
		var out []*image.RGBA
		for _, want := range PhotoSides {
			out = append(out, scale(square, min(want, side), min(want, side), xdraw.CatmullRom))
			if want >= side {
				break
			}
		}
		return out
	})
}

// AddSmall is Add for a picture of which no more than side pixels a side are
// kept, with memory bounded as in AddPhoto.
func (s *Store) AddSmall(ctx context.Context, r io.ReadSeeker, side int) (Picture, error) {
	kept, err := s.addSmall(ctx, r, side, func(img *image.RGBA) []*image.RGBA {
		// Less than twice as large already, so the cheap way looks well; CatmullRom
		// would take as much memory again as the whole picture.
		w, h := fit(img.Rect.Dx(), img.Rect.Dy(), side)
		return []*image.RGBA{scale(img, w, h, xdraw.ApproxBiLinear)}
	})
	if err != nil {
		return Picture{}, err
	}
	return kept[0], nil
}

func (s *Store) addSmall(ctx context.Context, r io.ReadSeeker, least int, make func(*image.RGBA) []*image.RGBA) ([]Picture, error) {
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to read picture: %w", ctx.Err())
	}
	img, err := readSmall(r, least)
	if err != nil {
		return nil, err
	}
	var kept []Picture
	for _, one := range make(img) {
		out, p, err := encode(one)
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("read picture: %w", err)
		}
		if err := s.keep(p.Name(), out); err != nil {
			return nil, err
		}
		kept = append(kept, p)
	}
	return kept, nil
}

// middle gives the largest square: in the middle across, a third of what is left
// over from the top.
func middle(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	at := image.Pt(r.Min.X+(r.Dx()-side)/2, r.Min.Y+(r.Dy()-side)/3)
	return image.Rectangle{at, at.Add(image.Pt(side, side))}
}

// header is how much is read to judge a picture: orientation and kind stand
// within it.
const header = 1 << 20

// readSmall gives a picture upright, its shorter side at least least pixels where
// it has them and less than three times that, and never takes more memory than
// photoMemory for its pixels.
func readSmall(r io.ReadSeeker, least int) (_ *image.RGBA, err error) {
	defer func() {
		if p := recover(); p != nil { // as in rewrite
			err = fmt.Errorf("%w: decoder: %v", ErrNotPicture, p)
		}
	}()
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	if size > MaxBytes {
		return nil, ErrTooLarge
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	head, err := io.ReadAll(io.LimitReader(r, min(size, header)))
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(head))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNotPicture, err)
	case format == "gif", c.Width <= 0, c.Height <= 0:
		return nil, ErrNotPicture
	case int64(c.Width)*int64(c.Height) > MaxPixels:
		return nil, ErrTooManyPixels
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	turned := 1
	if format == "jpeg" {
		turned = orientation(head)
	}
	img, err := decodeBounded(r, c, format, head, least)
	if err != nil {
		return nil, err
	}
	return turn(box(img, min(img.Bounds().Dx(), img.Bounds().Dy())/least), turned), nil
}

// decodeBounded decodes whole what fits, a JPEG coarsely when that is enough or
// all that can be had, and refuses the rest.
func decodeBounded(r io.ReadSeeker, c image.Config, format string, head []byte, least int) (image.Image, error) {
	short, pixels := min(c.Width, c.Height), int64(c.Width)*int64(c.Height)
	by := int64(max(1, short/least))
	fits := memoryOf(c, format, head)+4*pixels/(by*by) <= photoMemory
	if format == "jpeg" && (!fits || short/8 >= least) {
		switch img, err := decodeCoarse(r); {
		case err == nil:
			return img, nil
		case !errors.Is(err, errUncommon):
			return nil, fmt.Errorf("%w: %w", ErrNotPicture, err)
		}
		if _, err := r.Seek(0, io.SeekStart); err != nil {
			return nil, fmt.Errorf("read upload: %w", err)
		}
	}
	if !fits {
		return nil, ErrTooManyPixels
	}
	img, _, err := image.Decode(bufio.NewReader(r))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotPicture, err)
	}
	return img, nil
}

// memoryOf gives what image.Decode would take for a picture, in bytes, at most.
func memoryOf(c image.Config, format string, head []byte) int64 {
	halves := int64(8) // half bytes a pixel
	switch c.ColorModel {
	case color.YCbCrModel:
		halves = 6 // were no colour left out
		if format == "webp" || isHalved(head) {
			halves = 3
		}
	case color.NYCbCrAModel:
		halves = 13 // the transparency is decoded as a picture of its own
	case color.GrayModel:
		halves = 2
	case color.RGBA64Model, color.NRGBA64Model:
		halves = 16
	case color.Gray16Model:
		halves = 4
	}
	if _, ok := c.ColorModel.(color.Palette); ok {
		halves = 2
	}
	switch {
	case format == "jpeg" && isProgressive(head):
		halves *= 5 // four bytes a coefficient besides
	case format == "png" && len(head) > 28 && head[28] == 1:
		halves += halves/2 + 1 // interlaced: a pass beside the whole
	}
	return halves * int64(c.Width) * int64(c.Height) / 2
}

// isHalved says whether a JPEG has its colours at half the size both ways, as
// nearly all photos have.
func isHalved(raw []byte) bool {
	halved := false
	segments(raw, func(marker byte, c []byte) bool {
		if marker < 0xC0 || marker > startOfProgressive {
			return true
		}
		halved = len(c) == 15 && c[7] == 0x22 && c[10] == 0x11 && c[13] == 0x11
		return false
	})
	return halved
}

// box shrinks by a whole number, giving each pixel the mean of those it stands
// for. It holds only a few rows of the large picture in another form.
func box(src image.Image, by int) *image.RGBA {
	b := src.Bounds()
	if by < 2 {
		return scale(src, b.Dx(), b.Dy(), xdraw.ApproxBiLinear)
	}
	w, h := b.Dx()/by, b.Dy()/by
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	rows := image.NewRGBA(image.Rect(0, 0, w*by, by))
	n := uint32(by * by)
	for y := range h {
		draw.Draw(rows, rows.Rect, src, image.Pt(b.Min.X, b.Min.Y+y*by), draw.Src)
		for x := range w {
			var sum [4]uint32
			for dy := range by {
				line := rows.Pix[dy*rows.Stride+x*by*4:][:by*4]
				for i := 0; i < len(line); i += 4 {
					sum[0] += uint32(line[i])
					sum[1] += uint32(line[i+1])
					sum[2] += uint32(line[i+2])
					sum[3] += uint32(line[i+3])
				}
			}
			out := dst.Pix[y*dst.Stride+x*4:]
			for k := range 4 {
				out[k] = byte((sum[k] + n/2) / n)
			}
		}
	}
	return dst
}

// encode writes a picture: JPEG, or PNG where it has transparency.
func encode(img *image.RGBA) ([]byte, Picture, error) {
	var out bytes.Buffer
	p := Picture{Ext: "jpg", MediaType: "image/jpeg", Width: img.Rect.Dx(), Height: img.Rect.Dy()}
	var err error
	if img.Opaque() {
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: jpegQuality})
	} else {
		p.Ext, p.MediaType = "png", "image/png"
		err = png.Encode(&out, img)
	}
	if err != nil {
		return nil, Picture{}, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), p.hashed(out.Bytes()), nil
}
