package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"knoop/models"
	"knoop/static/locales"
)

// refusal is a no in our own words, for what only the command line knows of.
type refusal string

func (r refusal) Error() string { return string(r) }

func refuse(format string, args ...any) error { return refusal(fmt.Sprintf(format, args...)) }

// sentence says an error to the operator, on one line. The command line speaks
// English, whatever the node's language.
func sentence(err error) string {
	var said *models.Error
	var own refusal
	switch {
	case errors.As(err, &own):
		return oneLine(string(own))
	case errors.As(err, &said):
		return oneLine(locales.For("en").T(said.Key, said.Args...))
	case errors.Is(err, context.Canceled):
		return "stopped"
	}
	return oneLine(err.Error())
}

func isRefusal(err error) bool {
	var own refusal
	return errors.As(err, &own)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
