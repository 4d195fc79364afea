package portrait

import (
	"regexp"
	"strconv"
	"strings"
)

var pathToken = regexp.MustCompile(`[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)`)

// pathOf reads the path data of our own sprite, straight lines only: M, L, H, V
// and z, in capitals or not. A closed line ends where it began.
func pathOf(d string) [][][2]float64 {
	var lines [][][2]float64
	var at, start [2]float64
	var numbers []float64
	command := ""
	for _, token := range pathToken.FindAllString(d, -1) {
		n, err := strconv.ParseFloat(token, 64)
		if err != nil {
			command, numbers = token, numbers[:0]
			if last := len(lines) - 1; strings.EqualFold(token, "z") {
				lines[last] = append(lines[last], start)
				at = start
			}
			continue
		}
		numbers = append(numbers, n)
		kind, relative := strings.ToUpper(command), command > "Z"
		axis := 0
		switch {
		case kind == "V":
			axis = 1
			fallthrough
		case kind == "H":
			if relative {
				n += at[axis]
			}
			at[axis] = n
		case len(numbers) < 2:
			continue
		default:
			to := [2]float64{numbers[0], numbers[1]}
			if relative {
				to[0], to[1] = at[0]+to[0], at[1]+to[1]
			}
			at = to
		}
		numbers = numbers[:0]
		if kind == "M" {
			// More points after the first are lines (SVG 9.3.3).
			start, command = at, map[bool]string{true: "l", false: "L"}[relative]
			lines = append(lines, [][2]float64{at})
			continue
		}
		last := len(lines) - 1
		lines[last] = append(lines[last], at)
	}
	return lines
}
