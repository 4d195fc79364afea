package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit codes.
const (
	exitDone    = 0
	exitRefused = 1
	exitUsage   = 2
)

// cli is the grammar: every command, and the settings that all of them share.
type cli struct {
	Settings

	JSON bool `help:"Print one JSON document instead of text." name:"json"`

	Serve     serveCmd     `cmd:"" help:"Run the node."`
	Demo      demoCmd      `cmd:"" help:"Run three federated collectives with life-like data on this machine, without set-up."`
	Setup     setupCmd     `cmd:"" help:"Create the collective and its first orchestrator, without a browser."`
	Member    memberCmd    `cmd:"" help:"Members of the collective."`
	Code      codeCmd      `cmd:"" help:"The code of conduct."`
	Invite    inviteCmd    `cmd:"" help:"Invite people to join."`
	Note      noteCmd      `cmd:"" help:"Publish a note."`
	Edit      editCmd      `cmd:"" help:"Change the text of a note."`
	Event     eventCmd     `cmd:"" help:"Publish and change events."`
	Series    seriesCmd    `cmd:"" help:"Series of meetings: add, list, show, cancel or move one date."`
	Calendar  calendarCmd  `cmd:"" help:"Calendars of others: take a file over, read one at its address."`
	Delete    deleteCmd    `cmd:"" help:"Delete an object of ours; a tombstone is left."`
	Show      showCmd      `cmd:"" help:"Show what we hold under an id, ours or a remote one."`
	Follow    followCmd    `cmd:"" help:"Follow an actor on another server."`
	Unfollow  unfollowCmd  `cmd:"" help:"Stop following an actor."`
	Followers followersCmd `cmd:"" help:"List the followers of an actor of ours."`
	Queue     queueCmd     `cmd:"" help:"Show letters that wait, are delayed or have failed, per host."`
	Stats     statsCmd     `cmd:"" help:"Count what the node holds."`
	Health    healthCmd    `cmd:"" help:"Ask the server on this machine whether it is ready."`
	Config    configCmd    `cmd:"" help:"Show the settings in force, secrets masked."`
	Version   versionCmd   `cmd:"" help:"Show the version."`
}

// run is the whole program but for the process: it reads the arguments, runs
// one command and gives the exit code.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	var grammar cli
	exited, code := false, exitDone
	parser, err := kong.New(&grammar,
		kong.Name("knoop"),
		kong.Description("Knoop is one collective's node in the fediverse."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { exited, code = true, c }),
		kong.Help(printHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.ExplicitGroups([]kong.Group{{Key: settingsGroup, Title: "Settings (each also as KNOOP_NAME in the environment)"}}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "knoop:", err)
		return exitUsage
	}
	command, err := parser.Parse(args)
	if exited { // --help
		return code
	}
	if err != nil {
		fmt.Fprintf(stderr, "knoop: %s. See knoop --help.\n", strings.TrimSuffix(err.Error(), "."))
		return exitUsage
	}
	if err := grammar.fill(environ); err != nil {
		return report(stderr, err)
	}
	a := &app{settings: &grammar.Settings, json: grammar.JSON, stdout: stdout, stderr: stderr}
	command.BindTo(ctx, (*context.Context)(nil))
	err = command.Run(a)
	if closing := a.close(); err == nil {
		err = closing
	}
	return report(stderr, err)
}

// usage is a mistake in how the command was called.
type usage string

func (u usage) Error() string { return string(u) }

// report prints an error as one line and gives the exit code.
func report(stderr io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(stderr, "knoop: "+sentence(err))
	var u usage
	if errors.As(err, &u) {
		return exitUsage
	}
	return exitRefused
}
