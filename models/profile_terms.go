package models

import (
	"slices"
	"strings"
	"unicode"
)

// ProfileRules is the version of the rules below. Raise it with them: profiles
// that were entered into the directory by older ones are entered anew.
const ProfileRules = 1

// TermKind says what a person can be found by.
type TermKind string

// What the directory can be filtered by.
const (
	TermSkill         TermKind = "skill"
	TermBranch        TermKind = "branch"
	TermNeighbourhood TermKind = "neighbourhood"
	TermLanguage      TermKind = "language"
	TermAvailability  TermKind = "availability"
	TermWord          TermKind = "word" // any word of her profile
)

// ProfileTerm is one thing that a person is found by, and who finds her by it:
// that audience and the narrower ones.
type ProfileTerm struct {
	Kind     TermKind `gorm:"primaryKey"`
	Term     string   `gorm:"primaryKey"` // folded: see Fold
	Audience Audience `gorm:"primaryKey"`
	ActorID  string   `gorm:"primaryKey;index:profile_term_actor"`
	Label    string   // as she wrote it
}

// DirectoryEntry is a person's place in the directory as one audience sees it:
// under the name that they may know.
type DirectoryEntry struct {
	Audience Audience `gorm:"primaryKey"`
	Sort     string   `gorm:"primaryKey"` // folded name, else handle
	ActorID  string   `gorm:"primaryKey;index:directory_entry_actor"`
}

// maxWords bounds by how many words one person can be found.
const maxWords = 250

// Fold gives a term as it is compared: lower case, single spaces.
func Fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// Words gives the words of a text, folded, each once. Marks within a word part
// it; one letter alone is no word.
func Words(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 2 || len(w) > 60 })
	slices.Sort(words)
	return slices.Compact(words)
}

// Directory gives what a person of this handle is found by. A stranger finds
// only who chose to be listed; members find every member.
func (p Profile) Directory(handle string) ([]DirectoryEntry, []ProfileTerm) {
	var entries []DirectoryEntry
	found := termsOf{actor: p.ActorID, at: map[[2]string]int{}}
	for _, viewer := range AllAudiences() {
		if viewer == ForEveryone && !p.Discoverable {
			continue
		}
		seen := p.SeenBy(viewer)
		name := Fold(seen.Name)
		if name == "" {
			name = handle
		}
		entries = append(entries, DirectoryEntry{Audience: viewer, Sort: name, ActorID: p.ActorID})
		found.all(viewer, handle, seen)
	}
	return entries, found.terms
}

// termsOf gathers terms, each once, for the widest audience that sees it.
type termsOf struct {
	actor string
	terms []ProfileTerm
	at    map[[2]string]int
	words int
}

func (t *termsOf) add(viewer Audience, kind TermKind, label string) {
	term := Fold(label)
	key := [2]string{string(kind), term}
	if _, there := t.at[key]; there || term == "" {
		return
	}
	if kind == TermWord {
		if t.words == maxWords {
			return
		}
		t.words++
		label = "" // nobody lists words
	}
	t.at[key] = len(t.terms)
	t.terms = append(t.terms, ProfileTerm{Kind: kind, Term: term, Audience: viewer, ActorID: t.actor, Label: label})
}

func (t *termsOf) all(viewer Audience, handle string, p Profile) {
	for _, s := range p.Skills {
		t.add(viewer, TermSkill, s)
	}
	for _, s := range p.Branches {
		t.add(viewer, TermBranch, s)
	}
	t.add(viewer, TermNeighbourhood, p.Neighbourhood)
	for _, s := range p.Languages {
		t.add(viewer, TermLanguage, s)
	}
	t.add(viewer, TermAvailability, string(p.Availability.State))
	texts := []string{handle, p.Name, p.Headline, p.Neighbourhood, p.Postcode, p.Availability.Text}
	texts = append(texts, p.Skills...)
	texts = append(texts, p.Branches...)
	texts = append(texts, p.Services...)
	for _, w := range p.Work {
		texts = append(texts, w.Title)
	}
	texts = append(texts, p.Purpose, p.About)
	for _, text := range texts {
		for _, word := range Words(text) {
			t.add(viewer, TermWord, word)
		}
	}
}
