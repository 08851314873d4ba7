//go:build veritask_explore

package fuzz

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const modelPackage = "github.com/veritask/veritask/model"

// unreached are functions of the models whose branches the corpora need not reach, and why.
var unreached = map[string]string{
	"String": "for people",
	"text":   "for people",
}

// TestCorporaReachModels runs the committed inputs, and nothing else, and looks for statements of the models that none
// has reached. VERITASK_GROW=1 go test -tags veritask_explore -run TestGrowCorpora -coverpkg MODELS makes inputs that do.
func TestCorporaReachModels(t *testing.T) {
	if testing.Short() || os.Getenv("VERITASK_GROW") != "" {
		t.Skip("builds another program")
	}
	profile := filepath.Join(t.TempDir(), "profile")
	run := exec.Command("go", "test", "-tags", "veritask_explore", "-run", "^Fuzz", "-coverpkg", modelPackage, "-coverprofile", profile, ".")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(profile)
	if err != nil {
		t.Fatal(err)
	}
	reached := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		at, counts, _ := strings.Cut(line, " ")
		reached[at] = reached[at] || !strings.HasSuffix(counts, " 0")
	}
	n, all := 0, 0
	for at, yes := range reached {
		file, place, _ := strings.Cut(strings.TrimPrefix(at, modelPackage+"/"), ":")
		row, err := strconv.Atoi(strings.Split(place, ".")[0])
		if err != nil {
			t.Fatal(err)
		}
		if unreached[functionAt(t, file, row)] != "" {
			continue
		}
		all++
		if yes {
			n++
		} else {
			t.Errorf("model/%s:%s: no input reaches it", file, place)
		}
	}
	if all < 200 {
		t.Errorf("%d branches: are these the models?", all)
	}
	t.Logf("the corpora reach %d of %d branches of the models", n, all)
}

// functionAt returns the name of the function of the models in whose text the line is.
func functionAt(t *testing.T, file string, row int) string {
	t.Helper()
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, filepath.Join("..", "model", file), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && fset.Position(f.Pos()).Line <= row && row <= fset.Position(f.End()).Line {
			return f.Name.Name
		}
	}
	return ""
}

// TestGrowCorpora makes inputs at random and keeps those by which the models are covered further than before.
func TestGrowCorpora(t *testing.T) {
	if os.Getenv("VERITASK_GROW") == "" || testing.CoverMode() == "" {
		t.Skip("it writes files")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range Targets() {
		play := player(name)
		tries, length := 4000, 60
		if name == "Models" { // the cheapest, and the last
			tries, length = 100_000, 250
		}
		for range tries {
			before := testing.Coverage()
			data := randomInput(r, length)
			play(t, data)
			if testing.Coverage() <= before {
				continue
			}
			dir := path.Join("testdata", "fuzz", "Fuzz"+name)
			if err := os.MkdirAll(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprintf("go test fuzz v1\n[]byte(%q)\n", data)
			if err := os.WriteFile(path.Join(dir, fmt.Sprintf("%016x", r.Uint64())), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// randomInput has more small numbers than others, and bytes that change threads.
func randomInput(r *rand.Rand, length int) []byte {
	data := make([]byte, 4+r.IntN(length))
	for i := range data {
		data[i] = byte(r.Uint32())
		if i > 20 && r.IntN(3) > 0 {
			data[i] &= 127
		}
	}
	return data
}
