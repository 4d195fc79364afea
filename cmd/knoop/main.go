package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // events have IANA zones; a small container has no table of them
)

func main() {
	os.Exit(mainCode())
}

// mainCode runs the program and gives its exit code, so that what is deferred
// here happens before the process ends.
func mainCode() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
}
