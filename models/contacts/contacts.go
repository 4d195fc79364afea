package contacts

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	textunicode "golang.org/x/text/encoding/unicode"

	"knoop/models"
)

// Defaults are what goes for rows that do not say it themselves.
type Defaults struct {
	Source string
	Basis  models.Basis
}

// Read reads a file of people; name is the file's. A *models.Error says why
// nothing in it can be used.
func Read(name string, raw []byte, d Defaults) (models.WaveFile, error) {
	f := models.WaveFile{Name: plain(name)}
	switch {
	case len(raw) > models.MaxWaveBytes:
		return f, models.Fail(models.Invalid, "error.wave_size", "Max", models.MaxWaveBytes>>20)
	case isWorkbook(raw):
		return f, models.Fail(models.Invalid, "error.wave_workbook")
	}
	text, charset := decode(raw)
	f.Charset = charset
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(text)
	if strings.TrimSpace(text) == "" {
		return f, models.Fail(models.Invalid, "error.wave_empty")
	}
	r := &reading{file: &f, defaults: d, seen: map[string]int{}}
	lines := strings.Split(text, "\n")
	var err error
	if first := strings.TrimSpace(strings.ToUpper(lines[firstLine(lines)])); first == "BEGIN:VCARD" {
		f.Format = "vcard"
		err = r.cards(lines)
	} else {
		f.Format = "csv"
		err = r.table(lines)
	}
	if err == nil && len(f.Rows)+len(f.Faults) == 0 {
		err = models.Fail(models.Invalid, "error.wave_empty")
	}
	return f, err
}

// firstLine gives the first line that holds something.
func firstLine(lines []string) int {
	for i, line := range lines {
		if strings.TrimSpace(line) != "" {
			return i
		}
	}
	return 0
}

// isWorkbook says whether it is a spreadsheet's own file: a ZIP, or what Excel
// wrote before that.
func isWorkbook(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0"))
}

// decode gives the text of a file as UTF-8, and in what it was written.
func decode(raw []byte) (text, charset string) {
	through := func(e encoding.Encoding) string {
		out, err := e.NewDecoder().Bytes(raw)
		if err != nil {
			return strings.ToValidUTF8(string(raw), "\ufffd")
		}
		return string(out)
	}
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return strings.ToValidUTF8(string(raw[3:]), "\ufffd"), "UTF-8"
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), wide(raw, 1):
		return strings.TrimPrefix(through(textunicode.UTF16(textunicode.LittleEndian, textunicode.UseBOM)), "\ufeff"), "UTF-16"
	case bytes.HasPrefix(raw, []byte("\xfe\xff")), wide(raw, 0):
		return strings.TrimPrefix(through(textunicode.UTF16(textunicode.BigEndian, textunicode.UseBOM)), "\ufeff"), "UTF-16"
	case utf8.Valid(raw):
		return string(raw), "UTF-8"
	}
	return through(charmap.Windows1252), "Windows-1252"
}

// wide says whether it is UTF-16 without a mark: nearly every other byte is
// nothing, from the one at zero on.
func wide(raw []byte, zero int) bool {
	some := raw[:min(len(raw), 400)]
	if len(some) < 4 {
		return false
	}
	n, others := 0, 0
	for i, b := range some {
		switch {
		case b == 0 && i%2 == zero:
			n++
		case b == 0:
			others++
		}
	}
	return n > len(some)*2/5 && others == 0
}

// reading is a file in the middle of being read.
type reading struct {
	file     *models.WaveFile
	defaults Defaults
	seen     map[string]int // line of an address, in lower case
}

// person is a row before it is checked; column names are those of the file.
type person struct {
	line          int
	name          string
	mail          string
	branch        string
	neighbourhood string
	source, basis string
}

// keep checks a row and puts it where it belongs.
func (r *reading) keep(p person) error {
	if len(r.file.Rows)+len(r.file.Faults)+r.file.Repeated >= models.MaxWaveRows {
		return models.Fail(models.Invalid, "error.wave_rows", "Max", models.MaxWaveRows)
	}
	row := models.WaveRow{
		Line: p.line, Name: plain(p.name), Branch: plain(p.branch), Neighbourhood: plain(p.neighbourhood), Source: plain(p.source), Basis: r.defaults.Basis,
	}
	if row.Source == "" {
		row.Source = r.defaults.Source
	}
	mail, err := models.ParseMailAddress(plain(strings.TrimPrefix(strings.TrimSpace(p.mail), "mailto:")))
	switch {
	case plain(p.mail) == "":
		return r.fault(p.line, "error.row_mail_missing")
	case err != nil:
		return r.fault(p.line, "error.row_mail", "Mail", shorten(plain(p.mail)))
	case utf8.RuneCountInString(row.Name) > models.MaxName:
		return r.fault(p.line, "error.row_long", "Text", shorten(row.Name))
	case utf8.RuneCountInString(row.Branch) > models.MaxBranch:
		return r.fault(p.line, "error.row_long", "Text", shorten(row.Branch))
	case utf8.RuneCountInString(row.Source) > models.MaxSource:
		return r.fault(p.line, "error.row_long", "Text", shorten(row.Source))
	case row.Source == "":
		return r.fault(p.line, "error.row_source")
	}
	row.Mail = mail
	if basis := plain(p.basis); basis != "" {
		if row.Basis, err = models.ParseBasis(basis); err != nil {
			return r.fault(p.line, "error.row_basis", "Basis", shorten(basis))
		}
	}
	if row.Basis == "" {
		return r.fault(p.line, "error.row_basis_missing")
	}
	key := strings.ToLower(mail)
	if before, twice := r.seen[key]; twice {
		r.file.Repeated++
		return r.remark(p.line, "error.row_repeated", "Before", itoa(before))
	}
	r.seen[key] = p.line
	if models.CheckNeighbourhood(row.Neighbourhood) != nil {
		row.Neighbourhood = ""
		_ = r.remark(p.line, "error.row_neighbourhood")
	}
	for _, cell := range []string{p.name, p.branch, p.neighbourhood, p.source} {
		if isFormula(cell) {
			_ = r.remark(p.line, "error.row_formula", "Text", shorten(plain(cell)))
			break
		}
	}
	r.file.Rows = append(r.file.Rows, row)
	return nil
}

func (r *reading) fault(line int, key string, args ...string) error {
	r.file.Faults = append(r.file.Faults, models.WaveFault{Line: line, Key: key, Args: args})
	return nil
}

func (r *reading) remark(line int, key string, args ...string) error {
	r.file.Remarks = append(r.file.Remarks, models.WaveFault{Line: line, Key: key, Args: args})
	return nil
}

// isFormula says whether a spreadsheet would take a cell for a program.
func isFormula(cell string) bool {
	if cell != "" && (cell[0] == '\t' || cell[0] == '\r') {
		return true
	}
	cell = strings.TrimSpace(cell)
	return cell != "" && strings.ContainsRune("=+-@", rune(cell[0]))
}

// Cell gives a text as it may stand in a file for spreadsheets.
func Cell(s string) string {
	if isFormula(s) {
		return "'" + s
	}
	return s
}

// plain gives one clean line: no control signs, no runs of spaces.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200d', r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// shorten gives enough of a text to find it again.
func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
