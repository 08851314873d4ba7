package spec

// SL: Select.
var selectClauses = []Clause{
	rule("SL-01", "veritask", "Select",
		"A Select takes at once one of the cases that have happened, each with the same chance."),
	rule("SL-02", "veritask", "Select, WhenAcquired, WhenNotified, WhenDone",
		"A Select without a case that has happened waits until there is one, and returns which."),
	rule("SL-03", "veritask", "Select",
		"A Select that one case lets go has left the lines of the others at that moment, and takes nothing there."),
	rule("SL-04", "veritask", "Select",
		"A Select stands in the line of each of its cases in its place, first come first served."),
	rule("SL-05", "veritask", "Select",
		"A Select whose context ends before it was let go leaves all lines, and nothing else changes."),
	rule("SL-06", "veritask", "After",
		"A time begins to pass anew with each Select, on the clock of the runtime."),
	rule("SL-07", "veritask", "Select",
		"What is handed to a line in which a Select stands goes to that or to another one in line, and is never lost or had twice."),
	rule("SL-08", "veritask", "Select, Runtime.Close",
		"Close ends a Select, and one that waits for the caller's own task alone fails as a wait for it."),
}
