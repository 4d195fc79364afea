package contacts_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"knoop/models"
	"knoop/models/contacts"
)

var given = contacts.Defaults{Source: "de beurs", Basis: models.BasisPublic}

func read(t *testing.T, text string) models.WaveFile {
	t.Helper()
	f, err := contacts.Read("lijst.csv", []byte(text), given)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return f
}

const three = "naam;mail;beroep;buurt;bron;basis\n" +
	"Zoë Ruiz;zoe@elders.example;bakker;Gein;beurs;toestemming\n" +
	"Bram;bram@elders.example;;;;\n" +
	"\"Vries, N. de\";noor@elders.example;\"zij \"\"doet\"\" alles\";;;\n"

func TestRead_inEveryCharsetWithEverySeparator(t *testing.T) {
	wide := func(little bool, mark bool, s string) string {
		var b strings.Builder
		units := utf16.Encode([]rune(s))
		if mark {
			units = append([]uint16{0xfeff}, units...)
		}
		for _, u := range units {
			if little {
				b.WriteByte(byte(u))
				b.WriteByte(byte(u >> 8))
			} else {
				b.WriteByte(byte(u >> 8))
				b.WriteByte(byte(u))
			}
		}
		return b.String()
	}
	old, err := charmap.Windows1252.NewEncoder().String(three)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string][2]string{
		"UTF-8":                 {three, "UTF-8"},
		"with its mark":         {"\ufeff" + three, "UTF-8"},
		"Windows line ends":     {strings.ReplaceAll(three, "\n", "\r\n"), "UTF-8"},
		"old Mac line ends":     {strings.ReplaceAll(three, "\n", "\r"), "UTF-8"},
		"tabs":                  {strings.ReplaceAll(three, ";", "\t"), "UTF-8"},
		"commas":                {strings.ReplaceAll(three, ";", ","), "UTF-8"},
		"Excel's line":          {"sep=;\n" + three, "UTF-8"},
		"empty lines before":    {"\n\n" + three, "UTF-8"},
		"Windows-1252":          {old, "Windows-1252"},
		"UTF-16, little":        {wide(true, true, three), "UTF-16"},
		"UTF-16, big":           {wide(false, true, three), "UTF-16"},
		"UTF-16 without a mark": {wide(true, false, three), "UTF-16"},
		"big, without a mark":   {wide(false, false, three), "UTF-16"},
	} {
		f := read(t, c[0])
		if f.Charset != c[1] || len(f.Rows) != 3 || len(f.Faults) != 0 {
			t.Errorf("%s: %s, %d rows, faults %v", what, f.Charset, len(f.Rows), f.Faults)
			continue
		}
		if z := f.Rows[0]; z.Name != "Zoë Ruiz" || z.Mail != "zoe@elders.example" || z.Branch != "bakker" || z.Neighbourhood != "Gein" || z.Source != "beurs" || z.Basis != models.BasisConsent {
			t.Errorf("%s: %+v", what, z)
		}
		if b := f.Rows[1]; b.Source != "de beurs" || b.Basis != models.BasisPublic {
			t.Errorf("%s: %+v", what, b)
		}
		if n := f.Rows[2]; n.Name != "Vries, N. de" || n.Branch != `zij "doet" alles` {
			t.Errorf("%s: %+v", what, n)
		}
	}
}

func TestRead_knowsColumnsInDutchAndEnglish(t *testing.T) {
	for _, header := range []string{
		"Naam,E-mail,Beroep,Buurt,Bron,Basis", "name,email address,profession,neighbourhood,source,legal basis", `"Name","E-Mail Address","Sector","District","Herkomst","Grondslag"`,
		"naam , mailadres , vak , wijk , bron , reden",
	} {
		f := read(t, header+"\nNoor,noor@elders.example,tolk,Gein,de markt,contact\n")
		if r := f.Rows[0]; r.Name != "Noor" || r.Branch != "tolk" || r.Neighbourhood != "Gein" || r.Source != "de markt" || r.Basis != models.BasisContact {
			t.Errorf("%s: %+v", header, r)
		}
	}
	f := read(t, "Voornaam;Tussenvoegsel;Achternaam;Telefoon;Mail\nNoor;de;Vries;020;noor@elders.example\n")
	if f.Rows[0].Name != "Noor de Vries" {
		t.Errorf("a name in parts: %q", f.Rows[0].Name)
	}
}

func TestRead_thirtyFaultyLinesLeaveTheOthers(t *testing.T) {
	var b strings.Builder
	b.WriteString("naam,mail\n")
	for i := range 100 {
		if i%3 == 0 && i < 90 {
			fmt.Fprintf(&b, "Persoon %d,geen adres\n", i)
		} else {
			fmt.Fprintf(&b, "Persoon %d,p%d@elders.example\n", i, i)
		}
	}
	f := read(t, b.String())
	if len(f.Faults) != 30 || len(f.Rows) != 70 {
		t.Fatalf("%d faults, %d rows", len(f.Faults), len(f.Rows))
	}
	for i, fault := range f.Faults {
		if fault.Line != 3*i+2 || fault.Key != "error.row_mail" {
			t.Errorf("fault %+v", fault)
		}
	}
}

func TestRead_saysWhatIsTheMatterByLine(t *testing.T) {
	long := strings.Repeat("a", 200)
	for row, want := range map[string]string{
		"Noor,,bouw,,,":                              "error.row_mail_missing",
		"Noor,noor@,bouw,,,":                         "error.row_mail",
		"Noor,a@x.example b@x.example,,,,":           "error.row_mail",
		long + ",noor@elders.example,,,,":            "error.row_long",
		"Noor,noor@elders.example," + long + ",,,":   "error.row_long",
		"Noor,noor@elders.example,,," + long + ",":   "error.row_long",
		"Noor,noor@elders.example,,,,omdat het kan":  "error.row_basis",
		`"Noor,noor@elders.example,,,,`:              "error.row_quote",
		"Noor,noor@elders.example\u202e.com,,,,":     "",
		"Noor,noor@elders.example,,,,openbaar adres": "",
	} {
		f := read(t, "naam,mail,beroep,buurt,bron,basis\nEen,een@elders.example,,,,\n"+row+"\nDrie,drie@elders.example,,,,\n")
		switch {
		case want == "" && (len(f.Faults) != 0 || len(f.Rows) != 3):
			t.Errorf("%.30s: %v", row, f.Faults)
		case want != "" && (len(f.Faults) != 1 || f.Faults[0].Key != want || f.Faults[0].Line != 3 || len(f.Rows) != 2):
			t.Errorf("%.30s: %v, %d rows", row, f.Faults, len(f.Rows))
		}
	}
	f, err := contacts.Read("x", []byte("naam,mail\nNoor,noor@elders.example\n"), contacts.Defaults{Basis: models.BasisPublic})
	if err != nil || len(f.Faults) != 1 || f.Faults[0].Key != "error.row_source" {
		t.Errorf("without a source: %v, %v", f.Faults, err)
	}
	f, err = contacts.Read("x", []byte("naam,mail\nNoor,noor@elders.example\n"), contacts.Defaults{Source: "x"})
	if err != nil || len(f.Faults) != 1 || f.Faults[0].Key != "error.row_basis_missing" {
		t.Errorf("without a basis: %v, %v", f.Faults, err)
	}
}

func TestRead_foldsAndRemarks(t *testing.T) {
	f := read(t, "naam,mail,beroep,buurt\nNoor,noor@elders.example,,\nNog eens,NOOR@Elders.Example,,\n=1+1,b@elders.example,,\nC,c@elders.example,\"\t=cmd\",\nD,d@elders.example,,Gravenpad 8\n")
	if len(f.Rows) != 4 || f.Repeated != 1 || f.Rows[3].Neighbourhood != "" {
		t.Fatalf("rows %+v", f.Rows)
	}
	var got []string
	for _, r := range f.Remarks {
		got = append(got, fmt.Sprint(r.Line, r.Key))
	}
	want := []string{"3error.row_repeated", "4error.row_formula", "5error.row_formula", "6error.row_neighbourhood"}
	if !slices.Equal(strings.Fields(strings.ReplaceAll(strings.Join(got, " "), " error", "error")), want) {
		t.Errorf("remarks %v", got)
	}
}

func TestCell_isNoFormula(t *testing.T) {
	for _, s := range []string{"=1+1", "+31", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"} {
		if got := contacts.Cell(s); got[0] != '\'' {
			t.Errorf("%q stays %q", s, got)
		}
	}
	for _, s := range []string{"", "Noor", "a=b", "1-2"} {
		if got := contacts.Cell(s); got != s {
			t.Errorf("%q becomes %q", s, got)
		}
	}
}

func TestRead_refusesWhatIsNoListOfPeople(t *testing.T) {
	many := "mail\n" + strings.Repeat("geen\n", models.MaxWaveRows+1)
	for text, key := range map[string]string{
		"":                           "error.wave_empty",
		" \n\n":                      "error.wave_empty",
		"naam,mail\n":                "error.wave_empty",
		"sep=;":                      "error.wave_empty",
		"naam,telefoon\nNoor,020\n":  "error.wave_columns",
		"noor@elders.example\n":      "error.wave_columns",
		"\"naam,mail":                "error.wave_columns",
		"PK\x03\x04xl/workbook.xml":  "error.wave_workbook",
		"\xd0\xcf\x11\xe0\xa1\xb1":   "error.wave_workbook",
		many:                         "error.wave_rows",
		strings.Repeat("x", 5<<20+1): "error.wave_size",
	} {
		_, err := contacts.Read("x", []byte(text), given)
		var e *models.Error
		if !errors.As(err, &e) || e.Key != key {
			t.Errorf("%.20q: %v, want %s", text, err, key)
		}
	}
}

func TestRead_vCards(t *testing.T) {
	f := read(t, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Noor de\r\n  Vries\r\nEMAIL;TYPE=work:noor@elders.example\r\nTITLE:Tolk\r\nADR:;;Gravenpad 8;Amsterdam;;1106 AA;NL\r\nEND:VCARD\r\n"+
		"BEGIN:VCARD\r\nVERSION:4.0\r\nN:Owusu;Gladys;;;\r\nEMAIL;PREF=2:tweede@elders.example\r\nEMAIL;PREF=1:gladys@elders.example\r\nEND:VCARD\r\n"+
		"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zonder adres\r\nEND:VCARD\r\n"+
		"BEGIN:VCARD\r\nonzin\r\nEND:VCARD\r\n"+
		"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nooit af\r\n")
	if f.Format != "vcard" || len(f.Rows) != 2 || len(f.Faults) != 3 {
		t.Fatalf("%s, rows %+v, faults %+v", f.Format, f.Rows, f.Faults)
	}
	if n := f.Rows[0]; n.Name != "Noor de Vries" || n.Branch != "Tolk" || n.Neighbourhood != "" || n.Line != 1 {
		t.Errorf("%+v", n)
	}
	if g := f.Rows[1]; g.Name != "Gladys Owusu" || g.Mail != "gladys@elders.example" || g.Line != 9 {
		t.Errorf("%+v", g)
	}
	for i, line := range []int{15, 19, 22} {
		if f.Faults[i].Line != line {
			t.Errorf("fault %+v, want line %d", f.Faults[i], line)
		}
	}
}

// A quote that is never closed spoils its own line, in a file of quotes too: the
// work stays in proportion to the file.
func TestRead_openQuotesDoNotSwallowTheFile(t *testing.T) {
	f := read(t, "naam,mail\n\"open,x@elders.example\n"+strings.Repeat("Noor,noor@elders.example\n", 50))
	if len(f.Faults) != 1 || len(f.Rows) != 1 || f.Repeated != 49 {
		t.Errorf("%d faults, %d rows, %d repeated", len(f.Faults), len(f.Rows), f.Repeated)
	}
	bad := "mail\n" + strings.Repeat("\"a\"b\"\n", 9000)
	if _, err := contacts.Read("x", []byte(bad), given); err != nil {
		t.Error(err)
	}
}

// A photograph in a card is left aside, and what is folded without end is a
// fault of its own card.
func TestRead_largeCards(t *testing.T) {
	photo := "PHOTO;ENCODING=b;TYPE=JPEG:" + strings.Repeat("\n /9j/4AAQSkZJRgABAQAAAQABAAD", 20_000)
	f := read(t, "BEGIN:VCARD\nVERSION:3.0\nFN:Noor\n"+photo+"\nitem1.EMAIL:noor@elders.example\nEND:VCARD\n"+
		"BEGIN:VCARD\nVERSION:3.0\nFN:"+strings.Repeat("\n a", 200_000)+"\nEMAIL:b@elders.example\nEND:VCARD\n")
	if len(f.Rows) != 1 || f.Rows[0].Mail != "noor@elders.example" || len(f.Faults) != 1 || f.Faults[0].Key != "error.row_card" {
		t.Errorf("rows %+v, faults %+v", f.Rows, f.Faults)
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		three, "\ufeff" + three, "naam,mail\n\"", "BEGIN:VCARD\nVERSION:3.0\nEMAIL:a@b.nl\nEND:VCARD", "BEGIN:VCARD\nEND:VCARD", "sep=\n", "sep=;\nmail\na@b.nl",
		"mail\n=cmd|' /C calc'!A0", "\xff\xfe", "\xfe\xff\x00", "m\x00a\x00i\x00l\x00", "mail\n\xff\xfe@x.nl", "BEGIN:VCARD\nN:;;;;;;;;;\nEMAIL\nEND:VCARD",
		"BEGIN:VCARD\nVERSION:4.0\nEMAIL;PREF=x:a@b.nl\nEND:VCARD", "mail;;;;;\n;;;;a", "\"mail\"\n\"a@b.nl\"\"",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := contacts.Read("x", raw, given)
		if err != nil && models.KindOf(err) == "" {
			t.Errorf("an error nobody can read: %v", err)
		}
		last := 0
		for _, r := range file.Rows {
			if r.Line <= last {
				t.Errorf("line %d after %d", r.Line, last)
			}
			last = r.Line
			if address, err := models.ParseMailAddress(r.Mail); err != nil || address != r.Mail {
				t.Errorf("%q is no address", r.Mail)
			}
			for _, s := range []string{r.Name, r.Branch, r.Neighbourhood, r.Source} {
				if strings.ContainsAny(s, "\n\r\x00\u202e") {
					t.Errorf("%q is no plain line", s)
				}
			}
		}
	})
}
