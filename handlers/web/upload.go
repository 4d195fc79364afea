package web

import (
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"

	"knoop/models"
	"knoop/models/media"
)

// upload opens a file that came with a form, nil when none was chosen. The caller
// closes it.
func upload(r *http.Request, name string) (multipart.File, error) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[name]) == 0 || r.MultipartForm.File[name][0].Size == 0 {
		return nil, nil
	}
	file, err := r.MultipartForm.File[name][0].Open()
	if err != nil {
		return nil, fmt.Errorf("open upload: %w", err)
	}
	return file, nil
}

// photoError is pictureError for what AddPhoto and AddSmall take.
func photoError(err error) *models.Error {
	switch {
	case errors.Is(err, media.ErrNotPicture):
		return models.Fail(models.Invalid, "error.photo_invalid")
	case errors.Is(err, media.ErrTooManyPixels):
		return models.Fail(models.Invalid, "error.photo_pixels", "Max", media.MaxPixels/1_000_000)
	}
	return pictureError(err)
}
