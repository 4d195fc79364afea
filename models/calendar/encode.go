package calendar

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/emersion/go-ical"
)

// Encoded is one event as it stands in a calendar, to be kept until it changes.
type Encoded struct {
	text    []byte
	stretch []seen // of the clocks by which it tells its times
}

// Size is how many bytes it takes.
func (e Encoded) Size() int { return len(e.text) }

// Encode writes one event.
func Encode(item Item) (Encoded, error) {
	zs := zones{}
	c := item.component(zs)
	var b bytes.Buffer
	if err := ical.NewEncoder(&folder{w: &b}).Encode(&ical.Calendar{Component: c}); err != nil {
		return Encoded{}, fmt.Errorf("write an event: %w", err)
	}
	e := Encoded{text: slices.Clone(b.Bytes())}
	for _, z := range zs {
		e.stretch = append(e.stretch, z.seen...)
	}
	return e, nil
}

// zones notes the stretches that its times need.
func (e Encoded) zones(zs zones) {
	for _, one := range e.stretch {
		zs.note(one)
	}
}
