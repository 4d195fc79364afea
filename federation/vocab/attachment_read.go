package vocab

import (
	"strings"

	"knoop/models"
)

// banner is the name by which Mobilizon tells an event's picture from others.
const banner = "Banner"

// readAttachments reads pictures and links; sound and film are kept as links.
// The property image (Lemmy, FEP-8a8e's flyer) counts as a picture too.
func readAttachments(d *Document) []models.Attachment {
	var out []models.Attachment
	for _, property := range []string{"attachment", "image"} {
		for _, doc := range d.Docs(property) {
			a, ok := readAttachment(doc)
			if ok && len(out) < maxAttachments && !holds(out, a.URL) {
				out = append(out, a)
			}
		}
	}
	return out
}

func holds(list []models.Attachment, url string) bool {
	for _, a := range list {
		if a.URL == url {
			return true
		}
	}
	return false
}

func readAttachment(d *Document) (models.Attachment, bool) {
	a := models.Attachment{Kind: "link", URL: pageOf(d), MediaType: mediaType(d.Str("mediaType"))}
	if a.URL == "" {
		a.URL = address(d.Str("href"))
	}
	if l := d.Doc("url"); l != nil && a.MediaType == "" {
		a.MediaType = mediaType(l.Str("mediaType")) // Pleroma
	}
	name, _ := d.Natural("name")
	a.Name = line(name, maxName)
	switch d.Type() {
	case "Image":
		a.Kind = "image"
	case "Document", "Link":
		if strings.HasPrefix(a.MediaType, "image/") {
			a.Kind = "image"
		}
	case "Audio", "Video", "Page", "Note", "Article":
	default:
		return models.Attachment{}, false
	}
	if a.Kind == "image" {
		summary, _ := d.Natural("summary")
		if a.Alt = plain(summary, maxAlt); a.Alt == "" && a.Name != banner {
			a.Alt = line(name, maxAlt)
		}
		a.Width, a.Height = size(d, "width"), size(d, "height")
	}
	return a, a.URL != ""
}

// mediaType gives a media type without parameters, "" if it has not its form.
func mediaType(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(s)), ";")
	if len(s) > 100 || strings.Count(s, "/") != 1 || strings.ContainsAny(s, " \"<>") {
		return ""
	}
	return s
}

func size(d *Document, name string) int {
	n, ok := d.Int(name)
	if !ok || n < 0 || n > 100000 {
		return 0
	}
	return n
}
