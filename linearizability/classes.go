package linearizability

import (
	"fmt"
	"strings"

	"github.com/veritask/veritask/spec"
)

// Class is a set of small scenarios of one object: all of one size, up to symmetry.
type Class struct {
	Object  Object
	Setup   Setup
	Part    string // of a channel's operations
	Threads int
	Calls   int  // of each thread
	Owner   int  // of the first thread, if not as many: it owns the object
	Cancels bool // in each, one call is cancelled at any moment
}

// Name is the object and the size: semaphore 2x2, autoevent 3x1 cancel, deque 2x2 owner 4.
func (c Class) Name() string {
	name := string(c.Object)
	if c.Setup.Size == Inf {
		name += "(inf)"
	} else if c.Setup.Size > 1 || c.Object == Channel {
		name += fmt.Sprintf("(%d)", c.Setup.Size)
	}
	name += fmt.Sprintf(" %dx%d", c.Threads, c.Calls)
	if c.Part != "" {
		name += " " + c.Part
	}
	if c.Owner > 0 {
		name += fmt.Sprintf(" owner %d", c.Owner)
	}
	if c.Cancels {
		name += " cancel"
	}
	return name
}

// smallAlphabet is how many operations an object may have for its class of three threads with two calls to be explored
// without being asked.
const smallAlphabet = 4

// Classes returns the classes of an object, the small ones first.
func Classes(object Object) []Class {
	if object == Deque || object == Queue {
		return queueClasses(object)
	}
	if object == Channel {
		return channelClasses()
	}
	if object == Condition {
		return conditionClasses()
	}
	if object == Select || object == AutoSelect {
		return pickClasses(object)
	}
	var all []Class
	for _, setup := range setups(object) {
		sizes := [][2]int{{2, 1}, {3, 1}, {2, 2}}
		if len(Alphabet(object, setup)) <= smallAlphabet && setup.Size <= 1 {
			sizes = append(sizes, [2]int{3, 2})
		}
		for _, n := range sizes {
			for _, cancels := range []bool{false, true} {
				all = append(all, Class{Object: object, Setup: setup, Threads: n[0], Calls: n[1], Cancels: cancels})
			}
		}
	}
	return all
}

// setups are what objects begin as.
func setups(object Object) []Setup {
	switch object {
	case Semaphore:
		return []Setup{{Size: 1}, {Size: 2}}
	case Tasks:
		return []Setup{{Tasks: 1}}
	default:
		return []Setup{{}}
	}
}

// Alphabet returns the operations that scenarios of an object are made of, one for each thing that can be done. They
// have few arguments: what a number is hardly matters.
func Alphabet(object Object, setup Setup) []spec.Op {
	switch object {
	case Event, AutoEvent:
		return []spec.Op{{Kind: spec.EventWait}, {Kind: spec.EventNotify}, {Kind: spec.EventReset}, {Kind: spec.EventIsSet}}
	case Semaphore:
		return []spec.Op{
			{Kind: spec.SemAcquire},
			{Kind: spec.SemTryAcquire},
			{Kind: spec.SemRelease},
			{Kind: spec.SemResize, N: 3 - setup.Size}, // grows one, shrinks two
		}
	case Channel:
		return channelOps(callsPart)
	case Lock:
		return lockOps()
	case Lockable:
		return lockableOps()
	case Condition:
		return conditionOps()
	case LocalCondition:
		return localOps()
	case Select, AutoSelect:
		return pickOps(object)
	case Deque:
		return []spec.Op{{Kind: spec.Push}, {Kind: spec.Pop}, {Kind: spec.Steal}}
	case Queue:
		return []spec.Op{{Kind: spec.Push}, {Kind: spec.Pop}, {Kind: spec.IsEmpty}}
	default:
		return []spec.Op{
			{Kind: spec.TaskFinish, Tasks: "a", N: 1},
			{Kind: spec.TaskFail, Tasks: "a", N: 1},
			{Kind: spec.TaskWait, Tasks: "a"},
			{Kind: spec.TaskFetch, Tasks: "a"},
			{Kind: spec.TaskIsDone, Tasks: "a"},
			{Kind: spec.TaskIsFailed, Tasks: "a"},
			{Kind: spec.TaskJoin, Tasks: "a"},
		}
	}
}

// Scenarios returns all scenarios of the class. Threads are interchangeable, so of those that differ in their order only
// one is there.
func (c Class) Scenarios() []Scenario {
	if c.Object == Deque || c.Object == Queue {
		return c.queueScenarios()
	}
	if c.Object == Channel {
		return c.channelScenarios()
	}
	if c.Object == Condition {
		return c.conditionScenarios()
	}
	return c.scenarios(c.scripts())
}

// scenarios returns those in which each thread has one of the scripts.
func (c Class) scenarios(scripts [][]Action) []Scenario {
	var all []Scenario
	seen := map[string]bool{}
	chosen := make([]int, c.Threads)
	var choose func(i, from int)
	choose = func(i, from int) {
		if i < c.Threads {
			for s := from; s < len(scripts); s++ {
				chosen[i] = s
				choose(i+1, s)
			}
			return
		}
		s := Scenario{Object: c.Object, Setup: c.Setup}
		for _, k := range chosen {
			s.Clients = append(s.Clients, scripts[k])
		}
		for _, one := range c.variants(s, chosen) {
			if text := one.String(); !seen[text] {
				seen[text] = true
				all = append(all, one)
			}
		}
	}
	choose(0, 0)
	return all
}

// scripts returns everything that one thread can do.
func (c Class) scripts() [][]Action { return words(Alphabet(c.Object, c.Setup), c.Calls) }

// words returns all sequences of that many operations.
func words(alphabet []spec.Op, length int) [][]Action {
	all := [][]Action{nil}
	for range length {
		var longer [][]Action
		for _, s := range all {
			for _, op := range alphabet {
				longer = append(longer, append(s[:len(s):len(s)], Action{Op: op}))
			}
		}
		all = longer
	}
	return all
}

// variants returns the scenario, or with Cancels one for each call that can be cancelled, up to symmetry: of threads
// that do the same, the first is the one that is interrupted.
func (c Class) variants(s Scenario, chosen []int) []Scenario {
	if !c.Cancels {
		return []Scenario{s}
	}
	var all []Scenario
	for i, script := range s.Clients {
		if i > 0 && chosen[i] == chosen[i-1] {
			continue
		}
		for j, a := range script {
			if a.Op.Kind.Cancellable() {
				one := s
				one.Clients = append(s.Clients[:len(s.Clients):len(s.Clients)], []Action{{Cancel: i + 1, Call: j + 1}})
				all = append(all, one)
			}
		}
	}
	return all
}

// ParseClass finds a class by its name.
func ParseClass(name string) (Class, error) {
	object, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	object, _, _ = strings.Cut(object, "(")
	for _, c := range Classes(Object(object)) {
		if c.Name() == name {
			return c, nil
		}
	}
	return Class{}, fmt.Errorf("linearizability: no class of scenarios %q", name)
}
