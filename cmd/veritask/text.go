package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/veritask/veritask/cmd/veritask/internal/report"
)

// thousands writes a number in groups of three digits.
func thousands[T int | int64](n T) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "s") {
		noun += "e"
	}
	return thousands(n) + " " + noun + "s"
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// shellQuote makes one word of s for a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// tableHeader names the columns of the table, on the terminal and in the report.
var tableHeader = []string{"object", "workers", "scenarios", "operations", "longest history", "verdict", "seconds"}

// The columns of tableHeader that the page decorates.
const (
	objectColumn  = 0
	verdictColumn = 5
)

// cells are the fields of an outcome under tableHeader.
func (x outcome) cells() []string {
	return []string{
		string(x.Object), strconv.Itoa(x.Workers), thousands(x.Scenarios), thousands(x.Operations),
		strconv.Itoa(x.Longest), string(x.Verdict), fmt.Sprintf("%.1f", x.Seconds),
	}
}

// table is what the terminal and the page show: a line for each outcome.
func (s *summary) table() [][]string {
	rows := [][]string{tableHeader}
	for _, x := range s.Outcomes {
		rows = append(rows, x.cells())
	}
	return rows
}

// writeAligned writes rows in columns, numbers to the right and words to the left. A row of one cell is a remark on the
// row above it.
func writeAligned(w io.Writer, rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, text := range row {
			if len(row) == 1 {
				break
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(text))
		}
	}
	for _, row := range rows {
		if len(row) == 1 {
			fmt.Fprintln(w, "    "+row[0])
			continue
		}
		var line strings.Builder
		for i, text := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if report.IsNumber(rows[len(rows)-1][i]) {
				line.WriteString(pad + text + "  ")
			} else {
				line.WriteString(text + pad + "  ")
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// lastLine is the line that scripts may rely on.
func (s *summary) lastLine() string {
	counts := fmt.Sprintf("%d objects, %d operations, %d violations", s.Objects, s.Operations, s.Violations)
	if s.Unknown > 0 {
		counts += fmt.Sprintf(", %d inconclusive", s.Unknown)
	}
	if s.Interrupted {
		return "verify: interrupted after " + counts
	}
	return "verify: " + counts
}
