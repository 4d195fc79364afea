package main

import (
	"context"
	"net/url"
)

type configCmd struct{}

// Help gives an example.
func (configCmd) Help() string {
	return `Example:

  KNOOP_URL=https://mokum.example knoop config`
}

// Run prints the effective settings under their names in the environment.
func (configCmd) Run(ctx context.Context, a *app) error {
	c, err := a.settings.check()
	if err != nil {
		return err
	}
	effective := *a.settings
	effective.Listen = c.listen
	if effective.Log == "" {
		effective.Log = "text"
		if c.logJSON {
			effective.Log = "json"
		}
	}
	if node, ok := a.peek(ctx); ok {
		effective.URL, effective.HandleDomain = node.Origin, node.HandleDomain
	}
	shown := map[string]string{}
	var lines []string
	for _, one := range effective.all() {
		value := *one.value
		if one.secret {
			value = masked(value)
		}
		shown[one.name] = value
		lines = append(lines, one.name+"="+value)
	}
	return a.print(shown, lines...)
}

// masked hides the password of a URL.
func masked(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return "****"
	}
	query := u.Query()
	if query.Has("password") { // libpq's other place for it
		query.Set("password", "xxxxx")
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}
