// Package cited finds what checks the clauses of the contract: it reads the source tree for their ids.
//
// A check names a clause in a comment or a string, in a place that can fail: a test, an example, a fuzz target, a model, a
// judge, a property, a unit of the explorer, a spec in Promela, a seeded bug. "EV-01 to EV-03" names three. What the
// library itself says of a clause is no check.
//
// It trusts the word of whoever cites. That a test checks the clause that it names is for a reader to see.
package cited

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/veritask/veritask/spec"
)

// Kind is what sort of check cites.
type Kind string

// The kinds of checks. What is nothing of these only mentions.
const (
	Test     Kind = "test"
	Example  Kind = "example"
	Fuzz     Kind = "fuzz"
	Model    Kind = "model"
	Judge    Kind = "judge"
	Property Kind = "property"
	Explorer Kind = "explorer"
	Spec     Kind = "spec"
	Museum   Kind = "museum"
	Mention  Kind = ""
)

// Check is a place that cites a clause.
type Check struct {
	ID   string `json:"-"`
	Kind Kind   `json:"kind"`
	File string `json:"file"` // from the root of the tree, with slashes
	Line int    `json:"line"`
	Func string `json:"func,omitempty"` // or variable or type; empty where there are none
}

// Place is where it is, as short as it can be understood.
func (c Check) Place() string {
	if c.Func != "" {
		return path.Dir(c.File) + "." + c.Func
	}
	return fmt.Sprintf("%s:%d", c.File, c.Line)
}

// Row is a clause and what checks it.
type Row struct {
	spec.Clause
	Checks []Check
}

// Unchecked reports whether the clause lacks a check and should have one.
func (r Row) Unchecked() bool { return r.Absent == "" && len(r.Checks) == 0 }

// Table is all clauses in their order, and what is wrong with citations.
type Table struct {
	Rows     []Row
	Problems []string // unknown ids, checks of what does not apply
}

// Unchecked counts the clauses that lack a check.
func (t Table) Unchecked() (n int) {
	for _, r := range t.Rows {
		if r.Unchecked() {
			n++
		}
	}
	return n
}

// Read makes the table of the source tree below root.
func Read(root string) (Table, error) {
	pattern := citation(spec.Families())
	byID := map[string][]Check{}
	var t Table
	err := walk(root, func(name string) error {
		found, err := readFile(root, name, pattern)
		for _, c := range found {
			clause, ok := spec.ClauseByID(c.ID)
			switch {
			case !ok:
				t.Problems = append(t.Problems, fmt.Sprintf("%s:%d: there is no clause %s", c.File, c.Line, c.ID))
			case c.Kind == Mention:
			case clause.Absent != "":
				t.Problems = append(t.Problems, fmt.Sprintf("%s:%d: checks %s, which is said not to apply: %s", c.File, c.Line, c.ID, clause.Absent))
			case !slices.ContainsFunc(byID[c.ID], c.same):
				byID[c.ID] = append(byID[c.ID], c)
			}
		}
		return err
	})
	for _, c := range spec.Clauses {
		t.Rows = append(t.Rows, Row{c, byID[c.ID]})
	}
	return t, err
}

// same reports whether another citation is by the same function, or, without functions, the same file.
func (c Check) same(d Check) bool {
	return c.Kind == d.Kind && c.Func == d.Func && (c.File == d.File || c.Func != "" && path.Dir(c.File) == path.Dir(d.File))
}

// citation matches an id, or the first and the last of several.
func citation(families []string) *regexp.Regexp {
	id := `(` + strings.Join(families, "|") + `)-(\d\d)\b`
	return regexp.MustCompile(`\b` + id + `(?:\s+to\s+` + id + `)?`)
}

// Root finds the source tree of this module from a folder of it.
func Root(dir string) (string, error) {
	from, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := from; ; at = filepath.Dir(at) {
		text, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module "+Module+"\n") {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("the source tree of %s is not at %s nor above it", Module, from)
		}
	}
}

// Module is the path of this module.
const Module = "github.com/veritask/veritask"
