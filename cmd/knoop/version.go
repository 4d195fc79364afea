package main

import (
	"context"
	"runtime"
	"runtime/debug"
)

// version is set by the Makefile: -ldflags "-X main.version=…".
var version = ""

// programVersion gives the release, or what the go tool knows of the commit.
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return "dev-" + s.Value[:12]
			}
		}
	}
	return "dev"
}

type versionCmd struct{}

// Help gives an example.
func (versionCmd) Help() string {
	return `Example:

  knoop version`
}

// Run prints the version.
func (versionCmd) Run(_ context.Context, a *app) error {
	v := struct {
		Version string `json:"version"`
		Go      string `json:"go"`
	}{programVersion(), runtime.Version()}
	return a.print(v, "knoop "+v.Version+" ("+v.Go+")")
}
