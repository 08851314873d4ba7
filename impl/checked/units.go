//go:build veritask_explore

package checked

import lin "github.com/veritask/veritask/linearizability"

// Units returns everything in impl that is to be explored, class by class.
func Units() []lin.Unit {
	var all []lin.Unit
	for _, object := range []lin.Object{lin.Semaphore, lin.Event, lin.AutoEvent} {
		for _, class := range lin.Classes(object) {
			all = append(all, class.Units(Explorable(object))...)
		}
	}
	return all
}
