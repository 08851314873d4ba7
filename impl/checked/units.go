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
	for _, object := range []lin.Object{lin.Semaphore, lin.Event, lin.AutoEvent} {
		for _, class := range lin.Classes(object) {
			all = append(all, class.Units(Explorable(object))...)
			if class.Threads == 2 && !class.Cancels {
				all = append(all, class.StalledUnits(Explorable(object))...)
			}
		}
	}
	all = append(all, channels()...)
	for _, object := range lin.Objects() {
		all = append(all, lin.LargerUnits(Explorable(object), largerScenarios)...)
	}
	return append(all, internals()...)
}

// channels are the scenarios of channels. There are thousands, so the larger ones are bounded.
func channels() []lin.Unit {
	var all []lin.Unit
	target := Explorable(lin.Channel)
	for _, class := range lin.Classes(lin.Channel) {
		units := class.Units(target)
		switch {
		case class.Threads*class.Calls > 4:
			units = within(1, units)
		case class.Threads*class.Calls > 2 && class.Cancels:
			units = within(2, units)
		case class.Calls > 1:
			units = append(units, within(1, class.StalledUnits(target))...)
		case class.Threads == 2 && !class.Cancels:
			units = append(units, class.StalledUnits(target)...)
		}
		all = append(all, units...)
	}
	return all
}

// largerScenarios is how many there are of each object that are explored by random schedules.
const largerScenarios = 40

// internals are what impl is made of, from the bottom up.
func internals() []lin.Unit {
	all := slices.Concat(queues(), trims(), parks(), coros(), lines())
	for _, class := range lin.Classes(lin.Tasks) {
		units := class.Units(Explorable(lin.Tasks))
		switch {
		case class.Calls > 1, class.Threads > 2 && class.Cancels:
			continue // hundreds of scenarios of hundred thousands of runs
		case class.Threads > 2, class.Cancels:
			units = within(1, units)
		default:
			units = within(2, units)
		}
		all = append(all, units...)
	}
	return append(all, runtimes()...)
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
			if object == lin.Queue && class.Threads*class.Calls > 4 {
				units = within(2, units)
			}
			all = append(all, units...)
		}
	}
	return all
}

// unlimited is no bound.
const unlimited = -1

// within bounds the preemptions of units that have too many interleavings, unless they are explored by another engine
// than the usual one.
func within(preemptions int, units []lin.Unit) []lin.Unit {
	if preemptions == unlimited {
		return units
	}
	for i := range units {
		explored := units[i].Explore
		units[i].Explore = func(o explore.Options) (lin.Exploration, error) {
			if o.Engine == explore.Exhaustive {
				o.Engine = explore.Bounded(preemptions)
			}
			return explored(o)
		}
	}
	return units
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
