package main

import (
	"io"
	"log/slog"
)

// logger makes the log of the server: text for people, JSON for programs.
func (c config) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	if c.logDebug {
		options.Level = slog.LevelDebug
	}
	if c.logJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// quiet is the log of a command: only what an operator must see.
func quiet(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelError}))
}
