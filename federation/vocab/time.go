package vocab

import "time"

// timeLayouts are the ways peers write a moment. RFC 3339 first; without seconds
// (ActivityStreams allows it); without an offset, which is read as UTC.
var timeLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04"}

// Time gives a moment with the offset it was written in, the zero time when it
// is absent or makes no sense.
func (d *Document) Time(name string) time.Time {
	s := d.Str(name)
	if len(s) < 16 || len(s) > 40 {
		return time.Time{}
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Year() < 1 || t.Year() > 9000 {
				return time.Time{}
			}
			return t
		}
	}
	return time.Time{}
}
