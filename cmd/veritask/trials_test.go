package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/veritask/veritask/linearizability/museum"
)

var errExit = errors.New("exit status 1")

func TestTrialReadsTests(t *testing.T) {
	const passed = "=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestB/x\n"
	for _, x := range []struct {
		name, out      string
		end            error
		found, problem string
	}{
		{"nothing wrong", passed + "--- PASS: TestB (0.00s)\nPASS\n", nil, "", ""},
		{"a failure", passed + "--- FAIL: TestB (0.00s)\n    --- FAIL: TestB/x (0.00s)\nFAIL\n", errExit, "q.TestB", ""},
		{"a failure and exit code 0", passed + "--- FAIL: TestB (0.00s)\nPASS\n", nil, "q.TestB", ""},
		{"a panic", passed + "panic: closed\n\ngoroutine 1", errExit, "panic in q.TestB", ""},
		{"a deadlock", passed + "fatal error: all goroutines are asleep", errExit, "panic in q.TestB", ""},
		{"for ever", passed + "panic: test timed out after 1s\n", errExit, "q.TestB comes to no end", ""},
		{"killed", passed, context.DeadlineExceeded, "q.TestB comes to no end", ""},
		{"a leak", passed + "--- PASS: TestB (0.00s)\nPASS\ngoleak: Errors on successful test run", errExit, "goroutines are left", ""},
		{"another end", passed, errExit, "", "no verdict: exit status 1"},
		{"no test", "PASS\n", nil, "", "no verdict"},
	} {
		got := trial{}
		problem := ""
		if err := got.readTests("impl/internal/q", []byte(x.out), x.end); err != nil {
			problem = err.Error()
		}
		if got.Found != x.found || (problem == "") != (x.problem == "") || !strings.Contains(problem, x.problem) {
			t.Errorf("%s: found %q, problem %q", x.name, got.Found, problem)
		}
	}
}

func TestTrialReadsProperties(t *testing.T) {
	const began = "properties: seed 1, 500 runs each\nevent         500 runs  holds    0.2 s\n"
	for _, x := range []struct {
		name, out      string
		end            error
		done           int
		found, problem string
	}{
		{"nothing wrong", began + "lock          500 runs  holds    0.2 s\nproperties: 2 properties, 1000 runs, 0 failures\n", nil, 1000, "", ""},
		{"two fail", began + "lock           20 runs  FAILS    0.2 s\nmaps            3 runs  FAILS    0.2 s\n", errExit, 523, "lock, maps", ""},
		{"fails, then hangs", began + "lock           20 runs  FAILS    0.2 s\n", context.DeadlineExceeded, 520, "lock", ""},
		{"hangs", began, context.DeadlineExceeded, 500, "a program comes to no end", ""},
		{"a panic", began + "panic: closed\n", errExit, 500, "panic", ""},
		{"cut off", began, nil, 500, "", "no verdict"},
		{"another end", began, errExit, 500, "", "no verdict"},
	} {
		got := trial{}
		problem := ""
		if err := got.readProperties([]byte(x.out), x.end); err != nil {
			problem = err.Error()
		}
		if got.Found != x.found || got.Done != x.done || (problem == "") != (x.problem == "") || !strings.Contains(problem, x.problem) {
			t.Errorf("%s: found %q of %d, problem %q", x.name, got.Found, got.Done, problem)
		}
	}
}

// What fails without a bug as well says nothing of it, and what does nothing does not either. A bug that brings all to a stop
// is believed if the library as it is goes on.
func TestTrialNeedsCleanTwin(t *testing.T) {
	p := &museum.Patch{Name: "bug", Edits: []museum.Edit{{Path: "impl/a.go"}, {Path: "impl/b.go"}}}
	stops := "TestA" + noEnd
	for _, x := range []struct {
		clean   []trial // of the library as it is, one after the other
		found   string
		problem string
	}{
		{[]trial{{Done: 3}}, "TestA", ""},
		{[]trial{{Done: 3, Found: "TestA"}}, "TestA", "without the bug there was, too: TestA"},
		{[]trial{{Problem: "it does not build"}}, "TestA", "without the bug: it does not build"},
		{[]trial{{}}, "TestA", "without the bug: nothing was done"},
		{[]trial{{Done: 3}, {Done: 3}}, stops, ""},
		{[]trial{{Done: 3}, {Done: 1, Found: stops}}, stops, "without the bug there was, too: " + stops},
	} {
		fake := &fakeTechnique{clean: x.clean, found: x.found}
		a := &trials{trialOptions: &trialOptions{grace: time.Second}, technique: fake, clean: map[string]*trial{}}
		got := a.try(t.Context(), p)
		if got.Problem != x.problem || x.problem == "" && got.Found != x.found || got.Where != "impl" || len(fake.clean) > 0 {
			t.Errorf("clean twin %+v: %+v", x.clean, got)
		}
	}
}

// fakeTechnique finds every bug, and of the library as it is what it is told to.
type fakeTechnique struct {
	clean []trial
	found string
}

func (*fakeTechnique) counted() string              { return "tests" }
func (*fakeTechnique) where(p *museum.Patch) string { return strings.Join(packagesOf(p), ",") }

func (f *fakeTechnique) look(_ context.Context, t *trial, p *museum.Patch, _ time.Duration) {
	if p != nil {
		t.Found = f.found
		return
	}
	where := t.Where
	*t, f.clean = f.clean[0], f.clean[1:]
	t.Where = where
}

func TestTrialsLastLine(t *testing.T) {
	a := &trials{
		trialOptions: &trialOptions{with: trialTests, bugs: make([]museum.Patch, 4)},
		done:         []trial{{Found: "TestA"}, {}, {Problem: "it does not build"}},
	}
	if line := a.lastLine(); line != "trials: 1 of 4 found by tests, 2 not known" || a.ok() {
		t.Errorf("%s; ok: %v", line, a.ok())
	}
	a.bugs, a.done = a.bugs[:2], a.done[:2]
	if line := a.lastLine(); line != "trials: 1 of 2 found by tests" || !a.ok() {
		t.Errorf("%s; ok: %v", line, a.ok())
	}
}

// A log gives back what is finished, of the same sources, and goes on after a line that was cut off.
func TestTrialsLog(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out", "log")
	write := func(all ...trial) {
		t.Helper()
		log, _, err := openTrials(name, "now")
		if err != nil {
			t.Fatal(err)
		}
		defer log.close()
		for _, x := range all {
			if err := log.add(x); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(trial{Of: "now", Bug: "a", Done: 3}, trial{Of: "before", Bug: "b"}, trial{Of: "now", Bug: "c", Problem: "interrupted"})
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, slices.Concat(text, []byte(`{"of":"now","bug":"d"`)), 0o600); err != nil {
		t.Fatal(err)
	}
	write(trial{Of: "now", Bug: "e", Found: "TestA"})
	_, known, err := openTrials(name, "now")
	if err != nil {
		t.Fatal(err)
	}
	if len(known) != 2 || known["a"].Done != 3 || known["e"].Found != "TestA" {
		t.Errorf("known: %+v", known)
	}
}

// Another patch, test or seed is another identity, and what was done before says nothing then.
func TestTrialsIdentity(t *testing.T) {
	root := t.TempDir()
	met := map[string]string{}
	is := func(what string, o trialOptions) {
		t.Helper()
		of, err := o.identity(root)
		if err != nil {
			t.Fatal(err)
		}
		if met[of] != "" {
			t.Errorf("%s has the identity of %s", what, met[of])
		}
		met[of] = what
	}
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := trialOptions{with: trialTests, seed: 1, runs: 1}
	is("nothing", tests)
	write("impl/a_test.go", "package impl")
	is("a test", tests)
	write("museum/patches/a.txt", "bug: a")
	is("a patch", tests)
	write("museum/patches/a.txt", "bug: b")
	is("another patch", tests)
	is("properties", trialOptions{with: trialProperties, seed: 1, runs: 1})
	is("another seed", trialOptions{with: trialProperties, seed: 2, runs: 1})
	before := len(met)
	write("out/a.go", "package out")
	write("README.md", "text")
	if of, _ := tests.identity(root); met[of] != "another patch" || len(met) != before {
		t.Errorf("reports and documents change the identity, to that of %q", met[of])
	}
}

// A bug that no test of its package can miss is found by them, in a build of its own.
func TestTrialOfTests(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("builds other programs")
	}
	o := &trialOptions{with: trialTests, grace: 20 * time.Second, seed: 1, runs: 1}
	if err := o.complete(nil, "waitq-cancelled-uncounted"); err != nil {
		t.Fatal(err)
	}
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	a := &trials{trialOptions: o, technique: o.technique(root), clean: map[string]*trial{}}
	if got := a.try(t.Context(), &o.bugs[0]); got.Found != "waitq.TestBatch" || got.Problem != "" || got.Where != "impl/internal/waitq, impl -short" {
		t.Errorf("%+v", got)
	}
}
