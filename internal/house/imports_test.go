package house

import (
	"path"
	"strconv"
	"strings"
)

// layer is what the packages below one folder may import beside the standard library.
type layer struct {
	folder  string
	local   []string // folders of this repository, with what is below them
	modules []string // other modules
}

// layers says who may import whom. The most specific folder decides. Arrows point one way: impl never imports a
// checker, linearizability never imports impl; impl/checked, cmd and tests join the two.
var layers = []layer{
	{folder: "spec"},
	{folder: "model", local: []string{"spec"}},
	{folder: "linearizability", local: []string{"spec", "model", "linearizability"}, modules: []string{"github.com/anishathalye/porcupine"}},
	{folder: "impl", local: []string{"spec", "impl/internal"}, modules: []string{"golang.org/x/sys"}},
	{folder: "impl/checked", local: []string{"spec", "model", "linearizability", "impl"}},
	{folder: "impl/tasktest", local: []string{"spec", "impl"}},
	{folder: "bench", local: []string{"spec", "impl"}, modules: []string{"golang.org/x/sync", "github.com/sourcegraph/conc", "github.com/alitto/pond/v2", "github.com/panjf2000/ants/v2", "github.com/puzpuzpuz/xsync/v4"}},
	{folder: "fuzz", local: []string{"spec", "model", "impl", "linearizability"}, modules: []string{"github.com/leanovate/gopter"}},
	{folder: "cmd", local: []string{"spec", "model", "impl", "linearizability", "fuzz", "internal", "cmd"}, modules: []string{"github.com/schollz/progressbar/v3", "golang.org/x/perf", "golang.org/x/term"}},
	{folder: "internal", local: []string{"spec"}},
}

// floors orders the packages of impl/internal: each imports only packages of floors before its own.
var floors = [][]string{
	{"seam"},
	{"seamtest", "atom"},
	{"raced", "goid", "clock", "rnd", "park", "thread"},
	{"coro", "ending", "deque", "injector", "waitq"},
	{"cells"},
	{"sched"},
}

func floorOf(pkg string) (int, bool) {
	for i, names := range floors {
		for _, n := range names {
			if within(pkg, "impl/internal/"+n) {
				return i, true
			}
		}
	}
	return 0, false
}

func layerOf(dir string) (layer, bool) {
	var best layer
	for _, l := range layers {
		if within(dir, l.folder) && len(l.folder) > len(best.folder) {
			best = l
		}
	}
	return best, best.folder != ""
}

func anyWithin(name string, folders []string) bool {
	for _, f := range folders {
		if within(name, f) {
			return true
		}
	}
	return false
}

func checkImports(s *source, report found) {
	if s.below("tools") {
		return // a module of its own
	}
	l, ok := layerOf(s.dir())
	if !ok && s.dir() != "." {
		report(s.ast, "", "no layer for this folder; add it to layers")
		return
	}
	for _, i := range s.ast.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			panic(err) // the parser has accepted it
		}
		if why := l.forbids(s, p); why != "" {
			report(i, p, "imports %s: %s", p, why)
		}
	}
}

// forbids says why the file may not import the package, "" if it may.
func (l layer) forbids(s *source, pkg string) string {
	local, isLocal := strings.CutPrefix(pkg, module+"/")
	switch {
	case pkg == "C":
		return "no cgo"
	case pkg == "go.uber.org/goleak" && s.isTest():
		return ""
	case isLocal && s.isTest() && within(l.folder, "linearizability"):
		if within(local, "impl") {
			return "linearizability knows no implementation"
		}
		return ""
	case s.isTest() && isLocal:
		return ""
	case isLocal && local == s.dir():
		return ""
	case isLocal && within(s.dir(), "impl/internal"):
		return forbidsFloor(s.dir(), local)
	case isLocal && !anyWithin(local, l.local):
		return l.folder + " may import only " + strings.Join(l.local, ", ")
	case !isLocal && strings.Contains(strings.Split(pkg, "/")[0], "."):
		if !anyWithin(pkg, l.modules) && !s.isTest() {
			return l.folder + " may use only these modules: " + strings.Join(l.modules, ", ")
		}
	}
	return ""
}

func forbidsFloor(from, to string) string {
	if within(to, "spec") {
		return ""
	}
	own, ok := floorOf(from)
	if !ok {
		return path.Base(from) + " has no floor; add it to floors"
	}
	if f, ok := floorOf(to); !ok || f >= own {
		return "a floor imports only floors below it"
	}
	return ""
}
