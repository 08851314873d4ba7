//go:build veritask_explore

package checked

import (
	"fmt"
	"slices"

	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/linearizability/explore"
)

// Units returns everything in impl that is to be explored, class by class.
func Units() []lin.Unit {
	var all []lin.Unit
	for _, object := range []lin.Object{lin.Semaphore, lin.Event, lin.AutoEvent, lin.Channel, lin.Lock, lin.Lockable, lin.Condition, lin.Select, lin.AutoSelect} {
		// Who stops with a lock holds up others: that is what it is for. A Select may, too, in one window.
		locks := object == lin.Lock || object == lin.Lockable || object == lin.Condition || object == lin.Select || object == lin.AutoSelect
		for _, class := range lin.Classes(object) {
			all = append(all, class.Units(Explorable(object))...)
			if class.Threads == 2 && !class.Cancels && !locks {
				all = append(all, class.StalledUnits(Explorable(object))...)
			}
		}
	}
	for _, object := range lin.Objects() {
		if object == lin.LocalCondition { // threads are not the tasks of one worker
			continue
		}
		all = append(all, lin.LargerUnits(Explorable(object), largerScenarios)...)
	}
	return slices.Concat(all, chosenChannels(), chosenLockables(), internals())
}

// largerScenarios is how many there are of each object that are explored by random schedules.
const largerScenarios = 40

// internals are what impl is made of, from the bottom up.
func internals() []lin.Unit {
	all := slices.Concat(queues(), trims(), parks(), coros(), lines(), rows(), reuses())
	for _, class := range lin.Classes(lin.Tasks) {
		all = append(all, class.Units(Explorable(lin.Tasks))...)
	}
	return slices.Concat(all, chosenTasks(), runtimes(), switches(), timers())
}

// queues are the scenarios of the deque and of the injector.
func queues() []lin.Unit {
	var all []lin.Unit
	for _, object := range lin.Internals() {
		for _, class := range lin.Classes(object) {
			units := class.Units(Explorable(object))
			if class.Threads == 2 && class.Owner == 0 {
				units = append(units, class.StalledUnits(Explorable(object))...)
			}
			all = append(all, units...)
		}
	}
	return all
}

// programs makes units of programs of one class.
func programs(class string, all ...explore.Program) []lin.Unit {
	units := make([]lin.Unit, len(all))
	for i, p := range all {
		p.Name = fmt.Sprintf("%s: %s", class, p.Name)
		units[i] = lin.ProgramUnit(class, p)
	}
	return units
}

// chosenChannels are scenarios of channels that are larger than a class, or more than one of a kind.
func chosenChannels() []lin.Unit {
	all := chosen("channel chosen", lin.Channel,
		"channel: close(1) | close(2) put(1)",
		"channel: put(1) | close(1) | close(2) put(2)",
		"channel size=1: put(1) | fetch",
		"channel size=1: put(1) put(2) | take | close(1)",
		"channel size=1: put(1) put(2) | take isready | cancel(1.2)",
		"channel size=1: put(1) put(2) | take fetch | close(1)",
	)
	return append(all, stoppedEarly("channel: put(1) | waitready"), stoppedEarly("channel size=1: put(1) | waitready"))
}

// chosenLockables are scenarios in which somebody gets what somebody has set.
func chosenLockables() []lin.Unit {
	return chosen("lockable chosen", lin.Lockable,
		"lockable: lock set(1) get unlock | get",
		"lockable: lock set(1) unlock | lock get unlock",
	)
}

// chosenTasks are scenarios of waits for several tasks.
func chosenTasks() []lin.Unit {
	return chosen("tasks chosen", lin.Tasks,
		"tasks tasks=2: waitany(ab) | finish(a,1) | fail(b,1)",
		"tasks tasks=2: waitall(ab) | finish(a,1) | fail(b,1)",
		"tasks tasks=2: waitall(ab) | finish(a,1) | finish(b,2)",
		"tasks tasks=2: waitany(ab) | finish(a,1) | cancel(1.1)",
		"tasks tasks=2: waitall(ba) | fail(a,1) | cancel(1.1)",
		"tasks tasks=2: waitany(ab) | waitall(ba) | fail(a,1)",
		"tasks tasks=1: scope(a) | fail(a,1)",
		"tasks tasks=2: scope(ab) | fail(a,1)",
		"tasks tasks=2: scope(ab) | finish(a,1) finish(b,1)",
	)
}

// chosen makes units of scenarios of one object.
func chosen(class string, object lin.Object, texts ...string) []lin.Unit {
	var all []lin.Unit
	for _, text := range texts {
		s, err := lin.ParseScenario(text)
		if err != nil {
			panic(err)
		}
		all = append(all, lin.Unit{Class: class, Name: s.String(), Explore: func(o explore.Options) (lin.Exploration, error) {
			return lin.Explore(Explorable(object), s, o)
		}})
	}
	return all
}

// stoppedEarly is a scenario whose first client is stopped right after the step with which its call takes effect. That is
// before it can have let anybody go whom it then has to wake, so nobody may be held up, whatever channelMayHold says.
func stoppedEarly(text string) lin.Unit {
	const effect = 5 // steps: the put has drawn its number
	s, err := lin.ParseScenario(text)
	if err != nil {
		panic(err)
	}
	u := lin.Unit{Class: "channel chosen", Name: s.String() + " stopped early"}
	u.Explore = func(o explore.Options) (lin.Exploration, error) {
		target := Explorable(lin.Channel)
		target.MayHold = nil
		o.Stall, o.StallAfter = "c1", effect
		return lin.Explore(target, s, o)
	}
	return u
}
