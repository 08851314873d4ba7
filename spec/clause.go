package spec

// Clause is one rule of the contract, in one sentence that can be wrong. Models and tests name the clauses that they
// state or check by their ids; a clause that nobody names fails the build.
type Clause struct {
	ID   string
	Text string
}

// Clauses lists the rules of the objects that operations exist for.
var Clauses = []Clause{
	// What all calls that wait have in common.
	{"WAIT-01", "A waiter whose context ends before it was let go leaves the line, and nothing else changes."},
	{"WAIT-02", "A waiter that was let go returns normally even if its context has ended since: nothing granted is lost."},
	{"WAIT-03", "When nothing moves, nobody is asleep who was let go: no wake-up is lost."},
	{"WAIT-04", "A call whose context has ended before it fails with the cause, before any effect."},
	{"WAIT-05", "No call that waits returns the end of a context that has not ended."},

	{"EV-01", "A wait on a set manual event returns at once and leaves the event set."},
	{"EV-02", "A wait on an event that is not set waits behind those who wait already."},
	{"EV-03", "Notify on a manual event that is not set sets it and lets all waiters go."},
	{"EV-04", "Notify on a set event changes nothing."},
	{"EV-05", "Reset clears the event, the latched signal of an autoreset one included."},
	{"EV-06", "A waiter that notify let go stays free even if reset comes before it has returned."},
	{"EV-07", "IsSet reports whether a wait would return at once, and changes nothing."},
	{"EV-08", "A wait on a set autoreset event takes the signal and returns at once."},
	{"EV-09", "Notify on an autoreset event with waiters hands the signal to the first of them and to nobody else."},
	{"EV-10", "Notify on an autoreset event without waiters latches one signal, however often it is called."},
	{"EV-11", "A wait that comes after a hand-off cannot take the signal that was handed over."},

	{"SEM-01", "Acquire takes a free permit at once if nobody waits."},
	{"SEM-02", "Acquire without a free permit waits, first come first served."},
	{"SEM-03", "Release gives a permit back; if somebody waits, the first of them has it from that moment on."},
	{"SEM-04", "A permit handed over cannot be taken by anybody else before its new holder runs: no barging."},
	{"SEM-05", "Release with no permit taken fails with \"" + MsgReleaseMismatch + "\" and changes nothing."},
	{"SEM-06", "TryAcquire takes a permit exactly if one is free, never waits and never passes those who do."},
	{"SEM-07", "Growing grants the new permits in the order of the line before Resize returns."},
	{"SEM-08", "Shrinking revokes nothing: permits in excess are retired as they are released."},
	{"SEM-09", "Resize to zero or less fails with \"" + MsgSemaphoreSize + "\" and changes nothing."},
	{"SEM-10", "No permit is granted while as many are taken as the semaphore has."},
	{"SEM-11", "Anybody may release a permit, not only who acquired it."},

	{"TASK-01", "A task ends once, done or failed, and stays so."},
	{"TASK-02", "IsDone is true exactly if the task has ended, IsFailed exactly if it has failed."},
	{"TASK-03", "A wait for a task returns exactly if the task has ended."},
	{"TASK-04", "A wait for a failed task, and a fetch, returns a *TaskFailedError with its cause."},
	{"TASK-05", "Fetch returns the value of the task, to any number of callers as often as they like."},
	{"TASK-06", "The end of a task lets all go that wait for it."},
	{"TASK-07", "A join returns exactly if all of its tasks have ended, failed or not."},
	{"TASK-08", "A join reports all failures in the order of its tasks, not in the order of failing."},
	{"TASK-09", "A join is not ended by its context: children are never abandoned."},

	{"CH-01", "A value that is put while somebody waits to take goes to whoever has waited longest."},
	{"CH-02", "A value that is put while nobody waits to take, and there is room, goes to the end of the buffer."},
	{"CH-03", "A put without a taker and without room waits, first come first served."},
	{"CH-04", "A take returns the oldest value of the buffer at once."},
	{"CH-05", "A take that makes room moves the value of the put that has waited longest into the buffer, and lets that put go."},
	{"CH-06", "A take from an unbuffered channel takes the value of the put that has waited longest: values never rest."},
	{"CH-07", "A take without a value waits, first come first served."},
	{"CH-08", "Room or a value handed over is nobody else's, so later calls pass nobody who waits."},
	{"CH-09", "After a close every put fails with its error, even if there is room."},
	{"CH-10", "After a close takes return what is in the buffer, and fail with the error when nothing is left."},
	{"CH-11", "A close fails all puts and takes that wait, with its error."},
	{"CH-12", "A later close replaces the error for those who come later."},
	{"CH-13", "A fetch returns the value that a take would return, and leaves it."},
	{"CH-14", "A fetch from an unbuffered channel fails with \"" + MsgFetchUnbuffered + "\"."},
	{"CH-15", "A wait returns when there is a value in the buffer or of a blocked put, and takes nothing."},
	{"CH-16", "TryPut puts exactly if Put would not wait, and fails if Put would fail."},
	{"CH-17", "TryTake takes exactly if Take would not wait, and fails if Take would fail."},
	{"CH-18", "IsReady is true exactly if there is a value in the buffer or of a blocked put."},
	{"CH-19", "IsFull is true exactly if the buffer has as many values as the channel's capacity."},
	{"CH-20", "IsOpen is true exactly until the channel is closed."},
	{"CH-21", "Len is the number of values in the buffer, without those of blocked puts."},
	{"CH-22", "The end of a bound task closes the channel if it is open, with the task's failure if it has failed."},

	{"LK-01", "No two have the lock at the same time."},
	{"LK-02", "The owner takes the lock again at once, and has it until as many unlocks."},
	{"LK-03", "TryLock takes the lock exactly if nobody else has it, and never waits."},
	{"LK-04", "Unlock by anybody but the owner fails with \"" + MsgUnlockOther + "\", or, if nobody has the lock, \"" + MsgUnlockCount + "\", and changes nothing."},
	{"LK-05", "A lock that somebody else has makes its callers wait, and of those who wait the first gets it first."},
	{"LK-06", "The first of those who wait is passed by others not more than LockPasses times."},
	{"LK-07", "When nothing moves, nobody waits for a lock that is free."},
	{"LK-08", "IsLocked is true exactly if somebody has the lock."},

	{"CO-01", "A wait frees the lock, however deep its caller has it, and gets in line in the same step."},
	{"CO-02", "A wait returns with the lock, as deep as before, also if it fails or its context has ended."},
	{"CO-03", "Notify lets all go who wait, or the first of them, and each of them returns its value or error."},
	{"CO-04", "A wait that asks to be first is ahead of all who wait, also of those who asked before it."},
	{"CO-05", "Wait and Notify without the lock fail with \"" + MsgLockNotHeld + "\" and change nothing."},
	{"CO-06", "Notify returns how many it has let go, and is lost if nobody waits."},
	{"CO-07", "A wait that has given up is not let go, and does not count."},

	{"AM-01", "The results of a map are in the order of its input, whichever call ends first."},
	{"AM-02", "As many tasks call the function as ntasks says; without it one for each value, at most 100, and 100 if their number is not known."},
	{"AM-03", "A function that says how many tasks is asked in the beginning, before each value and at the end, and one task is added at a time."},
	{"AM-04", "Only the caller gets values from the input, and not further ahead than one for which no task is free."},
	{"AM-05", "Tasks whose calls do not yield get the values in turn, in the order in which the tasks were started (one worker, first in first out)."},
	{"AM-06", "A task gathers batch_size values before it calls the function, and less only when the input has ended."},
	{"AM-07", "A call for a batch that returns more or fewer results than values fails."},
	{"AM-08", "Of two inputs the shorter one says when to stop, and of each pair the first value is got first."},
	{"AM-09", "A failed call fails the map with what it failed with, captured; of several, that of the task that was started first."},
	{"AM-10", "A failure of the input is returned as it is."},
	{"AM-11", "However a map ends, its tasks have ended before, and no call is left."},
	{"AM-12", "A negative ntasks fails with its message, and nothing is called."},
	{"AM-13", "A batch_size below one fails with its message, and nothing is called."},
	{"AM-14", "A map into a slice leaves what is beyond its results, may map that slice itself, and fails for the first value without room."},
	{"AM-15", "A map of nothing is empty, and calls nothing."},
	{"AM-16", "With one worker for all calls, no two run at the same time."},
	{"AM-17", "The tasks of a map are no members of the caller's group; those that its calls spawn are."},
}

// ClauseByID returns the clause with this id, and whether there is one.
func ClauseByID(id string) (Clause, bool) {
	for _, c := range Clauses {
		if c.ID == id {
			return c, true
		}
	}
	return Clause{}, false
}
