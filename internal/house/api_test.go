package house

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var renewAPI = flag.Bool("renew", false, "write down the public API as it is (make api)")

// TestPublicAPI: what users can see of the library, and are told of it, is as written down. A change must be meant.
func TestPublicAPI(t *testing.T) {
	for _, pkg := range []string{"impl", "impl/tasktest"} {
		file := filepath.Join(root, pkg, "testdata", "api.txt")
		cmd := exec.Command("go", "doc", "-all", "./"+pkg)
		cmd.Dir = root
		now, err := cmd.Output()
		if err != nil || !bytes.HasPrefix(now, []byte("package ")) {
			t.Fatalf("go doc -all ./%s: %v\n%s", pkg, err, now)
		}
		if *renewAPI {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, now, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		then, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := firstDifference(string(then), string(now)); diff != "" {
			t.Errorf("%s has changed; if it should have: make api\n%s", pkg, diff)
		}
	}
}

// firstDifference says where two texts begin to differ, with what follows; nothing if they do not.
func firstDifference(then, now string) string {
	a, b := strings.Split(then, "\n"), strings.Split(now, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return "then:\n" + strings.Join(a[min(i, len(a)):min(i+5, len(a))], "\n") +
				"\nnow:\n" + strings.Join(b[min(i, len(b)):min(i+5, len(b))], "\n")
		}
	}
	return ""
}

func TestFirstDifference(t *testing.T) {
	for _, pair := range [][2]string{{"a\nb", "a\nc"}, {"a", "a\nb"}, {"a\nb", "a"}} {
		if firstDifference(pair[0], pair[1]) == "" {
			t.Errorf("%q is said to be %q", pair[0], pair[1])
		}
	}
	if diff := firstDifference("a\nb", "a\nb"); diff != "" {
		t.Error(diff)
	}
}
