package cited

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// walk calls visit with each file that may cite, but not with the list of the clauses itself.
func walk(root string, visit func(name string) error) error {
	return fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if base := d.Name(); name != "." && (strings.HasPrefix(base, ".") || base == "out" || base == "bin" || base == "cited") {
				return fs.SkipDir
			}
			return nil
		case strings.HasPrefix(name, "spec/clause"):
			return nil
		}
		switch path.Ext(name) {
		case ".go", ".pml":
			return visit(name)
		case ".txt":
			if path.Dir(name) == patches {
				return visit(name)
			}
		}
		return nil
	})
}

// patches is where the seeded bugs of the library are.
const patches = "linearizability/museum/patches"

// readFile returns what a file cites.
func readFile(root, name string, pattern *regexp.Regexp) ([]Check, error) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	if path.Ext(name) != ".go" {
		return plain(name, string(text), pattern), nil
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []Check
	add := func(pos token.Pos, text string) {
		for _, id := range ids(text, pattern) {
			in := enclosing(file, pos)
			found = append(found, Check{id, kindOf(name, in), name, fset.Position(pos).Line, in})
		}
	}
	for _, group := range file.Comments {
		add(group.Pos(), group.Text())
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			add(lit.Pos(), lit.Value)
		}
		return true
	})
	return found, nil
}

// plain returns what a file cites that is not Go.
func plain(name, text string, pattern *regexp.Regexp) []Check {
	var found []Check
	n := 0
	for line := range strings.Lines(text) {
		n++
		for _, id := range ids(line, pattern) {
			found = append(found, Check{id, kindOf(name, ""), name, n, ""})
		}
	}
	return found
}

// ids returns the ids that a text names, those of a range one by one.
func ids(text string, pattern *regexp.Regexp) []string {
	var found []string
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		family, first, last := m[1], number(m[2]), number(m[2])
		if m[3] == family {
			last = number(m[4])
		} else if m[3] != "" {
			found = append(found, m[3]+"-"+m[4])
		}
		for n := first; n <= last; n++ {
			found = append(found, fmt.Sprintf("%s-%02d", family, n))
		}
	}
	return found
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic(err) // two digits
	}
	return n
}

// enclosing returns the name of the declaration that a position is in, or whose comment it is in.
func enclosing(file *ast.File, pos token.Pos) string {
	for _, d := range file.Decls {
		from := d.Pos()
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Doc != nil {
				from = d.Doc.Pos()
			}
			if from <= pos && pos < d.End() {
				return d.Name.Name
			}
		case *ast.GenDecl:
			if d.Doc != nil {
				from = d.Doc.Pos()
			}
			if from <= pos && pos < d.End() {
				return declared(d, pos)
			}
		}
	}
	return ""
}

// declared returns the name in a declaration of variables, constants or types.
func declared(d *ast.GenDecl, pos token.Pos) string {
	name := ""
	for _, s := range d.Specs {
		if s.Pos() > pos && name != "" {
			break
		}
		switch s := s.(type) {
		case *ast.ValueSpec:
			name = s.Names[0].Name
		case *ast.TypeSpec:
			name = s.Name.Name
		}
	}
	return name
}

// kindOf says what sort of check a declaration of a file is.
func kindOf(name, in string) Kind {
	base, test := path.Base(name), strings.HasSuffix(name, "_test.go")
	below := func(folder string) bool { return strings.HasPrefix(name, folder+"/") }
	switch {
	case path.Ext(name) == ".pml":
		return Spec
	case below(patches):
		return Museum
	case strings.HasSuffix(base, "_fuzz_test.go") || strings.HasPrefix(in, "Fuzz"):
		return Fuzz
	case test && (strings.HasPrefix(base, "example_") || strings.HasPrefix(in, "Example")):
		return Example
	case below("model"):
		return Model
	case test:
		return Test
	case below("linearizability"):
		return Judge
	case below("fuzz"):
		return Property
	case below("impl/checked") || strings.HasSuffix(base, "_explored.go"):
		return Explorer
	}
	return Mention
}
