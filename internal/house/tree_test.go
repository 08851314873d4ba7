package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/veritask/veritask"

// root is the repository, seen from this folder, where go test runs the tests.
var root = filepath.Join("..", "..")

// source is one Go file of the repository.
type source struct {
	name string // relative to root, with slashes
	ast  *ast.File
	fset *token.FileSet
	text string
}

func (s *source) dir() string  { return path.Dir(s.name) }
func (s *source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }
func (s *source) lines() int   { return strings.Count(s.text, "\n") }

// below reports whether the file lies in folder or under it.
func (s *source) below(folder string) bool { return within(s.name, folder) }

func within(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

// at names a place in the file for a message.
func (s *source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.name, s.fset.Position(n.Pos()).Line)
}

// importName returns the name by which the file knows the package, "" if it does not import it.
func (s *source) importName(pkg string) string {
	for _, i := range s.ast.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil || p != pkg {
			continue
		}
		if i.Name != nil {
			return i.Name.Name
		}
		base := path.Base(p)
		if strings.HasPrefix(base, "v") && len(base) == 2 { // math/rand/v2
			base = path.Base(path.Dir(p))
		}
		return base
	}
	return ""
}

// text files that the rules look at beside Go files.
func isProse(name string) bool {
	return strings.HasSuffix(name, ".md") || path.Base(name) == "Makefile" || name == ".ci/run"
}

// walk calls f for each file that belongs to the repository.
func walk(f func(name string) error) error {
	skip := map[string]bool{".git": true, "out": true, "bin": true, "testdata": true, ".tools": true}
	return filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skip[d.Name()] {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		return f(filepath.ToSlash(rel))
	})
}

var parsed = sync.OnceValues(func() ([]*source, error) {
	var files []*source
	fset := token.NewFileSet()
	err := walk(func(name string) error {
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(fset, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		files = append(files, &source{name: name, ast: tree, fset: fset, text: string(text)})
		return nil
	})
	return files, err
})

// sources returns every Go file of the repository, for all platforms and build tags.
func sources(t *testing.T) []*source {
	t.Helper()
	files, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return files
}
