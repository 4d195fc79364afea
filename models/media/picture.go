package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"io"
	"strings"

	// Decoders register themselves.
	_ "image/gif"

	_ "golang.org/x/image/webp"
)

// Picture is what was kept.
type Picture struct {
	Hash      string // SHA-256 of the file, in hex
	Ext       string // "jpg" or "png"
	MediaType string // "image/jpeg" or "image/png"
	Width     int    // of the kept file, in pixels
	Height    int
	Bytes     int // size of the kept file
}

// Name is the file's name, as File and Path take it: HASH.ext.
func (p Picture) Name() string { return p.Hash + "." + p.Ext }

// Options of Add.
type Options struct {
	// MaxSide is the longest side that is kept, in pixels; 0 is MaxSide. More is
	// not possible, less is, for a portrait.
	MaxSide int
}

const jpegQuality = 85

// Add reads a picture, writes it anew and keeps it. When it returns, the file is
// on disk. The error is ErrNotPicture, ErrTooLarge, ErrTooManyPixels, that of
// the context, or one of the file system.
func (s *Store) Add(ctx context.Context, r io.Reader, o Options) (Picture, error) {
	raw, err := readAll(r)
	if err != nil {
		return Picture{}, err
	}
	if err := check(raw); err != nil {
		return Picture{}, err
	}
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return Picture{}, fmt.Errorf("wait to read picture: %w", ctx.Err())
	}
	out, p, err := rewrite(raw, o)
	if err != nil {
		return Picture{}, err
	}
	if err := ctx.Err(); err != nil {
		return Picture{}, fmt.Errorf("read picture: %w", err)
	}
	if err := s.keep(p.Name(), out); err != nil {
		return Picture{}, err
	}
	return p, nil
}

func readAll(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	if len(raw) > MaxBytes {
		return nil, ErrTooLarge
	}
	return raw, nil
}

// check judges by the header, before memory is taken for the pixels.
func check(raw []byte) error {
	c, _, err := image.DecodeConfig(bytes.NewReader(raw))
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrNotPicture, err)
	case c.Width <= 0 || c.Height <= 0:
		return fmt.Errorf("%w: no size", ErrNotPicture)
	case int64(c.Width)*int64(c.Height)*weight(c, raw) > MaxPixels:
		return ErrTooManyPixels
	}
	return nil
}

// weight is 2 for pictures that take twice the memory while they are decoded:
// sixteen bits a channel, and progressive JPEG, whose coefficients are all kept
// until the end.
func weight(c image.Config, raw []byte) int64 {
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		return 2
	}
	if isProgressive(raw) {
		return 2
	}
	return 1
}

// rewrite decodes, turns, shrinks and encodes. A decoder that panics on what it
// is given (it has happened) says no more than that this is no picture.
func rewrite(raw []byte, o Options) (_ []byte, _ Picture, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: decoder: %v", ErrNotPicture, p)
		}
	}()
	decoded, format, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, Picture{}, fmt.Errorf("%w: %w", ErrNotPicture, err)
	}
	side := MaxSide
	if o.MaxSide > 0 {
		side = min(side, o.MaxSide)
	}
	img := shrink(decoded, side)
	if format == "jpeg" {
		// Shrunk first: turning fewer pixels costs less and gives the same.
		img = turn(img, orientation(raw))
	}
	return encode(img)
}

// hashed adds what follows from the file's bytes.
func (p Picture) hashed(file []byte) Picture {
	sum := sha256.Sum256(file)
	p.Hash, p.Bytes = hex.EncodeToString(sum[:]), len(file)
	return p
}

// Look gives what is known of a kept picture by its name; fs.ErrNotExist when it
// is not here any more.
func (s *Store) Look(name string) (Picture, error) {
	f, err := s.File(name)
	if err != nil {
		return Picture{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Picture{}, fmt.Errorf("look at picture: %w", err)
	}
	config, _, err := image.DecodeConfig(f)
	if err != nil {
		return Picture{}, fmt.Errorf("look at picture: %w", err)
	}
	hash, ext, _ := strings.Cut(name, ".")
	return Picture{Hash: hash, Ext: ext, MediaType: MediaType(name), Width: config.Width, Height: config.Height, Bytes: int(info.Size())}, nil
}
