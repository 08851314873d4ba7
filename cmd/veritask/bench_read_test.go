package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFiguresAreTheBaseline: the table in the document beside the baseline is what veritask bench table says of it. UPDATE=1
// writes it.
func TestFiguresAreTheBaseline(t *testing.T) {
	folder := filepath.Join("..", "..", filepath.FromSlash(benchResults))
	var out bytes.Buffer
	if code := run(t.Context(), []string{"bench", "table", filepath.Join(folder, "baseline.txt")}, &out, &out); code != exitOK {
		t.Fatalf("exit code %d\n%s", code, out.String())
	}
	name := filepath.Join(folder, "README.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const fence = "```"
	parts := strings.Split(string(text), fence)
	if len(parts) != 3 {
		t.Fatalf("%s: %d parts around its blocks, want one block", name, len(parts))
	}
	want := "\n" + out.String()
	if parts[1] == want {
		return
	}
	if os.Getenv("UPDATE") == "" {
		t.Fatalf("%s has another table than the baseline (UPDATE=1 go test -run FiguresAreTheBaseline ./cmd/veritask writes it):\n%s", name, out.String())
	}
	parts[1] = want
	if err := os.WriteFile(name, []byte(strings.Join(parts, fence)), 0o644); err != nil {
		t.Fatal(err)
	}
}
