package spec

// LK: locks.
var lockClauses = []Clause{
	rule("LK-01", "T:threads_exec", "ReentrantLock",
		"No two have the lock at the same time."),
	rule("LK-02", "T:threads_exec T:threads", "ReentrantLock.Lock",
		"The owner takes the lock again at once, and has it until as many unlocks."),
	rule("LK-03", "T:threads T:misc S", "ReentrantLock.TryLock",
		"TryLock takes the lock exactly if nobody else has it, and never waits."),
	rule("LK-04", "T:threads_exec S", "ReentrantLock.Unlock",
		"Unlock by anybody but the owner fails with \""+MsgUnlockOther+"\", or, if nobody has the lock, \""+MsgUnlockCount+"\", and changes nothing."),
	rule("LK-05", "S M", "ReentrantLock.Lock",
		"A lock that somebody else has makes its callers wait, and of those who wait the first gets it first."),
	rule("LK-06", "veritask", "ReentrantLock.Lock",
		"The first of those who wait is passed by others not more than LockPasses times."),
	rule("LK-07", "S", "ReentrantLock.Unlock",
		"When nothing moves, nobody waits for a lock that is free."),
	rule("LK-08", "T:threads_exec", "ReentrantLock.IsLocked",
		"IsLocked is true exactly if somebody has the lock."),
}
