//go:build veritask_explore

package checked

import (
	"fmt"

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
	return append(all, internals()...)
}

// internals are what impl is made of, from the bottom up.
func internals() []lin.Unit {
	var all []lin.Unit
	for _, object := range lin.Internals() {
		for _, class := range lin.Classes(object) {
			units := class.Units(Explorable(object))
			if object == lin.Queue {
				units = within(2, units)
			}
			all = append(all, units...)
		}
	}
	for _, units := range [][]lin.Unit{trims(), parks(), coros(), lines()} {
		all = append(all, units...)
	}
	return all
}

// within bounds the preemptions of units that have too many interleavings, unless they are explored by another engine
// than the usual one.
func within(preemptions int, units []lin.Unit) []lin.Unit {
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
