package spec

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// citation is how models, tests and comments name a clause.
var citation = regexp.MustCompile(`\b(WAIT|EV|SEM|TASK|CH|LK|CO|AM)-\d\d\b`)

// TestClausesAreCited: every clause is named by a model or a test, and every name is a clause.
func TestClausesAreCited(t *testing.T) {
	cited := map[string][]string{}
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "out"):
			return fs.SkipDir
		case filepath.Ext(path) != ".go" || strings.HasPrefix(path, "spec/clause"):
			return nil
		}
		text, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		for _, id := range citation.FindAllString(string(text), -1) {
			cited[id] = append(cited[id], path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, where := range cited {
		if _, ok := ClauseByID(id); !ok {
			t.Errorf("%s: there is no clause %s", where[0], id)
		}
	}
	for _, c := range Clauses {
		checks := false
		for _, path := range cited[c.ID] {
			checks = checks || strings.HasPrefix(path, "model/") || strings.HasSuffix(path, "_test.go") ||
				strings.HasPrefix(path, "linearizability/")
		}
		if !checks {
			t.Errorf("%s is named by no model and no test: %s", c.ID, c.Text)
		}
	}
}

func TestClausesAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Clauses {
		if seen[c.ID] {
			t.Errorf("%s occurs twice", c.ID)
		}
		seen[c.ID] = true
		if !citation.MatchString(c.ID) || citation.FindString(c.ID) != c.ID {
			t.Errorf("%s is no proper id", c.ID)
		}
		if !strings.HasSuffix(c.Text, ".") || strings.Contains(c.Text, "\n") {
			t.Errorf("%s is not one sentence: %q", c.ID, c.Text)
		}
	}
	if _, ok := ClauseByID("EV-99"); ok {
		t.Error("EV-99 is a clause")
	}
}
