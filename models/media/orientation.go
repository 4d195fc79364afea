package media

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation reads the EXIF tag 0x0112 of a JPEG: 1 (upright) to 8, as in
// TIFF 6.0. Whatever it cannot read is upright.
func orientation(jpeg []byte) int {
	found := 1
	segments(jpeg, func(marker byte, content []byte) bool {
		tiff, exif := bytes.CutPrefix(content, []byte("Exif\x00\x00"))
		if marker != application1 || !exif {
			return true
		}
		found = tiffOrientation(tiff)
		return false
	})
	return found
}

// tiffOrientation reads the tag from the first directory of a TIFF header.
func tiffOrientation(t []byte) int {
	if len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(t[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(t[4:]))
	if at+2 > int64(len(t)) {
		return 1
	}
	entries := int(order.Uint16(t[at:]))
	for i := range entries {
		e := at + 2 + int64(i)*12
		if e+12 > int64(len(t)) {
			return 1
		}
		if order.Uint16(t[e:]) == 0x0112 {
			if v := int(order.Uint16(t[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// turn sets a picture upright.
func turn(src *image.RGBA, orientation int) *image.RGBA {
	if orientation <= 1 || orientation > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dw, dh := w, h
	if orientation >= 5 {
		dw, dh = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range dh {
		for x := range dw {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return dst
}
