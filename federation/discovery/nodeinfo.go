package discovery

import (
	"fmt"

	"knoop/federation/iri"
)

// relSchema is the beginning of NodeInfo's relations; the version follows.
const relSchema = "http://nodeinfo.diaspora.software/ns/schema/"

// Software is the name by which nodes of ours know one another.
const Software = "knoop"

// Stats is what a node tells about itself, in numbers and words. Everything in
// it is public already.
type Stats struct {
	Name        string // of the collective
	Description string // one plain line
	Language    string
	Users       int // people with an account
	ActiveMonth int
	ActiveHalf  int // in half a year
	Posts       int // notes and events of ours
	Comments    int // those that answer something
	Staff       []string
	Repository  string // of the source, or ""
}

// NodeInfoLinks writes the index: the newest schema first, the Application actor
// second.
func NodeInfoLinks(base iri.Base) ([]byte, error) {
	return encode(struct {
		Links []link `json:"links"`
	}{[]link{
		{Rel: relSchema + "2.1", Href: base.Origin + "/nodeinfo/2.1"},
		{Rel: RelApplication, Href: base.Application()},
		{Rel: relSchema + "2.0", Href: base.Origin + "/nodeinfo/2.0"},
	}}, "nodeinfo links")
}

type nodeInfo struct {
	Version           string         `json:"version"`
	Software          nodeSoftware   `json:"software"`
	Protocols         []string       `json:"protocols"`
	Services          nodeServices   `json:"services"`
	OpenRegistrations bool           `json:"openRegistrations"`
	Usage             nodeUsage      `json:"usage"`
	Metadata          map[string]any `json:"metadata"`
}

type nodeSoftware struct {
	Name       string `json:"name"`
	Version    string `json:"version"`
	Repository string `json:"repository,omitempty"` // 2.1 only
}

type nodeServices struct {
	Inbound  []string `json:"inbound"`
	Outbound []string `json:"outbound"`
}

type nodeUsage struct {
	Users struct {
		Total          int `json:"total"`
		ActiveMonth    int `json:"activeMonth"`
		ActiveHalfyear int `json:"activeHalfyear"`
	} `json:"users"`
	LocalPosts    int `json:"localPosts"`
	LocalComments int `json:"localComments"`
}

// NodeInfo writes the document of one schema version, "2.0" or "2.1"; software
// is the version of the program.
func NodeInfo(schema, software string, s Stats) ([]byte, error) {
	if schema != "2.0" && schema != "2.1" {
		return nil, fmt.Errorf("write nodeinfo: no schema %q", schema)
	}
	n := nodeInfo{
		Version:   schema,
		Software:  nodeSoftware{Name: Software, Version: software},
		Protocols: []string{"activitypub"},
		Services:  nodeServices{Inbound: []string{}, Outbound: []string{}},
		Metadata: map[string]any{
			"nodeName": s.Name, "nodeDescription": s.Description, "staffAccounts": nonNil(s.Staff),
			"federation": map[string]bool{"enabled": true},
		},
	}
	if s.Language != "" {
		n.Metadata["langs"] = []string{s.Language}
	}
	if schema == "2.1" {
		n.Software.Repository = s.Repository
	}
	n.Usage.Users.Total, n.Usage.Users.ActiveMonth, n.Usage.Users.ActiveHalfyear = s.Users, s.ActiveMonth, s.ActiveHalf
	n.Usage.LocalPosts, n.Usage.LocalComments = s.Posts, s.Comments
	return encode(n, "nodeinfo")
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
