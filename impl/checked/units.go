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
	for _, object := range []lin.Object{lin.Semaphore, lin.Event, lin.AutoEvent, lin.Channel, lin.Lock, lin.Condition} {
		locks := object == lin.Lock || object == lin.Condition // who stops with a lock holds up others: that is what it is for
		for _, class := range lin.Classes(object) {
			all = append(all, class.Units(Explorable(object))...)
			if class.Threads == 2 && !class.Cancels && !locks {
				all = append(all, class.StalledUnits(Explorable(object))...)
			}
		}
	}
	for _, object := range lin.Objects() {
		all = append(all, lin.LargerUnits(Explorable(object), largerScenarios)...)
	}
	return append(all, internals()...)
}

// largerScenarios is how many there are of each object that are explored by random schedules.
const largerScenarios = 40

// internals are what impl is made of, from the bottom up.
func internals() []lin.Unit {
	all := slices.Concat(queues(), trims(), parks(), coros(), lines())
	for _, class := range lin.Classes(lin.Tasks) {
		all = append(all, class.Units(Explorable(lin.Tasks))...)
	}
	return slices.Concat(all, runtimes(), timers())
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
