package main

import (
	"slices"
	"strings"
)

// checkNames refuses the first KNOOP_* name, in alphabetical order, that we do
// not know, and names the nearest that we do.
func checkNames(known []setting, env map[string]string) error {
	var names []string
	for _, one := range known {
		names = append(names, one.name)
		if one.secret {
			names = append(names, one.name+fileSuffix)
		}
	}
	var unknown []string
	for name := range env {
		if !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	near := slices.MinFunc(names, func(a, b string) int {
		return distance(unknown[0], a) - distance(unknown[0], b)
	})
	return refuse("there is no setting %s: did you mean %s? See knoop config for all", unknown[0], near)
}

// distance is Levenshtein's: how many letters must be put in, left out or
// changed to make b of a.
func distance(a, b string) int {
	a, b = strings.ToUpper(a), strings.ToUpper(b)
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
