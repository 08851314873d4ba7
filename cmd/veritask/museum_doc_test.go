package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/veritask/veritask/linearizability/museum"
	"github.com/veritask/veritask/spec/promela"
)

var update = flag.Bool("update", false, "write the table of docs/verification.md anew, from docs/museum")

const (
	museumBegins = "<!-- museum: \"make museum-table\" writes this from docs/museum -->\n"
	museumEnds   = "<!-- end of museum -->\n"
	notTried     = "not tried"
	noPart       = "-" // of the library, so nothing that looks at that can meet it
)

// TestMuseumTable: the table of docs/verification.md has every bug of the museum, and says of each what the runs in
// docs/museum have shown, and nothing else.
func TestMuseumTable(t *testing.T) {
	name := filepath.Join("..", "..", "docs", "verification.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), museumBegins)
	is, after, ok2 := strings.Cut(rest, museumEnds)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table", name)
	}
	want := museumTable(t)
	if is == want {
		return
	}
	if !*update {
		t.Fatalf("%s does not say what docs/museum says; \"make museum-table\" writes it anew. It would be:\n%s", name, want)
	}
	if err := os.WriteFile(name, []byte(before+museumBegins+want+museumEnds+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// museumRun is what a make target has printed about the museum.
type museumRun struct {
	source string // the target, the date and the machine
	cells  map[string]string
}

// readRun reads the file of a run. cell makes what the table says of a bug from the columns of its line.
func readRun(t *testing.T, file string, cell func(columns []string) string) museumRun {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "museum", file))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	r := museumRun{cells: map[string]string{}}
	command, date, ok := strings.Cut(strings.TrimPrefix(lines[0], "# "), ", ")
	_, facts, ok2 := strings.Cut(lines[1], ": ")
	if !ok || !ok2 {
		t.Fatalf("%s does not say what has made it", file)
	}
	r.source = fmt.Sprintf("`%s`, %s: %s", command, date, facts)
	gap := regexp.MustCompile(`\s{2,}`)
	for _, line := range lines[slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "bug ") })+1:] {
		if line == "" {
			break
		}
		columns := gap.Split(line, -1)
		r.cells[columns[0]] = cell(columns)
	}
	if len(r.cells) == 0 {
		t.Fatalf("%s has no table", file)
	}
	return r
}

// cellOf is what the run says of a bug.
func (r museumRun) cellOf(bug string) string {
	if c, ok := r.cells[bug]; ok {
		return c
	}
	return notTried
}

// found is the cell of a bug whose verdict begins with that word, else otherwise.
func found(verdict, how, otherwise string) string {
	if v, ok := strings.CutPrefix(verdict, "found: "); ok {
		return v + how
	}
	return otherwise
}

// museumRuns are those that the table is made of.
type museumRuns struct{ exhibits, patches, explored, tests, properties museumRun }

func readRuns(t *testing.T) museumRuns {
	tried := func(what string) func(c []string) string {
		return func(c []string) string { return found(c[4], "", "not in "+c[2]+" "+what) }
	}
	return museumRuns{
		exhibits: readRun(t, "verify.txt", func(c []string) string { return found(c[4], ", "+c[3]+" s", "not found") }),
		patches: readRun(t, "patches.txt", func(c []string) string {
			return found(c[4], " in "+c[2]+" calls", "not in "+c[2]+" calls")
		}),
		explored:   readRun(t, "explore.txt", exploredCell),
		tests:      readRun(t, "tests.txt", tried("tests")),
		properties: readRun(t, "properties.txt", tried("programs")),
	}
}

func (r *museumRuns) all() []museumRun {
	return []museumRun{r.exhibits, r.patches, r.explored, r.properties, r.tests}
}

// exploredCell is what the table says of a bug that was explored.
func exploredCell(c []string) string {
	if c[4] == "MISSED" {
		return "not found"
	}
	fewest := ""
	for _, hunt := range c[1:4] {
		n, _, ok := strings.Cut(hunt, ", ")
		if ok && !strings.HasPrefix(hunt, "not in") && !strings.Contains(hunt, " in ") && (fewest == "" || number(n) < number(fewest)) {
			fewest = n
		}
	}
	return c[4] + ", run " + fewest
}

func number(text string) (n int) {
	_, _ = fmt.Sscan(strings.ReplaceAll(text, ",", ""), &n)
	return n
}

// museumTable is what the document has to say.
func museumTable(t *testing.T) string {
	runs := readRuns(t)
	fuzzed, err := os.ReadFile(filepath.Join("..", "..", "fuzz", "museum_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range runs.all() {
		fmt.Fprintf(&b, "- %s\n", r.source)
	}
	b.WriteString("- `make spec`: a mutant with the same mistake fails\n- `go test -tags veritask_explore ./fuzz`: a test has the bug fuzzed from nothing\n")
	b.WriteString("\n| bug | recorded histories | explorer | fuzzing | specs | properties | unit tests |\n|---|---|---|---|---|---|---|\n")
	known := map[string]bool{}
	row := func(cells ...string) {
		known[cells[0]] = true
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	for _, x := range museum.All() {
		row(x.Name, runs.exhibits.cellOf(x.Name), runs.explored.cellOf(x.Name), notTried, notTried, noPart, noPart)
	}
	all, err := museum.Patches()
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		p := &all[i]
		fuzz := notTried
		if strings.Contains(string(fuzzed), fmt.Sprintf("{%q, ", p.Name)) {
			fuzz = "found"
		}
		row(p.Name, runs.patches.cellOf(p.Name), runs.explored.cellOf(p.Name), fuzz, specCell(t, p),
			runs.properties.cellOf(p.Name), runs.tests.cellOf(p.Name))
	}
	for _, r := range runs.all() {
		for name := range r.cells {
			if !known[name] {
				t.Errorf("%s: there is no bug %q", r.source, name)
			}
		}
	}
	return b.String()
}

// specCell names the mutant with the same mistake, which must be there.
func specCell(t *testing.T, p *museum.Patch) string {
	if p.Mutant == "" {
		return notTried
	}
	name, mutant, _ := strings.Cut(p.Mutant, ".")
	if s, err := promela.Find(name); err != nil || !slices.Contains(s.Mutants(), mutant) {
		t.Errorf("%s: there is no mutant %s", p.Name, p.Mutant)
	}
	return p.Mutant
}
