package spec

// CO: conditions.
var conditionClauses = []Clause{
	rule("CO-01", "S", "Condition.Wait",
		"A wait frees the lock, however deep its caller has it, and gets in line in the same step."),
	rule("CO-02", "S", "Condition.Wait",
		"A wait returns with the lock, as deep as before, also if it fails or its context has ended."),
	rule("CO-03", "T:channels S", "Condition.Notify, One, WithError",
		"Notify lets all go who wait, or the first of them, and each of them returns its value or error."),
	rule("CO-04", "T:channels M", "First",
		"A wait that asks to be first is ahead of all who wait, also of those who asked before it."),
	rule("CO-05", "T:threads_exec", "Condition.Wait, Condition.Notify",
		"Wait and Notify without the lock fail with \""+MsgLockNotHeld+"\" and change nothing."),
	rule("CO-06", "D S", "Condition.Notify",
		"Notify returns how many it has let go, and is lost if nobody waits."),
	rule("CO-07", "veritask", "Condition.Notify",
		"A wait that has given up is not let go, and does not count."),
}
