package discovery

import (
	"html"

	"knoop/federation/iri"
)

// HostMeta writes the XML that points at our WebFinger; Mobilizon asks for it
// first, Mastodon when WebFinger gives 404.
func HostMeta(base iri.Base) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" type="` + JRDType + `" template="` + html.EscapeString(lrdd(base)) + `"/>
</XRD>
`)
}

// HostMetaJSON writes the same as a JRD (RFC 6415, appendix A).
func HostMetaJSON(base iri.Base) ([]byte, error) {
	return encode(struct {
		Links []link `json:"links"`
	}{[]link{{Rel: "lrdd", Type: JRDType, Template: lrdd(base)}}}, "host-meta")
}

func lrdd(base iri.Base) string { return base.Origin + "/.well-known/webfinger?resource={uri}" }
