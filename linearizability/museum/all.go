package museum

import (
	lin "github.com/veritask/veritask/linearizability"
	"github.com/veritask/veritask/spec"
)

// All returns the exhibits.
func All() []Exhibit {
	return []Exhibit{
		{
			Name:     "lost-permit",
			Object:   lin.Semaphore,
			Bug:      "a waiter that was granted a permit and then cancelled takes the permit with it",
			Origin:   "prompt cancellation in general: Kotlin's Semaphore and tokio's each carry code whose only purpose is to save this permit",
			Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
			subject:  semaphore(newLostPermit),
		},
		{
			Name:     "merged-notify",
			Object:   lin.AutoEvent,
			Bug:      "two notifies wake one of two waiters, because the first to be woken is still at the head",
			Origin:   "autoreset events that dequeue on waking; invisible to a checker that judges finished calls alone",
			Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
			subject:  event(newMergedNotify),
		},
		{
			Name:     "skipped-cancel",
			Object:   lin.Semaphore,
			Bug:      "a release spends itself on the entry of a cancelled waiter, and the next one sleeps beside a free permit",
			Origin:   "queues that leave cancelled nodes in place for others to step over, as CLH locks with time-out do",
			Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
			subject:  semaphore(newSkippedCancel),
		},
		{
			Name:     "inverted-queue",
			Object:   lin.Semaphore,
			Bug:      "a cancelled waiter's place goes to the youngest, who passes everybody in between",
			Origin:   "the usual constant-time removal from a slice; wrong in order alone, never in a count",
			Verdicts: []lin.Verdict{lin.Illegal, lin.LostWakeup},
			subject:  semaphore(newInvertedQueue),
		},
		{
			Name:     "missed-notify",
			Object:   lin.Event,
			Bug:      "a notify between the look at the flag and the queue is not seen by that waiter",
			Origin:   "the oldest of them all: a wait that does not look again once it is registered",
			Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
			subject:  event(newMissedNotify),
		},
		{
			Name:     "early-done",
			Object:   lin.Tasks,
			Bug:      "a task is published as done before its result, and a reader gets the result of nobody",
			Origin:   "two stores in the wrong order; the reason why a task's word is the last thing its end writes",
			Verdicts: []lin.Verdict{lin.Illegal},
			subject:  tasks(newEarlyDone),
		},
		{
			Name:     "stolen-permit",
			Object:   lin.Semaphore,
			Bug:      "a released permit can be taken by whoever comes by before the woken waiter, who queues again at the end",
			Origin:   "semaphores on top of a condition variable, Julia's own among them; also a liberty that some take on purpose",
			Verdicts: []lin.Verdict{lin.Illegal, lin.LostWakeup},
			subject:  semaphore(newStolenPermit),
		},
		{
			Name:     "swallowed-pulse",
			Object:   lin.Event,
			Bug:      "a waiter that was let go looks at the flag again, and sleeps on if a reset was faster",
			Origin:   "the loop that every textbook puts around a condition variable, where the contract wants no loop",
			Verdicts: []lin.Verdict{lin.LostWakeup, lin.Illegal},
			subject:  event(newSwallowedPulse),
		},
		{
			Name:     "double-signal",
			Object:   lin.AutoEvent,
			Bug:      "a waiter that is let go and cancelled at once passes the signal on and keeps it",
			Origin:   "the overdone cure of a lost signal: giving back what one also returns with",
			Verdicts: []lin.Verdict{lin.Illegal, lin.LostWakeup},
			subject:  event(newDoubleSignal),
		},
		{
			Name:     "hasty-join",
			Object:   lin.Tasks,
			Bug:      "a join returns with the first failure, while other tasks still run",
			Origin:   "fail-fast groups, where the contract wants all children joined and all failures in order",
			Verdicts: []lin.Verdict{lin.Illegal},
			subject:  tasks(newHastyJoin),
		},
	}
}

func semaphore(make func(env, int) spec.Semaphore) func(env, lin.Setup) lin.Subject {
	return func(e env, s lin.Setup) lin.Subject { return lin.SemaphoreSubject(make(e, s.Size)) }
}

func event(make func(env) spec.Event) func(env, lin.Setup) lin.Subject {
	return func(e env, _ lin.Setup) lin.Subject { return lin.EventSubject(make(e)) }
}

func tasks(make func(env, int) lin.TaskSet) func(env, lin.Setup) lin.Subject {
	return func(e env, s lin.Setup) lin.Subject { return lin.TasksSubject(make(e, s.Tasks)) }
}
