package main

import (
	"strings"
	"testing"

	lin "github.com/veritask/veritask/linearizability"
)

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{
		0: "0", 999: "999", 1000: "1,000", 123456: "123,456", 1234567: "1,234,567", -1234: "-1,234", -123: "-123",
	} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestShellQuote(t *testing.T) {
	if got, want := shellQuote("it's | all"), `'it'\''s | all'`; got != want {
		t.Errorf("shellQuote: %s, want %s", got, want)
	}
}

// failing is a run with a violation and an inconclusive one.
func failing() *summary {
	s := &summary{}
	s.add(outcome{Object: lin.Event, Workers: 1, Scenarios: 12, Operations: 3456, Longest: 96, Verdict: lin.Linearizable, Seconds: 1.26})
	s.add(outcome{Object: lin.Event, Workers: 2, Scenarios: 9, Operations: 1000, Longest: 100, Verdict: lin.Unknown, Seconds: 10})
	s.add(outcome{
		Object: lin.Semaphore, Workers: 4, Scenarios: 1, Operations: 8, Longest: 8, Verdict: lin.LostWakeup, Seconds: 0.1,
		Failure: &failure{
			Title: "semaphore on 4 workers: lost wake-up", Verdict: lin.LostWakeup, Seed: 81723, Scenario: "semaphore size=1: acquire | release",
			Timeline: "c1 |--- acquire() ---", Reason: "no place: #1 acquire()\n", HTML: "out/verify/semaphore-81723.html", Replay: "veritask verify -seed 81723",
		},
	})
	return s
}

func TestTable(t *testing.T) {
	var b strings.Builder
	writeAligned(&b, failing().table())
	want := `
object     workers  scenarios  operations  longest history  verdict       seconds
event            1         12       3,456               96  linearizable      1.3
event            2          9       1,000              100  unknown          10.0
semaphore        4          1           8                8  lost wake-up      0.1
`
	if got := b.String(); got != want[1:] {
		t.Errorf("table:\n%s\nwant:%s", got, want)
	}
}

func TestLastLine(t *testing.T) {
	s := failing()
	if got, want := s.lastLine(), "verify: 2 objects, 4464 operations, 1 violations, 1 inconclusive"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.Interrupted = true
	if got, want := s.lastLine(), "verify: interrupted after 2 objects, 4464 operations, 1 violations, 1 inconclusive"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !s.failed() {
		t.Error("a run with a violation has not failed")
	}
}

func TestFailureTellsHowToSeeItAgain(t *testing.T) {
	var b strings.Builder
	failing().writeFailures(&b)
	want := `
FAIL semaphore on 4 workers: lost wake-up (seed 81723)

  c1 |--- acquire() ---

  no place: #1 acquire()

scenario: semaphore size=1: acquire | release
html:     out/verify/semaphore-81723.html
replay:   veritask verify -seed 81723
`
	if got := b.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
