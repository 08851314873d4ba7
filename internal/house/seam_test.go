package house

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// Under impl all shared memory goes through package atom, all sleeping through park and coro, all goroutines start by
// thread, all contexts end by ending, all time goes through clock and all chance through rnd: what goes around them is
// invisible to the explorer, to the race detector's build and to seeded runs. outside lists what is forbidden elsewhere;
// nil is the whole package.
var outside = map[string][]string{
	"sync/atomic":  nil,
	"sync":         {"Mutex", "RWMutex", "WaitGroup", "Cond", "Once", "OnceFunc", "OnceValue", "OnceValues", "Map", "Pool"},
	"time":         {"Now", "Since", "Until", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Sleep"},
	"math/rand":    nil,
	"math/rand/v2": nil,
	"crypto/rand":  nil,
	"runtime":      {"GOMAXPROCS", "NumCPU", "Gosched", "AddCleanup", "SetFinalizer"},
	"iter":         {"Pull", "Pull2"},
	"context": {
		"AfterFunc", "WithCancel", "WithCancelCause", "WithDeadline", "WithDeadlineCause", "WithTimeout", "WithTimeoutCause",
	},
}

var aroundSeams = []exception{
	{"impl/internal/atom", "sync/atomic", "the seam for shared memory"},
	{"impl/internal/atom", "sync", "the seam for shared memory"},
	{"impl/internal/clock", "time", "the seam for time"},
	{"impl/internal/rnd", "math/rand/v2", "the seam for chance"},
	{"impl/internal/coro", "iter", "the seam for coroutines"},
	{"impl/mapinput.go", "iter", "a user's iterator beside another one, which is no task"},
	{"impl/internal/seamtest", "iter", "the explorer that tests of the seams use has stacks of its own"},
	{"impl/internal/thread", "runtime", "the seam for goroutines"},
	{"impl/internal/ending", "context", "the seam for contexts"},
	{"impl/internal/seam", "context", "an explored context has one inside"},
	{"impl/internal/sched/runtime.go", "runtime", "the one place that asks how large the machine is"},
}

// shipped reports whether the file is part of the library that programs link.
func shipped(s *source) bool {
	return s.below("impl") && !s.isTest() && !s.below("impl/checked") && !s.below("impl/tasktest")
}

func checkSeams(s *source, report found) {
	if !shipped(s) {
		return
	}
	for pkg, names := range outside {
		name := s.importName(pkg)
		if name == "" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && (names == nil || slices.Contains(names, sel.Sel.Name)) {
				report(sel, pkg, "%s.%s goes around the seam", name, sel.Sel.Name)
			}
			return true
		})
	}
}

var channels = []exception{
	{"impl/internal/park", "", "the seam for sleeping: a goroutine sleeps on a one-slot channel"},
	{"impl/internal/coro/goroutine.go", "", "a coroutine that is a goroutine switches by channels"},
}

func checkChannels(s *source, report found) {
	if !shipped(s) {
		return
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt, *ast.SelectStmt:
			report(n, "", "channel operation that no seam knows")
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				report(n, "", "channel operation that no seam knows")
			}
		}
		return true
	})
}

var goroutines = []exception{
	{"impl/internal/thread", "", "the seam for goroutines"},
	{"impl/internal/coro/goroutine.go", "", "a coroutine that is a goroutine has to be started"},
}

func checkGoroutines(s *source, report found) {
	if !shipped(s) {
		return
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if g, ok := n.(*ast.GoStmt); ok {
			report(g, "", "starts a goroutine that no seam knows")
		}
		return true
	})
}

// checkTypedAtomics: fields of the atomic types cannot be read without an atomic by mistake, and are aligned on 32-bit
// machines.
func checkTypedAtomics(s *source, report found) {
	name := s.importName("sync/atomic")
	if name == "" {
		return
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && strings.HasPrefix(callee(call), name+".") {
			report(call, "", "%s: use an atomic type", callee(call))
		}
		return true
	})
}

var sleepers = []exception{
	{"bench/idle_test.go", "", "idleness is what it measures, over a second of real time"},
	{"bench/latency_test.go", "", "how long it takes to wake what has slept for a while"},
}

// checkSleep: an order that a test needs comes from a hook, the explorer or the seeded runtime. In a testing/synctest
// bubble a sleep is exact, and allowed.
func checkSleep(s *source, report found) {
	name := s.importName("time")
	if name == "" || !s.isTest() {
		return
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if callee(call) == name+".Sleep" {
			report(call, "", "time.Sleep in a test")
		}
		return callee(call) != "synctest.Test"
	})
}

// callee is the called function as it is written, if that is a name or a.b.
func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
	}
	return ""
}
