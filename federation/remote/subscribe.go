package remote

import (
	"context"
	"strings"

	"knoop/models"
)

// Subscribe gives the address on a visitor's own server at which she can follow
// someone, with {uri} where that someone's id goes: the Follow intent of
// FEP-3b86 where her server offers it, else the ostatus subscribe template. An
// error is a sentence, as with Resolve; remote.no_follow_page when her server has
// no such page.
func (r *Remote) Subscribe(ctx context.Context, acct string) (template string, err error) {
	user, domain, ok := models.SplitAcct(acct)
	if !ok {
		return "", models.Fail(models.Invalid, "remote.address_invalid", "Address", strings.TrimSpace(acct))
	}
	f, err := r.finger(ctx, domain, "acct:"+user+"@"+domain)
	if err != nil {
		return "", r.sentence(err, user+"@"+domain, domain)
	}
	intent := strings.ReplaceAll(f.Intents["Follow"], "{object}", "{uri}")
	for _, template := range []string{intent, f.Finger.Subscribe} {
		filled := strings.Replace(template, "{uri}", "x", 1)
		if filled != template && r.Foreign(filled) == nil {
			return template, nil
		}
	}
	return "", models.Fail(models.NotFound, "remote.no_follow_page", "Host", domain)
}
