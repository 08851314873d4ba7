package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// found reports that the rule is broken at n by what.
type found func(n ast.Node, what, format string, args ...any)

// rule looks at one file at a time.
type rule struct {
	name  string
	check func(s *source, report found)
	allow []exception
	// A checker that cannot fail is a defect: here is a file that breaks the rule.
	badName, badText string
}

// exception says that a rule does not hold somewhere, and why.
type exception struct {
	where string // a file or a folder
	what  string // what is allowed there; "" is everything that the rule forbids
	why   string
}

var rules = []rule{
	{"imports", checkImports, nil, "linearizability/x.go", `package x; import _ "github.com/veritask/veritask/impl"`},
	{"imports of impl", checkImports, nil, "impl/x.go", `package x; import _ "github.com/veritask/veritask/model"`},
	{"imports of explored impl", checkImports, nil, "impl/internal/atom/x.go", "//go:build veritask_explore\n\npackage x\n\nimport _ \"github.com/veritask/veritask/linearizability/explore\""},
	{"modules of impl", checkImports, nil, "impl/x.go", `package x; import _ "github.com/sourcegraph/conc"`},
	{"floors", checkImports, nil, "impl/internal/park/x.go", `package x; import _ "github.com/veritask/veritask/impl/internal/sched"`},
	{"seams", checkSeams, aroundSeams, "impl/x.go", `package x; import "time"; var now = time.Now()`},
	{"channels", checkChannels, channels, "impl/x.go", `package x; func f(c chan int) { <-c }`},
	{"goroutines", checkGoroutines, goroutines, "impl/x.go", `package x; func f() { go f() }`},
	{"typed atomics", checkTypedAtomics, nil, "x.go", `package x; import "sync/atomic"; func f(p *int32) { atomic.AddInt32(p, 1) }`},
	{"sleep in tests", checkSleep, sleepers, "x_test.go", `package x; import "time"; func f() { time.Sleep(1) }`},
	{"file length", checkFileLength, longFiles, "x.go", "package x" + lines(fileLinesMax+1)},
	{"function length", checkFunctionLength, longFunctions, "x.go", "package x; func f() {" + lines(functionLinesMax) + "}"},
	{"documentation", checkDocumented, nil, "impl/x.go", "package x; func F() {}"},
	{"documentation of values", checkDocumented, nil, "impl/x.go", "package x; const (\n\tA = 1\n)"},
}

func lines(n int) string { return strings.Repeat("\n", n) }

func TestRules(t *testing.T) {
	files := sources(t)
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			used := make([]bool, len(r.allow))
			for _, s := range files {
				r.check(s, func(n ast.Node, what, format string, args ...any) {
					if i := allowed(r.allow, s, what); i >= 0 {
						used[i] = true
						return
					}
					t.Errorf("%s: %s", s.at(n), fmt.Sprintf(format, args...))
				})
			}
			for i, e := range r.allow {
				if !used[i] {
					t.Errorf("exception that nothing needs: %s %s", e.where, e.what)
				}
				if e.why == "" {
					t.Errorf("exception without a reason: %s %s", e.where, e.what)
				}
			}
		})
	}
}

func allowed(list []exception, s *source, what string) int {
	for i, e := range list {
		if s.below(e.where) && (e.what == "" || e.what == what) {
			return i
		}
	}
	return -1
}

func TestRulesCanFail(t *testing.T) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			fset := token.NewFileSet()
			tree, err := parser.ParseFile(fset, r.badName, r.badText, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			broken := false
			s := &source{name: r.badName, ast: tree, fset: fset, text: r.badText}
			r.check(s, func(ast.Node, string, string, ...any) { broken = true })
			if !broken {
				t.Errorf("the rule accepts\n%s", r.badText)
			}
		})
	}
}
