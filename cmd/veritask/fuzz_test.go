package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestReadTurn(t *testing.T) {
	s := readTurn("Row", `fuzz: elapsed: 0s, gathering baseline coverage: 8/8 completed, now fuzzing with 2 workers
fuzz: elapsed: 3s, execs: 1203 (401/sec), new interesting: 2 (total: 10)
fuzz: elapsed: 4s, execs: 1300 (97/sec), new interesting: 3 (total: 11)
--- FAIL: FuzzRow (4.20s)
    --- FAIL: FuzzRow (0.08s)
        not linearizable

    Failing input written to testdata/fuzz/FuzzRow/4b4013d3a45f8107
    To re-run:
    go test -run=FuzzRow/4b4013d3a45f8107
FAIL
`)
	if s.Executions != 1300 || s.NewInputs != 3 || !strings.Contains(s.Finding, "not linearizable") {
		t.Errorf("%+v", s)
	}
	if want := "go test -tags veritask_explore -run '^FuzzRow$/^4b4013d3a45f8107$' ./fuzz"; s.Replay != want {
		t.Errorf("replay: %s", s.Replay)
	}
	s = readTurn("Row", "failure while testing seed corpus entry: FuzzRow/seed-1\n--- FAIL: FuzzRow\n")
	if want := "go test -tags veritask_explore -run '^FuzzRow$/^seed-1$' ./fuzz"; s.Replay != want {
		t.Errorf("replay: %s", s.Replay)
	}
}

// Go's fuzzer may fail because its time is up, having found nothing. That must not hide a failure of another kind.
func TestFuzzTimeUp(t *testing.T) {
	const end = "--- FAIL: FuzzSemaphore (3.11s)\n    context deadline exceeded\nFAIL\n"
	for out, want := range map[string]bool{
		"fuzz: elapsed: 3s, execs: 11111 (0/sec), new interesting: 27 (total: 31)\n" + end: true,
		"--- FAIL: FuzzSemaphore (3.11s)\n    not linearizable\nFAIL\n":                    false,
		end + "panic: in the closing\n":                                                    false,
		"context deadline exceeded\n":                                                      false,
		"":                                                                                 false,
	} {
		if got := fuzzTimeUp.MatchString(out); got != want {
			t.Errorf("%v of %q", got, out)
		}
	}
}

// A finding takes its target out, and is in the report; the others go on.
func TestCampaignKeepsItsState(t *testing.T) {
	o := &fuzzOptions{targets: []string{"A", "B"}, total: time.Hour, each: time.Minute, out: t.TempDir()}
	c, err := openCampaign(o)
	if err != nil || c.over() {
		t.Fatal(c, err)
	}
	c.Turns, c.Spent = 1, time.Minute
	c.Sums[0].add(fuzzSum{Executions: 5, NewInputs: 2, Finding: "what is wrong", Replay: "do this"})
	if err := c.save(); err != nil {
		t.Fatal(err)
	}
	again, err := openCampaign(o)
	if err != nil || again.Turns != 1 || again.Spent != time.Minute || again.findings() != 1 || again.Sums[0].Executions != 5 {
		t.Errorf("%+v, %v", again, err)
	}
	text := again.report(true)
	for _, want := range []string{"what is wrong\nreplay: do this\n", "fuzz: interrupted after 2 targets, 5 executions, 2 new inputs, 1 findings\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("not in the report: %q\n%s", want, text)
		}
	}
	other := *o
	other.targets = []string{"A"}
	if fresh, err := openCampaign(&other); err != nil || fresh.Turns != 0 {
		t.Errorf("another campaign goes on with this one: %+v, %v", fresh, err)
	}
	again.Sums[1].Replay = "do that"
	if !again.over() {
		t.Error("it goes on though every target has a finding")
	}
}

// TestCampaignIsInterrupted: an interruption ends the fuzzer in good order, and the next run goes on.
func TestCampaignIsInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("builds another program")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := t.TempDir()
	args := []string{"fuzz", "-for", "4s", "-each", "2s", "-target", "Deque,Models", "-C", filepath.Join("..", ".."), "-out", out}
	w := &interrupter{interrupt: cancel}
	if code := run(ctx, args, w, io.Discard); code != exitFailed {
		t.Errorf("exit code %d\n%s", code, w)
	}
	if !regexp.MustCompile(`\nfuzz: interrupted after 2 targets, [\d,]+ executions, [\d,]+ new inputs, 0 findings\n$`).MatchString(w.String()) {
		t.Errorf("the last line does not say so:\n%s", w)
	}
	var b strings.Builder
	if code := run(t.Context(), args, &b, &b); code != exitOK {
		t.Errorf("exit code %d\n%s", code, &b)
	}
	if !strings.HasPrefix(b.String(), "fuzz: goes on after 1 turn, ") || !strings.Contains(b.String(), "\nfuzz: Models") {
		t.Errorf("it does not go on:\n%s", &b)
	}
	if _, err := os.Stat(filepath.Join(out, "report.txt")); err != nil {
		t.Error(err)
	}
}
