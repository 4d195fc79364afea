package contacts

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"knoop/models"
)

func itoa(n int) string { return strconv.Itoa(n) }

// column is what a column of a table holds.
type column int

const (
	ignored column = iota
	name
	firstName
	middleName
	lastName
	mail
	branch
	neighbourhood
	source
	basis
)

// headers are the names of columns that we know, in lower case and without
// spaces and signs.
var headers = map[string]column{
	"naam": name, "name": name, "volledigenaam": name, "fullname": name, "displayname": name, "contactpersoon": name,
	"voornaam": firstName, "firstname": firstName, "givenname": firstName,
	"tussenvoegsel": middleName, "middlename": middleName, "infix": middleName,
	"achternaam": lastName, "lastname": lastName, "surname": lastName, "familyname": lastName,
	"mail": mail, "email": mail, "emailadres": mail, "mailadres": mail, "emailaddress": mail, "mailaddress": mail, "emailaddress1": mail, "email1value": mail, "epost": mail,
	"branch": branch, "branche": branch, "beroep": branch, "vak": branch, "profession": branch, "sector": branch, "trade": branch, "industry": branch,
	"buurt": neighbourhood, "wijk": neighbourhood, "neighbourhood": neighbourhood, "neighborhood": neighbourhood, "stadsdeel": neighbourhood, "district": neighbourhood,
	"bron": source, "herkomst": source, "source": source, "waarvandaan": source,
	"basis": basis, "grondslag": basis, "reden": basis, "reason": basis, "legalbasis": basis, "waarom": basis,
}

func headerOf(cell string) column {
	var b strings.Builder
	for _, r := range strings.ToLower(plain(cell)) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return headers[b.String()]
}

// maxSpan is how many lines one record may take: a note with line breaks in it,
// not half a file behind a quote that was never closed.
const maxSpan = 20

// table reads a CSV whose first line names the columns.
func (r *reading) table(lines []string) error {
	at := firstLine(lines)
	separator := separatorOf(lines[at])
	if sep, said := strings.CutPrefix(strings.ToLower(strings.TrimSpace(lines[at])), "sep="); said { // Excel's own
		if sep != "" {
			separator = rune(sep[0])
		}
		at++
	}
	if at >= len(lines) {
		return models.Fail(models.Invalid, "error.wave_empty")
	}
	cells, next, ok := record(lines, at, separator)
	if !ok {
		return models.Fail(models.Invalid, "error.wave_columns")
	}
	columns := make([]column, len(cells))
	for i, cell := range cells {
		columns[i] = headerOf(cell)
	}
	if !slices.Contains(columns, mail) {
		return models.Fail(models.Invalid, "error.wave_columns")
	}
	for at = next; at < len(lines); at = next {
		cells, next, ok = record(lines, at, separator)
		if !ok {
			next = at + 1
			if err := r.fault(at+1, "error.row_quote"); err != nil {
				return err
			}
			if len(r.file.Faults) >= models.MaxWaveRows {
				return models.Fail(models.Invalid, "error.wave_rows", "Max", models.MaxWaveRows)
			}
			continue
		}
		p := pick(columns, cells)
		if p == (person{}) {
			continue
		}
		p.line = at + 1
		if err := r.keep(p); err != nil {
			return err
		}
	}
	return nil
}

// separatorOf gives the sign between the cells of a line: the one of the three
// that stands there most, outside quotes.
func separatorOf(line string) rune {
	counts, quoted := map[rune]int{}, false
	for _, r := range line {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted {
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}

// record reads the cells of the record that begins at a line, and says at which
// line the next one begins.
func record(lines []string, at int, separator rune) (cells []string, next int, ok bool) {
	text := lines[at]
	next = at + 1
	for strings.Count(text, `"`)%2 == 1 {
		if next >= len(lines) || next-at >= maxSpan {
			return nil, at + 1, false
		}
		text += "\n" + lines[next]
		next++
	}
	if !strings.Contains(text, `"`) {
		return strings.Split(text, string(separator)), next, true
	}
	in := csv.NewReader(strings.NewReader(text))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes = separator, -1, true
	cells, err := in.Read()
	return cells, next, err == nil
}

// pick gives what the cells of a record say of a person.
func pick(columns []column, cells []string) person {
	got := map[column]string{}
	for i, cell := range cells {
		if i < len(columns) && columns[i] != ignored && strings.TrimSpace(cell) != "" && got[columns[i]] == "" {
			got[columns[i]] = cell
		}
	}
	whole := got[name]
	if whole == "" {
		whole = strings.TrimSpace(got[firstName] + " " + got[middleName] + " " + got[lastName])
	}
	return person{
		name: whole, mail: got[mail], branch: got[branch], neighbourhood: got[neighbourhood], source: got[source], basis: got[basis],
	}
}
