package remote

import (
	"context"
	"errors"
	"fmt"

	"knoop/federation/discovery"
	"knoop/federation/iri"
	"knoop/models"
)

// softwareAnswer is what memory keeps of a host.
type softwareAnswer struct{ host models.Host }

// Software gives what a host runs, asked of its NodeInfo at most once a day,
// also when that failed. It takes five seconds at most. A host that does not say
// is no error: its Software is then "".
func (r *Remote) Software(ctx context.Context, host string) (models.Host, error) {
	if known, ok := r.software.get(host); ok {
		return known.host, nil
	}
	stored, err := r.store.Host(ctx, host)
	if err != nil {
		return models.Host{}, fmt.Errorf("find host: %w", err)
	}
	if at := stored.CheckedAt; at != nil && r.now().Sub(*at) < softwareFresh {
		r.software.put(host, softwareAnswer{stored}, at.Add(softwareFresh))
		return stored, nil
	}
	if err := r.budget.online(); err != nil {
		return stored, err
	}
	return share(ctx, r.shared, "software "+host, func(ctx context.Context) (models.Host, error) {
		return r.askSoftware(ctx, stored)
	})
}

func (r *Remote) askSoftware(ctx context.Context, h models.Host) (models.Host, error) {
	asking, cancel := context.WithTimeout(ctx, softwareTime)
	defer cancel()
	software, version, application, err := r.nodeInfo(asking, h.Name)
	if errors.Is(err, ErrBudget) {
		return h, err
	}
	if err != nil {
		r.log.DebugContext(ctx, "nodeinfo not read", "remote_host", h.Name, "err", err)
	}
	if software != "" { // else what was known before stays
		h.Software, h.Version, h.Application = software, version, application
	}
	now := r.now()
	h.CheckedAt = &now
	if err := r.store.SaveSoftware(ctx, h.Name, h.Software, h.Version, h.Application, now); err != nil {
		return h, fmt.Errorf("keep software: %w", err)
	}
	r.software.put(h.Name, softwareAnswer{h}, now.Add(softwareFresh))
	return h, nil
}

// nodeInfo reads the index and the newest document it names on its own host.
func (r *Remote) nodeInfo(ctx context.Context, host string) (software, version, application string, err error) {
	address, err := r.hostAddress(host, "/.well-known/nodeinfo", nil)
	if err != nil {
		return "", "", "", err
	}
	body, err := r.json(ctx, address)
	if err != nil {
		return "", "", "", err
	}
	links, err := discovery.ReadNodeInfoLinks(body)
	if err != nil {
		return "", "", "", refused("%v", err)
	}
	if iri.SameOrigin(links.Application, address) {
		application = links.Application
	}
	if !iri.SameOrigin(links.Schema, address) {
		return "", "", application, refused("nodeinfo names no document of its own")
	}
	if body, err = r.json(ctx, links.Schema); err != nil {
		return "", "", application, err
	}
	if software, version, err = discovery.ReadNodeInfo(body); err != nil {
		return "", "", application, refused("%v", err)
	}
	return software, version, application, nil
}

// json fetches a document that is not ActivityPub.
func (r *Remote) json(ctx context.Context, address string) ([]byte, error) {
	if err := r.budget.spend(); err != nil {
		return nil, err
	}
	resp, err := r.client.GetJSON(ctx, address)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}
