package media

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
)

// coarse reads a JPEG at an eighth of its size, from the first coefficient of
// every block alone, which is the block's mean. A picture of 24 megapixels takes
// one megabyte so and no inverse transform, and a progressive one, whose other
// coefficients stand in scans of their own, is hardly read at all; image/jpeg
// would hold all of them, some 180 MB. Names and sections are of ITU T.81.
type coarse struct {
	bits
	w, h        int
	progressive bool
	parts       []part
	hMax, vMax  int
	quant       [4]int // the first value of each table
	dc, ac      [4]*huffman
	restart     int // MCUs between restart markers; 0: none
	scans       int
}

// part is a component: luminance, or one of the two colours.
type part struct {
	id, h, v, table byte
	across, down    int     // blocks, filled up to whole MCUs
	values          []int16 // first coefficients, row by row
	predicted       int32
}

// maxScans bounds the work that a progressive picture can ask for.
const maxScans = 64

var (
	errCoarse   = errors.New("broken JPEG")
	errUncommon = errors.New("JPEG of an uncommon kind") // sound, it may be
)

// decodeCoarse gives an image.YCbCr or image.Gray.
func decodeCoarse(r io.Reader) (image.Image, error) {
	d := &coarse{bits: bits{r: bufio.NewReaderSize(r, 64<<10)}}
	if b, err := d.r.Peek(2); err != nil || b[0] != 0xFF || b[1] != startOfImage {
		return nil, errCoarse
	}
	_, _ = d.r.Discard(2)
	for {
		marker, err := d.nextMarker()
		if err != nil {
			return nil, err
		}
		if marker == 0xD9 { // end
			return d.picture()
		}
		if marker >= 0xD0 && marker <= 0xD8 || marker == 1 { // without content
			continue
		}
		content, err := d.segment()
		if err != nil {
			return nil, err
		}
		if err := d.take(marker, content); err != nil {
			return nil, err
		}
	}
}

func (d *coarse) segment() ([]byte, error) {
	var size [2]byte
	if _, err := io.ReadFull(d.r, size[:]); err != nil {
		return nil, fmt.Errorf("read JPEG: %w", err)
	}
	n := int(size[0])<<8 | int(size[1])
	if n < 2 {
		return nil, errCoarse
	}
	content := make([]byte, n-2)
	if _, err := io.ReadFull(d.r, content); err != nil {
		return nil, fmt.Errorf("read JPEG: %w", err)
	}
	return content, nil
}

func (d *coarse) take(marker byte, c []byte) error {
	switch marker {
	case 0xC0, 0xC1, startOfProgressive:
		d.progressive = marker == startOfProgressive
		return d.frame(c)
	case 0xC4:
		return d.huffmanTables(c)
	case 0xDB:
		return d.quantTables(c)
	case 0xDD:
		if len(c) != 2 {
			return errCoarse
		}
		d.restart = int(c[0])<<8 | int(c[1])
	case startOfScan:
		return d.scan(c)
	default:
		if marker >= 0xC3 && marker <= 0xCF { // lossless, arithmetic, hierarchical
			return errUncommon
		}
	}
	return nil
}

// frame reads B.2.2. The size was judged before.
func (d *coarse) frame(c []byte) error {
	if len(c) < 6 || d.parts != nil || len(c) != 6+3*int(c[5]) {
		return errCoarse
	}
	if c[0] != 8 || c[5] != 1 && c[5] != 3 { // twelve bits, CMYK
		return errUncommon
	}
	d.h, d.w = int(c[1])<<8|int(c[2]), int(c[3])<<8|int(c[4])
	for i := range int(c[5]) {
		p := part{id: c[6+3*i], h: c[7+3*i] >> 4, v: c[7+3*i] & 15, table: c[8+3*i]}
		if c[5] == 1 {
			p.h, p.v = 1, 1
		}
		if p.h < 1 || p.h > 4 || p.v < 1 || p.v > 4 || p.table > 3 {
			return errCoarse
		}
		d.hMax, d.vMax = max(d.hMax, int(p.h)), max(d.vMax, int(p.v))
		d.parts = append(d.parts, p)
	}
	across, down := ceil(d.w, 8*d.hMax), ceil(d.h, 8*d.vMax)
	if d.w < 1 || d.h < 1 || int64(d.w)*int64(d.h) > MaxPixels {
		return errCoarse
	}
	for i := range d.parts {
		p := &d.parts[i]
		p.across, p.down = across*int(p.h), down*int(p.v)
		p.values = make([]int16, p.across*p.down)
	}
	return nil
}

func (d *coarse) quantTables(c []byte) error {
	for len(c) > 0 {
		id, size := c[0]&15, 64<<(c[0]>>4)
		if id > 3 || c[0]>>4 > 1 || len(c) < 1+size {
			return errCoarse
		}
		d.quant[id] = int(c[1])
		if size == 128 {
			d.quant[id] = int(c[1])<<8 | int(c[2])
		}
		c = c[1+size:]
	}
	return nil
}

func (d *coarse) huffmanTables(c []byte) error {
	for len(c) > 0 {
		if len(c) < 17 || c[0]>>4 > 1 || c[0]&15 > 3 {
			return errCoarse
		}
		n := 0
		for _, count := range c[1:17] {
			n += int(count)
		}
		if n == 0 || n > 256 || len(c) < 17+n {
			return errCoarse
		}
		h, err := newHuffman(c[1:17], c[17:17+n])
		if err != nil {
			return err
		}
		if c[0]>>4 == 0 {
			d.dc[c[0]&15] = h
		} else {
			d.ac[c[0]&15] = h
		}
		c = c[17+n:]
	}
	return nil
}

// picture makes the picture of the means.
func (d *coarse) picture() (image.Image, error) {
	if d.scans == 0 || len(d.parts) == 0 {
		return nil, errCoarse
	}
	bounds := image.Rect(0, 0, ceil(d.w, 8), ceil(d.h, 8))
	planes := make([][]byte, len(d.parts))
	for i, p := range d.parts {
		planes[i] = make([]byte, len(p.values))
		for k, v := range p.values {
			planes[i][k] = byte(min(255, max(0, int(v)*d.quant[p.table]/8+128)))
		}
	}
	if len(planes) == 1 {
		return &image.Gray{Pix: planes[0], Stride: d.parts[0].across, Rect: bounds}, nil
	}
	ratio, ok := d.ratio()
	if !ok || d.parts[0].id == 'R' && d.parts[1].id == 'G' {
		return nil, errUncommon
	}
	return &image.YCbCr{
		Y: planes[0], Cb: planes[1], Cr: planes[2], YStride: d.parts[0].across, CStride: d.parts[1].across,
		SubsampleRatio: ratio, Rect: bounds,
	}, nil
}

func (d *coarse) ratio() (image.YCbCrSubsampleRatio, bool) {
	y, b, r := d.parts[0], d.parts[1], d.parts[2]
	if b.h != r.h || b.v != r.v || int(y.h) != d.hMax || int(y.v) != d.vMax || y.h%b.h != 0 || y.v%b.v != 0 {
		return 0, false
	}
	ratio, ok := map[[2]byte]image.YCbCrSubsampleRatio{
		{1, 1}: image.YCbCrSubsampleRatio444, {1, 2}: image.YCbCrSubsampleRatio440, {2, 1}: image.YCbCrSubsampleRatio422,
		{2, 2}: image.YCbCrSubsampleRatio420, {4, 1}: image.YCbCrSubsampleRatio411, {4, 2}: image.YCbCrSubsampleRatio410,
	}[[2]byte{y.h / b.h, y.v / b.v}]
	return ratio, ok
}

func ceil(a, b int) int { return (a + b - 1) / b }
