package promela

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

//go:embed *.pml *.h
var files embed.FS

// Spec is one protocol.
type Spec struct {
	Name   string // of the file, without .pml
	About  string
	Scenes []Scene
}

// Scene is who takes part: definitions, each a name and a number, such as "VISITORS=2".
type Scene []string

// String lists the definitions.
func (s Scene) String() string { return strings.Join(s, " ") }

// scene reads definitions separated by spaces.
func scene(text string) Scene { return strings.Fields(text) }

// Specs returns all specs.
func Specs() []Spec { return slices.Clone(specs) }

// Find returns the spec of that name.
func Find(name string) (Spec, error) {
	for _, s := range specs {
		if s.Name == name {
			return s, nil
		}
	}
	return Spec{}, fmt.Errorf("promela: no spec %q", name)
}

// Text returns the spec itself.
func (s Spec) Text() string {
	b, err := files.ReadFile(s.Name + ".pml")
	if err != nil {
		panic(err) // it is part of the program
	}
	return string(b)
}

var (
	enumeration = regexp.MustCompile(`(?s)mtype = \{(.*?)\}`)
	formula     = regexp.MustCompile(`(?m)^ltl (\w+)`)
	invariant   = regexp.MustCompile(`(?m)^     (ltl )?(\w+)  `)
	entry       = regexp.MustCompile(`^(\w+)\s+(\w+\.\w+|\w+), `)
)

// enumerated returns the names of the nth mtype: 0 for labels, 1 for mutants.
func (s Spec) enumerated(n int) []string {
	all := enumeration.FindAllStringSubmatch(s.Text(), -1)
	if len(all) <= n {
		return nil
	}
	return strings.FieldsFunc(all[n][1], func(r rune) bool { return r == ',' || r <= ' ' })
}

// Labels returns the names of the steps that a trace can name.
func (s Spec) Labels() []string { return s.enumerated(0) }

// Mutants returns the names of the mistakes that can be put into the spec.
func (s Spec) Mutants() []string {
	all := s.enumerated(1)
	if len(all) == 0 {
		return nil
	}
	return all[1:] // the first is sound, no mistake
}

// Formulas returns the names of what is promised to happen.
func (s Spec) Formulas() []string {
	var names []string
	for _, m := range formula.FindAllStringSubmatch(s.Text(), -1) {
		names = append(names, m[1])
	}
	return names
}

// Properties returns the names of the invariants, those of the formulas among them.
func (s Spec) Properties() []string {
	_, text, _ := strings.Cut(s.Text(), "Invariants\n")
	text, _, _ = strings.Cut(text, "\n\n")
	var names []string
	for _, m := range invariant.FindAllStringSubmatch(text, -1) {
		names = append(names, m[2])
	}
	return names
}

// Functions returns the table of the spec: by label, the function of impl that makes the step.
func (s Spec) Functions() map[string]string {
	_, text, _ := strings.Cut(s.Text(), "label     function")
	text, _, _ = strings.Cut(text, "*/")
	table := map[string]string{}
	for line := range strings.Lines(text) {
		for _, column := range columns(line) {
			if m := entry.FindStringSubmatch(column); m != nil {
				table[m[1]] = m[2]
			}
		}
	}
	return table
}

// columns cuts a line of the table in two.
func columns(line string) []string {
	const width = 41
	line = strings.TrimRight(line, "\n")
	if len(line) <= width {
		return []string{strings.TrimSpace(line)}
	}
	return []string{strings.TrimSpace(line[:width]), strings.TrimSpace(line[width:])}
}
