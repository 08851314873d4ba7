package linearizability

// Verdict is the outcome of judging a history.
type Verdict string

// The verdicts.
const (
	// Linearizable: there is an explanation.
	Linearizable Verdict = "linearizable"
	// Illegal: no order of the calls explains what they returned.
	Illegal Verdict = "not linearizable"
	// LostWakeup: what returned can be explained, but not that others were asleep meanwhile: somebody had let them go.
	LostWakeup Verdict = "lost wake-up"
	// Stuck: a call did not return although its context had ended, or although it has nothing to wait for.
	Stuck Verdict = "stuck"
	// Unknown: the judge ran out of time. That is a failure of its own kind and never a success.
	Unknown Verdict = "unknown"
)
