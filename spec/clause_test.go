package spec_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/veritask/veritask/internal/cited"
	"github.com/veritask/veritask/spec"
)

// TestClausesAreCited: every clause that applies is checked by something, and every id that is cited is a clause's.
func TestClausesAreCited(t *testing.T) {
	table, err := cited.Read("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range table.Problems {
		t.Error(p)
	}
	for _, r := range table.Rows {
		if r.Unchecked() {
			t.Errorf("%s is checked by nothing: %s", r.ID, r.Text)
		}
	}
}

func TestClausesAreWellFormed(t *testing.T) {
	id := regexp.MustCompile(`^[A-Z]{2,4}-\d\d$`)
	source := regexp.MustCompile(`^(T:[a-z_]+|D|S|M|veritask)( (T:[a-z_]+|D|S|M|veritask))*( coop)?$`)
	names := exported(t)
	seen := map[string]bool{}
	text := map[string]string{}
	for _, c := range spec.Clauses {
		if seen[c.ID] {
			t.Errorf("%s occurs twice", c.ID)
		}
		seen[c.ID] = true
		if other := text[c.Text]; other != "" {
			t.Errorf("%s says what %s says", c.ID, other)
		}
		text[c.Text] = c.ID
		if !id.MatchString(c.ID) {
			t.Errorf("%s is no proper id", c.ID)
		}
		if !strings.HasSuffix(c.Text, ".") || strings.Contains(c.Text, "\n") {
			t.Errorf("%s is not one sentence: %q", c.ID, c.Text)
		}
		if !source.MatchString(c.Source) {
			t.Errorf("%s: no proper source %q", c.ID, c.Source)
		}
		if c.Absent != "" {
			if c.Go != "" || strings.Contains(c.Source, "veritask") {
				t.Errorf("%s does not apply in Go, and has a name there, or is ours", c.ID)
			}
			continue
		}
		for name := range strings.SplitSeq(c.Go, ", ") {
			if !names[name] {
				t.Errorf("%s: package impl has no %q", c.ID, name)
			}
		}
	}
	if _, ok := spec.ClauseByID("EV-99"); ok {
		t.Error("EV-99 is a clause")
	}
}

// exported returns the names of impl and of this package, and those of tasktest with that before them; methods and fields have
// their type before them.
func exported(t *testing.T) map[string]bool {
	names := map[string]bool{}
	for pattern, before := range map[string]string{"../impl/*.go": "", "*.go": "", "../impl/tasktest/*.go": "tasktest."} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				declare(func(name string) { names[before+name] = true }, d)
			}
		}
	}
	return names
}

// declare names what d declares.
func declare(name func(string), d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			name(d.Name.Name)
			return
		}
		of := d.Recv.List[0].Type
		for {
			switch x := of.(type) {
			case *ast.StarExpr:
				of = x.X
				continue
			case *ast.IndexExpr:
				of = x.X
				continue
			case *ast.Ident:
				name(x.Name + "." + d.Name.Name)
			}
			return
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.ValueSpec:
				for _, n := range s.Names {
					name(n.Name)
				}
			case *ast.TypeSpec:
				name(s.Name.Name)
				if st, ok := s.Type.(*ast.StructType); ok {
					for _, f := range st.Fields.List {
						for _, n := range f.Names {
							name(s.Name.Name + "." + n.Name)
						}
					}
				}
			}
		}
	}
}
