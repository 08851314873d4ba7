package house

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// block is a fenced block of a Markdown file.
type block struct {
	lang, text string
	line       int
}

func blocks(text string) []block {
	var out []block
	inside := false
	n := 0
	for line := range strings.Lines(text) {
		n++
		if lang, ok := strings.CutPrefix(line, "```"); ok {
			if !inside {
				out = append(out, block{lang: strings.TrimSpace(lang), line: n})
			}
			inside = !inside
			continue
		}
		if inside {
			out[len(out)-1].text += line
		}
	}
	return out
}

// documents returns the Markdown files by name.
func documents(t *testing.T) map[string]string {
	t.Helper()
	docs := map[string]string{}
	err := walk(func(name string) error {
		if !strings.HasSuffix(name, ".md") {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		docs[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// TestDocumentsRun: each go block of a document is a program; it compiles, runs, and prints the text block that follows
// it.
func TestDocumentsRun(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("runs other programs")
	}
	programs := 0
	for name, text := range documents(t) {
		all := blocks(text)
		for i, b := range all {
			if b.lang != "go" {
				continue
			}
			programs++
			if i+1 == len(all) || all[i+1].lang != "text" {
				t.Errorf("%s:%d: no text block with the output follows", name, b.line)
				continue
			}
			if got := runProgram(t, b.text); got != all[i+1].text {
				t.Errorf("%s:%d: the program prints\n%s\nthe document says\n%s", name, b.line, got, all[i+1].text)
			}
		}
	}
	if programs == 0 {
		t.Error("no program in any document: is README.md still read?")
	}
}

// runProgram runs a program in a module of its own that requires this one, as a user's would.
func runProgram(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	abs, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	// The user's module takes over our requirements, so that nothing has to be resolved.
	user := strings.Replace(string(mod), "module "+module, "module example", 1) +
		"\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + abs + "\n"
	for name, content := range map[string]string{"go.mod": user, "go.sum": string(sum), "main.go": text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "run", ".")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go run: %v\n%s", err, out)
	}
	return string(out)
}

// TestDocumentsNameTargets: a make target that a document names exists.
func TestDocumentsNameTargets(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("(?m)(?:^|`)make ([a-z-]+)")
	docs := documents(t)
	for name, text := range docs {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(string(makefile), "\n"+m[1]+":") {
				t.Errorf("%s: make %s: no such target", name, m[1])
			}
		}
	}
	ci, err := os.ReadFile(filepath.Join(root, ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"make test", "make verify"} {
		if !strings.Contains(docs["README.md"], command) || !strings.Contains(string(ci), "\n"+command) {
			t.Errorf("%q is not both in README.md and in .ci/run", command)
		}
	}
}

// TestDocumentsLink: a relative link of a document leads to a file. What is between backquotes is code.
func TestDocumentsLink(t *testing.T) {
	code := regexp.MustCompile("`[^`\n]*`")
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for name, text := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(text, ""), -1) {
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s: link to %s: no such file", name, m[1])
			}
		}
	}
}

// TestMakefileHelp: every target that make help shows has a sentence, and every target is declared phony, so that a
// file of its name cannot hide it.
func TestMakefileHelp(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	phony := ""
	for line := range strings.Lines(string(makefile)) {
		if list, ok := strings.CutPrefix(line, ".PHONY:"); ok {
			phony += strings.TrimSpace(list) + " "
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(string(makefile), -1) {
		if !strings.Contains(" "+phony, " "+m[1]+" ") {
			t.Errorf("Makefile: %s is not in .PHONY", m[1])
		}
		sentence := regexp.MustCompile(`(?m)^` + m[1] + `:.*## [A-Z].*\.$`)
		if !strings.HasPrefix(m[1], "need-") && !sentence.Match(makefile) {
			t.Errorf("Makefile: %s has no sentence for make help", m[1])
		}
	}
}
