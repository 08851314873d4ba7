package cited

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/veritask/veritask/spec"
)

// tree writes files into a new folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		to := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// Each kind of check is told from the others and from what is none, with the declaration that it is in.
func TestKinds(t *testing.T) {
	const cites = "// EV-01.\n"
	table, err := Read(tree(t, map[string]string{
		"impl/a_test.go":         "package impl\n\n" + cites + "func TestA() {}\n\nfunc TestB() { _ = \"EV-01\" }\n",
		"impl/b_test.go":         "package impl\n\n" + cites + "func ExampleA() {}\n\n" + cites + "func FuzzA() {}\n",
		"impl/example_c_test.go": "package impl\n\nvar (\n\ta = 1\n\tb = 2 // EV-01\n)\n",
		"impl/a.go":              "package impl\n\n" + cites + "func A() {}\n",
		"impl/a_explored.go":     "package impl\n\n" + cites + "func (x T) Explored() {}\n",
		"impl/checked/a.go":      "package checked\n\n" + cites + "type Unit int\n",
		"model/a.go":             cites + "package model\n",
		"model/a_test.go":        "package model\n\n" + cites + "func TestM() {}\n",
		"fuzz/a.go":              "package fuzz\n\n" + cites + "func law() {}\n",
		"linearizability/a.go":   "package linearizability\n\nfunc judge() {\n\t_ = 1 // EV-01\n}\n",
		"spec/promela/a.pml":     "\n/* EV-01 */\n",
		"spec/clauses_x.go":      "package spec\n\n" + cites + "var x = 1\n",
		"cmd/veritask/a.go":      "package main\n\n" + cites,
		patches + "/a.txt":       "bug: EV-01\n",
		"out/a_test.go":          "package out\n\n" + cites + "func TestOut() {}\n",
		"docs/a.txt":             "EV-01",
	}))
	if err != nil || len(table.Problems) > 0 {
		t.Fatal(err, table.Problems)
	}
	var got []string
	for _, r := range table.Rows {
		for _, c := range r.Checks {
			if r.ID != "EV-01" {
				t.Errorf("%s is checked by %s", r.ID, c.Place())
			}
			got = append(got, string(c.Kind)+" "+c.Place())
		}
	}
	want := []string{
		"explorer impl.Explored", "test impl.TestA", "test impl.TestB", "example impl.ExampleA", "fuzz impl.FuzzA",
		"explorer impl/checked.Unit", "example impl.b", "property fuzz.law", "judge linearizability.judge",
		"model model/a.go:1", "model model.TestM", "spec spec/promela/a.pml:2",
		"museum linearizability/museum/patches/a.txt:1",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if n := table.Unchecked(); n != len(checkable())-1 {
		t.Errorf("%d unchecked, want all but one", n)
	}
}

// checkable are the clauses that must be checked.
func checkable() (all []spec.Clause) {
	for _, c := range spec.Clauses {
		if c.Absent == "" {
			all = append(all, c)
		}
	}
	return all
}

// A range names all between; an unknown id is a problem wherever it stands, in production too.
func TestRangesAndUnknownIDs(t *testing.T) {
	table, err := Read(tree(t, map[string]string{
		"model/a_test.go": "package model\n\n// EV-02 to\n// EV-04, SEM-01 to EV-05, XEV-07, EV-081.\nfunc TestA() {}\n",
		"impl/a.go":       "package impl\n\n// EV-98.\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range table.Rows {
		if len(r.Checks) > 0 {
			got = append(got, r.ID)
		}
	}
	if want := []string{"EV-02", "EV-03", "EV-04", "EV-05", "SEM-01"}; !slices.Equal(got, want) {
		t.Errorf("checked are %v, want %v", got, want)
	}
	if want := []string{"impl/a.go:3: there is no clause EV-98"}; !slices.Equal(table.Problems, want) {
		t.Errorf("problems %q, want %q", table.Problems, want)
	}
}

// What does not apply cannot be checked.
func TestAbsentIsNotChecked(t *testing.T) {
	i := slices.IndexFunc(spec.Clauses, func(c spec.Clause) bool { return c.Absent != "" })
	if i < 0 {
		t.Fatal("every clause applies")
	}
	id := spec.Clauses[i].ID
	table, err := Read(tree(t, map[string]string{"model/a_test.go": "package model\n\n// " + id + "\nfunc TestA() {}\n"}))
	if err != nil || len(table.Problems) != 1 || !strings.Contains(table.Problems[0], "checks "+id) {
		t.Errorf("%v, %v", err, table.Problems)
	}
}

// What is no Go is an error, not an empty table.
func TestReadFails(t *testing.T) {
	if _, err := Read(tree(t, map[string]string{"model/a.go": "packet model"})); err == nil {
		t.Error("read what is no Go")
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("read what is not there")
	}
}

func TestRoot(t *testing.T) {
	root := tree(t, map[string]string{
		"go.mod":          "module " + Module + "\n",
		"tools/go.mod":    "module " + Module + "/tools\n",
		"tools/deep/x.go": "",
	})
	got, err := Root(filepath.Join(root, "tools", "deep"))
	if err != nil || got != root {
		t.Errorf("Root is %q, %v; want %q", got, err, root)
	}
	if got, err := Root(t.TempDir()); err == nil {
		t.Errorf("found %q", got)
	}
}
