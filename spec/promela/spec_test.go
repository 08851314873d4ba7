package promela

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestFiles(t *testing.T) {
	names, err := filepath.Glob("*.pml")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if _, err := Find(strings.TrimSuffix(n, ".pml")); err != nil {
			t.Errorf("%s is not checked: %v", n, err)
		}
	}
	if _, err := Find("nothing"); err == nil {
		t.Error("there is a spec of nothing")
	}
	for _, s := range Specs() {
		if n := strings.Count(s.Text(), "\n"); n > 150 {
			t.Errorf("%s.pml has %d lines, of at most 150", s.Name, n)
		}
		if n := len(s.Mutants()); n < 3 {
			t.Errorf("%s has %d mutants, of at least 3", s.Name, n)
		}
		for _, m := range s.Mutants() {
			if !strings.Contains(s.Text(), "WITH("+m+")") {
				t.Errorf("%s: mutant %s changes nothing", s.Name, m)
			}
		}
		if len(s.Scenes) == 0 || len(s.Properties()) == 0 || len(s.Formulas()) == 0 || s.About == "" {
			t.Errorf("%s: scenes, properties or formulas are missing", s.Name)
		}
		for _, f := range s.Formulas() {
			if !slices.Contains(s.Properties(), f) {
				t.Errorf("%s: formula %s is not told in prose", s.Name, f)
			}
		}
	}
}

// Each label is a step of the spec, in its table once, and the function in the table exists in impl.
func TestLabels(t *testing.T) {
	known := functions(t)
	for _, s := range Specs() {
		table := s.Functions()
		for _, l := range s.Labels() {
			if !regexp.MustCompile(`\b(IS\(` + l + `, |\w+\(` + l + `[,)])`).MatchString(s.Text()) { // or an inline's parameter, called label
				t.Errorf("%s: label %s is no step", s.Name, l)
			}
			if f, ok := table[l]; !ok || !known[f] {
				t.Errorf("%s: label %s is a step of %q, which is no function of impl", s.Name, l, f)
			}
			delete(table, l)
		}
		for l := range table {
			t.Errorf("%s: %s in the table is no label", s.Name, l)
		}
		for _, m := range regexp.MustCompile(`IS\((\w+),`).FindAllStringSubmatch(s.Text(), -1) {
			if m[1] != "label" && !slices.Contains(s.Labels(), m[1]) {
				t.Errorf("%s: step %s has no label", s.Name, m[1])
			}
		}
	}
}

// functions returns the names of all functions and methods below impl, f or T.f.
func functions(t *testing.T) map[string]bool {
	known := map[string]bool{}
	err := filepath.WalkDir(filepath.Join("..", "..", "impl"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				known[f.Name.Name] = true
				known[receiver(f)+f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	e := f.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if i, ok := e.(*ast.IndexExpr); ok {
		e = i.X
	}
	if id, ok := e.(*ast.Ident); ok {
		return id.Name + "."
	}
	return ""
}
