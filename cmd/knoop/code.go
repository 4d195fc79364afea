package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"knoop/models"
	"knoop/models/store"
	"knoop/models/text"
)

type codeCmd struct {
	Publish codePublishCmd `cmd:"" help:"Publish a new version of the code of conduct."`
	Show    codeShowCmd    `cmd:"" help:"Show the code of conduct as it is in force, or an earlier version."`
}

type codePublishCmd struct {
	File    string `arg:"" help:"File with the text, in Markdown."`
	Changes string `placeholder:"TEXT" help:"What is new since the version before; needed from the second version on."`
}

// Help gives an example.
func (codePublishCmd) Help() string {
	return `Example:

  knoop code publish code.md --changes "How we handle photos"

Every member is asked to sign it. Earlier versions stay as they were signed. The last line is its address.`
}

// Run publishes a file as the next version.
func (c codePublishCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	raw, err := readText(c.File, 4*models.MaxText)
	if err != nil {
		return err
	}
	code, err := st.PublishCode(ctx, store.NewConduct{Source: raw, HTML: text.Render(raw, nil).HTML, Changes: strings.TrimSpace(c.Changes)})
	if err != nil {
		return fmt.Errorf("publish the code of conduct: %w", err)
	}
	a.ring()
	address := fmt.Sprintf("%s/code/%d", a.node.Origin, code.Version)
	return a.print(map[string]any{"version": code.Version, "url": address, "sha256": code.Hash},
		fmt.Sprintf("Version %d is in force.", code.Version), address)
}

// readText reads a file of at most so many bytes as UTF-8.
func readText(name string, most int64) (string, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return "", refuse("%s cannot be read: %v", name, err)
	case info.IsDir():
		return "", refuse("%s is a directory: name a file", name)
	case info.Size() > most:
		return "", refuse("%s is larger than %d bytes: make it shorter", name, most)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return "", refuse("%s cannot be read: %v", name, err)
	}
	s := strings.TrimSpace(strings.TrimPrefix(string(raw), "\ufeff"))
	if strings.ToValidUTF8(s, "") != s || strings.ContainsRune(s, 0) {
		return "", refuse("%s is not text in UTF-8: save it as such", name)
	}
	return s, nil
}

type codeShowCmd struct {
	Version int `arg:"" optional:"" help:"Which version; without it the one in force."`
}

// Help gives an example.
func (codeShowCmd) Help() string {
	return `Example:

  knoop code show 2`
}

// Run prints the Markdown of a version.
func (c codeShowCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	code, err := st.CurrentCode(ctx)
	if c.Version != 0 && (err == nil || models.KindOf(err) == models.NotFound) {
		code, err = st.Code(ctx, c.Version)
	}
	if models.KindOf(err) == models.NotFound {
		return refuse("there is no such version of the code of conduct: publish one with knoop code publish")
	}
	if err != nil {
		return fmt.Errorf("show the code of conduct: %w", err)
	}
	return a.print(map[string]any{
		"version": code.Version, "published": code.PublishedAt.UTC().Format(time.RFC3339), "changes": code.Changes, "sha256": code.Hash, "text": code.Source,
	}, code.Source)
}
