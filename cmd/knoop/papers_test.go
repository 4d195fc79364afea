package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A map that no test reads will lie: whatever path a paper names must be there.
func TestPapers_nameOnlyWhatIsThere(t *testing.T) {
	root := filepath.Join("..", "..")
	quoted := regexp.MustCompile("`([^`]+)`")
	path := regexp.MustCompile(`^\.?/?(cmd|federation|handlers|models|static|docs|scripts|tools|\.ci)(/[\w.\-]+)*(/\.\.\.)?$|^[A-Z]+\.md$`)
	for _, paper := range []string{"README.md", "CONTRIBUTING.md", "FEDERATION.md", "docs/decisions.md", "docs/operators.md", "docs/cli.md", "docs/benchmarks.md"} {
		text, err := os.ReadFile(filepath.Join(root, paper))
		if err != nil {
			t.Errorf("%s: %v", paper, err)
			continue
		}
		seen := 0
		for _, m := range quoted.FindAllStringSubmatch(string(text), -1) {
			for word := range strings.FieldsSeq(m[1]) {
				if !path.MatchString(word) {
					continue
				}
				seen++
				named := strings.TrimSuffix(strings.TrimPrefix(word, "./"), "/...")
				if strings.Contains(named, "LANG") || strings.Contains(named, "AREA") {
					continue
				}
				if _, err := os.Stat(filepath.Join(root, named)); err != nil {
					t.Errorf("%s names %s, which is not there", paper, word)
				}
			}
		}
		if paper == "CONTRIBUTING.md" && seen < 20 {
			t.Errorf("only %d paths found in CONTRIBUTING.md: its table is not being read", seen)
		}
	}
}

func TestContributing_everyChangeHasAnAlsoAndAVerification(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(text), "| You change | Also | Verify with |\n|---|---|---|\n")
	if !ok {
		t.Fatal("the table is not there")
	}
	rows := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if len(cells) != 3 || strings.TrimSpace(cells[0]) == "" || strings.TrimSpace(cells[1]) == "" || strings.TrimSpace(cells[2]) == "" {
			t.Errorf("row of %d cells: %s", len(cells), line)
		}
		rows++
	}
	if rows < 8 {
		t.Errorf("only %d rows", rows)
	}
}
