package media

// scan reads B.2.3 and what follows it.
func (d *coarse) scan(c []byte) error {
	if d.scans++; d.scans > maxScans || len(c) < 1 || len(c) != 4+2*int(c[0]) || len(d.parts) == 0 {
		return errCoarse
	}
	n := int(c[0])
	first, high, low := c[1+2*n], c[3+2*n]>>4, c[3+2*n]&15
	if n < 1 || n > len(d.parts) || low > 13 {
		return errCoarse
	}
	if d.progressive && first > 0 {
		return nil // only finer detail: the next marker ends it
	}
	var in []scanned
	for i := range n {
		s := scanned{dc: d.dc[c[2+2*i]>>4&3], ac: d.ac[c[2+2*i]&3], high: high, low: low}
		for k := range d.parts {
			if d.parts[k].id == c[1+2*i] {
				s.part = &d.parts[k]
			}
		}
		if s.part == nil || s.dc == nil && high == 0 || s.ac == nil && !d.progressive {
			return errCoarse
		}
		s.part.predicted = 0
		in = append(in, s)
	}
	d.begin()
	if n == 1 {
		return d.single(in[0])
	}
	return d.interleaved(in)
}

// scanned is a component in a scan.
type scanned struct {
	part      *part
	dc, ac    *huffman
	high, low byte // bits sent before, bits still to come
}

// single reads a scan of one component: its own blocks, without those that only
// fill up an MCU (A.2.2).
func (d *coarse) single(s scanned) error {
	across := ceil(ceil(d.w*int(s.part.h), d.hMax), 8)
	down := ceil(ceil(d.h*int(s.part.v), d.vMax), 8)
	for y := range down {
		for x := range across {
			if err := d.block(s, y*s.part.across+x); err != nil {
				return err
			}
			if err := d.endUnit(y*across+x+1, across*down, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// interleaved reads a scan of several components, MCU by MCU (A.2.3).
func (d *coarse) interleaved(in []scanned) error {
	across, down := ceil(d.w, 8*d.hMax), ceil(d.h, 8*d.vMax)
	for unit := range across * down {
		ux, uy := unit%across, unit/across
		for _, s := range in {
			for y := range int(s.part.v) {
				for x := range int(s.part.h) {
					at := (uy*int(s.part.v)+y)*s.part.across + ux*int(s.part.h) + x
					if err := d.block(s, at); err != nil {
						return err
					}
				}
			}
		}
		if err := d.endUnit(unit+1, across*down, in...); err != nil {
			return err
		}
	}
	return nil
}

// endUnit passes a restart marker when one is due.
func (d *coarse) endUnit(done, all int, in ...scanned) error {
	if d.restart == 0 || done%d.restart != 0 || done == all {
		return nil
	}
	for _, s := range in {
		s.part.predicted = 0
	}
	return d.pass()
}

// block reads the first coefficient of a block and steps over the others.
func (d *coarse) block(s scanned, at int) error {
	if s.high > 0 { // one more bit of it (G.1.2.1.2)
		bit, err := d.read(1)
		s.part.values[at] |= int16(bit << s.low)
		return err
	}
	size, err := d.symbol(s.dc)
	if err != nil {
		return err
	}
	if size > 11 {
		return errCoarse
	}
	value, err := d.read(int(size))
	if err != nil {
		return err
	}
	if size > 0 && value>>(size-1) == 0 { // F.2.2.1: the lower half is negative
		value -= 1<<size - 1
	}
	s.part.predicted += value
	s.part.values[at] = int16(s.part.predicted << s.low)
	if d.progressive {
		return nil
	}
	for k := 1; k < 64; k++ {
		runSize, err := d.symbol(s.ac)
		if err != nil {
			return err
		}
		run, size := int(runSize>>4), int(runSize&15)
		if size == 0 {
			if run != 15 {
				return nil // end of block
			}
			k += 15
			continue
		}
		k += run
		if _, err := d.read(size); err != nil {
			return err
		}
	}
	return nil
}
