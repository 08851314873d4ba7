package spec

// SEM: semaphores.
var semaphoreClauses = []Clause{
	rule("SEM-01", "T:misc D", "Semaphore.Acquire",
		"Acquire takes a free permit at once if nobody waits."),
	rule("SEM-02", "S M", "Semaphore.Acquire",
		"Acquire without a free permit waits, first come first served."),
	rule("SEM-03", "S", "Semaphore.Release",
		"Release gives a permit back; if somebody waits, the first of them has it from that moment on."),
	rule("SEM-04", "veritask", "Semaphore.Release",
		"A permit handed over cannot be taken by anybody else before its new holder runs: no barging."),
	rule("SEM-05", "S D", "Semaphore.Release",
		"Release with no permit taken fails with \""+MsgReleaseMismatch+"\" and changes nothing."),
	rule("SEM-06", "veritask", "Semaphore.TryAcquire",
		"TryAcquire takes a permit exactly if one is free, never waits and never passes those who do."),
	rule("SEM-07", "veritask", "Semaphore.Resize",
		"Growing grants the new permits in the order of the line before Resize returns."),
	rule("SEM-08", "veritask", "Semaphore.Resize",
		"Shrinking revokes nothing: permits in excess are retired as they are released."),
	rule("SEM-09", "veritask", "Semaphore.Resize",
		"Resize to zero or less fails with \""+MsgSemaphoreSize+"\" and changes nothing."),
	rule("SEM-10", "T:misc", "Semaphore",
		"No permit is granted while as many are taken as the semaphore has."),
	rule("SEM-11", "S", "Semaphore.Release",
		"Anybody may release a permit, not only who acquired it."),
}
