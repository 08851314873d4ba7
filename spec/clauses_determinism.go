package spec

// DT: runtimes with an order.
var orderClauses = []Clause{
	rule("DT-01", "veritask", "Config.Deterministic, Config.Seed",
		"The same seed gives the same interleaving."),
	rule("DT-02", "veritask", "Config.Seed",
		"Different seeds give different interleavings."),
	rule("DT-03", "veritask", "Config.Deterministic, Sleep",
		"Virtual time costs nothing, and moves only when nothing can run."),
	rule("DT-04", "veritask", "Config.Deterministic, Sleep",
		"Timers fire in the order of their times."),
	rule("DT-05", "veritask", "Config.Deterministic",
		"A cancellation is seen by those who wait without any real time."),
	rule("DT-06", "veritask", "Config.Cooperative",
		"A cooperative runtime runs tasks first in first out, one at a time."),
	rule("DT-07", "veritask", "Config.Cooperative",
		"A cooperative runtime runs no task in the place of its waiter."),
	rule("DT-08", "veritask", "Config.Deterministic",
		"A hundred runs with one seed have one trace."),
}
