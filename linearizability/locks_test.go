package linearizability

import (
	"fmt"
	"testing"
	"time"

	"github.com/veritask/veritask/spec"
)

// lockTarget returns a reference lock or condition, perhaps with a bug.
func lockTarget(object Object, stamps Stamps, bug string) Target {
	if object == LocalCondition {
		return localTarget(stamps, bug)
	}
	return Target{
		Name: "reference", Object: object, Stamps: stamps, Start: startOwner,
		New: func(Env) Subject { return refLockSubject(object, bug, stamps == Black) },
	}
}

func TestCorrectLocksPass(t *testing.T) {
	for _, object := range []Object{Lock, Lockable, Condition, LocalCondition} {
		for _, stamps := range []Stamps{Exact, Some, Black} {
			t.Run(fmt.Sprintf("%s/%v", object, stamps), func(t *testing.T) {
				c := Config{Seed: seed(t), Operations: budget(), Duration: time.Minute}
				if stamps == Black {
					c.Operations /= 20
				}
				r := Verify(t.Context(), lockTarget(object, stamps, ""), c)
				if r.Failure != nil {
					t.Fatal(r.Failure)
				}
				t.Logf("%d operations of %d scenarios, longest %d, %v", r.Operations, r.Scenarios, r.LongestHistory, r.Elapsed)
			})
		}
	}
}

func TestBrokenLocksAreFound(t *testing.T) {
	for _, test := range []struct {
		object Object
		stamps Stamps
		bug    string
	}{
		{Lock, Exact, bugKeptLock},
		{Lock, Exact, bugTwoOwners},
		{Lock, Black, bugTwoOwners},
		{Lock, Exact, bugNudge},
		{Lock, Exact, bugPassed},
		{Lock, Exact, bugLockLIFO},
		{Lock, Some, bugLockLIFO},
		{Lock, Exact, bugAnyUnlocks},
		{Lock, Exact, bugShallow},
		{Lock, Exact, bugTryQueued},
		{Lockable, Exact, bugOpen},
		{Lockable, Some, bugCopy},
		{Lockable, Exact, bugTwoOwners},
		{Condition, Exact, bugDepth},
		{Condition, Black, bugDepth},
		{Condition, Exact, bugCounts},
		{Condition, Exact, bugLateLine},
		{Condition, Exact, bugFirst},
		{Condition, Exact, bugNotifiedGone},
		{Condition, Exact, bugEndless},
		{Condition, Exact, bugUnlocked},
		{Condition, Exact, bugNoOwner},
		{Condition, Some, bugCounts},
		{LocalCondition, Exact, bugCounts},
		{LocalCondition, Some, bugFirst},
		{LocalCondition, Exact, bugNotifiedGone},
		{LocalCondition, Some, bugEndless},
	} {
		t.Run(fmt.Sprintf("%s/%v/%s", test.object, test.stamps, test.bug), func(t *testing.T) {
			c := Config{Seed: seed(t), Duration: time.Minute, ShrinkFor: 300 * time.Millisecond}
			if test.bug == bugNudge { // whoever is woken must be cancelled before it goes on
				c.Shape = Shape{Clients: 3, Calls: 4}
			}
			r := Verify(t.Context(), lockTarget(test.object, test.stamps, test.bug), c)
			if r.Failure == nil {
				t.Fatalf("nothing found in %d operations", r.Operations)
			}
			t.Logf("%s after %d operations: %v", r.Verdict, r.Operations, r.Failure.Scenario)
		})
	}
}

// TestScenariosOfConditions: who may keep the lock is not run.
func TestScenariosOfConditions(t *testing.T) {
	for text, ok := range map[string]bool{
		"condition: lock condwait unlock | lock notifyone(1) unlock":         true,
		"condition: lock lock condwait unlock unlock | condwait":             true,
		"condition: lock condwait | lock notifyone(1) unlock":                false,
		"condition: trylock lock unlock":                                     false,
		"condition: lock unlock put(1)":                                      false,
		"lock: lock | lock@ended trylock cancel(1)":                          true,
		"lock: lock condwait unlock":                                         false,
		"condition: lock condwaitfirst@20us unlock | lock failall(2) unlock": true,
	} {
		s, err := ParseScenario(text)
		if (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		} else if ok && s.String() != text {
			t.Errorf("%s became %s", text, s)
		}
	}
}

// TestLockClasses: every class has scenarios, and all of them can be run.
func TestLockClasses(t *testing.T) {
	for _, object := range []Object{Lock, Lockable, Condition} {
		for _, c := range Classes(object) {
			all := c.Scenarios()
			t.Logf("%s: %d", c.Name(), len(all))
			if len(all) == 0 {
				t.Errorf("%s is empty", c.Name())
			}
			for _, s := range all {
				if err := s.validate(); err != nil {
					t.Errorf("%v: %v", s, err)
				}
				if object == Condition && s.count(waitsForNotify) == 0 {
					t.Errorf("nobody waits in %v", s)
				}
			}
		}
	}
	if ops := Alphabet(Condition, Setup{}); len(ops) != 10 || ops[4].Kind != spec.CondWait {
		t.Errorf("conditions have %v", ops)
	}
}
