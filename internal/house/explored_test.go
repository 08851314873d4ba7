package house

import (
	"os/exec"
	"strings"
	"testing"
)

// The flavour of impl that an explorer looks at exists under this tag.
const exploreTag = "veritask_explore"

// goList returns what go list says of impl and what it imports.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	list := exec.Command("go", append([]string{"list", "-deps"}, args...)...)
	list.Dir = root
	out, err := list.CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	return strings.Fields(string(out))
}

// TestExplorerStaysOutside: an ordinary build of impl links nothing of the explorer's, not even the seam for it; the
// explored build links that seam, and no explorer.
func TestExplorerStaysOutside(t *testing.T) {
	const seam = module + "/impl/internal/seam"
	for _, tag := range []string{"", exploreTag} {
		seen := false
		for _, pkg := range goList(t, "-tags", tag, "./impl") {
			seen = seen || pkg == seam
			if local, ok := strings.CutPrefix(pkg, module+"/"); ok && (within(local, "linearizability") || within(local, "impl/internal/seamtest")) {
				t.Errorf("impl imports %s with tags %q", local, tag)
			}
		}
		if seen != (tag != "") {
			t.Errorf("impl imports its seam for explorers with tags %q: %v", tag, seen)
		}
	}
}

// TestExploredBuilds: impl and its tests compile in the explored flavour, and pass vet.
func TestExploredBuilds(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("runs other programs")
	}
	vet := exec.Command("go", "vet", "-tags", exploreTag, "./impl/...")
	vet.Dir = root
	if out, err := vet.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
