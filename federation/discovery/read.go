package discovery

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"knoop/models"
)

// Limits on what is read.
const (
	maxBody  = 256 << 10
	maxLinks = 200
)

var errBody = errors.New("not a JSON object of sane size")

// Finger is what a WebFinger answer says.
type Finger struct {
	Subject   string            // "acct:user@domain", as written
	Self      string            // id of the actor
	Page      string            // page for people
	Subscribe string            // template with {uri}
	Intents   map[string]string // FEP-3b86: "Follow" to a template with {object}
	Service   string            // actor of the server (FEP-d556)
}

// ReadWebFinger reads an answer. Of several self links the first of an
// ActivityPub type counts.
func ReadWebFinger(body []byte) (Finger, error) {
	links, doc, err := readLinks(body)
	if err != nil {
		return Finger{}, fmt.Errorf("read webfinger: %w", err)
	}
	f := Finger{Subject: str(doc["subject"])}
	for _, l := range links {
		switch {
		case l.Rel == RelSelf && f.Self == "" && isActivity(l.Type):
			f.Self = address(l.Href)
		case l.Rel == RelProfile && f.Page == "":
			f.Page = address(l.Href)
		case l.Rel == RelSubscribe && f.Subscribe == "":
			f.Subscribe = template(l.Template, "{uri}")
		case l.Rel == RelService && f.Service == "":
			f.Service = address(l.Href)
		case strings.HasPrefix(l.Rel, RelIntent):
			if verb := l.Rel[len(RelIntent):]; verb != "" && template(l.Template, "{") != "" {
				if f.Intents == nil {
					f.Intents = map[string]string{}
				}
				if _, twice := f.Intents[verb]; !twice {
					f.Intents[verb] = l.Template
				}
			}
		}
	}
	return f, nil
}

// NodeLinks is what a NodeInfo index names.
type NodeLinks struct {
	Schema      string // address of the document of the newest version
	Application string // actor of the server (FEP-2677), or ""
}

// ReadNodeInfoLinks reads an index. The newest schema of those it names counts,
// wherever it stands.
func ReadNodeInfoLinks(body []byte) (NodeLinks, error) {
	links, _, err := readLinks(body)
	if err != nil {
		return NodeLinks{}, fmt.Errorf("read nodeinfo links: %w", err)
	}
	var out NodeLinks
	newest := ""
	for _, l := range links {
		if v, ok := strings.CutPrefix(l.Rel, relSchema); ok && len(v) == 3 && v > newest && address(l.Href) != "" {
			newest, out.Schema = v, l.Href
		}
		if l.Rel == RelApplication && out.Application == "" {
			out.Application = address(l.Href)
		}
	}
	return out, nil
}

// ReadNodeInfo gives the name of a server's software, lower case, and its
// version; "" where they make no sense.
func ReadNodeInfo(body []byte) (software, version string, err error) {
	doc, err := readObject(body)
	if err != nil {
		return "", "", fmt.Errorf("read nodeinfo: %w", err)
	}
	var s map[string]json.RawMessage
	if json.Unmarshal(doc["software"], &s) != nil {
		return "", "", nil
	}
	return strings.ToLower(word(str(s["name"]))), word(str(s["version"])), nil
}

func readObject(body []byte) (map[string]json.RawMessage, error) {
	if len(body) > maxBody || !utf8.Valid(body) {
		return nil, errBody
	}
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(body, &doc); err != nil || doc == nil {
		return nil, errBody
	}
	return doc, nil
}

// readLinks reads an object with links; a link that is no object of strings is
// left out, the others count.
func readLinks(body []byte) ([]link, map[string]json.RawMessage, error) {
	doc, err := readObject(body)
	if err != nil {
		return nil, nil, err
	}
	var raw []json.RawMessage
	if json.Unmarshal(doc["links"], &raw) != nil {
		return nil, doc, nil
	}
	var out []link
	for i, r := range raw {
		var m map[string]json.RawMessage
		if i == maxLinks {
			break
		}
		if json.Unmarshal(r, &m) != nil {
			continue
		}
		out = append(out, link{Rel: str(m["rel"]), Type: str(m["type"]), Href: str(m["href"]), Template: str(m["template"])})
	}
	return out, doc, nil
}

func str(raw json.RawMessage) string {
	var s string
	if len(raw) == 0 || json.Unmarshal(raw, &s) != nil || len(s) > maxResource {
		return ""
	}
	return s
}

// isActivity says whether a media type is one of the two of ActivityPub.
func isActivity(media string) bool {
	media = strings.ReplaceAll(strings.ToLower(media), " ", "")
	return media == ActivityType || strings.HasPrefix(media, `application/ld+json;profile="https://www.w3.org/ns/activitystreams"`)
}

func address(s string) string {
	if !models.IsWebURL(s) || strings.ContainsAny(s, " \t\r\n\"<>") {
		return ""
	}
	return s
}

// template gives a template whose address is of the web and that has the place
// to fill in, else "".
func template(s, place string) string {
	before, _, ok := strings.Cut(s, place)
	if !ok || address(before) == "" || strings.ContainsAny(s, " \t\r\n\"<>") {
		return ""
	}
	return s
}

// word gives a short printable name, else "".
func word(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 100 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '<' || r == '>' }) {
		return ""
	}
	return s
}
