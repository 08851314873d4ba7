package main

import (
	"errors"
	"strings"
	"testing"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/museum"
)

func TestPatchRunJudge(t *testing.T) {
	report := func(verdict string) string {
		return `{"operations": 7, "outcomes": [{"verdict": "linearizable"}, {"verdict": "` + verdict + `"}]}`
	}
	for _, x := range []struct{ name, text, output, found, problem string }{
		{"nothing wrong", report("linearizable"), "", "", ""},
		{"no verdict", report(string(lin.Unknown)), "", "", ""},
		{"violation", report("lost wake-up"), "", "lost wake-up", ""},
		{"panic", "", "panic: closed\n\ngoroutine 1", "panic", ""},
		{"deadlock", "", "fatal error: all goroutines are asleep", "panic", ""},
		{"no report", "", "cannot", "", "no report"},
		{"no operations", `{"operations": 0}`, "", "", "nothing was judged"},
	} {
		r := &patchRun{}
		r.judge([]byte(x.text), x.output, errors.New("exit status 1"))
		if r.Found != x.found || (r.Problem == "") != (x.problem == "") || !strings.Contains(r.Problem, x.problem) {
			t.Errorf("%s: found %q, problem %q", x.name, r.Found, r.Problem)
		}
	}
}

func TestPatchRunsLastLine(t *testing.T) {
	p := &patchRuns{Chosen: 4, Runs: []*patchRun{{Found: "panic"}, {}, {Problem: "it does not build"}}}
	if line := p.lastLine(); line != "patches: 1 of 4 found by recorded histories, 2 not known" || p.ok() {
		t.Errorf("%s; ok: %v", line, p.ok())
	}
	p = &patchRuns{Chosen: 1, Runs: []*patchRun{{}}}
	if line := p.lastLine(); line != "patches: 0 of 1 found by recorded histories" || !p.ok() {
		t.Errorf("%s; ok: %v", line, p.ok())
	}
}

// A bug that no run can miss is found in a build of its own.
func TestVerifyPatch(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("builds another program")
	}
	var all []museum.Patch
	for _, p := range stressable() {
		if p.Name == "channel-close-error-lost" {
			all = append(all, p)
		}
	}
	if len(all) != 1 {
		t.Fatal("no such patch")
	}
	if r := stressPatch(t.Context(), &all[0], 1, patchShare); r.Found != "not linearizable" {
		t.Errorf("%+v", r)
	}
}
