package spec

// EV: events.
var eventClauses = []Clause{
	rule("EV-01", "T:threads D", "Event.Wait",
		"A wait on a set manual event returns at once and leaves the event set."),
	rule("EV-02", "T:threads M", "Event.Wait",
		"A wait on an event that is not set waits behind those who wait already."),
	rule("EV-03", "T:threads", "Event.Notify",
		"Notify on a manual event that is not set sets it and lets all waiters go."),
	rule("EV-04", "T:threads", "Event.Notify",
		"Notify on a set event changes nothing."),
	rule("EV-05", "T:threads D", "Event.Reset",
		"Reset clears the event, the latched signal of an autoreset one included."),
	rule("EV-06", "M", "Event.Notify, Event.Reset",
		"A waiter that notify let go stays free even if reset comes before it has returned."),
	rule("EV-07", "veritask", "Event.IsSet",
		"IsSet reports whether a wait would return at once, and changes nothing."),
	rule("EV-08", "T:threads D", "Event.Wait",
		"A wait on a set autoreset event takes the signal and returns at once."),
	rule("EV-09", "T:threads M", "Event.Notify",
		"Notify on an autoreset event with waiters hands the signal to the first of them and to nobody else."),
	rule("EV-10", "M D", "Event.Notify",
		"Notify on an autoreset event without waiters latches one signal, however often it is called."),
	rule("EV-11", "M", "Event.Wait",
		"A wait that comes after a hand-off cannot take the signal that was handed over."),
}
