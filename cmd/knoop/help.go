package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// printHelp leaves the fifteen settings out of the help of commands for which
// only the data directory matters, and shows an example of every command where
// all of them are listed.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	selected := ctx.Selected()
	if selected != nil && selected.Name != "serve" && selected.Name != "config" && selected.Name != "setup" {
		for _, flag := range ctx.Model.Flags {
			if flag.Group != nil && flag.Group.Key == settingsGroup && (flag.Name != "data" || selected.Name == "demo") {
				flag.Hidden = true
			}
		}
	}
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil || selected != nil {
		return err
	}
	return printExamples(ctx.Stdout, ctx.Model.Leaves(true))
}

func printExamples(w io.Writer, commands []*kong.Node) error {
	if _, err := fmt.Fprint(w, "\nExamples:\n"); err != nil {
		return err
	}
	for _, command := range commands {
		if _, err := fmt.Fprintln(w, exampleOf(command.Detail)); err != nil {
			return err
		}
	}
	return nil
}

// exampleOf gives the first example in the help of a command: the indented lines
// under "Example:".
func exampleOf(help string) string {
	_, rest, _ := strings.Cut(help, "Example:\n\n")
	example, _, _ := strings.Cut(rest, "\n\n")
	return example
}
