package web

import (
	"errors"

	"knoop/handlers/render"
	"knoop/models"
)

// faultOf gives the sentence of an error that a person can mend, and its key; ""
// for any other.
func faultOf(page *render.Page, err error) (sentence, key string) {
	var e *models.Error
	if !errors.As(err, &e) {
		return "", ""
	}
	return page.T(e.Key, e.Args...), e.Key
}

// asError gives what a person can mend of an error; nil for any other.
func asError(err error) *models.Error {
	var e *models.Error
	errors.As(err, &e)
	return e
}

// asConflict is asError for what others or the time of day stood in the way of.
func asConflict(err error) *models.Error {
	if models.KindOf(err) != models.Conflict {
		return nil
	}
	return asError(err)
}
