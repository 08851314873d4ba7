package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// splitList splits a comma list and drops empty entries.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// pickNames returns the names of a comma list, each of which must be known; an empty list means all.
func pickNames(kind, list string, known []string) ([]string, error) {
	names := splitList(list)
	if len(names) == 0 {
		return known, nil
	}
	for _, n := range names {
		if !slices.Contains(known, n) {
			return nil, unknownName(kind, n, known)
		}
	}
	return names, nil
}

// fewNames are not too many for an error message.
const fewNames = 30

// unknownName says which names there are; if they are many, only where.
func unknownName(kind, name string, known []string) error {
	if len(known) > fewNames {
		return fmt.Errorf("unknown %s %q; -list shows the %d that are known", kind, name, len(known))
	}
	return fmt.Errorf("unknown %s %q; known are: %s", kind, name, strings.Join(known, ", "))
}

// parseWorkers reads a comma list of positive numbers.
func parseWorkers(list string) ([]int, error) {
	var out []int
	for _, s := range splitList(list) {
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 {
			return nil, fmt.Errorf("bad number of workers %q; want positive numbers like 1,2,4", s)
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no number of workers given; want positive numbers like 1,2,4")
	}
	return out, nil
}
