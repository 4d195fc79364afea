package main

import (
	"context"
	"time"

	"knoop/federation/remote"
)

// lookupTime bounds what a command waits for other servers, all together.
const lookupTime = 15 * time.Second

// render turns Markdown into HTML with its mentions and tags linked. Whoever
// cannot be found stays plain text, with a warning.
func (a *app) render(ctx context.Context, markdown string) (remote.Written, error) {
	n, err := a.reach()
	if err != nil {
		return remote.Written{}, err
	}
	bounded, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	w, err := n.remote.Write(bounded, markdown)
	if ctx.Err() != nil {
		return remote.Written{}, ctx.Err()
	}
	for _, m := range w.Missing {
		if m.Err == nil {
			a.warn("there is nobody here by the handle @%s: it stays plain text", m.Handle)
			continue
		}
		a.warn("@%s could not be found and stays plain text: %s", m.Handle, sentence(a.notFound(bounded, m.Handle, m.Err)))
	}
	return w, err
}
