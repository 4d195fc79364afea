// Package locales holds every sentence Knoop says, in Dutch and in English, and
// says dates, times and numbers as each language writes them. It imports none
// of our packages, so that both the pages and federation can use it.
//
// # Catalogues
//
// One file per area and language: nl/error.json, en/error.json. The keys of an
// area begin with its name ("error.not_found"), stand sorted, and are the same
// in all languages with the same placeholders; the tests hold all of that. So
// several people can each add an area without touching one another's files.
//
// A value is a sentence, or an object of plural forms:
//
//	"queue.waiting": {"one": "Er wacht 1 brief.", "other": "Er wachten {{.Count}} brieven."}
//
// The only thing in braces is a name: {{.Name}}. There are no conditions, calls
// or nesting, because a sentence that needs them wants to be two sentences.
// That also makes a text into a list of pieces, known at start, so that saying
// it costs a map lookup and a join. go-i18n reads the files and knows the plural
// rules of CLDR; its templates are not run.
//
// Texts are plain, never HTML: whoever puts one into a page escapes it.
//
// # When something is missing
//
// A key that one language lacks is said in English, and a key that nobody has
// is shown as itself: ugly, and found at once. A placeholder without a value
// stays visible for the same reason. A file that cannot be read, or a key that
// stands twice, panics at the first use: the program was built wrongly, and no
// reader can mend that.
//
// # Dates
//
// x/text has no dates, so twelve months and seven days stand here in two tables.
// Dutch writes 08.30 with a dot and English 08:30; neither uses am and pm. A
// time is said in the zone it carries: choose the zone before you come here.
package locales
