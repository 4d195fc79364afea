package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"knoop/models"
	"knoop/models/store"
)

type setupCmd struct {
	Name               string `required:"" help:"Name of the collective."`
	Handle             string `required:"" help:"Its handle, as in @mokum."`
	Language           string `default:"nl" enum:"nl,en" help:"Language of what leaves the node: nl or en."`
	Timezone           string `default:"Europe/Amsterdam" help:"IANA time zone of the collective."`
	OrchestratorName   string `required:"" help:"Name of the first orchestrator."`
	OrchestratorHandle string `required:"" help:"Handle of the first orchestrator."`
}

// Help gives an example.
func (setupCmd) Help() string {
	return `Example:

  KNOOP_URL=https://mokum.example knoop setup --name "ZZP Mokum" --handle mokum --language nl \
    --orchestrator-name Samira --orchestrator-handle samira

The last line is a one-time sign-in link for the orchestrator.`
}

// Run creates the collective. It may run while serve waits for a set-up.
func (c setupCmd) Run(ctx context.Context, a *app) (err error) {
	if a.config, err = a.settings.check(); err != nil {
		return err
	}
	if a.store, err = a.database(ctx, quiet(a.stderr), true); err != nil {
		return err
	}
	if err := a.store.Migrate(ctx); err != nil {
		return err
	}
	if err := a.readNode(ctx); err != nil {
		return err
	}
	if a.node.Ready() {
		return refuse("this node is set up already: it is %s", a.node.Origin)
	}
	origin, domain, err := a.identity()
	if err != nil {
		return err
	}
	node, err := a.store.SetUp(ctx, store.Setup{
		Origin: origin, HandleDomain: domain, Language: c.Language, Timezone: c.Timezone,
		Name: c.Name, Handle: bareHandle(c.Handle),
		OrchestratorName: c.OrchestratorName, OrchestratorHandle: bareHandle(c.OrchestratorHandle),
	})
	if err != nil {
		return fmt.Errorf("set up the node: %w", err)
	}
	a.node = node
	person, err := a.local(ctx, c.OrchestratorHandle)
	if err != nil {
		return err
	}
	link, err := a.signInLink(ctx, person)
	if err != nil {
		return err
	}
	a.ring()
	return a.print(map[string]string{
		"origin": node.Origin, "handle_domain": node.HandleDomain, "handle": bareHandle(c.Handle),
		"orchestrator": person.Handle, "link": link,
	},
		fmt.Sprintf("%s is set up as @%s@%s on %s.", c.Name, bareHandle(c.Handle), node.HandleDomain, node.Origin),
		fmt.Sprintf("%s signs in once with this link, within three days:", c.OrchestratorName),
		link)
}

// identity gives the origin and handle domain that these settings would write
// down: by default the origin's host, with its port if that is not the usual
// one.
func (a *app) identity() (origin, domain string, err error) {
	if origin, err = parseOrigin(a.settings.URL); err != nil {
		return "", "", err
	}
	if a.config.handleDomain != "" {
		return origin, a.config.handleDomain, nil
	}
	u, err := url.Parse(origin)
	if err != nil {
		return "", "", fmt.Errorf("read origin: %w", err)
	}
	return origin, u.Host, nil
}

// signInLink makes a one-time link for a person and gives its address.
func (a *app) signInLink(ctx context.Context, person models.Actor) (string, error) {
	token, err := a.store.MakeLink(ctx, models.LinkSignIn, person.ID)
	if err != nil {
		return "", fmt.Errorf("make a sign-in link: %w", err)
	}
	return welcomeLink(a.node.Origin, token), nil
}

func welcomeLink(origin, token string) string { return origin + "/welcome/" + token }

// bareHandle takes the @ off that people write.
func bareHandle(s string) string { return strings.TrimPrefix(strings.TrimSpace(s), "@") }
