// Command testlog reads the stream of go test -json and prints what a person
// wants of it: the closing line of each package, the whole output of a test that
// failed, and at the end again why each failed, and the tests that did not run,
// with their reasons. It fails when a test failed, and with -strict also when one did not run.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// event is a line of the stream (go doc test2json).
type event struct {
	Action      string
	Package     string
	ImportPath  string
	Test        string
	Output      string
	FailedBuild string
}

func main() {
	strict := flag.Bool("strict", false, "fail when a test did not run")
	flag.Parse()
	output := map[string][]string{} // of tests and packages under way
	var skipped, failures []string
	passed, failed := 0, 0
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Println(lines.Text()) // not of the stream: show it
			continue
		}
		key := e.Package + " " + e.Test
		switch {
		case e.Action == "build-output":
			fmt.Print(e.Output)
		case e.Action == "output":
			output[key] = append(output[key], e.Output)
		case e.Test != "" && e.Action == "skip":
			skipped = append(skipped, e.Package+" "+e.Test+": "+reason(output[key]))
			delete(output, key)
		case e.Test != "" && e.Action == "pass":
			passed++
			delete(output, key)
		case e.Test != "" && e.Action == "fail":
			failed++
			fmt.Print(strings.Join(output[key], ""))
			failures = append(failures, e.Package+" "+e.Test+": "+complaints(output[key]))
			delete(output, key)
		case e.Action == "pass" || e.Action == "skip":
			if last := closing(output[key]); last != "" {
				fmt.Print(last)
			}
			delete(output, key)
		case e.Action == "fail":
			failed++
			fmt.Print(strings.Join(output[key], ""))
			delete(output, key)
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Println("testlog:", err)
		failed++
	}
	for key, rest := range output { // a test binary that died in a test
		fmt.Printf("--- unfinished: %s\n%s", key, strings.Join(rest, ""))
	}
	if len(failures) > 0 {
		fmt.Println("Tests that failed:")
		for _, f := range failures {
			fmt.Println("  " + f)
		}
	}
	if len(skipped) > 0 {
		fmt.Println("Tests that did not run:")
		for _, s := range skipped {
			fmt.Println("  " + s)
		}
	} else {
		fmt.Println("Every test ran.")
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, len(skipped))
	if failed > 0 || passed == 0 || (*strict && len(skipped) > 0) {
		os.Exit(1)
	}
}

// closing gives the last line of a package: "ok  knoop/models 0.01s".
func closing(lines []string) string {
	for i := len(lines) - 1; i >= 0; i-- {
		for _, start := range []string{"ok", "?", "---", "FAIL"} {
			if strings.HasPrefix(lines[i], start) {
				return lines[i]
			}
		}
		if strings.Contains(lines[i], "[no test files]") {
			return lines[i]
		}
	}
	return ""
}

// complaints gives the first few things a failed test said itself, on one line.
func complaints(lines []string) string {
	var said []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); complaint.MatchString(line) && len(said) < 5 {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}

var complaint = regexp.MustCompile(`^\w+\.go:\d+: |^panic: |^WARNING: DATA RACE`)

// reason gives what a skipped test said, on one line.
func reason(lines []string) string {
	var said []string
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		said = append(said, line)
	}
	return strings.Join(said, " ")
}
