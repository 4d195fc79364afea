package qr

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"
)

// Code is a QR code as an SVG path: its dark modules are the area within Path,
// on a square of Size by Size units with its quiet zone.
type Code struct {
	Size int
	Path string
}

// maxText is what a code of medium recovery holds at most, in bytes.
const maxText = 2331

// Draw makes the code of a text of at most 2331 bytes.
func Draw(text string) (Code, error) {
	code, err := encode(text)
	if err != nil {
		return Code{}, err
	}
	rows := code.Bitmap()
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			begin := x
			for x < len(row) && row[x] {
				x++
			}
			b.WriteString("M" + strconv.Itoa(begin) + " " + strconv.Itoa(y) + "h" + strconv.Itoa(x-begin) + "v1h-" + strconv.Itoa(x-begin) + "z")
		}
	}
	return Code{Size: len(rows), Path: b.String()}, nil
}

// PNG makes the code of a text as a picture of about px by px.
func PNG(text string, px int) ([]byte, error) {
	code, err := encode(text)
	if err != nil {
		return nil, err
	}
	picture, err := code.PNG(px)
	if err != nil {
		return nil, fmt.Errorf("draw a QR code: %w", err)
	}
	return picture, nil
}

func encode(text string) (*qrcode.QRCode, error) {
	if text == "" || len(text) > maxText {
		return nil, fmt.Errorf("draw a QR code: %d bytes do not fit in one", len(text))
	}
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("draw a QR code: %w", err)
	}
	return code, nil
}
