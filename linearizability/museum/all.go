package museum

import (
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// All returns the exhibits.
func All() []Exhibit {
	return []Exhibit{
		lostPermitExhibit,
		mergedNotifyExhibit,
		skippedCancelExhibit,
		invertedQueueExhibit,
		missedNotifyExhibit,
		earlyDoneExhibit,
		stolenPermitExhibit,
		swallowedPulseExhibit,
		doubleSignalExhibit,
		hastyJoinExhibit,
		unheardNotifyExhibit,
	}
}

func semaphore(build func(env, int) spec.Semaphore) func(env, lin.Setup) lin.Subject {
	return func(e env, s lin.Setup) lin.Subject { return lin.SemaphoreSubject(build(e, s.Size)) }
}

func event(build func(env) spec.Event) func(env, lin.Setup) lin.Subject {
	return func(e env, _ lin.Setup) lin.Subject { return lin.EventSubject(build(e)) }
}

func tasks(build func(env, int) lin.TaskSet) func(env, lin.Setup) lin.Subject {
	return func(e env, s lin.Setup) lin.Subject { return lin.TasksSubject(build(e, s.Tasks)) }
}
