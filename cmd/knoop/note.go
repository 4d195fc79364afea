package main

import (
	"context"
	"fmt"

	"knoop/models"
	"knoop/models/store"
)

type noteCmd struct {
	As   string `required:"" placeholder:"HANDLE" help:"Who says it: a member, or the collective."`
	To   string `default:"public" enum:"public,followers" help:"public or followers."`
	Text string `arg:"" help:"The note, in Markdown. @user@host mentions, #word tags."`
}

// Help gives an example.
func (noteCmd) Help() string {
	return `Example:

  knoop note --as mokum "Vrijdag is er **soep**. #borrel"

The last line is the id of the note. Someone mentioned who cannot be found within fifteen
seconds stays plain text, and a line on stderr says so.`
}

// Run publishes a note.
func (c noteCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	author, err := a.local(ctx, c.As)
	if err != nil {
		return err
	}
	note, err := a.write(ctx, c.Text)
	if err != nil {
		return err
	}
	note.ActorID = author.ID
	note.Visibility = models.Visibility(c.To)
	object, err := st.PublishNote(ctx, note)
	if err != nil {
		return fmt.Errorf("publish note: %w", err)
	}
	a.ring()
	return a.printObject(object)
}

type editCmd struct {
	ID   string `arg:"" help:"Id of the note."`
	Text string `arg:"" help:"The new text, in Markdown."`
}

// Help gives an example.
func (editCmd) Help() string {
	return `Example:

  knoop edit https://mokum.example/notes/0198… "Vrijdag is er soep, om zes uur."`
}

// Run changes a note of ours; everyone who was told of it is told again.
func (c editCmd) Run(ctx context.Context, a *app) error {
	st, err := a.open(ctx)
	if err != nil {
		return err
	}
	object, err := a.object(ctx, c.ID)
	if err != nil {
		return err
	}
	if err := models.CanEdit("", object); err != nil {
		return err
	}
	if object.Type != models.Note {
		return refuse("%s is not a note: change an event with knoop event edit", object.URI)
	}
	note, err := a.write(ctx, c.Text)
	if err != nil {
		return err
	}
	note.Warning = object.Summary
	if object, err = st.EditNote(ctx, object.ID, note); err != nil {
		return fmt.Errorf("edit note: %w", err)
	}
	a.ring()
	return a.printObject(object)
}

// write makes of Markdown what a note is stored with, all but its author.
func (a *app) write(ctx context.Context, markdown string) (store.NewNote, error) {
	if err := models.CheckText(markdown); err != nil {
		return store.NewNote{}, err
	}
	written, err := a.render(ctx, markdown)
	if err != nil {
		return store.NewNote{}, err
	}
	return store.NewNote{
		Source: markdown, Content: written.HTML, Language: a.node.Language,
		Mentions: written.Mentions, Hashtags: written.Hashtags,
	}, nil
}

// printObject prints the id on the last line.
func (a *app) printObject(o models.Object) error {
	shown := map[string]any{"id": o.URI, "url": o.URL}
	if o.NoteURI != "" {
		shown["note"] = o.NoteURI
	}
	return a.print(shown, o.URI)
}
