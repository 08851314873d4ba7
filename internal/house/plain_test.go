package house

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// probe uses package atom as impl does. Each function must be plain instructions. The stores of a Pointer are left out:
// a write barrier makes them calls in sync/atomic itself.
const probe = `package probe

import "github.com/veritask/veritask/impl/internal/atom"

type T struct{ p atom.Pointer[int]; n atom.Int64; w atom.Uint32; o atom.Owned[uint64] }

func Add(t *T) int64          { return t.n.Add(1) }
func Load(t *T) int64         { return t.n.Load() }
func Store(t *T)              { t.w.Store(7) }
func CAS(t *T) bool           { return t.w.CompareAndSwap(1, 2) }
func Or(t *T)                 { t.w.Or(4) }
func Lock(m *atom.Mutex)      { m.Lock() }
func LoadPointer(t *T) *int   { return t.p.Load() }
func Get(t *T) uint64         { return t.o.Get() }
func Set(t *T)                { t.o.Set(7) }
func Again(n int) int         { for l := atom.NewLoop(); n > 9; l.Again() { n /= 2 }; return n }
`

// TestPlainInstructions: in an ordinary build the seam for atomics costs nothing. The compiler's listing of probe holds
// the machine's own atomic instructions and no calls.
func TestPlainInstructions(t *testing.T) {
	if runtime.GOARCH != "amd64" || raceEnabled {
		t.Skip("for ordinary builds on amd64")
	}
	want := map[string]string{
		"Add": "XADDQ", "Load": "MOVQ", "Store": "XCHGL", "CAS": "CMPXCHGL", "Or": "ORL", "Lock": "CMPXCHGL",
		"LoadPointer": "MOVQ", "Get": "MOVQ", "Set": "MOVQ", "Again": "RET",
	}
	bodies := listing(t)
	for name, instruction := range want {
		body, ok := bodies[name]
		switch {
		case !ok:
			t.Errorf("%s: not in the compiler's listing", name)
		case !strings.Contains(body, instruction):
			t.Errorf("%s: no %s in\n%s", name, instruction, body)
		case name != "Lock" && strings.Contains(body, "CALL"):
			t.Errorf("%s: a call in\n%s", name, body)
		}
		if name == "Add" || name == "CAS" {
			if !strings.Contains(body, "LOCK") {
				t.Errorf("%s: no LOCK in\n%s", name, body)
			}
		}
	}
}

// listing compiles probe, as if it lay in impl/internal/probe, and returns the instructions of each function.
func listing(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	abs, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "probe.go")
	overlay, err := json.Marshal(map[string]map[string]string{
		"Replace": {filepath.Join(abs, "impl", "internal", "probe", "probe.go"): file},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{file: probe, filepath.Join(dir, "overlay.json"): string(overlay)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-gcflags=-S", "./impl/internal/probe")
	build.Dir = root
	out, err := build.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	bodies, name := map[string]string{}, ""
	for line := range strings.Lines(string(out)) {
		if symbol, _, ok := strings.Cut(line, " STEXT"); ok {
			name = strings.TrimPrefix(symbol, module+"/impl/internal/probe.")
		} else if strings.HasPrefix(line, "\t") {
			bodies[name] += line
		} else {
			name = ""
		}
	}
	return bodies
}
