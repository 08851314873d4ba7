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
}
