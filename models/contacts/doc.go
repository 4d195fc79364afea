// Package contacts reads files of people as they come out of a spreadsheet or an
// address book: CSV with commas, semicolons or tabs, and vCard 3 and 4. What
// comes out is checked rows, and what is the matter with the other lines, by
// line. It decides nothing about who may be invited and writes nothing down.
//
// # What it refuses
//
// More than models.MaxWaveBytes or models.MaxWaveRows; a workbook instead of a
// CSV; a first line that names no column with mail addresses. Everything else is
// the matter of a line: it is left out with a sentence, and the others stay.
//
// # What it mends
//
// Text in UTF-8, UTF-16 or Windows-1252 (what old spreadsheets write) becomes
// UTF-8. Names of columns are known in Dutch and English. A quote that is opened
// and not closed within a few lines spoils its own line only. An address that
// was named before is folded. A neighbourhood with a number in it is an address,
// which we do not keep.
//
// # Formulas
//
// A cell that begins with =, +, -, @ or a tab is a program to a spreadsheet. It
// is kept as text, with a remark; Cell makes it harmless in every file that we
// write.
//
// It is the only importer of go-vcard.
package contacts
