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
