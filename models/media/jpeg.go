package media

import (
	"bytes"
	"encoding/binary"
)

// Markers of ITU T.81, table B.1.
const (
	startOfImage       = 0xD8
	startOfScan        = 0xDA
	startOfProgressive = 0xC2
	application1       = 0xE1
)

// segments calls each for every segment of a JPEG before the pixels, until it
// returns false. It believes no length that it has not checked, and stops at the
// first thing it does not understand.
func segments(jpeg []byte, each func(marker byte, content []byte) bool) {
	b, ok := bytes.CutPrefix(jpeg, []byte{0xFF, startOfImage})
	for ok && len(b) >= 4 && b[0] == 0xFF {
		size := int(binary.BigEndian.Uint16(b[2:])) // counts its own two bytes
		if b[1] == startOfScan || size < 2 || 2+size > len(b) || !each(b[1], b[4:2+size]) {
			return
		}
		b = b[2+size:]
	}
}

func isProgressive(jpeg []byte) bool {
	found := false
	segments(jpeg, func(marker byte, _ []byte) bool {
		found = found || marker == startOfProgressive
		return !found
	})
	return found
}
