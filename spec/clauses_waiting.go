package spec

// WAIT: what all calls that wait have in common.
var waitClauses = []Clause{
	rule("WAIT-01", "veritask S", "Event.Wait, Semaphore.Acquire, ReentrantLock.Lock, Condition.Wait, Channel.Put, Channel.Take",
		"A waiter whose context ends before it was let go leaves the line, and nothing else changes."),
	rule("WAIT-02", "veritask", "Event.Wait, Semaphore.Acquire",
		"A waiter that was let go returns normally even if its context has ended since: nothing granted is lost."),
	rule("WAIT-03", "veritask S", "Event.Notify, Semaphore.Release, ReentrantLock.Unlock, Condition.Notify",
		"When nothing moves, nobody is asleep who was let go: no wake-up is lost."),
	rule("WAIT-04", "veritask", "Event.Wait, Semaphore.Acquire, ReentrantLock.Lock, Task.Wait, Park, Yield, Sleep",
		"A call whose context has ended before it fails with the cause, before any effect."),
	rule("WAIT-05", "veritask", "Event.Wait, Semaphore.Acquire, ReentrantLock.Lock, Channel.Take",
		"No call that waits returns the end of a context that has not ended."),
	rule("WAIT-06", "veritask", "Event.Wait, Semaphore.Acquire, Task.Fetch",
		"A call that waits does so for a task, for a goroutine, and for a goroutine with the context of a task."),
	rule("WAIT-07", "veritask", "Current, Yield, Task.Fetch",
		"A call is made by the task that its goroutine runs, whatever context it is given."),
	rule("WAIT-08", "veritask", "Event.Wait, Park, ReentrantLock.Lock",
		"What a call returns when its context ends is the very cause."),
	rule("WAIT-09", "veritask", "Runtime.Close",
		"Close fails the calls in which tasks of its runtime wait, with ErrRuntimeClosed."),
	rule("WAIT-10", "S", "Event.Wait, Channel.Take, Unpark",
		"Nobody returns from a wait but by what it is for, the end of its context, an error of ScheduleError or Close: there are no spurious wake-ups."),
	rule("WAIT-11", "veritask S", "ScheduleError",
		"An interrupted call re-acquires its lock first, restores all counts, and leaves its line."),
	rule("WAIT-12", "veritask", "ScheduleError",
		"A call that was let go before it is interrupted keeps what it was granted, and the error comes to the next call."),
}
