package models

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// foldedLetters are those that do not come apart into a plain letter and a sign.
var foldedLetters = strings.NewReplacer("ß", "ss", "ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")

// SuggestHandle makes a handle of a name: "Noor de Vries" is noor_de_vries. ""
// when nothing of the name can stand in one.
func SuggestHandle(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(foldedLetters.Replace(strings.ToLower(name))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’': // a sign on the letter before
		default:
			gap = true
		}
	}
	handle := b.String()
	if len(handle) > maxSuggested {
		handle = strings.TrimRight(handle[:maxSuggested], "_")
	}
	return handle
}

// maxSuggested leaves room for a number after it.
const maxSuggested = 26

// NthHandle gives the nth handle to try for a suggestion, from 0.
func NthHandle(suggestion string, n int) string {
	if n == 0 {
		return suggestion
	}
	return suggestion + "_" + strconv.Itoa(n+1)
}
