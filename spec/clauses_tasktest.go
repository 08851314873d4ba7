package spec

// TT: package tasktest, for tests of users.
var testClauses = []Clause{
	rule("TT-01", "veritask", "tasktest.Run",
		"A test fails if its main returns an error or panics, and says what."),
	rule("TT-02", "veritask", "tasktest.Run",
		"A test fails if a task is left that does not end by itself, and says which and what that waits for."),
	rule("TT-03", "veritask", "tasktest.Timeout",
		"A test that hangs fails when its time is up, and shows all tasks."),
	rule("TT-04", "veritask", "tasktest.Seed",
		"A test that fails prints its seed, once, and the command that replays it."),
	rule("TT-05", "veritask", "tasktest.Run",
		"Time is virtual: an hour's sleep costs nothing."),
	rule("TT-06", "veritask", "tasktest.Run",
		"FailNow and SkipNow of the test end its main."),
	rule("TT-07", "veritask", "tasktest.Seeds",
		"Main runs once for each seed, until it fails, or with the seed of TASK_SEED alone."),
	rule("TT-08", "veritask", "tasktest.Bubble",
		"In a Bubble tasks and goroutines run in the bubble's time."),
}
