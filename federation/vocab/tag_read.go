package vocab

import (
	"strings"

	"knoop/models"
)

// readTags reads the mentions and hashtags of an object. Emoji and other tags
// are left out.
func readTags(d *Document) (mentions []models.Mention, hashtags []string) {
	for _, t := range d.Docs("tag") {
		switch t.Type() {
		case "Mention":
			href := t.Str("href")
			if isID(href) && len(mentions) < maxMentions {
				mentions = append(mentions, models.Mention{URI: href, Name: line(t.Str("name"), 500)})
			}
		case "Hashtag":
			if tag := hashtag(t.Str("name")); tag != "" && len(hashtags) < maxHashtags && !contains(hashtags, tag) {
				hashtags = append(hashtags, tag)
			}
		}
	}
	return mentions, hashtags
}

// hashtag gives the name without #, lower case; "" when it is no single word.
func hashtag(name string) string {
	tag := strings.ToLower(strings.TrimLeft(line(name, 101), "#"))
	if tag == "" || strings.ContainsAny(tag, " #<>\"&/?") || cut(tag, 100) != tag {
		return ""
	}
	return tag
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}
