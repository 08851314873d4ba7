package museum_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/veritask/veritask/linearizability/museum"
)

// root is the repository, seen from this folder, where go test runs the tests.
var root = filepath.Join("..", "..")

func patches(t *testing.T) []museum.Patch {
	t.Helper()
	all, err := museum.Patches()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestPatchesApply: the lines that a patch replaces are in the library, once, and what comes of it is Go.
func TestPatchesApply(t *testing.T) {
	all := patches(t)
	if len(all) < 10 {
		t.Errorf("%d patches", len(all))
	}
	for _, p := range all {
		t.Run(p.Name, func(t *testing.T) {
			texts, err := p.Apply(func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(root, path)) })
			if err != nil {
				t.Fatal(err)
			}
			for path, text := range texts {
				if _, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestNamesAreUnique(t *testing.T) {
	var names []string
	for _, x := range museum.All() {
		names = append(names, x.Name)
	}
	for _, p := range patches(t) {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	if n := len(slices.Compact(slices.Clone(names))); n != len(names) {
		t.Errorf("%d names of %d bugs: %v", n, len(names), names)
	}
}

func TestOverlay(t *testing.T) {
	lib, dir := t.TempDir(), t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(lib, "a.go"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := museum.Patch{Name: "x", Edits: []museum.Edit{{Path: "a.go", Old: "one\n", New: "two\n"}, {Path: "a.go", Old: "three\n"}}}
	for text, want := range map[string]string{
		"one\nthree\nnone\n": "two\nnone\n", "one\nthree\none\n": "", "three\n": "", "one\n three\n": "", "": "",
	} {
		write(text)
		name, err := p.Overlay(lib, dir)
		if want == "" {
			if err == nil {
				t.Errorf("%q: no error", text)
			}
			continue
		}
		if err != nil || filepath.Dir(name) != dir {
			t.Fatal(name, err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "0-a.go")); err != nil || string(got) != want {
			t.Errorf("%q became %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestParsePatch(t *testing.T) {
	const good = "bug: b\norigin: o\nverdict: v\nunit: u: 1\nunit: w\nedit: a.go\nold\n=>\nnew\n.\nedit: b.go\nold\n=>\n.\n"
	p, err := museum.ParsePatch("x", good)
	want := []museum.Edit{{Path: "a.go", Old: "old\n", New: "new\n"}, {Path: "b.go", Old: "old\n"}}
	if err != nil || !slices.Equal(p.Edits, want) || !slices.Equal(p.Units, []string{"u: 1", "w"}) {
		t.Errorf("%+v, %v", p, err)
	}
	for _, bad := range []string{"", "bug: b\n", good + "x\n", good + "size: 3\n", good + "edit: a.go\nold\n", good + "edit: a.go\n=>\n.\n"} {
		if _, err := museum.ParsePatch("x", bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}
