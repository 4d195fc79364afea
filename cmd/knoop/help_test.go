package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func TestHelp_explainsEveryCommandWithAnExample(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"--help"}, nil, &out, &errs); code != exitDone {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	_, examples, found := strings.Cut(out.String(), "\nExamples:\n")
	if !found {
		t.Fatalf("no examples in\n%s", out.String())
	}
	var grammar cli
	parser, err := kong.New(&grammar)
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Leaves(true) {
		line := "knoop " + strings.TrimPrefix(command.Path(), parser.Model.Name+" ")
		if !strings.Contains(examples, line) || command.Help == "" {
			t.Errorf("%q is not shown", line)
		}
	}
}
