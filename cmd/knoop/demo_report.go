package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// demoReport is what the demo prints when it is ready.
type demoReport struct {
	Ready bool         `json:"ready"`
	Data  string       `json:"data"`
	Nodes []nodeReport `json:"nodes"`
}

type nodeReport struct {
	Name   string            `json:"name"`
	Origin string            `json:"origin"`
	PID    int               `json:"pid"`
	Log    string            `json:"log"`
	Links  map[string]string `json:"links"` // one-time sign-in link by role
}

// guises are whom the demo lets you be, by what a node calls the link: who runs
// the collective, a member, one with several hats, and one who only looks.
func (n *demoNode) guises() [][2]string {
	out := [][2]string{{"orchestrator", n.Members[0].Handle}, {"member", n.PresentMember}}
	for _, m := range n.Members {
		if !m.Orchestrator && m.Handle != n.PresentMember && len(strings.Fields(m.Hats)) > 1 {
			out = append(out, [2]string{"three hats", m.Handle})
			break
		}
	}
	for _, m := range n.Members {
		if m.Guest {
			out = append(out, [2]string{"visitor", m.Handle})
			break
		}
	}
	return out
}

// report prints the addresses, a sign-in link for each role, and how to stop.
func (d *demo) report(ctx context.Context, a *app) error {
	out := demoReport{Ready: true, Data: d.dir.path}
	lines := []string{"", "Three collectives, each a node of its own on this machine:"}
	for _, n := range d.nodes {
		one := nodeReport{Name: n.Name, Origin: n.origin(), PID: n.child.process.Process.Pid, Log: n.logFile(), Links: map[string]string{}}
		lines = append(lines, "", fmt.Sprintf("  %-34s%s", n.Name, n.origin()))
		for _, guise := range n.guises() {
			person, err := n.app.local(ctx, guise[1])
			if err != nil {
				return err
			}
			link, err := n.app.signInLink(ctx, person)
			if err != nil {
				return err
			}
			one.Links[guise[0]] = link
			lines = append(lines, fmt.Sprintf("    %-32s%s", person.DisplayName()+", "+guise[0], link))
		}
		out.Nodes = append(out.Nodes, one)
	}
	kept := d.dir.path
	if d.dir.temporary {
		kept += "  (temporary: gone at the end)"
	}
	lines = append(lines, "",
		"  Each link signs in once; the next start makes new ones.", "",
		"  data  "+kept,
		"  logs  "+filepath.Join(d.dir.path, "NAME", "log"),
	)
	if f := d.dir.state.Filled; f != nil && time.Since(*f) > 14*24*time.Hour {
		lines = append(lines, fmt.Sprintf("  age   filled on %s: --reset fills the agenda anew", f.Format(time.DateOnly)))
	}
	lines = append(lines, "  stop  ctrl-C", "", "ready")
	if a.json {
		return a.print(out)
	}
	return a.print(nil, strings.Join(lines, "\n"))
}
