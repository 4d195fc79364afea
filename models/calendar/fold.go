package calendar

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// lineLength is how many octets a content line may have (RFC 5545, 3.1).
const lineLength = 75

// folder folds the lines that go through it, never within a character. It wants
// whole lines ending in CRLF, which is how go-ical writes them.
type folder struct {
	w   io.Writer
	buf bytes.Buffer
}

func (f *folder) Write(line []byte) (int, error) {
	if len(line) <= lineLength+2 {
		return f.w.Write(line)
	}
	f.buf.Reset()
	for rest, room := line[:len(line)-2], lineLength; len(rest) > 0; room = lineLength - 1 {
		cut := min(room, len(rest))
		for cut < len(rest) && cut > 0 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		if cut == 0 { // no UTF-8: cut anyway
			cut = min(room, len(rest))
		}
		if f.buf.Len() > 0 {
			f.buf.WriteString("\r\n ")
		}
		f.buf.Write(rest[:cut])
		rest = rest[cut:]
	}
	f.buf.WriteString("\r\n")
	if _, err := f.w.Write(f.buf.Bytes()); err != nil {
		return 0, err
	}
	return len(line), nil
}
