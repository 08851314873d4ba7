package impl

// ErrorMonitor has the failure of a task that nobody may be waiting for written to the logger of its runtime, as one record,
// when it fails, or at once if it has failed. Who waits for the task may be a moment ahead of the record. It returns t. A failure stays what it is: waiting for the task returns it all
// the same, and later. Whoever has a task monitored twice gets two records. Lock-free, but for the logger.
// Source: Julia's errormonitor.
func ErrorMonitor[A AnyTask](t A) A {
	core := t.sched()
	core.AtEnd(func() {
		if err := core.Err(); err != nil {
			core.Logger().Error("Unhandled Task ERROR", "task", core.Name(), "error", err)
		}
	})
	return t
}
