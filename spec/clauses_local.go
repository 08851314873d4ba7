package spec

// TL: tasks' own storage.
var localClauses = []Clause{
	rule("TL-01", "S D", "Local, TaskLocalStorage",
		"No task has what another one has set, and nothing is inherited."),
	rule("TL-02", "D", "Local.Get",
		"What is not there is reported to be missing."),
	rule("TL-03", "S", "Local.With",
		"With puts back what was there before, however its function ends."),
	rule("TL-04", "S", "Local.With",
		"If nothing was there before With, nothing is afterwards, also if the function has set or deleted it."),
	rule("TL-05", "S", "Local.With",
		"Within each other, they are put back last in first out."),
	rule("TL-06", "D", "Local.With",
		"With returns what its function returns."),
	rule("TL-07", "S", "Local.Set, TaskLocalStorage",
		"The storage goes with its task from worker to worker."),
	rule("TL-08", "D", "TaskLocalStorage",
		"It is one dictionary for each task, in which the Locals are too."),
	rule("TL-09", "veritask", "Local.Set, Local.With",
		"Outside of tasks there is no storage: Get finds nothing, and Set and With panic."),
	rule("TL-10", "S", "Local.With, Spawn",
		"A task that is spawned inside With does not have its value."),
}
