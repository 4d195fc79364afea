package calendar

import (
	"strings"
	"time"

	"knoop/models"
)

// zoneNamed gives the zone that a file means by a name: IANA's, with or without
// what Evolution or Thunderbird write before it; that of Windows; the one that its
// VTIMEZONE says it is (lic); or, as Outlook shows them, that of the first city we
// know in "(UTC+01:00) Amsterdam, Berlin". Any other is not guessed at.
func zoneNamed(name string, lic map[string]string) (*time.Location, bool) {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	for _, candidate := range []string{name, lic[name], windowsZones[strings.ToLower(name)]} {
		if l, ok := iana(candidate); ok {
			return l, true
		}
	}
	if parts := strings.Split(name, "/"); len(parts) > 2 {
		for n := min(3, len(parts)-1); n >= 2; n-- {
			if l, ok := iana(strings.Join(parts[len(parts)-n:], "/")); ok {
				return l, true
			}
		}
	}
	tries := 0
	if _, cities, ok := strings.Cut(name, ") "); ok && (strings.HasPrefix(name, "(UTC") || strings.HasPrefix(name, "(GMT")) {
		for city := range strings.SplitSeq(cities, ",") {
			if tries++; tries > 8 {
				break
			}
			city = strings.ReplaceAll(strings.TrimSpace(city), " ", "_")
			for _, part := range []string{"Europe/", "America/", "Asia/", "Africa/", "Australia/", "Pacific/"} {
				if l, ok := iana(part + city); ok && city != "" {
					return l, true
				}
			}
		}
	}
	return nil, false
}

func iana(name string) (*time.Location, bool) {
	switch {
	case name == "" || name == "Local" || len(name) > 64:
		return nil, false
	case name == "UTC" || name == "Etc/UTC" || name == "GMT" || name == "Z":
		return time.UTC, true
	}
	return models.Zone(name)
}
