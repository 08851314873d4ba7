package house

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	fileLinesMax     = 500
	functionLinesMax = 70
)

var longFiles = []exception{}

func checkFileLength(s *source, report found) {
	if s.lines() > fileLinesMax {
		report(s.ast, "", "%d lines; at most %d", s.lines(), fileLinesMax)
	}
}

var longFunctions = []exception{}

func checkFunctionLength(s *source, report found) {
	for _, d := range s.ast.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		n := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1
		if n > functionLinesMax {
			report(f, f.Name.Name, "%s has %d lines; at most %d", f.Name.Name, n, functionLinesMax)
		}
	}
}

// checkDocumented: every exported name under impl and spec has a comment. Methods that only satisfy error are excepted.
func checkDocumented(s *source, report found) {
	if s.isTest() || !s.below("impl") && !s.below("spec") {
		return
	}
	for _, d := range s.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil && d.Name.Name != "Error" {
				report(d, d.Name.Name, "%s is not documented", d.Name.Name)
			}
		case *ast.GenDecl:
			if d.Tok != token.IMPORT && d.Doc == nil {
				checkSpecs(d, report)
			}
		}
	}
}

// checkSpecs looks at the names of a declaration that has no comment of its own.
func checkSpecs(d *ast.GenDecl, report found) {
	for _, spec := range d.Specs {
		var names []*ast.Ident
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Doc == nil && spec.Comment == nil {
				names = []*ast.Ident{spec.Name}
			}
		case *ast.ValueSpec:
			if spec.Doc == nil && spec.Comment == nil {
				names = spec.Names
			}
		}
		for _, n := range names {
			if n.IsExported() {
				report(n, n.Name, "%s is not documented", n.Name)
			}
		}
	}
}

// exportedReceiver reports whether f is a function, or a method of an exported type.
func exportedReceiver(f *ast.FuncDecl) bool { return f.Recv == nil || ast.IsExported(receiver(f)) }

// receiver is the name of the type that f is a method of, "" for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	typ := f.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// TestNoLeftovers: a note to oneself is finished, or it is an issue. The words are written apart here, since this file is
// checked as well.
func TestNoLeftovers(t *testing.T) {
	words := regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "XX" + "X"}, "|") + `)\b`)
	err := walk(func(name string) error {
		if !strings.HasSuffix(name, ".go") && !isProse(name) {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			if w := words.FindString(line); w != "" {
				t.Errorf("%s:%d: %s", name, i+1, w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLeaks: each test package under impl has a TestMain that looks for goroutines left over.
func TestLeaks(t *testing.T) {
	tested, checked := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		if !s.isTest() || !s.below("impl") {
			continue
		}
		tested[s.dir()] = true
		for _, d := range s.ast.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "TestMain" {
				ast.Inspect(f, func(n ast.Node) bool {
					if call, ok := n.(*ast.CallExpr); ok && strings.HasPrefix(callee(call), "goleak.") {
						checked[s.dir()] = true
					}
					return true
				})
			}
		}
	}
	for dir := range tested {
		if !checked[dir] {
			t.Errorf("%s: no TestMain that calls goleak.VerifyTestMain", dir)
		}
	}
}

// TestMemoryModel: each type of impl with a method that can block says, at the type or at a method, what synchronizes
// before what.
func TestMemoryModel(t *testing.T) {
	const phrase = "synchronizes before"
	blocks, says := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		if s.isTest() || s.dir() != "impl" {
			continue
		}
		for _, d := range s.ast.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if typ, ok := spec.(*ast.TypeSpec); ok && saysIt(phrase, d.Doc, typ.Doc) {
						says[typ.Name.Name] = true
					}
				}
			case *ast.FuncDecl:
				if name := receiver(d); d.Name.IsExported() && ast.IsExported(name) {
					blocks[name] = blocks[name] || takesContext(d)
					says[name] = says[name] || saysIt(phrase, d.Doc)
				}
			}
		}
	}
	says["Runtime"] = true // what it runs are tasks; Spawn and Task say it
	for name, b := range blocks {
		if b && !says[name] {
			t.Errorf("impl.%s can block and does not say what %s its return", name, phrase)
		}
	}
}

func saysIt(phrase string, docs ...*ast.CommentGroup) bool {
	for _, d := range docs {
		if strings.Contains(strings.Join(strings.Fields(d.Text()), " "), phrase) {
			return true
		}
	}
	return false
}

// takesContext reports whether the first parameter of f is a context.
func takesContext(f *ast.FuncDecl) bool {
	params := f.Type.Params.List
	if len(params) == 0 {
		return false
	}
	sel, ok := params[0].Type.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Context"
}
