package fuzz_test

import (
	"strings"
	"testing"

	"github.com/veritask/veritask/fuzz"
	"github.com/veritask/veritask/impl"
)

// A program is what a property prints. These are walks through what machines can do; all are right.
var walks = []fuzz.Program{
	{Machine: "semaphore", Size: 1, Seed: 7, Steps: []fuzz.Step{
		fuzz.Call(1, "acquire()"),
		fuzz.Within(2, "acquire()", 3), // its deadline passes
		fuzz.Call(3, "acquire()"),
		fuzz.Pass(2),
		fuzz.Within(2, "acquire()", fuzz.Ended),
		fuzz.Cancel(3),
		fuzz.Call(1, "release()"),
		fuzz.Call(4, "tryacquire()"),
	}},
	{Machine: "channel", Size: impl.Inf, Seed: 1, Steps: []fuzz.Step{
		fuzz.Call(1, "take()"), fuzz.Call(2, "put(5)"), fuzz.Call(1, "fetch()"), fuzz.Call(2, "endbound(3)"),
	}},
	{Machine: "condition", Seed: 3, Steps: []fuzz.Step{
		fuzz.Call(1, "lock()"),
		fuzz.Within(1, "condwait()", 4), // ends while the lock is not free
		fuzz.Call(2, "lock()"),
		fuzz.Call(2, "notifyone(2)"),
		fuzz.Pass(3),
		fuzz.Call(2, "unlock()"),
	}},
	{Machine: "tasks", Size: 2, Seed: 9, Steps: []fuzz.Step{
		fuzz.Call(1, "join(ba)"), fuzz.Cancel(1), fuzz.Call(2, "fetch(a)"), fuzz.Call(3, "finish(a,4)"), fuzz.Call(3, "fail(b,1)"),
	}},
}

func TestPrograms(t *testing.T) {
	for _, p := range walks {
		if err := p.Run(); err != nil {
			t.Errorf("%v\n%v", err, p)
		}
	}
}

func TestProgramAsText(t *testing.T) {
	want := `func TestChannelRegression(t *testing.T) {
	if err := (fuzz.Program{Machine: "channel", Size: impl.Inf, Seed: 1, Steps: []fuzz.Step{
		fuzz.Call(1, "take()"),
		fuzz.Call(2, "put(5)"),
		fuzz.Call(1, "fetch()"),
		fuzz.Call(2, "endbound(3)"),
	}}).Run(); err != nil {
		t.Fatal(err)
	}
}
`
	if got := walks[1].Test(); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := walks[0].String(); !strings.Contains(got, `fuzz.Within(2, "acquire()", fuzz.Ended)`) || !strings.Contains(got, "fuzz.Pass(2)") {
		t.Errorf("got\n%s", got)
	}
}

func TestUnknownMachine(t *testing.T) {
	err := fuzz.Program{Machine: "rowboat"}.Run()
	if err == nil || !strings.Contains(err.Error(), "[event autoevent semaphore channel lock condition tasks]") {
		t.Error(err)
	}
}

// The same seed makes the same programs, and finds the same.
func TestSameSeedSameRuns(t *testing.T) {
	for _, p := range fuzz.Properties() {
		a, b := p.Check(fuzz.Config{Seed: 5, Runs: 20}), p.Check(fuzz.Config{Seed: 5, Runs: 20})
		if a.Runs != b.Runs || a.Failure != b.Failure {
			t.Errorf("%s: %+v, then %+v", p.Name, a, b)
		}
	}
}
