package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"knoop/federation/iri"
	"knoop/models"
	"knoop/models/media"
	"knoop/models/store"
)

// mediaDir stands in the data directory.
const mediaDir = "media"

// illustrate puts the picture that was named at an event, takes the one there
// away, or changes what is said of it.
func (a *app) illustrate(ctx context.Context, in *store.NewEvent, f eventFlags) error {
	alt := strings.TrimSpace(f.ImageAlt)
	isPicture := func(at models.Attachment) bool { return at.Kind == "image" }
	switch {
	case f.Image == nil && alt == "":
		return nil
	case f.Image == nil:
		i := slices.IndexFunc(in.Attachments, isPicture)
		if i < 0 {
			return usage("--image-alt describes a picture: name it with --image")
		}
		in.Attachments = slices.Clone(in.Attachments)
		in.Attachments[i].Alt = alt
		return nil
	case *f.Image == "":
		in.Attachments = slices.DeleteFunc(slices.Clone(in.Attachments), isPicture)
		return nil
	case alt == "":
		return models.Fail(models.Invalid, "error.image_alt")
	}
	picture, err := a.keepPicture(ctx, *f.Image)
	if err != nil {
		return err
	}
	in.Attachments = append(slices.DeleteFunc(slices.Clone(in.Attachments), isPicture), models.Attachment{
		Kind: "image", URL: iri.Of(a.node).Media(picture.Name()), MediaType: picture.MediaType,
		Alt: alt, Width: picture.Width, Height: picture.Height,
	})
	return nil
}

func (a *app) keepPicture(ctx context.Context, name string) (media.Picture, error) {
	file, err := os.Open(name)
	if err != nil {
		return media.Picture{}, refuse("the picture cannot be read: %v", err)
	}
	defer file.Close()
	kept, err := media.Open(filepath.Join(a.config.data, mediaDir))
	if err != nil {
		return media.Picture{}, fmt.Errorf("open the pictures: %w", err)
	}
	picture, err := kept.Add(ctx, file, media.Options{})
	switch {
	case errors.Is(err, media.ErrNotPicture):
		return media.Picture{}, models.Fail(models.Invalid, "error.image_invalid")
	case errors.Is(err, media.ErrTooLarge):
		return media.Picture{}, models.Fail(models.Invalid, "error.image_too_large", "Max", media.MaxBytes>>20)
	case errors.Is(err, media.ErrTooManyPixels):
		return media.Picture{}, models.Fail(models.Invalid, "error.image_pixels", "Max", media.MaxPixels/1_000_000)
	case err != nil:
		return media.Picture{}, fmt.Errorf("keep the picture: %w", err)
	}
	return picture, nil
}
