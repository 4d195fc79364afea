package media

import (
	"bufio"
	"fmt"
)

// huffman is a table of codes: short ones looked up, long ones counted through
// (F.2.2.3).
type huffman struct {
	short            [256]uint16 // length<<8 | value, by the next eight bits; 0: longer
	values           []byte
	least, most, off [17]int32 // codes of each length, and where their values begin
}

func newHuffman(counts, values []byte) (*huffman, error) {
	h := &huffman{values: append([]byte(nil), values...)}
	code, at := int32(0), int32(0)
	for length := 1; length <= 16; length++ {
		n := int32(counts[length-1])
		h.least[length], h.most[length], h.off[length] = code, code+n-1, at
		if code+n > 1<<length {
			return nil, errCoarse
		}
		if length <= 8 {
			for i := range n {
				for rest := range int32(1) << (8 - length) {
					h.short[(code+i)<<(8-length)|rest] = uint16(length)<<8 | uint16(values[at+i])
				}
			}
		}
		code, at = (code+n)<<1, at+n
	}
	return h, nil
}

// bits reads bits of a scan, and markers between scans. Behind a marker it gives
// zeros; to use one of those is an error.
type bits struct {
	r      *bufio.Reader
	hold   uint64
	have   int  // bits in hold
	made   int  // of those, zeros behind the end
	marker byte // met while reading ahead; 0: none
}

func (b *bits) begin() { b.hold, b.have, b.made, b.marker = 0, 0, 0, 0 }

func (b *bits) fill() {
	for b.have <= 48 {
		next := byte(0)
		if b.marker == 0 {
			next = b.next()
		}
		if b.marker != 0 {
			next, b.made = 0, b.made+8
		}
		b.hold, b.have = b.hold<<8|uint64(next), b.have+8
	}
}

// next gives a byte of a scan, or notes the marker, 0xFF also at the end of all.
func (b *bits) next() byte {
	c, err := b.r.ReadByte()
	if err != nil {
		b.marker = 0xFF
		return 0
	}
	if c != 0xFF {
		return c
	}
	for c == 0xFF {
		if c, err = b.r.ReadByte(); err != nil {
			b.marker = 0xFF
			return 0
		}
	}
	if c != 0 {
		b.marker = c
		return 0
	}
	return 0xFF
}

func (b *bits) drop(n int) error {
	b.have -= n
	if b.have < b.made {
		return fmt.Errorf("%w: it ends too soon", errCoarse)
	}
	return nil
}

// read gives the next n bits, 16 at most.
func (b *bits) read(n int) (int32, error) {
	if b.have < n {
		b.fill()
	}
	v := int32(b.hold>>(b.have-n)) & (1<<n - 1)
	return v, b.drop(n)
}

func (b *bits) symbol(h *huffman) (byte, error) {
	if b.have < 16 {
		b.fill()
	}
	if hit := h.short[byte(b.hold>>(b.have-8))]; hit != 0 {
		return byte(hit), b.drop(int(hit >> 8))
	}
	for length := 9; length <= 16; length++ {
		code := int32(b.hold>>(b.have-length)) & (1<<length - 1)
		if code >= h.least[length] && code <= h.most[length] {
			return h.values[h.off[length]+code-h.least[length]], b.drop(length)
		}
	}
	return 0, errCoarse
}

// pass goes over a restart marker.
func (b *bits) pass() error {
	for b.marker == 0 {
		b.next()
	}
	if b.marker < 0xD0 || b.marker > 0xD7 {
		return errCoarse
	}
	b.begin()
	return nil
}

// nextMarker gives the marker that was met, or the next one, over the data of a
// scan that nobody read.
func (b *bits) nextMarker() (byte, error) {
	for {
		for b.marker == 0 {
			b.next()
		}
		m := b.marker
		b.begin()
		switch {
		case m == 0xFF:
			return 0, fmt.Errorf("%w: it ends too soon", errCoarse)
		case m >= 0xD0 && m <= 0xD7:
		default:
			return m, nil
		}
	}
}
