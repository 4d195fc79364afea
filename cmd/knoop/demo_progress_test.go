package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestProgress_plainIsOneLineAStage(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	r := p.row("Kade West")
	r.expect(4)
	for _, stage := range []string{"making keys", "making keys", "starting", "starting"} {
		r.step(stage)
	}
	if got := out.String(); got != "Kade West: making keys\nKade West: starting\n" {
		t.Errorf("%q", got)
	}
}

func TestProgress_onATerminalDrawsOverItselfAndNeverWraps(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	p.terminal = true
	rows := []*progressRow{p.row("Zuidoost Zelfstandig"), p.row("Kade West")}
	for _, r := range rows {
		r.expect(2)
	}
	out.Reset()
	rows[1].step("answers on port 8083, and more than fits on any line of any terminal")
	if got := out.String(); !strings.HasPrefix(got, "\x1b[2A\x1b[J") || strings.Count(got, "\n") != 2 {
		t.Errorf("not drawn over: %q", got)
	}
	if !strings.Contains(out.String(), "[==========          ]") {
		t.Errorf("half is not half: %q", out.String())
	}
	for line := range strings.Lines(out.String()) {
		if utf8.RuneCountInString(line) > 79 {
			t.Errorf("too wide: %q", line)
		}
	}
	out.Reset()
	rows[0].step("one")
	rows[0].step("two")
	rows[0].step("three, which nobody counted")
	if strings.Contains(out.String(), strings.Repeat("=", barLength+1)) {
		t.Errorf("fuller than full: %q", out.String())
	}
	p.say("a line of its own")
	out.Reset()
	p.done(0)
	rows[0].step("late")
	if strings.Contains(out.String(), "[") && strings.Contains(out.String(), "late\x1b") {
		t.Errorf("drawn after the end: %q", out.String())
	}
}
