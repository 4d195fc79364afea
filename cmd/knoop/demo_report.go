package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"knoop/models"
	"knoop/models/store"
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
	Pages  map[string]string `json:"pages"` // of what is worth a look, by its name
}

// sight is a page that is worth a look: its name in the document, and how it is
// announced.
type sight struct{ name, about, url string }

// sights are where to see that people wait for an answer, and a membership that
// only one side says.
func (n *demoNode) sights(ctx context.Context) ([]sight, error) {
	waiting, err := n.app.store.JoinRequests(ctx, true, models.MaxJoinWaiting)
	if err != nil {
		return nil, fmt.Errorf("read who wants to join %s: %w", n.Name, err)
	}
	var out []sight
	if len(waiting) > 0 {
		out = append(out, sight{"requests", fmt.Sprintf("requests to join, %d waiting", len(waiting)), n.origin() + "/manage/requests"})
		secret, err := store.LoadSecret(n.dir, "", false)
		if err != nil {
			return nil, err
		}
		first := waiting[0]
		out = append(out, sight{"applicant", first.Name + ", waiting", models.ApplyURL(n.origin(), first.Token(secret))})
	}
	for _, h := range n.unsaid() {
		out = append(out, sight{"not confirmed", h.member.Name + ", not confirmed", n.origin() + "/@" + h.member.Handle})
	}
	return out, nil
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
		one := nodeReport{Name: n.Name, Origin: n.origin(), PID: n.child.process.Process.Pid, Log: n.logFile(), Links: map[string]string{}, Pages: map[string]string{}}
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
		sights, err := n.sights(ctx)
		if err != nil {
			return err
		}
		for _, s := range sights {
			one.Pages[s.name] = s.url
			lines = append(lines, fmt.Sprintf("    %-32s%s", s.about, s.url))
		}
		out.Nodes = append(out.Nodes, one)
	}
	kept := d.dir.path
	if d.dir.temporary {
		kept += "  (temporary: gone at the end)"
	}
	lines = append(lines, "",
		"  Each link under /welcome signs in once; the next start makes new ones.",
		"  Requests to join are read by an orchestrator: sign in as one first.", "",
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
