package spec

// TASK: tasks, and what waits for one.
var taskClauses = []Clause{
	rule("TASK-01", "S", "Task",
		"A task ends once, done or failed, and stays so."),
	rule("TASK-02", "T:channels S", "Task.IsDone, Task.IsFailed",
		"IsDone is true exactly if the task has ended, IsFailed exactly if it has failed."),
	rule("TASK-03", "D S", "Task.Wait",
		"A wait for a task returns exactly if the task has ended."),
	rule("TASK-04", "T:threads S", "Task.Wait, Task.Fetch",
		"A wait for a failed task, and a fetch, returns a *TaskFailedError with its cause."),
	rule("TASK-05", "D S", "Task.Fetch",
		"Fetch returns the value of the task, to any number of callers as often as they like."),
	rule("TASK-06", "S", "Task.Wait",
		"The end of a task lets all go that wait for it."),
	rule("TASK-07", "D", "Sync",
		"A join returns exactly if all of its tasks have ended, failed or not."),
	rule("TASK-08", "T:dist S", "Sync",
		"A join reports all failures in the order of its tasks, not in the order of failing."),
	rule("TASK-09", "veritask", "Sync, Scope",
		"A join is not ended by its context: children are never abandoned."),
}
